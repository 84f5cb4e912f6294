"""Patients like one: the same vessel group, and as near in liver, size and age as leaves enough of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.cohort.look_alikes import LEVELS, places_like
from haicsim.analysis.page.link import GROUPS, Alike
from haicsim.analysis.page.numbers import Interval, Lived, lived
from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.survival.observation import endpoint


@dataclass(frozen=True)
class Fate:
    """What became of patients like one.

    people: how many. by: by what they are alike. converted, operated: shares of them with exact 95% intervals. survival: from
    the decision for HAIC. numbers: their patient numbers, the first few.
    """

    people: int
    by: str
    converted: Interval
    operated: Interval
    survival: Lived
    numbers: tuple[int, ...]


FEW = 5


def fate(records: NDArray[Any], asked: Alike, horizon_days: float) -> Fate:
    """What became of those like the patient asked about. records: of those who are counted."""
    places, level = places_like(records, GROUPS.index(asked.group), asked.liver, asked.size, asked.age)
    them = records[places]
    return Fate(
        len(them),
        LEVELS[level],
        _share(them["converted"]),
        _share(them["resected"]),
        lived(endpoint(them, horizon_days, "os", "entry")),
        tuple(int(number) for number in them["patient"][:FEW]),
    )


def _share(mask: NDArray[np.bool_]) -> Interval:
    if not len(mask):
        return (np.nan, np.nan, np.nan)
    share = float(mask.mean())
    return (share, *exact_interval(share, len(mask)))
