"""The same patients resected at once, by the vessel entered, beside series of primary resection; all from hepatectomy."""

from collections.abc import Callable
from functools import partial

from haicsim.analysis.validation.expectations.arm import Arm, free_percent, median_months
from haicsim.analysis.validation.expectations.conversion import operative_death
from haicsim.analysis.validation.expectations.expectation import (
    AT_ONCE,
    NO_RANGE,
    REFERENCE,
    Expectation,
    Range,
    exactly,
    minus,
)

TOPIC = "Surgery at once, from hepatectomy"
ABOUT = (
    "The same patients, resected at once: survival from hepatectomy of those with the vessels named and "
    "no major invasion of the other. RFS ends with recurrence found or death, DFS with recurrence found. "
    "In contrast to the series these patients were all unresectable by the reference team."
)
_HUANG = "Huang 2022, 8,218 resected with invasion"
_YAMAMOTO = "Yamamoto 2015, 10 resected with Vp3/4"


def of_grade(vessel: str, grade: int) -> Callable[[Arm], float]:
    """Median survival of the resected with one grade of one vessel and no major invasion of the other."""

    def measure(arm: Arm) -> float:
        major = arm.resected.portal if vessel == "vp" else arm.resected.hepatic_venous
        return median_months(major.part((vessel, grade), major[vessel] == grade).from_surgery)

    return measure


def portal_alive(arm: Arm, years: float) -> float:
    """Survival of the resected with Vp3/4 alone, percent."""
    return free_percent(arm.resected.portal.from_surgery, years)


def portal_free(arm: Arm, years: float) -> float:
    """Survival without recurrence of the resected with Vp3/4 alone, percent."""
    return free_percent(arm.resected.portal.event_free, years)


def portal_disease_free(arm: Arm, years: float) -> float:
    """The same with death censored."""
    return free_percent(arm.resected.portal.disease_free, years)


def _one(name: str, unit: str, range_: Range, source: str, measure: Callable[[Arm], float]) -> Expectation:
    return Expectation(TOPIC, f"surgery at once, {name}", unit, range_, source, measure, (AT_ONCE,))


def expectations() -> tuple[Expectation, ...]:
    """Those of surgery at once, and its comparison with surgery after HAIC."""
    return (*_without_recurrence(), *_survival(), *_against_conversion())


def _without_recurrence() -> tuple[Expectation, ...]:
    return (
        _one(
            "Vp3/4, RFS at 1 y", "%", (21.0, 35.6), f"27.7% (21.0-35.6; {_HUANG}); 23.4% (Gao 2019)",
            partial(portal_free, years=1.0),
        ),
        _one(
            "Vp3/4, RFS at 3 y", "%", (5.7, 15.0), f"10.1% (6.6-15.0; {_HUANG}); 5.7% (Gao 2019)",
            partial(portal_free, years=3.0),
        ),
        _one(
            "Vp3/4, DFS at 5 y", "%", exactly(2, 10), f"20% ({_YAMAMOTO}): exact 95% interval",
            partial(portal_disease_free, years=5.0),
        ),
    )  # fmt: skip


def _survival() -> tuple[Expectation, ...]:
    return (
        _one(
            "Vp3/4, OS at 1 y", "%", NO_RANGE, f"54.5% ({_HUANG}, segmental branches too); 55.4% (Gao 2019)",
            partial(portal_alive, years=1.0),
        ),
        _one(
            "Vp3/4, OS at 3 y", "%", NO_RANGE, f"23.2% ({_HUANG}, segmental branches too); 12.4% (Gao 2019)",
            partial(portal_alive, years=3.0),
        ),
        _one(
            "Vp3/4, OS at 5 y", "%", exactly(3, 10), f"30% ({_YAMAMOTO}): exact 95% interval",
            partial(portal_alive, years=5.0),
        ),
        _one(
            "Vp3, median OS", "months", (12.9, 26.9), "12.91 first-order branch (Huang 2022), 19.9 (Lee 2016), 26.9 (2018)",
            of_grade("vp", 3),
        ),
        _one(
            "Vp4, median OS", "months", (6.4, 12.9), "6.41 in the main trunk, 12.91 in a first-order branch (Huang 2022)",
            of_grade("vp", 4),
        ),
        _one(
            "Vv2, median OS", "months", (18, 53.6), "18 (Liu 2012); 47.4 and 53.6 (Kokudo 2014, 2017)", of_grade("vv", 2)
        ),
        _one(
            "Vv3, median OS", "months", (10.4, 18), "10.4-14.3 (Li 2015); 16.7 and 17.8 (Kokudo 2014, 2017); 18 (Liu 2012)",
            of_grade("vv", 3),
        ),
        _one(
            "no major invasion, OS at 5 y", "%", NO_RANGE, "58.3% of all resected (Yamamoto 2015), resectable from the start",
            lambda arm: free_percent(arm.resected.without_major_invasion.from_surgery, 5.0),
        ),
        _one(
            "dead within 90 days", "%", NO_RANGE,
            "3.7% with portal invasion (Kokudo 2016); these patients were unresectable, some for want of liver",
            operative_death,
        ),
    )  # fmt: skip


def _against_conversion() -> tuple[Expectation, ...]:
    worse = "surgery at once does worse for each resected than surgery after response: expected order"
    both = (REFERENCE, AT_ONCE)
    return (
        Expectation(
            TOPIC, "Vp3/4, OS at 3 y, after HAIC minus at once", "points", (0, None), worse,
            minus(partial(portal_alive, years=3.0)), both,
        ),
        Expectation(
            TOPIC, "Vp3/4, RFS at 1 y, after HAIC minus at once", "points", (0, None), worse,
            minus(partial(portal_free, years=1.0)), both,
        ),
    )  # fmt: skip
