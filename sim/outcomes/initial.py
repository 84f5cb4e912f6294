"""The first lines of a patient's record: who the patient was, and nothing has happened. Compiled as it stands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim import codes
from haicsim.sim.units import DAYS_PER_YEAR

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients, Records


def open_record(out: Records, k: int, p: Patients, i: int) -> None:
    """Start a patient's record: who the patient was at diagnosis, and nothing has happened yet."""
    out[k].group = p[i].group
    out[k].vp = p[i].vp
    out[k].vv = p[i].vv
    out[k].both_vessels = p[i].vp >= 3 and p[i].vv >= 2
    out[k].extrahepatic_at_entry = p[i].far_at_entry == 1
    out[k].t_stage = p[i].t_stage
    out[k].aetiology = p[i].aetiology
    out[k].male = p[i].male == 1
    out[k].child_pugh = p[i].score
    out[k].lesions = p[i].lesions
    out[k].attempts = p[i].attempts
    out[k].age_years = p[i].age_days / DAYS_PER_YEAR
    out[k].bsa_m2 = p[i].bsa_m2
    out[k].icg_r15 = p[i].icg_r15
    out[k].bilirubin = p[i].bilirubin
    out[k].albumin = p[i].albumin
    out[k].potential = p[i].potential
    out[k].afp = p[i].afp_baseline
    out[k].pivka = p[i].pivka_baseline
    out[k].size_before_mm = p[i].lesion_mm[0]
    out[k].seeds_at_entry = 0
    out[k].size_measured_mm = math.nan
    out[k].entry_day = p[i].arrival
    open_haic(out, k)
    open_meeting(out, k)
    open_surgery(out, k)
    open_waits(out, k)


def open_haic(out: Records, k: int) -> None:
    """No cycle, no CT."""
    out[k].cycles = 0
    out[k].full_cycles = 0.0
    out[k].dose_now = 1.0
    out[k].doses_delayed = 0
    out[k].doses_reduced = 0
    out[k].infusion_days = 0.0
    out[k].cisplatin_mg_per_m2 = 0.0
    out[k].cisplatin_mg = 0.0
    out[k].fluorouracil_mg_per_m2 = 0.0
    out[k].fluorouracil_mg = 0.0
    out[k].scans = 0
    out[k].ports = 0
    out[k].toxicities = 0
    out[k].taces = 0
    out[k].best_response = codes.NOT_ASSESSED
    out[k].response_at_decision = codes.NOT_ASSESSED
    out[k].first_ct_response = codes.NOT_ASSESSED
    out[k].first_ct_day = math.nan
    out[k].first_ct_afp = math.nan
    out[k].first_ct_pivka = math.nan
    out[k].last_ct_afp = math.nan
    out[k].last_ct_pivka = math.nan
    out[k].haic_end = codes.HAIC_GOING_ON
    out[k].first_haic_day = math.nan
    out[k].last_haic_day = math.nan
    out[k].haic_days = math.nan
    out[k].progression_day = math.nan


def open_meeting(out: Records, k: int) -> None:
    """No meeting yet."""
    out[k].meetings = 0
    out[k].never_reached_meeting = codes.FOLLOW_UP_ENDED
    out[k].first_failing = codes.NO_MEETING
    out[k].failed_criteria = 0
    out[k].failing_now = 0
    out[k].converted = False
    out[k].offered = False
    out[k].refused = False
    out[k].conversion_day = math.nan
    out[k].size_after_mm = math.nan
    out[k].size_ratio = math.nan
    out[k].afp_after = math.nan
    out[k].pivka_after = math.nan
    out[k].icg_r15_after = math.nan
    out[k].lesions_after = codes.NOT_DECIDED
    out[k].vp_after = codes.NOT_DECIDED
    out[k].vv_after = codes.NOT_DECIDED
    out[k].child_pugh_after = codes.NOT_DECIDED
    out[k].retraction = math.nan


def open_surgery(out: Records, k: int) -> None:
    """No operation, no recurrence, alive."""
    out[k].resected = False
    out[k].procedure = codes.NOT_OPERATED
    out[k].thrombectomy = False
    out[k].venous_exclusion = False
    out[k].bypass = False
    out[k].ablated = 0
    out[k].found_by_ultrasound = 0
    out[k].seeds_at_surgery = codes.NOT_OPERATED
    out[k].seeds_left = codes.NOT_OPERATED
    out[k].liver_failure = False
    out[k].complication = False
    out[k].cancelled = 0
    out[k].operation_minutes = math.nan
    out[k].blood_loss_ml = math.nan
    out[k].margin_mm = math.nan
    out[k].hepatectomy_day = math.nan
    out[k].discharge_day = math.nan
    out[k].recurrences = 0
    out[k].recurrence_site = codes.NO_RECURRENCE
    out[k].recurrence_treatment = codes.NOT_TREATED
    out[k].second_line = False
    out[k].second_line_day = math.nan
    out[k].recurrence_found_day = math.nan
    out[k].death_cause = codes.ALIVE
    out[k].recurrence_day = math.nan
    out[k].death_day = math.nan


def open_waits(out: Records, k: int) -> None:
    """Nothing has been asked for; NaN stays where nothing ever is granted."""
    out[k].angiography_suite_waited_days = math.nan
    out[k].infusion_bed_waited_days = math.nan
    out[k].ct_waited_days = math.nan
    out[k].meeting_waited_days = math.nan
    out[k].theatre_waited_days = math.nan
    out[k].perfusion_waited_days = math.nan
    out[k].icu_waited_days = math.nan
    out[k].ward_waited_days = math.nan
