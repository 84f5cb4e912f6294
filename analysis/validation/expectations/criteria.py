"""The sizes at which the meeting's liver and tumour criteria first pass, of all starters beside a target, and by group."""

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures.first_pass import FirstPass, first_pass
from haicsim.analysis.validation.expectations.expectation import (
    NO_RANGE,
    REFERENCE,
    Expectation,
    ExpectationResult,
    found,
)
from haicsim.sim.codes import GROUPS
from haicsim.sim.scenario.model import Scenario

TOPIC = "Size at which liver and tumour criteria pass, as a share of diagnosis"
_RESAMPLES = 400
_RATIO = "anatomical ratio at which liver and tumour criteria pass"
_TARGETS = {"median": ("ratio", 0.55, 0.70), "log-SD": ("log_sd", 0.30, 0.55)}
_SOURCE = "0.64 and 0.44 in a rough prototype: a target for the criteria, to which no number is tuned"


def judge_criteria(scenario: Scenario, starters: int = 1000, seed: int = 1) -> list[ExpectationResult]:
    """The sizes at which liver and tumour criteria first pass: of all starters beside the target, and by group."""
    seen = first_pass(scenario, starters)
    findings = _ratio_findings(seen, np.ones(starters, np.bool_), "", seed)
    for code, name in enumerate(GROUPS):
        findings += _ratio_findings(seen, seen.group == code, f", group {name}", seed)
    return findings


def _ratio_findings(
    seen: FirstPass, chosen: NDArray[np.bool_], whose: str, seed: int
) -> list[ExpectationResult]:
    """Median and log-SD of some starters; without a target where they are of one group only."""
    ratios = seen.ratio[chosen]
    draws = np.random.default_rng(seed).integers(0, max(len(ratios), 1), (_RESAMPLES, len(ratios)))
    measures: dict[str, Callable[[NDArray[np.float64]], float]] = {
        "median": median_ratio,
        "log-SD": log_sd_of_ratio,
    }
    findings = []
    for name, measure in measures.items():
        unit, low, high = _TARGETS[name]
        range_ = NO_RANGE if whose else (low, high)
        each = Expectation(TOPIC, f"{_RATIO}{whose}, {name}", unit, range_, _SOURCE, measure, (REFERENCE,))
        many = np.array([measure(ratios[draw]) for draw in draws])
        known = many[np.isfinite(many)]
        least, most = np.quantile(known, (0.025, 0.975)).tolist() if len(known) else (math.nan, math.nan)
        findings.append(found(each, measure(ratios), (least, most)))
    return findings


def median_ratio(ratios: NDArray[np.float64]) -> float:
    """Median of the ratios; 0 where half never pass, NaN without anybody."""
    return float(np.median(ratios)) if len(ratios) else math.nan


def log_sd_of_ratio(ratios: NDArray[np.float64]) -> float:
    """Spread of ln ratio read from the quartiles, so that the few who never pass do not count; NaN if a quarter do not."""
    if not len(ratios):
        return math.nan
    lower, upper = np.quantile(ratios, (0.25, 0.75)).tolist()
    width = 2.0 * NormalDist().inv_cdf(0.75)
    return math.log(upper / lower) / width if lower > 0.0 else math.nan
