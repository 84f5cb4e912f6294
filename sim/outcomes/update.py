"""What a row of the journal means to a patient's record: plain arithmetic, compiled as it stands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim import codes
from haicsim.sim.criteria import MOST

if TYPE_CHECKING:
    from haicsim.sim.rows import Records


def record(out: Records, k: int, day: float, event: int, value: float) -> None:
    """What one row of the journal means to the patient's record, by the range its event belongs to."""
    if event < codes.FIRST_ACTIVITY:
        record_wait(out, k, event - codes.GRANTED, value)
    elif event <= codes.LAST_ACTIVITY:
        if event == codes.INFUSION:
            record_infusion(out, k, day, value)
        elif event == codes.PORT_IMPLANTATION:
            out[k].ports += 1
    elif event < codes.MEETING_FACTS:
        record_haic(out, k, day, event, value)
    elif event < codes.OPERATION_FACTS:
        record_meeting(out, k, day, event, value)
    elif event < codes.LATER_FACTS:
        record_operation(out, k, day, event, value)
    else:
        record_later(out, k, day, event, value)


def record_infusion(out: Records, k: int, day: float, days: float) -> None:
    """A cycle is infused."""
    out[k].cycles += 1
    out[k].full_cycles += out[k].dose_now
    out[k].infusion_days += out[k].dose_now * days
    out[k].last_haic_day = day + days
    out[k].haic_days = day + days - out[k].first_haic_day


def record_haic(out: Records, k: int, day: float, event: int, value: float) -> None:
    """What happened on HAIC."""
    if event == codes.FIRST_INFUSION:
        out[k].first_haic_day = day
    elif event == codes.TOXICITY:
        out[k].toxicities += 1
    elif event == codes.DOSE_GIVEN:
        out[k].dose_now = value
    elif event == codes.DOSE_DELAYED:
        out[k].doses_delayed += 1
    elif event == codes.DOSE_REDUCED:
        out[k].doses_reduced += 1
    elif event == codes.TACE_GIVEN:
        out[k].taces += 1
    elif event == codes.AFP_MEASURED or event == codes.PIVKA_MEASURED:
        record_marker(out, k, event, value)
    elif event == codes.RESPONSE:
        record_response(out, k, day, int(value))
    elif event == codes.SEEDS_AT_ENTRY:
        out[k].seeds_at_entry = int(value)
    elif event == codes.BASELINE_MEASURED:
        out[k].size_measured_mm = value
    elif event == codes.HAIC_ENDED:
        out[k].haic_end = int(value)
        if out[k].meetings == 0:
            out[k].never_reached_meeting = never_reached(int(value))


def record_marker(out: Records, k: int, event: int, value: float) -> None:
    """AFP or PIVKA-II on the day of a CT: that of the first, and that of the last."""
    if event == codes.AFP_MEASURED:
        out[k].last_ct_afp = value
        if out[k].scans == 1:
            out[k].first_ct_afp = value
    else:
        out[k].last_ct_pivka = value
        if out[k].scans == 1:
            out[k].first_ct_pivka = value


def record_response(out: Records, k: int, day: float, response: int) -> None:
    """A CT was judged; the best response is the lowest code seen."""
    out[k].scans += 1
    if out[k].scans == 1:
        out[k].first_ct_response = response
        out[k].first_ct_day = day
    if out[k].best_response == codes.NOT_ASSESSED or response < out[k].best_response:
        out[k].best_response = response
    if not out[k].converted:
        out[k].response_at_decision = response


def record_meeting(out: Records, k: int, day: float, event: int, value: float) -> None:
    """What the meeting saw and decided."""
    if event == codes.FAILED:
        out[k].failing_now = int(value)
    elif event == codes.DECISION:
        record_decision(out, k, int(value))
    elif event == codes.CONVERTED:
        out[k].converted = True
        out[k].conversion_day = day
        out[k].afp_after = out[k].last_ct_afp
        out[k].pivka_after = out[k].last_ct_pivka
        out[k].size_after_mm = value
    elif event == codes.SHRUNK:
        out[k].size_ratio = value
    elif event == codes.OFFERED:
        out[k].offered = True
    elif event == codes.REFUSED:
        out[k].refused = True
    else:
        record_findings(out, k, event, value)


def record_findings(out: Records, k: int, event: int, value: float) -> None:
    """What is measured at the decision: markers, lesions, thrombus and liver."""
    if event == codes.ICG_MEASURED:
        out[k].icg_r15_after = value
    elif event == codes.LESIONS_SHOWN:
        out[k].lesions_after = int(value)
    elif event == codes.VP_SHOWN:
        out[k].vp_after = int(value)
    elif event == codes.VV_SHOWN:
        out[k].vv_after = int(value)
    elif event == codes.SCORE:
        out[k].child_pugh_after = int(value)
    elif event == codes.RETRACTED:
        out[k].retraction = value


def record_decision(out: Records, k: int, first_failing: int) -> None:
    """Keep the best meeting: the one that converted, else that at which fewest criteria failed, the later of equals."""
    fewer = out[k].meetings == 0 or bits(out[k].failing_now) <= bits(out[k].failed_criteria)
    if fewer or first_failing == codes.OPERATE:
        out[k].failed_criteria = out[k].failing_now
        out[k].first_failing = first_failing
    out[k].meetings += 1
    out[k].never_reached_meeting = codes.REACHED


def bits(mask: int) -> int:
    """How many criteria stand in the mask."""
    count = 0
    for code in range(1, MOST + 1):
        if mask >> code & 1:
            count += 1
    return count


