"""Selection during chemotherapy: malignant potential and occult tumours of those who start, respond and are resected."""

from collections.abc import Callable

from haicsim.analysis.measures.selection import OCCULT, POTENTIAL, values
from haicsim.analysis.validation.expectations.arm import Arm, mean
from haicsim.analysis.validation.expectations.expectation import (
    AT_ONCE,
    NO_RANGE,
    REFERENCE,
    Expectation,
    Range,
    minus,
)

TOPIC = "Selection (seen by nobody but the simulation)"
ABOUT = (
    "Means of what no team can see: malignant potential z (higher is worse) and occult tumours, already "
    "seeded and too small to show. Where an order is expected, the difference is judged."
)
_SELECTED = "HAIC selects tumours of lower malignant potential (the paper, Discussion): expected order"
_SEEN = "nothing published; what selection does"


def mean_of(column: str, step: str = "starters") -> Callable[[Arm], float]:
    """The mean of a column of those who came to a step of `measures.selection`."""
    return lambda arm: mean(values(arm, step, column))


def gap(column: str, step: str) -> Callable[[Arm], float]:
    """The same less that of all who started."""
    return lambda arm: mean_of(column, step)(arm) - mean_of(column)(arm)


def left_behind(arm: Arm) -> float:
    """Occult tumours left behind by the operation, mean of the resected with Vp3/4 alone."""
    return mean(arm.resected.portal["seeds_left"])


def expectations() -> tuple[Expectation, ...]:
    """Those of selection."""
    return (*_potential(), *_occult())


def _potential() -> tuple[Expectation, ...]:
    name, seen = "mean malignant potential z", ("starters", "responders", "resected")
    return (
        *(_one(f"{name}, {step}", "", NO_RANGE, _SEEN, mean_of(POTENTIAL, step)) for step in seen),
        _one(f"{name}, responders minus starters", "", (None, 0), _SELECTED, gap(POTENTIAL, "responders")),
        _one(f"{name}, resected minus starters", "", (None, 0), _SELECTED, gap(POTENTIAL, "resected")),
    )


def _occult() -> tuple[Expectation, ...]:
    entry, seen = "mean occult tumours at entry", ("starters", "responders", "resected")
    left = "mean occult tumours left by the operation"
    return (
        *(_one(f"{entry}, {step}", "tumours", NO_RANGE, _SEEN, mean_of(OCCULT, step)) for step in seen),
        _one(f"{entry}, resected minus starters", "tumours", (None, 0), _SELECTED, gap(OCCULT, "resected")),
        _one(
            "mean occult tumours at surgery, resected", "tumours", NO_RANGE, _SEEN,
            lambda arm: mean(arm.resected["seeds_at_surgery"]),
        ),
        _one(f"{left}, resected", "tumours", NO_RANGE, _SEEN, lambda arm: mean(arm.resected["seeds_left"])),
        Expectation(
            TOPIC, f"{left}, surgery at once", "tumours", NO_RANGE, _SEEN,
            lambda arm: mean(arm.resected["seeds_left"]), (AT_ONCE,),
        ),
        Expectation(
            TOPIC, f"{left}, Vp3/4, after HAIC minus at once", "tumours", (None, 0),
            "a response before surgery leaves fewer per resected patient: expected order", minus(left_behind),
            (REFERENCE, AT_ONCE),
        ),
    )  # fmt: skip


def _one(name: str, unit: str, range_: Range, source: str, measure: Callable[[Arm], float]) -> Expectation:
    return Expectation(TOPIC, name, unit, range_, source, measure)
