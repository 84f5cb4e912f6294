"""The fields of a patient: who they are at diagnosis, and what the story keeps about them while it runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.codes import MOST_LESIONS

if TYPE_CHECKING:
    from haicsim.sim.rows import Patient

Field = tuple[str, str] | tuple[str, str, tuple[int, ...]]
_EACH = (MOST_LESIONS,)

# written at diagnosis (`haicsim.sim.cohort`), never changed by the story
BASELINE: list[Field] = [
    ("arrival", "f8"),  # day of entry, whole days
    ("entry_year", "f8"),  # calendar year of entry, with its fraction
    ("attempts", "i8"),  # candidates drawn until one could enter; -1: none was
    ("age_days", "f8"),
    ("male", "i8"),
    ("bsa_m2", "f8"),
    ("liver_ml", "f8"),  # standard liver volume
    ("aetiology", "i8"),  # code of AETIOLOGIES
    ("score", "i8"),  # Child-Pugh
    ("icg_r15", "f8"),  # true retention, percent
    ("bilirubin", "f8"),  # total, umol/l
    ("albumin", "f8"),  # g/l
    ("u_accept_liver", "f8"),  # luck by which a marginal liver is accepted, at entry and at every meeting
    ("life_table_days", "f8"),  # days until another cause kills
    ("vp", "i8"),  # portal invasion 0-4
    ("vv", "i8"),  # hepatic venous invasion 0-3
    ("group", "i8"),  # code of GROUPS
    ("thrombus_mm", "f8"),  # its length
    ("far_at_entry", "i8"),  # 1 with disease outside the liver
    ("lesions", "i8"),  # how many; the largest first
    ("lesion_mm", "f8", _EACH),  # viable diameter at diagnosis
    ("lesion_lobe", "i8", _EACH),  # code of LOBES
    ("lesion_kill", "f8", _EACH),  # fall of ln diameter at full exposure, 1/day
    ("volume_ml", "f8"),  # of all lesions
    ("t_stage", "i8"),  # code of T_STAGES
    ("potential", "f8"),  # malignant potential z, standard normal
    ("growth", "f8"),  # of ln diameter, 1/day
    ("kill", "f8"),  # of the patient's tumour as a whole, 1/day
    ("resistance", "f8"),  # loss of sensitivity, 1/exposure-day
    ("afp_baseline", "f8"),  # ng/ml
    ("pivka_baseline", "f8"),  # mAU/ml
]

# written by the story before it reads them, so a story run again from the start is the same story
RUNNING: list[Field] = [
    ("status", "i8"),  # ON_HAIC, ACCEPTED, OPERATED, WITHOUT_SURGERY
    ("phase", "i8"),  # what the hazard of death follows
    # the tumour
    ("size_day", "f8"),  # day up to which the size is known
    ("exposure", "f8"),  # drug exposure, 0-1
    ("exposure_days", "f8"),
    ("kill_days", "f8"),
    ("embolised", "f8"),  # fall of ln diameter by TACE
    ("held_back", "f8"),  # growth of ln diameter for which the liver had no room
    ("covered_until", "f8"),  # day on which the last cycle's cover ends
    ("first_infusion_day", "f8"),
    ("new_lesion_day", "f8"),
    ("new_lesion_mm", "f8"),  # when it first shows
    ("extrahepatic_day", "f8"),
    # the liver
    ("worsening_day", "f8"),
    ("decompensation_day", "f8"),
    ("points_lost", "i8"),  # by treatment
    ("score_now", "i8"),
    ("icg_measured", "f8"),
    ("remnant_gain", "f8"),  # by portal embolisation
    # the course of HAIC
    ("port_lost_day", "f8"),
    ("ports", "i8"),
    ("courses", "i8"),
    ("cycles", "i8"),
    ("dose", "f8"),  # relative dose intensity
    ("toxicities", "i8"),
    ("toxic_course", "i8"),
    ("taces", "i8"),
    ("course_due", "f8"),  # day of the next course
    ("ct_due", "f8"),
    ("unseen", "i8"),  # a course has been given since the last CT
    ("seen_day", "f8"),  # day of the last CT
    ("scans", "i8"),
    # what CT and laboratory have shown
    ("target_mm", "f8"),
    ("target_baseline_mm", "f8"),
    ("target_nadir_mm", "f8"),
    ("other_mm", "f8"),
    ("other_nadir_mm", "f8"),
    ("thrombus_seen_mm", "f8"),
    ("thrombus_nadir_mm", "f8"),
    ("new_mm", "f8"),  # a new lesion as this CT measured it
    ("new_seen_day", "f8"),  # when it was first seen
    ("last_change", "f8"),  # of the targets since the last CT, share
    ("anatomical_ratio", "f8"),  # measured, of the largest lesion
    ("anatomical_mm", "f8"),
    ("response", "i8"),
    ("found", "i8"),  # the response this CT showed, confirmed or not
    ("responses_running", "i8"),
    ("afp", "f8"),
    ("pivka", "f8"),
    # the decision
    ("decided", "i8"),  # judged resectable, and nothing more to decide
    ("failed", "i8"),  # bits of `criteria.BITS`
    ("u_accept_stable", "f8"),
    ("u_unfit", "f8"),
    ("control_end", "f8"),  # day of progression of a patient who is not operated
    # surgery and after
    ("residual_day", "f8"),  # when disease left behind will be detectable
    ("residual_site", "i8"),  # and where; none where no such recurrence is to come
    ("recurrence_day", "f8"),
    ("recurrence_site", "i8"),
    ("recurred", "i8"),  # a recurrence was treated
    ("treatment", "i8"),
    ("operative_end", "f8"),
    ("operative_hazard", "f8"),
    # death
    ("life_table_day", "f8"),
    ("u_embolism", "f8"),
    ("frailty", "f8"),
    ("load", "f8"),
    ("hazard_progressed", "f8"),
    ("hazard_free", "f8"),  # after resection, until the next recurrence
    ("hazard_recurred", "f8"),
    ("budget", "f8"),
    ("budget_day", "f8"),
]


def dtype(fields: Iterable[Field]) -> np.dtype[Any]:
    """The structured type of a state: the contract's four fields, then the story's own."""
    contract: list[Field] = [("arrival", "f8"), ("now", "f8"), ("death_day", "f8"), ("death_cause", "i8")]
    named = {field[0]: field for field in [*contract, *fields]}
    return np.dtype(list(named.values()), align=True)


def people(rows: NDArray[Any]) -> list[Patient]:
    """The same patients as slotted objects, for an engine that runs in plain Python."""
    person = type("Person", (), {"__slots__": rows.dtype.names})
    out: list[Patient] = []
    for row in rows.tolist():
        one: Any = person()
        for name, value in zip(rows.dtype.names or (), row, strict=True):
            setattr(one, name, value.tolist() if isinstance(value, np.ndarray) else value)
        out.append(one)
    return out