def record_operation(out: Records, k: int, day: float, event: int, value: float) -> None:
    """The operation report and the stay."""
    if event == codes.HEPATECTOMY:
        out[k].resected = True
        out[k].hepatectomy_day = day
        out[k].procedure = int(value)
    elif event == codes.OPERATION_TIME:
        out[k].operation_minutes = value
    elif event == codes.BLOOD_LOSS:
        out[k].blood_loss_ml = value
    elif event == codes.MARGIN:
        out[k].margin_mm = value
    elif event == codes.THROMBECTOMY:
        out[k].thrombectomy = True
    elif event == codes.EXCLUSION:
        out[k].venous_exclusion = True
    elif event == codes.BYPASS:
        out[k].bypass = True
    elif event == codes.ABLATED:
        out[k].ablated = int(value)
    elif event == codes.LIVER_FAILURE:
        out[k].liver_failure = True
    elif event == codes.COMPLICATION:
        out[k].complication = True
    elif event == codes.CANCELLED:
        out[k].cancelled += 1
    elif event == codes.DISCHARGED:
        out[k].discharge_day = day
    else:
        record_seeds(out, k, event, value)


def record_seeds(out: Records, k: int, event: int, value: float) -> None:
    """What was too small for CT at the operation: there, found by ultrasound, left behind."""
    if event == codes.SEEDS_AT_SURGERY:
        out[k].seeds_at_surgery = int(value)
    elif event == codes.SEEDS_LEFT:
        out[k].seeds_left = int(value)
    elif event == codes.ULTRASOUND:
        out[k].found_by_ultrasound = int(value)


def record_later(out: Records, k: int, day: float, event: int, value: float) -> None:
    """Recurrence, progression, death.

    The first recurrence is settled by the operation: it stands on its own day, wherever the patient is by then.
    """
    if event == codes.DEATH:
        record_death(out, k, day, int(value))
    elif event == codes.RECURS_IN:
        out[k].recurrences = 1
        out[k].recurrence_day = day + value
    elif event == codes.RECURS_AT:
        out[k].recurrence_site = int(value)
    elif event == codes.RECURRED:
        record_recurrence(out, k, day, int(value))
    elif event == codes.TREATED:
        if out[k].recurrence_treatment == codes.NOT_TREATED:
            out[k].recurrence_treatment = int(value)
    elif event == codes.PROGRESSED:
        out[k].progression_day = day - value
    elif event == codes.SECOND_LINE:
        out[k].second_line = True
        out[k].second_line_day = day


def record_recurrence(out: Records, k: int, day: float, sites: int) -> None:
    """A visit found the disease back; the first time its sites are those found."""
    if out[k].recurrence_found_day != out[k].recurrence_found_day:
        out[k].recurrence_found_day = day
        out[k].recurrence_site = sites
    else:
        out[k].recurrences += 1


def never_reached(haic_end: int) -> int:
    """Why the meeting was never reached, by what ended HAIC."""
    reason = codes.NEVER_PROGRESSED
    if haic_end == codes.ENDED_TOXICITY:
        reason = codes.NEVER_TOXICITY
    elif haic_end == codes.ENDED_PORT:
        reason = codes.NEVER_PORT
    elif haic_end == codes.ENDED_LIVER:
        reason = codes.NEVER_LIVER
    elif haic_end == codes.ENDED_CAP:
        reason = codes.NEVER_CAP
    elif haic_end == codes.ENDED_NO_RESPONSE:
        reason = codes.NEVER_NO_RESPONSE
    return reason


def record_death(out: Records, k: int, day: float, cause: int) -> None:
    """Death, a recurrence it forestalled and an infusion it cut short; death of the operation is Clavien grade V."""
    out[k].death_day = day
    out[k].death_cause = cause
    if cause == codes.OF_OPERATION:
        out[k].complication = True
    if out[k].recurrence_day >= day:
        out[k].recurrences = 0
        out[k].recurrence_day = math.nan
        out[k].recurrence_site = codes.NO_RECURRENCE
    if out[k].never_reached_meeting == codes.FOLLOW_UP_ENDED:
        out[k].never_reached_meeting = codes.NEVER_DIED
    if out[k].last_haic_day > day:
        out[k].infusion_days -= out[k].dose_now * (out[k].last_haic_day - day)
        out[k].last_haic_day = day
        out[k].haic_days = day - out[k].first_haic_day


def record_wait(out: Records, k: int, resource: int, days: float) -> None:
    """Days waited for a resource, added up over all grants."""
    if resource == codes.SUITE:
        out[k].angiography_suite_waited_days = waited(out[k].angiography_suite_waited_days, days)
    elif resource == codes.BED:
        out[k].infusion_bed_waited_days = waited(out[k].infusion_bed_waited_days, days)
    elif resource == codes.CT:
        out[k].ct_waited_days = waited(out[k].ct_waited_days, days)
    elif resource == codes.MEETING:
        out[k].meeting_waited_days = waited(out[k].meeting_waited_days, days)
    elif resource == codes.THEATRE:
        out[k].theatre_waited_days = waited(out[k].theatre_waited_days, days)
    elif resource == codes.PERFUSION:
        out[k].perfusion_waited_days = waited(out[k].perfusion_waited_days, days)
    elif resource == codes.ICU:
        out[k].icu_waited_days = waited(out[k].icu_waited_days, days)
    elif resource == codes.WARD:
        out[k].ward_waited_days = waited(out[k].ward_waited_days, days)


def waited(before: float, days: float) -> float:
    """Days waited in all with those of one more grant; the first turns NaN into a number, also where it took none."""
    return days if before != before else before + days
