"""Why patients were not converted: the criterion that failed, or what kept them from the meeting."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim import codes
from haicsim.sim.criteria import DECISIONS, JUDGED

BEFORE = tuple(code for code in codes.NEVER_REACHED if code != codes.REACHED)
Mask = NDArray[np.bool_]


def by_first_criterion(records: NDArray[Any]) -> dict[str, Mask]:
    """Who of the unconverted failed which criterion first, at the best meeting; everybody the meeting heard, once."""
    heard = ~records["converted"] & (records["never_reached_meeting"] == codes.REACHED)
    return {DECISIONS[code]: heard & (records["first_failing"] == code) for code in JUDGED}


def by_any_criterion(records: NDArray[Any]) -> dict[str, Mask]:
    """Who of the unconverted failed which criterion at all, at the best meeting; one patient may fail several."""
    heard = ~records["converted"] & (records["never_reached_meeting"] == codes.REACHED)
    failed = records["failed_criteria"].astype(np.int64)
    return {DECISIONS[code]: heard & ((failed >> code & 1) == 1) for code in JUDGED}


def by_number_failed(records: NDArray[Any]) -> dict[str, Mask]:
    """Who of the unconverted failed how many criteria, at the best meeting; everybody the meeting heard, once."""
    failed = np.sum(list(by_any_criterion(records).values()), axis=0)
    return {_number(number): failed == number for number in range(1, len(JUDGED) + 1)}


def _number(number: int) -> str:
    """How many criteria failed at once, in words where there are words for it."""
    words = {
        1: "one alone",
        2: "two",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
    }
    return words.get(number, str(number))


def by_what_came_before(records: NDArray[Any]) -> dict[str, Mask]:
    """Who of the unconverted never reached the meeting, by what came before; everybody it never heard, once."""
    return {
        codes.NEVER_REACHED[code]: ~records["converted"] & (records["never_reached_meeting"] == code)
        for code in BEFORE
    }
