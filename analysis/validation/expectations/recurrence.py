"""Recurrences found after conversion surgery: how many, where, when, and what became of them."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.survival.hazard import peak_day
from haicsim.analysis.validation.expectations.arm import (
    Arm,
    Mask,
    free_percent,
    median_months,
    percent,
    quotient,
)
from haicsim.analysis.validation.expectations.expectation import (
    AT_ONCE,
    NO_RANGE,
    REFERENCE,
    Expectation,
    Range,
    exactly,
)
from haicsim.sim import codes
from haicsim.sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

TOPIC = "Recurrence found after surgery"
ABOUT = (
    "Of the resected of the reference arm unless said. A recurrence counts from the visit that finds it; "
    "by patient it is extrahepatic if any site is, else multiple or single. The peak is the month of the "
    "highest hazard, smoothed over two months on either side."
)
EARLY_MONTHS = 8.0  # early recurrence by J Gastrointest Surg 2020 (evidence A5)
PEAK_UNTIL_DAYS, PEAK_BANDWIDTH_DAYS = 1096, 61  # three years; two months on either side
_SITES = "the paper, Table III, by patient"
_TIMES = "J Gastrointest Surg 2020 (evidence A5), primary resections"
_PEAKS = "7.2 months (Updates Surg 2023) and 2.4 (HPB 2022), primary resections"
_PATTERNS = {"single intrahepatic": 7, "multiple intrahepatic": 1, "any extrahepatic": 6}
_BEYOND = {"A": (1, 5), "B": (3, 4), "C": (2, 5)}


def pattern(sites: NDArray[np.integer], which: str) -> Mask:
    """By patient: extrahepatic if any site is; else multiple or single in the liver."""
    beyond = (sites & codes.EXTRAHEPATIC) > 0
    if which == "any extrahepatic":
        return np.asarray(beyond)
    multiple = (sites & codes.MULTIPLE_INTRAHEPATIC) > 0
    single = ~multiple & ((sites & codes.SINGLE_INTRAHEPATIC) > 0)
    return np.asarray(~beyond & (multiple if which == "multiple intrahepatic" else single))


def months_after(arm: Arm) -> NDArray[np.float64]:
    """Months from hepatectomy to the recurrence found, of those who had one."""
    some = arm.recurred
    return np.asarray((some.recurrence_found - some["hepatectomy_day"]) / DAYS_PER_MONTH)


def early(arm: Arm, soon: bool) -> Arm:
    """Those whose recurrence was found within 8 months, or those later."""
    return arm.recurred.part(("early", soon), (months_after(arm) < EARLY_MONTHS) == soon)


def with_pattern(arm: Arm, which: str) -> Arm:
    """Those whose first recurrence was of a pattern."""
    return arm.recurred.part(which, pattern(arm.recurred["recurrence_site"], which))


def share_with(arm: Arm, which: str, group: str = "all") -> float:
    """The share of recurrences of a pattern, percent."""
    return percent(pattern(arm.recurred.of_group(group)["recurrence_site"], which))


def beyond(arm: Arm, soon: bool) -> float:
    """The share of early, or of late, recurrences that are extrahepatic, percent."""
    return percent(pattern(early(arm, soon)["recurrence_site"], "any extrahepatic"))


def treated_for_cure(arm: Arm, soon: bool) -> float:
    """The share of early, or of late, recurrences resected or ablated, percent."""
    cure = (codes.REPEAT_RESECTION, codes.ABLATION)
    return percent(np.isin(early(arm, soon)["recurrence_treatment"], cure))


def survival_after(some: Arm) -> float:
    """Median survival from the recurrence found, months."""
    return median_months(some.death_from(some.recurrence_found))


def peak(arm: Arm) -> float:
    """The month after hepatectomy at which the smoothed hazard of a recurrence's being found is highest.

    Looked for within three years, and while a tenth of the resected are still at risk: of fewer it is noise.
    """
    seen = arm.resected.disease_free
    if not len(seen.days):
        return np.nan
    until = min(PEAK_UNTIL_DAYS, int(np.quantile(seen.days, 0.9)))
    return peak_day(seen.days, seen.observed, until, PEAK_BANDWIDTH_DAYS) / DAYS_PER_MONTH


def _late(arm: Arm) -> float:
    return percent(months_after(arm) > 5.0 * DAYS_PER_YEAR / DAYS_PER_MONTH)


def _one(
    name: str, unit: str, range_: Range, source: str, measure: Callable[[Arm], float], arm: str = REFERENCE
) -> Expectation:
    return Expectation(TOPIC, name, unit, range_, source, measure, (arm,))


def expectations() -> tuple[Expectation, ...]:
    """Those of recurrence."""
    return (*_how_many(), *_when(), *_afterwards())


def _how_many() -> tuple[Expectation, ...]:
    return (
        _one(
            "recurrence, of the resected", "%", exactly(14, 18), "14 of 18 (the paper), followed 58.5 months (9.5-122.6)",
            lambda arm: percent(~np.isnan(arm.resected.recurrence_found)),
        ),
        *(
            _one(
                f"{which}, of recurrences", "%", exactly(count, 14), f"{count} of 14 ({_SITES})",
                partial(share_with, which=which),
            )
            for which, count in _PATTERNS.items()
        ),
        *(
            _one(
                f"any extrahepatic, of recurrences of group {group}", "%", exactly(count, of), f"{count} of {of} ({_SITES})",
                partial(share_with, which="any extrahepatic", group=group),
            )
            for group, (count, of) in _BEYOND.items()
        ),
    )  # fmt: skip


def _when() -> tuple[Expectation, ...]:
    return (
        _one(
            "within 1 year, of recurrences", "%", exactly(7, 14), "7 of 14 (the paper: DFS 61.1% of 18 at 1 year)",
            lambda arm: percent(months_after(arm) <= DAYS_PER_YEAR / DAYS_PER_MONTH),
        ),
        _one("after 5 years, of recurrences", "%", NO_RANGE, "2 of 14 (the paper: 12 by 5 years), shorter follow-up", _late),
        _one("peak of the hazard of recurrence", "months", (2.4, 7.2), _PEAKS, peak),
        _one("peak of the hazard of recurrence, surgery at once", "months", (2.4, 7.2), _PEAKS, peak, AT_ONCE),
        _one(
            "any extrahepatic, of early recurrences (< 8 months)", "%", NO_RANGE, f"35.5% ({_TIMES})",
            partial(beyond, soon=True),
        ),
        _one("any extrahepatic, of later recurrences", "%", NO_RANGE, f"19.8% ({_TIMES})", partial(beyond, soon=False)),
        _one(
            "any extrahepatic, early minus later", "points", (0, None), f"expected order: 35.5 against 19.8% ({_TIMES})",
            lambda arm: beyond(arm, True) - beyond(arm, False),
        ),
    )  # fmt: skip


def _afterwards() -> tuple[Expectation, ...]:
    return (
        _one(
            "resected or ablated, of early recurrences", "%", NO_RANGE, f"33.8% ({_TIMES}), 14% in another",
            partial(treated_for_cure, soon=True),
        ),
        _one(
            "resected or ablated, of later recurrences", "%", NO_RANGE, f"45.7% ({_TIMES}), 41% in another",
            partial(treated_for_cure, soon=False),
        ),
        _one(
            "median survival after an early recurrence", "months", NO_RANGE, f"27.0; 21 if palliative ({_TIMES})",
            lambda arm: survival_after(early(arm, True)),
        ),
        _one(
            "median survival after a later recurrence", "months", NO_RANGE, f"43.0 ({_TIMES})",
            lambda arm: survival_after(early(arm, False)),
        ),
        _one(
            "median survival after recurrence, later over early", "ratio", (1, None),
            f"expected order: 43.0 against 27.0 months ({_TIMES})",
            lambda arm: quotient(survival_after(early(arm, False)), survival_after(early(arm, True))),
        ),
        _one(
            "median survival after an extrahepatic recurrence", "months", (4.9, 15.0),
            "4.9 (Uka 2007, from memory), new lung metastasis 7.6 and 15.0 (SORAMIC; evidence A5)",
            lambda arm: survival_after(with_pattern(arm, "any extrahepatic")),
        ),
        _one(
            "3-year survival after a single intrahepatic recurrence", "%", (53.6, 82.0),
            "TACE, half of them single, 53.6%; mixed 55.4; ablated 75.4; resected 82.0 (evidence A5)",
            lambda arm: _alive_after(with_pattern(arm, "single intrahepatic"), 3.0),
        ),
    )  # fmt: skip


def _alive_after(some: Arm, years: float) -> float:
    return free_percent(some.death_from(some.recurrence_found), years)
