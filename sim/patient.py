"""The fields of a patient: who they are at diagnosis, and what the story keeps about them while it runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.codes import MOST_LESIONS
from haicsim.sim.rules.seeding import BORN, SEEDS, STREAMS

if TYPE_CHECKING:
    from haicsim.sim.rows import Patient

Field = tuple[str, str] | tuple[str, str, tuple[int, ...]]
_EACH = (MOST_LESIONS,)
_SEEDS = (SEEDS,)
_BORN = (BORN,)
_STREAMS = (STREAMS,)

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
    ("shedding", "f8"),  # how much more than the average its tumour seeds, beside growth and vessels
    ("afp_baseline", "f8"),  # ng/ml
    ("pivka_baseline", "f8"),  # mAU/ml
]

# written by the story before it reads them, so a story run again from the start is the same story
RUNNING: list[Field] = [
    ("status", "i8"),  # ON_TREATMENT, ACCEPTED, OPERATED, WITHOUT_SURGERY
    # the disease at the last node (`haicsim.sim.rules.disease`)
    ("node_day", "f8"),
    ("node_exposure", "f8"),  # to the drug; 1 in the long run of standard weeks
    ("node_exposure_days", "f8"),
    ("node_bend", "f8"),  # kill a day at a sensitivity of 1: exposure, less by resistance
    ("node_grown", "f8"),  # growth of ln diameter since diagnosis
    ("node_clock", "f8"),  # of the seeds
    ("node_seeds_killed", "f8"),  # fall of ln diameter of seeds in the liver by the drug
    ("node_ln_volume", "f8"),  # of all lesions, in spheres of the reference size
    ("node_ln_thrombus", "f8"),  # length relative to diagnosis
    ("node_tumour", "f8"),  # volume to the load exponent
    ("node_thrombus", "f8"),  # length relative to diagnosis
    ("node_shedding", "f8"),  # volume to the seeding exponent
    ("node_held", "f8"),  # growth of the thrombus for which the vein had no room
    ("node_seeded", "f8"),  # integral of volume to the seeding exponent
    ("node_spent", "f8"),  # hazard of death spent
    ("node_load", "f8"),  # of the seeds in the liver
    ("standard_day", "f8"),  # of the next node that the drug asks for
    # the disease at the next node if nothing is done before
    ("ahead_day", "f8"),
    ("ahead_exposure", "f8"),
    ("ahead_exposure_days", "f8"),
    ("ahead_bend", "f8"),
    ("ahead_grown", "f8"),
    ("ahead_clock", "f8"),
    ("ahead_seeds_killed", "f8"),
    ("ahead_ln_volume", "f8"),
    ("ahead_ln_thrombus", "f8"),
    ("ahead_tumour", "f8"),
    ("ahead_thrombus", "f8"),
    ("ahead_shedding", "f8"),
    ("ahead_held", "f8"),
    ("ahead_seeded", "f8"),
    ("ahead_spent", "f8"),
    ("ahead_load", "f8"),
    ("ahead_killed", "f8"),
    ("ahead_birth", "i8"),  # slot of the seed born there
    # the node kept while the patient waits for something scarce
    ("kept_day", "f8"),
    ("kept_exposure", "f8"),
    ("kept_exposure_days", "f8"),
    ("kept_bend", "f8"),
    ("kept_grown", "f8"),
    ("kept_clock", "f8"),
    ("kept_seeds_killed", "f8"),
    ("kept_ln_volume", "f8"),
    ("kept_ln_thrombus", "f8"),
    ("kept_tumour", "f8"),
    ("kept_thrombus", "f8"),
    ("kept_shedding", "f8"),
    ("kept_held", "f8"),
    ("kept_seeded", "f8"),
    ("kept_spent", "f8"),
    ("kept_load", "f8"),
    ("kept_standard_day", "f8"),
    ("kept_beyond_day", "f8"),
    ("kept_born", "i8", _STREAMS),
    ("kept_seed_clock", "f8", _SEEDS),
    # the tumour as it is looked upon today
    ("grown", "f8"),
    ("killed", "f8"),  # kill-days
    ("clock", "f8"),
    ("seeds_killed", "f8"),
    ("exposed", "f8"),  # to the drug, on the day last asked for
    ("exposed_days", "f8"),
    # what is done to the tumour
    ("ln_largest", "f8"),  # ln volume of the largest lesion at diagnosis, in spheres of the reference size
    ("primary", "i8"),  # the tumour and its thrombus are in place
    ("pace", "f8"),  # factor on all growth by treatment
    ("embolised", "f8"),  # fall of ln diameter by TACE
    ("infusion_end", "f8"),  # of the last cycle
    ("infused_dose", "f8"),  # on a day of infusion; 1 would be the mean of a standard week
    ("covered_until", "f8"),  # day on which the last cycle's rest ends
    ("first_infusion_day", "f8"),
    # spread
    ("seed_due", "f8", _BORN),  # integral of volume at which each seed of the three streams is born
    ("seed_clock", "f8", _SEEDS),  # clock at birth; GONE where there is none
    ("born", "i8", _STREAMS),
    ("beyond_day", "f8"),  # spread beyond the liver reaches the size at which it is seen
    ("new_cancer_day", "f8"),  # a new cancer in the diseased liver does
    ("new_cancers", "i8"),  # treated for cure so far
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
    ("new_disease", "i8"),  # 1: this CT showed new disease that counts
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
    # surgery and after
    ("operated_day", "f8"),
    ("recurrences", "i8"),
    ("sites", "i8"),  # of the last recurrence, bits of SITES
    ("treatment", "i8"),  # of it
    ("operative_end", "f8"),
    ("operative_hazard", "f8"),
    # death: what each source of the hazard is at the last node, and ln of its rise to the next
    ("budget", "f8"),
    ("life_table_day", "f8"),
    ("disease_death", "f8"),  # of the disease, where it comes before the next node
    ("u_cause", "f8"),
    ("frailty", "f8"),
    ("thrombus_rate", "f8"),  # hazard of the thrombus at diagnosis, before frailty and liver
    ("hazard_liver", "f8"),
    ("hazard_tumour", "f8"),
    ("hazard_thrombus", "f8"),
    ("hazard_seeds", "f8"),
    ("hazard_beyond", "f8"),
    ("hazard_operation", "f8"),
    ("rise_tumour", "f8"),
    ("rise_thrombus", "f8"),
    ("rise_seeds", "f8"),
    ("rise_shedding", "f8"),
    ("sag_tumour", "f8"),  # factor on the mean for the bend by the drug
    ("sag_thrombus", "f8"),
    ("sag_shedding", "f8"),
    ("mean_tumour", "f8"),  # mean along the piece relative to its start
    ("mean_thrombus", "f8"),
    ("mean_seeds", "f8"),
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
