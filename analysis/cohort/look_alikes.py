"""Simulated patients like those of a team: the same vessel group, Child-Pugh score, and bands of size and age."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.cohort.read import Series
from haicsim.sim.errors import Fault, InputError

SIZE_BANDS_MM = (50.0, 75.0, 100.0, 130.0)  # assumed: about fifths of the reference's patients
AGE_BANDS_YEARS = (60.0, 70.0)  # assumed: thirds
LEAST_ALIKE = 30  # simulated patients that stand for one of the team's
LEVELS = (
    "group, Child-Pugh, size and age",
    "group, Child-Pugh and size",
    "group and Child-Pugh",
    "group alone",
)
UNKNOWN = -1


@dataclass(frozen=True)
class LookAlikes:
    """For each of a team's patients the places of simulated patients like them, and by what they are alike (LEVELS)."""

    places: tuple[NDArray[np.int64], ...]
    level: NDArray[np.int64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many simulated patients stand for each, (n,)."""
        return np.array([len(each) for each in self.places])


def look_alikes(series: Series, records: NDArray[Any]) -> LookAlikes:
    """Who is like each patient of a series among simulated ones; what is not known of a patient is not asked.

    Where fewer than 30 are like a patient, age is no longer asked, then size, then Child-Pugh; the vessel group always is.
    Raises InputError where the pool has nobody of a group.
    """
    theirs = _keys(series.group, *(series.values[name] for name in ("child_pugh", "size_mm", "age_years")))
    own = _own(records)
    found: dict[tuple[int, ...], tuple[NDArray[np.int64], int]] = {}
    for key in map(tuple, theirs.tolist()):
        if key not in found:
            found[key] = _alike(key, own, series.file)
    chosen = [found[tuple(key)] for key in theirs.tolist()]
    return LookAlikes(tuple(each for each, _ in chosen), np.array([level for _, level in chosen]))


def places_like(
    records: NDArray[Any], group: int, child_pugh: float, size_mm: float, age_years: float
) -> tuple[NDArray[np.int64], int]:
    """The places of simulated patients like one, and by what they are alike (LEVELS); as for a team's patients.

    group: 0 to 2, as A to C. None of a group at all is no fault here: then nobody is like the patient.
    """
    theirs = _keys([group], *(np.array([value], float) for value in (child_pugh, size_mm, age_years)))
    return _like(tuple(theirs[0].tolist()), _own(records))


def _own(records: NDArray[Any]) -> NDArray[np.int64]:
    return _keys(*(records[name] for name in ("group", "child_pugh", "size_measured_mm", "age_years")))


def _keys(group: Any, child_pugh: Any, size: Any, age: Any) -> NDArray[np.int64]:
    """Group, score, and the bands of size and age: (n, 4)."""
    columns = [
        np.asarray(group),
        np.nan_to_num(np.asarray(child_pugh, float), nan=UNKNOWN),
        np.where(np.isnan(size), UNKNOWN, np.digitize(size, SIZE_BANDS_MM)),
        np.where(np.isnan(age), UNKNOWN, np.digitize(age, AGE_BANDS_YEARS)),
    ]
    return np.column_stack(columns).astype(np.int64)


def _alike(key: tuple[int, ...], own: NDArray[np.int64], file: str) -> tuple[NDArray[np.int64], int]:
    places, level = _like(key, own)
    if len(places):
        return places, level
    rule = (
        "has patients of a vessel group of whom no simulated patient is admitted: there is nothing to compare"
    )
    raise InputError([Fault(file, None, "", "", rule)])


def _like(key: tuple[int, ...], own: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """Those alike by as much as leaves 30 of them; by the group alone, where there are fewer all the same."""
    places = np.zeros(0, np.int64)
    for level in range(len(LEVELS)):
        asked = [place for place in range(len(key) - level) if key[place] != UNKNOWN]
        places = np.flatnonzero((own[:, asked] == [key[place] for place in asked]).all(axis=1))
        if len(places) >= LEAST_ALIKE:
            return places, level
    return places, len(LEVELS) - 1
