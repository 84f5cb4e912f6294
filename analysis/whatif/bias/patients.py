"""A registry patient by patient, as estimators take it: how long followed, and when what happened."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.whatif.bias.registry import Rows
from haicsim.sim.codes import COMPLETE, PARTIAL

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

AT_ENTRY = ("Vp3/4", "Vv2/3", "several tumours", "ln size", "ln AFP", "Child-Pugh")
AT_DECISION = ("PR or CR", "ln size ratio", "ln AFP", "Child-Pugh", "ICG-R15", "Vp3/4", "Vv2/3", "age")


@dataclass(frozen=True)
class Patients:
    """One place a patient, (n,): days since the first infusion; what did not happen while the patient was followed is NaN.

    days, died: followed, and to death. converted, operated, called_off: day judged resectable, operated, planned operation
    called off. at_entry (n, 6): what was known at diagnosis, in the order of `AT_ENTRY`. at_decision (n, 8): what the
    meeting knew that judged the patient resectable, in the order of `AT_DECISION`; NaN where none did.
    """

    days: Floats
    died: Flags
    converted: Floats
    operated: Floats
    called_off: Floats
    at_entry: Floats
    at_decision: Floats

    @cached_property
    def judged(self) -> NDArray[np.intp]:
        """Places of those judged resectable."""
        return np.flatnonzero(~np.isnan(self.converted))

    @cached_property
    def settled(self) -> Floats:
        """The day on which it was settled that the plan was surgery: operated, or the operation called off."""
        return np.fmin(self.operated, self.called_off)


def patients_of(rows: Rows) -> Patients:
    """The patients of one registry in long format (dtype `LONG`), in its order."""
    first = np.flatnonzero(rows["period"] == 0)
    last = np.append(first[1:], len(rows)) - 1
    whose = np.cumsum(rows["period"] == 0) - 1
    start = {
        name: _first_row(rows[name], whose, len(first)) for name in ("converted", "operated", "called_off")
    }
    day = {
        name: np.where(row >= 0, rows["start_day"][np.maximum(row, 0)], np.nan) for name, row in start.items()
    }
    decided = start["converted"]
    seen = _at_decision(rows[np.maximum(decided, 0)])
    seen[decided < 0] = np.nan
    return Patients(
        days=rows["stop_day"][last].copy(),
        died=rows["died"][last].copy(),
        converted=day["converted"],
        operated=day["operated"],
        called_off=day["called_off"],
        at_entry=known_at_entry(rows[first], "_at_entry"),
        at_decision=seen,
    )


def known_at_entry(of: Rows, ending: str = "") -> Floats:
    """What `AT_ENTRY` names, (n, 6): of rows of a registry, or of records, whose columns lack the ending."""
    columns = (
        of[f"vp{ending}"] >= 3,
        of[f"vv{ending}"] >= 2,
        of["lesions"] > 1,
        np.log(of["size_measured_mm"]),
        np.log(of[f"afp{ending}"]),
        of[f"child_pugh{ending}"],
    )
    return np.column_stack([np.asarray(column, np.float64) for column in columns])


def _at_decision(of: Rows) -> Floats:
    columns = (
        np.isin(of["response"], (COMPLETE, PARTIAL)),
        np.log(of["size_ratio"]),
        np.log(of["afp"]),
        of["child_pugh"],
        of["icg_r15"],
        of["vp"] >= 3,
        of["vv"] >= 2,
        of["age_years"],
    )
    return np.column_stack([np.asarray(column, np.float64) for column in columns])


def _first_row(says: Flags, whose: NDArray[np.intp], patients: int) -> NDArray[np.intp]:
    """The first row of each patient in which it is so; -1 where it never is."""
    found = np.full(patients, -1, np.intp)
    places = np.flatnonzero(says)[::-1]
    found[whose[places]] = places
    return found
