"""The estimators on arrays beside lifelines, one group an estimate and size; the ratio stands with the extra information.

Days are whole, 60% of events are seen, as in the studies compared. Processor time, which other programs do not lengthen.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.speed.measuring import alternating, ratios, taken
from haicsim.analysis.survival.estimators import log_rank, survival_at

pytestmark = pytest.mark.benchmark(timer=time.thread_time)

SIZES = [18, 1_000, 10_000]
MARKS = [365.0, 1095.0, 1825.0]
REPLICATES = 10_000
CALLS = 20  # of ours for every one of lifelines: that is how they are used
Columns = tuple[NDArray[Any], ...]


def patients(*shape: int) -> Columns:
    """Days, whether the event was seen, and one of two arms."""
    chance = np.random.default_rng(18)
    days = np.ceil(chance.exponential(1000.0, shape))
    return days, chance.random(shape) < 0.6, chance.integers(0, 2, shape)


def kaplan_meier(days: NDArray[Any], observed: NDArray[Any], arms: NDArray[Any]) -> object:
    return survival_at(days, observed, MARKS)


def lifelines_kaplan_meier(days: NDArray[Any], observed: NDArray[Any], arms: NDArray[Any]) -> object:
    from lifelines import KaplanMeierFitter

    return KaplanMeierFitter().fit(durations=days, event_observed=observed).predict(MARKS)


def two_arms(days: NDArray[Any], observed: NDArray[Any], arms: NDArray[Any]) -> object:
    return log_rank(days, observed, arms, 2)


def lifelines_two_arms(days: NDArray[Any], observed: NDArray[Any], arms: NDArray[Any]) -> object:
    from lifelines.statistics import multivariate_logrank_test

    return multivariate_logrank_test(event_durations=days, groups=arms, event_observed=observed)


BOTH = {"Kaplan-Meier": (kaplan_meier, lifelines_kaplan_meier), "log-rank": (two_arms, lifelines_two_arms)}


@pytest.fixture(params=SIZES)
def columns(request) -> Columns:
    return patients(request.param)


@pytest.fixture(params=BOTH)
def both(request, benchmark, columns) -> tuple[Callable[..., object], Callable[..., object]]:
    benchmark.group = f"{request.param}, {len(columns[0])} patients"
    return BOTH[request.param]


def test_on_arrays(benchmark, both, columns):
    ours, theirs = both
    benchmark.pedantic(ours, columns, rounds=50, warmup_rounds=3)
    theirs(*columns)

    def in_a_loop() -> float:
        return taken(lambda: [ours(*columns) for _ in range(CALLS)]) / CALLS

    pairs = alternating(lambda: taken(lambda: theirs(*columns)), in_a_loop, 5)
    benchmark.extra_info["times_faster_than_lifelines"] = round(statistics.median(ratios(pairs)), 1)


def test_lifelines(benchmark, both, columns):
    benchmark.pedantic(both[1], columns, rounds=7, warmup_rounds=1)


@pytest.mark.parametrize("name", BOTH)
def test_many_replicates_of_18(benchmark, name):
    benchmark.group = f"{name}, {REPLICATES} times 18 patients"
    benchmark.pedantic(BOTH[name][0], patients(REPLICATES, 18), rounds=10, warmup_rounds=1)
