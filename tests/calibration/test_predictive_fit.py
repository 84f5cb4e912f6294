"""How well a structure of the disease is expected to predict, against normal theory and leaving series out."""

import numpy as np
import pytest
from scipy.stats import norm

from haicsim.analysis.calibration.learned import predictive_fit

SEEN = np.array(
    [0.3, -1.1, 0.9, 2.0, -0.4, 0.1, -0.7, 1.2]
)  # of eight series, each normal about the same mean


def _levels(draws: int) -> np.ndarray:
    """Log-likelihoods of the series at draws of the posterior of their mean, and a column of something believed."""
    count = len(SEEN)
    means = norm.ppf((np.arange(draws) + 0.5) / draws, SEEN.mean(), 1.0 / np.sqrt(count))
    return np.column_stack([norm.logpdf(SEEN[None], means[:, None], 1.0), np.full(draws, -7.0)])


def test_each_series_is_what_normal_theory_makes_of_it():
    """ln of the mean density is normal with one unit of variance more; a squared normal has a known variance."""
    count, off = len(SEEN), SEEN - SEEN.mean()
    dense = norm.logpdf(SEEN, SEEN.mean(), np.sqrt(1.0 + 1.0 / count))
    freedom = off**2 / count + 0.5 / count**2
    found = predictive_fit([str(k) for k in range(count)], _levels(20_000))
    assert list(found.values()) == pytest.approx(dense - freedom, abs=2e-3)


def test_the_sum_is_near_that_of_leaving_each_series_out():
    count = len(SEEN)
    others = [np.delete(SEEN, k) for k in range(count)]
    left_out = sum(
        norm.logpdf(y, each.mean(), np.sqrt(1.0 + 1.0 / len(each)))
        for y, each in zip(SEEN, others, strict=True)
    )
    assert sum(predictive_fit([str(k) for k in range(count)], _levels(4_000)).values()) == pytest.approx(
        left_out, abs=0.15
    )
