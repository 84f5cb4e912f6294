"""The hazard of an event over time, smoothed: when an event is likeliest, of those still without it."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def smoothed_hazard(days: ArrayLike, observed: ArrayLike, until: int, bandwidth: int) -> Floats:
    """The hazard per day on each day from 0 to `until`, (until + 1,): Nelson-Aalen increments under a moving hill.

    days, observed (n,): days followed, whether the event was seen. bandwidth: half the width of Epanechnikov's kernel,
    days; near day 0 the kernel is cut off there and weighted anew, so that the hazard is not halved for want of days
    before. Ramlau-Hansen, Ann Stat 1983;11:453-66. An event counts on its day, rounded down.
    """
    times, seen = np.asarray(days, np.float64), np.asarray(observed, bool)
    last = until + bandwidth
    whole = np.minimum(np.floor(times), last + 1).astype(np.int64)
    left = np.bincount(whole, minlength=last + 2)
    events = np.bincount(whole[seen], minlength=last + 2)[: last + 1]
    at_risk = len(times) - np.concatenate([[0], np.cumsum(left)])[: last + 1]
    steps = np.divide(events, at_risk, out=np.zeros(last + 1), where=at_risk > 0)
    hill = 1.0 - (np.arange(-bandwidth, bandwidth + 1) / (bandwidth + 1.0)) ** 2
    weights = np.cumsum(hill)[np.minimum(np.arange(until + 1) + bandwidth, 2 * bandwidth)]
    return np.asarray(np.convolve(steps, hill)[bandwidth : bandwidth + until + 1] / weights, np.float64)


def peak_day(days: ArrayLike, observed: ArrayLike, until: int, bandwidth: int) -> float:
    """The day on which the smoothed hazard is highest, the middle of equals; NaN without an event until then.

    Arguments as for `smoothed_hazard`.
    """
    hazard = smoothed_hazard(days, observed, until, bandwidth)
    highest = float(hazard.max())
    if highest <= 0.0:
        return np.nan
    return float(np.median(np.flatnonzero(hazard >= highest * (1.0 - 1e-12))))
