"""Outcomes: one row per patient, the truth of what happened, folded from the journal row by row.

`open_record` (in `haicsim.sim.outcomes.initial`) and `record` (in `haicsim.sim.outcomes.update`) are rules: the
compiled engine folds while it runs, the SimPy engine's journal is folded afterwards, by the same lines. Days are
calendar days of the simulation, NaN where it has not happened; what is not a day has a named code (see
`haicsim.sim.codes`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.codes import RESOURCES
from haicsim.sim.outcomes.initial import open_record
from haicsim.sim.outcomes.update import record

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients

RECORD = np.dtype(
    [
        ("replication", "i4"),
        ("patient", "i4"),
        ("counted", "?"),  # entered after the warm-up
        # at diagnosis
        ("group", "i1"),  # code of GROUPS
        ("vp", "i1"),
        ("vv", "i1"),
        ("both_vessels", "?"),  # Vp3 or Vp4 together with Vv2 or Vv3: reported apart
        ("t_stage", "i1"),  # code of T_STAGES
        ("aetiology", "i1"),
        ("male", "?"),
        ("child_pugh", "i1"),
        ("lesions", "i1"),
        ("attempts", "i2"),  # candidates drawn until one was unresectable
        ("age_years", "f4"),
        ("bsa_m2", "f8"),  # body surface
        ("icg_r15", "f4"),  # true, percent
        ("potential", "f4"),  # malignant potential z
        ("afp", "f4"),  # ng/ml
        ("pivka", "f4"),  # mAU/ml
        ("size_before_mm", "f8"),  # viable diameter of the largest, true
        ("size_measured_mm", "f8"),  # the same as measured on the baseline CT
        ("entry_day", "f8"),
        # HAIC
        ("cycles", "i2"),
        ("full_cycles", "f8"),  # cycles times relative dose intensity
        ("dose_now", "f8"),  # relative dose intensity
        (
            "infusion_days",
            "f8",
        ),  # days of infusion, each weighed with the relative dose intensity it was given at
        ("cisplatin_mg_per_m2", "f8"),  # cumulative, by body surface and in all
        ("cisplatin_mg", "f8"),
        ("fluorouracil_mg_per_m2", "f8"),
        ("fluorouracil_mg", "f8"),
        ("scans", "i2"),
        ("ports", "i1"),
        ("toxicities", "i2"),
        ("taces", "i2"),
        ("best_response", "i1"),  # codes of RESPONSES, as judged on CT
        ("response_at_decision", "i1"),
        ("haic_end", "i1"),  # code of HAIC_ENDS
        ("first_haic_day", "f8"),
        ("last_haic_day", "f8"),
        ("haic_days", "f8"),  # from first to last infusion day
        ("progression_day", "f8"),  # at first sight; after HAIC as it was, at its end where that was earlier
        # the meeting
        ("meetings", "i2"),
        ("never_reached_meeting", "i1"),  # code of NEVER_REACHED
        (
            "first_failing",
            "i1",
        ),  # code of DECISIONS, at the best meeting: the one at which fewest criteria failed
        ("failed_criteria", "i2"),  # bits of CRITERIA, at the best meeting
        ("failing_now", "i2"),  # the same at the last meeting
        ("converted", "?"),  # judged resectable by the meeting
        ("offered", "?"),
        ("refused", "?"),
        ("conversion_day", "f8"),
        ("size_after_mm", "f8"),  # anatomical diameter of the largest at the decision, as measured
        ("size_ratio", "f4"),  # the same as a share of diagnosis
        ("afp_after", "f4"),
        ("pivka_after", "f4"),
        ("icg_r15_after", "f4"),  # as measured before hepatectomy, percent
        ("lesions_after", "i1"),  # at the decision: those of diagnosis that still show
        ("vp_after", "i1"),
        ("vv_after", "i1"),
        ("child_pugh_after", "i1"),
        ("retraction", "f8"),  # share of its length by which the thrombus had drawn back; NaN without one
        # surgery
        ("resected", "?"),
        ("procedure", "i1"),  # code of PROCEDURES
        ("thrombectomy", "?"),
        ("venous_exclusion", "?"),
        ("bypass", "?"),
        ("ablated", "i1"),
        ("liver_failure", "?"),
        ("complication", "?"),  # Clavien III or more, death of the operation included
        ("cancelled", "i2"),  # operations cancelled
        ("operation_minutes", "f4"),
        ("blood_loss_ml", "f4"),
        ("margin_mm", "f4"),
        ("hepatectomy_day", "f8"),
        ("discharge_day", "f8"),
        # after
        ("recurrences", "i2"),  # that had become detectable
        ("recurrence_site", "i1"),  # bits of SITES, of the first recurrence
        ("recurrence_treatment", "i1"),  # code of TREATMENTS, of the first
        ("second_line", "?"),
        ("death_cause", "i1"),  # code of DEATH_CAUSES
        ("recurrence_day", "f8"),  # the true one of the first: when it became detectable
        ("death_day", "f8"),
        # days until what was granted: who dies in a queue, or is not followed to its end, leaves no wait
        *[(f"{name}_waited_days", "f8") for name in RESOURCES],
    ],
    align=True,
)


def number(records: NDArray[Any], replication: int, first: int, warm_up_days: float = 0.0) -> None:
    """Write who the records belong to: the replication, the patients' numbers from `first` on, who is counted."""
    records["replication"] = replication
    records["counted"] = records["entry_day"] >= warm_up_days
    records["patient"] = np.arange(first, first + len(records))


def weigh(records: NDArray[Any], theta: np.void) -> None:
    """Write the cumulative doses: days of infusion times the dose of a day, per m2 of body surface and in mg.

    theta: the row of numbers whose `cisplatin_mg_per_m2` and `fluorouracil_mg_per_m2` are given on a day of infusion.
    """
    for drug in ("cisplatin", "fluorouracil"):
        per_m2 = records["infusion_days"] * float(theta[f"{drug}_mg_per_m2"])
        records[f"{drug}_mg_per_m2"] = per_m2
        records[f"{drug}_mg"] = per_m2 * records["bsa_m2"]


def fold(journal: NDArray[Any], patients: Patients, replication: int = 0, first: int = 0) -> NDArray[Any]:
    """The records of a whole journal, shape (n patients,); `patients` are the slotted patients, `first` the first's number."""
    row_type = type("Record", (), {"__slots__": RECORD.names})
    rows: list[Any] = [row_type() for _ in patients]
    for k, row in enumerate(rows):
        open_record(rows, k, patients, k)
        row.replication, row.patient, row.counted = replication, first + k, True
    for patient, day, event, value in journal.tolist():
        record(rows, patient - first, day, event, value)
    names = RECORD.names or ()
    return np.array([tuple(getattr(row, name) for name in names) for row in rows], dtype=RECORD)
