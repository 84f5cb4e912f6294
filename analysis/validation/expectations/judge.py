"""All expectations measured on the records of one or several arms: quickly for a search, with intervals for people."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.validation.expectations import (
    at_once,
    conversion,
    infusion,
    recurrence,
    resected,
    response,
    selection,
    untreated,
)
from haicsim.analysis.validation.expectations.arm import Arm
from haicsim.analysis.validation.expectations.expectation import Expectation, ExpectationResult, found

Records = NDArray[Any]
RESAMPLES = 200
_TOPICS = (untreated, infusion, response, conversion, resected, recurrence, at_once, selection)


def topics() -> dict[str, str]:
    """What each topic looks at, by its title, in order."""
    return {topic.TOPIC: topic.ABOUT for topic in _TOPICS}


@cache
def expectations() -> tuple[Expectation, ...]:
    """Every expectation of patients, topic by topic."""
    return tuple(each for topic in _TOPICS for each in topic.expectations())


def on_arms(arms: Sequence[str] | Mapping[str, Any]) -> tuple[Expectation, ...]:
    """Those that can be measured on some arms."""
    return tuple(each for each in expectations() if set(each.arms) <= set(arms))


def expectation_values(records_by_arm: Mapping[str, Records], horizon_days: float) -> dict[str, float]:
    """What each expectation that these arms allow measures, by its name; no interval, for searches over parameters.

    records_by_arm: by the names in `expectation.ARMS`. NaN where there is nobody to measure it on.
    """
    return _values({name: Arm(records, horizon_days) for name, records in records_by_arm.items()})


def _values(arms: Mapping[str, Arm]) -> dict[str, float]:
    with np.errstate(invalid="ignore", divide="ignore"):
        return {each.name: each.measure(*(arms[name] for name in each.arms)) for each in on_arms(arms)}


def judge(
    records_by_arm: Mapping[str, Records], horizon_days: float, seed: int = 1, resamples: int = RESAMPLES
) -> list[ExpectationResult]:
    """Every expectation that these arms allow beside the simulation; 95% intervals over resampled patients.

    Arms of the same patients are resampled together, as they are compared.
    """
    arms = {name: Arm(records, horizon_days) for name, records in records_by_arm.items()}
    random = np.random.default_rng(seed)
    values = _values(arms)
    many = [list(_values(_resampled(arms, random)).values()) for _ in range(resamples)]
    intervals = [_interval(column) for column in np.array(many).T]
    judged = zip(on_arms(arms), values.values(), intervals, strict=True)
    return [found(each, value, interval) for each, value, interval in judged]


def _resampled(arms: Mapping[str, Arm], random: np.random.Generator) -> dict[str, Arm]:
    sizes = dict.fromkeys(len(arm) for arm in arms.values())
    draws = {size: random.integers(0, size, size) for size in sizes}
    return {name: Arm(arm, arm.horizon_days, draws[len(arm)]) for name, arm in arms.items()}


def _interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """The 95% interval of those resamples in which the figure exists."""
    known = values[np.isfinite(values)]
    low, high = np.quantile(known, (0.025, 0.975)).tolist() if len(known) else (np.nan, np.nan)
    return low, high
