"""Survival as a person reads it: Kaplan-Meier by lifelines, landmarks with intervals, numbers at risk."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.survival.observation import Times


@dataclass(frozen=True)
class SurvivalEstimate:
    """Survival at one time, shares of 1; NaN where nobody was followed so long.

    low, high: the 95% interval; NaN too while nobody, or once everybody, has had the event (see `KaplanMeierCurve`).
    """

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class KaplanMeierCurve:
    """A Kaplan-Meier estimate: days (m,), estimate (m,), and its 95% interval (m,), log-minus-log.

    The interval is NaN where the estimate is 1 or 0: the method would give one without width, which few patients
    do not deserve. longest: the longest time anybody was followed, in days.
    """

    days: NDArray[np.float64]
    estimate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    longest: float

    def at(self, days: float) -> SurvivalEstimate:
        """Survival at a time in days; after the last death among those followed it stays 0."""
        if not len(self.days) or (days > self.longest and self.estimate[-1] > 0.0):
            return SurvivalEstimate(np.nan, np.nan, np.nan)
        step = int(np.searchsorted(self.days, days, side="right")) - 1
        return SurvivalEstimate(float(self.estimate[step]), float(self.low[step]), float(self.high[step]))

    def median_interval(self) -> tuple[float, float]:
        """The 95% interval of the median, days: where the ends of the band come down to a half (Brookmeyer and Crowley).

        Infinite where an end does not come down so far.
        """
        low = np.where(self.estimate == 0.0, 0.0, self.low)  # nobody is left: the lower end is nothing
        first, last = (self.days[end <= 0.5][:1] for end in (low, self.high))
        return float(first[0]) if len(first) else np.inf, float(last[0]) if len(last) else np.inf


def kaplan_meier(times: Times) -> KaplanMeierCurve:
    """The Kaplan-Meier estimate of these times (lifelines); empty where there are no patients."""
    if not len(times.days):
        nothing = np.zeros(0)
        return KaplanMeierCurve(nothing, nothing, nothing, nothing, 0.0)
    from lifelines import KaplanMeierFitter

    fitter = KaplanMeierFitter()
    fitter.fit(durations=times.days, event_observed=times.observed)
    survival, interval = fitter.survival_function_, fitter.confidence_interval_
    columns: list[Any] = [survival.iloc[:, 0], interval.iloc[:, 0], interval.iloc[:, 1]]
    estimate, low, high = (np.asarray(column, float) for column in columns)
    without_width = (estimate == 1.0) | (estimate == 0.0)
    return KaplanMeierCurve(
        np.asarray(survival.index, float),
        estimate,
        np.where(without_width, np.nan, low),
        np.where(without_width, np.nan, high),
        float(times.days.max()),
    )


def numbers_at_risk(times: Times, days: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many are still followed without the event just before each of `days` (m,): shape (m,)."""
    ordered = np.sort(times.days)
    return len(ordered) - np.searchsorted(ordered, days, side="left")
