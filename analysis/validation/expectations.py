"""What the simulated patients should look like before anything is calibrated, and whether they do.

Ranges come from published series and the paper; they judge the rules, and no number is tuned to them.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures.first_pass import FirstPass, first_pass
from haicsim.analysis.survival.estimators import median_survival
from haicsim.analysis.survival.observation import died_within, overall_survival, survival_after_resection
from haicsim.sim.codes import COMPLETE, GROUP_A, GROUP_B, GROUP_C, GROUPS, PARTIAL, PROGRESSIVE
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

Records = NDArray[Any]
_RESAMPLES = 400


@dataclass(frozen=True)
class Expectation:
    """One thing to look at: what it is, its unit, the range expected, where that comes from, and how it is measured."""

    name: str
    unit: str
    low: float
    high: float
    source: str
    measure: Callable[[Records, float], float]


@dataclass(frozen=True)
class ExpectationResult:
    """An expectation beside what the simulation shows, with a 95% interval over resampled patients.

    low, high, met: None where the figure is only reported. A figure that does not exist (NaN) meets nothing.
    """

    name: str
    unit: str
    low: float | None
    high: float | None
    value: float
    value_low: float
    value_high: float
    met: bool | None
    source: str


def responders(records: Records) -> NDArray[np.bool_]:
    """Best response PR or CR."""
    best = records["best_response"]
    return np.asarray((best == COMPLETE) | (best == PARTIAL), np.bool_)


def median_months(records: Records, horizon_days: float) -> float:
    """Median overall survival from first infusion, months; NaN where fewer than half die."""
    times = overall_survival(records, horizon_days)
    days = float(median_survival(times.days, times.observed)) if len(times.days) else math.inf
    return days / DAYS_PER_MONTH if math.isfinite(days) else math.nan


def _survival_after_surgery(records: Records, horizon_days: float, years: float) -> float:
    return 1.0 - died_within(survival_after_resection(records, horizon_days), years * DAYS_PER_YEAR)


def _difference_b(records: Records, horizon_days: float) -> float:
    in_b, others = (records[np.isin(records["group"], groups)] for groups in ((GROUP_B,), (GROUP_A, GROUP_C)))
    b, rest = (_survival_after_surgery(each, horizon_days, 3.0) for each in (in_b, others))
    return 100.0 * (b - rest)


def _ratio_of_medians(records: Records, horizon_days: float) -> float:
    assessed = records[records["scans"] > 0]
    well = responders(assessed)
    ratio = median_months(assessed[well], horizon_days) / median_months(assessed[~well], horizon_days)
    return float(ratio)


def _converts(records: Records) -> Records:
    resected: Records = records[records["resected"]]
    return resected


EXPECTATIONS = (
    Expectation(
        "conversion rate", "%", 5, 25, "other series (evidence A3, A7.2); its level is a prior",
        lambda r, h: 100.0 * float(r["converted"].mean()),
    ),
    Expectation(
        "response rate (best response PR or CR)", "%", 15, 35, "low-dose FP series: 24.1%, prior 14-50% (evidence A7.1)",
        lambda r, h: 100.0 * float(responders(r).mean()),
    ),
    Expectation(
        "progression at the first CT", "%", 15, 45, "20-45% (evidence A7.1); 21% in a rough prototype",
        lambda r, h: 100.0 * float(((r["scans"] == 1) & (r["best_response"] == PROGRESSIVE)).sum() / (r["scans"] > 0).sum()),
    ),
    Expectation(
        "PR among converts at the decision", "%", 58.6, 96.4, "15 of 18, exact interval (the paper, Table II)",
        lambda r, h: 100.0 * float(np.isin(_converts(r)["response_at_decision"], (COMPLETE, PARTIAL)).mean()),
    ),
    Expectation(
        "median shrinkage of converts (anatomical)", "%", 22, 42, "32.2%, 13.3-66.7 (the paper, Table I); +-10 points",
        lambda r, h: 100.0 * float(np.median(1.0 - _converts(r)["size_ratio"])),
    ),
    Expectation(
        "responders' over non-responders' median survival", "ratio", 2.5, 8, "28.5 against 8.2 months in a rough prototype",
        _ratio_of_medians,
    ),
    Expectation(
        "median survival of the unconverted", "months", 6, 12, "7-10 with invasion, 12 without (evidence A7.6)",
        lambda r, h: median_months(r[~r["converted"]], h),
    ),
    Expectation(
        "months from first infusion to hepatectomy, converts", "months", 3, 8, "4-5.2 months (the paper; evidence A3)",
        lambda r, h: float(np.median(_converts(r)["hepatectomy_day"] - _converts(r)["first_haic_day"])) / DAYS_PER_MONTH,
    ),
    Expectation(
        "three-year survival after surgery, B minus A and C", "points", -90, -15, "50 against 100% (the paper, Results)",
        _difference_b,
    ),
)  # fmt: skip


def judge(records: Records, horizon_days: float, seed: int = 1) -> list[ExpectationResult]:
    """Every expectation beside the simulation; intervals over resampled patients."""
    draws = np.random.default_rng(seed).integers(0, len(records), (_RESAMPLES, len(records)))
    findings = []
    for each in EXPECTATIONS:
        value = each.measure(records, horizon_days)
        many = [each.measure(records[draw], horizon_days) for draw in draws[: _resamples(each)]]
        low, high = np.nanquantile(many, (0.025, 0.975)).tolist()
        met = each.low <= value <= each.high
        findings.append(
            ExpectationResult(each.name, each.unit, each.low, each.high, value, low, high, met, each.source)
        )
    return findings


def _resamples(each: Expectation) -> int:
    """Medians by Kaplan-Meier are fitted anew in every resample: fewer of them."""
    return 40 if "median survival" in each.name else _RESAMPLES


_RATIO = "anatomical ratio at which liver and tumour criteria pass"
_TARGETS = {"median": ("ratio", 0.55, 0.70), "log-SD": ("log_sd", 0.30, 0.55)}
_TARGET_SOURCE = "0.64 and 0.44 in a rough prototype: a target for the criteria, to which no number is tuned"


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
    findings = []
    for name, measure in (("median", median_ratio), ("log-SD", log_sd_of_ratio)):
        unit, low, high = _TARGETS[name]
        value = measure(ratios)
        many = np.array([measure(ratios[draw]) for draw in draws])
        known = many[np.isfinite(many)]
        least, most = np.quantile(known, (0.025, 0.975)).tolist() if len(known) else (math.nan, math.nan)
        title = f"{_RATIO}{whose}, {name}"
        if whose:
            findings.append(
                ExpectationResult(title, unit, None, None, value, least, most, None, _TARGET_SOURCE)
            )
        else:
            met = low <= value <= high
            findings.append(
                ExpectationResult(title, unit, low, high, value, least, most, met, _TARGET_SOURCE)
            )
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
