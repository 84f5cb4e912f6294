"""Why patients were not converted: the criterion that failed, or what kept them from the meeting."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim import codes

CRITERIA = (codes.DISEASE, codes.RESPONSE_SUFFICES, codes.LIVER, codes.TUMOUR, codes.VESSELS, codes.FITNESS)
BEFORE = tuple(code for code in codes.NEVER_REACHED if code != codes.REACHED)
Mask = NDArray[np.bool_]


def by_first_criterion(records: NDArray[Any]) -> dict[str, Mask]:
    """Who of the unconverted failed which criterion first, at the best meeting; everybody the meeting heard, once."""
    heard = ~records["converted"] & (records["never_reached_meeting"] == codes.REACHED)
    return {codes.DECISIONS[code]: heard & (records["first_failing"] == code) for code in CRITERIA}


def by_any_criterion(records: NDArray[Any]) -> dict[str, Mask]:
    """Who of the unconverted failed which criterion at all, at the best meeting; one patient may fail several."""
    heard = ~records["converted"] & (records["never_reached_meeting"] == codes.REACHED)
    failed = records["failed_criteria"].astype(np.int64)
    return {codes.DECISIONS[code]: heard & ((failed >> code & 1) == 1) for code in CRITERIA}


def by_number_failed(records: NDArray[Any]) -> dict[str, Mask]:
    """Who of the unconverted failed how many criteria, at the best meeting; everybody the meeting heard, once."""
    failed = np.sum(list(by_any_criterion(records).values()), axis=0)
    names = ("one alone", "two", "three", "four", "five", "six")
    return {name: failed == number for number, name in enumerate(names, start=1)}


def by_what_came_before(records: NDArray[Any]) -> dict[str, Mask]:
    """Who of the unconverted never reached the meeting, by what came before; everybody it never heard, once."""
    return {
        codes.NEVER_REACHED[code]: ~records["converted"] & (records["never_reached_meeting"] == code)
        for code in BEFORE
    }
