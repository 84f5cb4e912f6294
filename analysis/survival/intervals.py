"""95% intervals: exact ones of shares, and Student's of means and of differences, paired or not."""

from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95


def exact_interval(share: float, n: int, level: float = LEVEL) -> tuple[float, float]:
    """The exact binomial (Clopper-Pearson) interval of a share seen in n patients.

    A Kaplan-Meier share need not be a whole number of patients; the interval is that of the nearest number of events.
    """
    from scipy.special import betaincinv

    k, tail = round(share * n), (1.0 - level) / 2.0
    low = float(betaincinv(k, n - k + 1, tail)) if k > 0 else 0.0
    high = float(betaincinv(k + 1, n - k, 1.0 - tail)) if k < n else 1.0
    return low, high


def mean_interval(values: Any) -> tuple[float, float, float]:
    """The mean of some values and its 95% interval by Student's t; NaN where it cannot be told."""
    if not len(values):
        return np.nan, np.nan, np.nan
    mean, half = float(np.mean(values)), half_width(values)
    return mean, mean - half, mean + half


def paired_interval(some: Any, others: Any) -> tuple[float, float, float]:
    """The mean of some less others, pair by pair, with its 95% interval; pairs that lack a value do not count."""
    differences = np.asarray(some, np.float64) - np.asarray(others, np.float64)
    return mean_interval(differences[np.isfinite(differences)])


def half_width(values: Any) -> float:
    """Half the 95% interval of the mean of some values, by Student's t; NaN of fewer than two."""
    if len(values) < 2:
        return np.nan
    return _quantile(len(values) - 1) * float(np.std(values, ddof=1)) / sqrt(len(values))


def unpaired_half_width(some: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """Half the 95% interval of the difference of two means; the degrees of freedom are those of the smaller side."""
    fewest = min(len(some), len(others))
    if fewest < 2:
        return np.nan
    spread = sum(float(np.var(side, ddof=1)) / len(side) for side in (some, others))
    return _quantile(fewest - 1) * sqrt(spread)


def jackknife_half_width(*sides: NDArray[np.float64]) -> float:
    """Half the 95% interval of a number, or of the sum or difference of several from other patients, by the jackknife.

    sides: of each, the number without one block of patients in turn. Of a mean over blocks of one size it is `half_width` of
    the blocks. Source: Efron 1982, The jackknife, the bootstrap and other resampling plans.
    """
    spread = sum((len(side) - 1) * float(np.var(side)) for side in sides)
    return _quantile(min(map(len, sides)) - 1) * sqrt(spread)


def _quantile(freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1.0 + LEVEL) / 2.0))
