"""Survival of some people as outcome measures read it: at marks, its mean within a time, its median."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.survival.estimators import median_survival, restricted_mean, survival_at
from haicsim.analysis.survival.observation import (
    Times,
    disease_free_survival,
    event_free_survival,
    overall_survival,
    survival_from_entry,
)
from haicsim.sim.units import DAYS_PER_MONTH

MARKS = (12, 36, 60)  # months
NOT_YET = float("nan")


@dataclass(frozen=True)
class Followed:
    """Observed times, and survival at the marks."""

    times: Times
    alive: NDArray[np.float64]


def _followed(times: Times) -> Followed:
    return Followed(times, survival_at(times.days, times.observed, np.multiply(MARKS, DAYS_PER_MONTH)))


def since_entry(records: NDArray[Any], horizon_days: float) -> Followed:
    """From the decision for HAIC to death."""
    return _followed(survival_from_entry(records, horizon_days))


def since_infusion(records: NDArray[Any], horizon_days: float) -> Followed:
    """From the first infusion to death."""
    return _followed(overall_survival(records, horizon_days))


def disease_free(records: NDArray[Any], horizon_days: float) -> Followed:
    """From hepatectomy to recurrence, death censored."""
    return _followed(disease_free_survival(records, horizon_days))


def event_free(records: NDArray[Any], horizon_days: float) -> Followed:
    """From hepatectomy to recurrence or death."""
    return _followed(event_free_survival(records, horizon_days))


def alive_at(months: int) -> Callable[[Followed], float]:
    """The share without the event at a mark."""
    return lambda followed: float(followed.alive[MARKS.index(months)])


def mean_within(months: int) -> Callable[[Followed], float]:
    """The mean time without the event within so many months, in months."""
    until = months * DAYS_PER_MONTH

    def lived(followed: Followed) -> float:
        times = followed.times
        return float(restricted_mean(times.days, times.observed, until)) / DAYS_PER_MONTH

    return lived


def median_months(followed: Followed) -> float:
    """In months; NaN where more than half live on."""
    times = followed.times
    days = float(median_survival(times.days, times.observed)) if len(times.days) else NOT_YET
    return days / DAYS_PER_MONTH if np.isfinite(days) else NOT_YET
