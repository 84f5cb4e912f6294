"""Outcomes: one row per patient, the truth of what happened, folded from the journal row by row.

`open_record` (in `haicsim.sim.outcomes.initial`) and `record` (in `haicsim.sim.outcomes.update`) are rules: the
compiled engine folds while it runs, the SimPy engine's journal is folded afterwards, by the same lines. Days are
calendar days of the simulation, NaN where it has not happened; what is not a day has a named code (see
`haicsim.sim.codes`). What each field means is said in `haicsim.sim.outcomes.columns`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.outcomes.columns import COLUMNS
from haicsim.sim.outcomes.initial import open_record
from haicsim.sim.outcomes.update import record

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients

RECORD = np.dtype([(column.name, column.dtype) for column in COLUMNS], align=True)


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
