"""Selection during chemotherapy: malignant potential and occult tumours of those who start, respond and are resected."""

from collections.abc import Callable

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


def mean_of(column: str) -> Callable[[Arm], float]:
    """The mean of a column."""
    return lambda patients: mean(patients[column])


def gap(column: str, chosen: Callable[[Arm], Arm]) -> Callable[[Arm], float]:
    """The mean of a column in some patients less that in all who started."""
    return lambda arm: mean(chosen(arm)[column]) - mean(arm[column])


def responders(arm: Arm) -> Arm:
    """Those whose best response is CR or PR."""
    return arm.responders


def resected(arm: Arm) -> Arm:
    """Those whose hepatectomy was begun."""
    return arm.resected


def left_behind(arm: Arm) -> float:
    """Occult tumours left behind by the operation, mean of the resected with Vp3/4 alone."""
    return mean(arm.resected.portal["seeds_left"])


def expectations() -> tuple[Expectation, ...]:
    """Those of selection."""
    return (*_potential(), *_occult())


def _potential() -> tuple[Expectation, ...]:
    name, of = "mean malignant potential z", mean_of("potential")
    return (
        _one(f"{name}, starters", "", NO_RANGE, _SEEN, of),
        _one(f"{name}, responders", "", NO_RANGE, _SEEN, lambda arm: of(arm.responders)),
        _one(f"{name}, resected", "", NO_RANGE, _SEEN, lambda arm: of(arm.resected)),
        _one(f"{name}, responders minus starters", "", (None, 0), _SELECTED, gap("potential", responders)),
        _one(f"{name}, resected minus starters", "", (None, 0), _SELECTED, gap("potential", resected)),
    )


def _occult() -> tuple[Expectation, ...]:
    entry, of = "mean occult tumours at entry", mean_of("seeds_at_entry")
    left = "mean occult tumours left by the operation"
    return (
        _one(f"{entry}, starters", "tumours", NO_RANGE, _SEEN, of),
        _one(f"{entry}, responders", "tumours", NO_RANGE, _SEEN, lambda arm: of(arm.responders)),
        _one(f"{entry}, resected", "tumours", NO_RANGE, _SEEN, lambda arm: of(arm.resected)),
        _one(f"{entry}, resected minus starters", "tumours", (None, 0), _SELECTED, gap("seeds_at_entry", resected)),
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
