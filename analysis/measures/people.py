"""Which patients a number is of, by name: everybody who started, the infused, responders, the converted, the resected."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.codes import COMPLETE, PARTIAL

Mask = NDArray[np.bool_]


class Columns(Protocol):
    """Patients whose columns are found by name: records, or anything that gives them alike."""

    def __getitem__(self, name: str) -> Any:
        """A column, (n,)."""

    def __len__(self) -> int:
        """How many patients."""


@dataclass(frozen=True)
class Group:
    """Some of the patients of a run, by what became of them in it.

    words: who they are, for people. members: of whom that is true, (n,).
    """

    words: str
    members: Callable[[Columns], Mask]

    def among(self, records: NDArray[Any]) -> NDArray[Any]:
        """The records of the members; of everybody, the very same records."""
        mask = self.members(records)
        return records if mask.all() else records[mask]

    def and_also(self, words: str, other: "Group") -> "Group":
        """Those who are in both groups."""
        return Group(words, lambda patients: self.members(patients) & other.members(patients))


def had(column: str, words: str) -> Group:
    """Those for whom a day or a length exists."""
    return Group(words, lambda patients: np.isfinite(patients[column]))


def true_of(column: str, words: str) -> Group:
    """Those of whom a column is true."""
    return Group(words, lambda patients: np.asarray(patients[column], np.bool_))


def responded(response: NDArray[Any]) -> Mask:
    """Of responses by mRECIST, which are CR or PR."""
    return np.asarray((response == COMPLETE) | (response == PARTIAL), np.bool_)


EVERYBODY = Group("all who started", lambda patients: np.ones(len(patients), np.bool_))
INFUSED = had("first_haic_day", "the infused")
RESPONDERS = Group("responders", lambda patients: responded(patients["best_response"]))
CONVERTED = true_of("converted", "the converted")
RESECTED = true_of("resected", "the resected")
NOT_RESECTED = Group("those never resected", lambda patients: ~RESECTED.members(patients))
RESECTED_INFUSED = RESECTED.and_also(RESECTED.words, INFUSED)
NOT_RESECTED_INFUSED = NOT_RESECTED.and_also("those infused and never resected", INFUSED)
CONVERTED_INFUSED = had("conversion_day", "").and_also(CONVERTED.words, INFUSED)
OPERATED = had("hepatectomy_day", RESECTED.words)
OPERATED_INFUSED = OPERATED.and_also(RESECTED.words, INFUSED)
HEARD = Group("those heard by the meeting", lambda patients: patients["meetings"] > 0)
