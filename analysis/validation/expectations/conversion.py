"""Who comes to surgery out of HAIC, of which group, and how long it takes."""

from functools import partial

from haicsim.analysis.survival.observation import died_within
from haicsim.analysis.validation.expectations.arm import Arm, mean, percent, quantile
from haicsim.analysis.validation.expectations.expectation import NO_RANGE, Expectation, exactly
from haicsim.sim.codes import GROUPS
from haicsim.sim.units import DAYS_PER_MONTH

TOPIC = "Conversion"
ABOUT = (
    'Converted: judged resectable by the meeting, operated or not. "Usual" shortest and longest: the '
    "median of the shortest and longest of 18 patients drawn at random, beside the ends of the paper's "
    "range."
)
_PAPER = 18  # patients
_BY_GROUP = {"A": 6, "B": 4, "C": 8}
_DURATION = "HAIC of the paper's 18: median 5.2, mean 5.1 months, 1.0 to 25.4 (Table II, Results)"
OPERATIVE_DAYS = 90.0  # how long a death is counted to the operation: a definition


def to_surgery(arm: Arm, share: float = 0.5) -> float:
    """A quantile of the time from first infusion to hepatectomy, months."""
    days = arm.resected["hepatectomy_day"] - arm.resected["first_haic_day"]
    return quantile(days, share) / DAYS_PER_MONTH


def duration(arm: Arm, share: float = 0.5) -> float:
    """A quantile of the length of HAIC of the resected, first to last infusion, months."""
    return quantile(arm.resected["haic_days"], share) / DAYS_PER_MONTH


def operative_death(arm: Arm) -> float:
    """The share of the resected dead within 90 days of hepatectomy, percent."""
    return 100.0 * died_within(arm.resected.from_surgery, OPERATIVE_DAYS)


def rate(arm: Arm, group: str) -> float:
    """The share of a group judged resectable, percent."""
    return percent(arm.of_group(group)["converted"])


def of_resected(arm: Arm, group: str) -> float:
    """The share of the resected who are of a group, percent."""
    return percent(arm.resected["group"] == GROUPS.index(group))


def expectations() -> tuple[Expectation, ...]:
    """Those of conversion, on the reference arm."""
    return (*_how_many(), *_how_long())


def _how_many() -> tuple[Expectation, ...]:
    return (
        Expectation(
            TOPIC, "conversion rate", "%", (5, 25), "other series (evidence A3, A7.2); its level is a prior",
            lambda arm: percent(arm["converted"]),
        ),
        Expectation(
            TOPIC, "resection rate", "%", NO_RANGE, "6.8% to 26.3% in other series (evidence A3, A1b)",
            lambda arm: percent(arm["resected"]),
        ),
        *(
            Expectation(
                TOPIC, f"conversion rate, group {group}", "%", NO_RANGE, "the paper does not say who started",
                partial(rate, group=group),
            )
            for group in GROUPS
        ),
        *(
            Expectation(
                TOPIC, f"group {group} among the resected", "%", exactly(count, _PAPER), f"{count} of 18 (the paper)",
                partial(of_resected, group=group),
            )
            for group, count in _BY_GROUP.items()
        ),
    )  # fmt: skip


def _how_long() -> tuple[Expectation, ...]:
    least, most = 1.0 - 0.5 ** (1 / _PAPER), 0.5 ** (1 / _PAPER)
    return (
        Expectation(
            TOPIC, "median time from first infusion to hepatectomy", "months", (3, 8),
            "4 months (1.4-17.8; evidence A3); HAIC of 5.1-5.2 months in the paper, and the wait for the operation",
            to_surgery,
        ),
        Expectation(TOPIC, "median length of HAIC of the resected", "months", NO_RANGE, _DURATION, duration),
        Expectation(
            TOPIC, "shortest HAIC of 18 resected, usual", "months", NO_RANGE, f"the median shortest; {_DURATION}",
            lambda arm: duration(arm, least),
        ),
        Expectation(
            TOPIC, "longest HAIC of 18 resected, usual", "months", NO_RANGE, f"the median longest; {_DURATION}",
            lambda arm: duration(arm, most),
        ),
        Expectation(
            TOPIC, "mean length of HAIC of the resected", "months", NO_RANGE, _DURATION,
            lambda arm: mean(arm.resected["haic_days"]) / DAYS_PER_MONTH,
        ),
        Expectation(
            TOPIC, "dead within 90 days of hepatectomy", "%", exactly(0, _PAPER), "0 of 18 in hospital (the paper)",
            operative_death,
        ),
    )  # fmt: skip
