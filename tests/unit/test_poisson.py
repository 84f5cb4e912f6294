"""Authority: scipy's Poisson distribution, by which the number of patients of a day is decided."""

import numpy as np
import pytest
from scipy.stats import poisson as theory

from haicsim.sim.arrivals import poisson


@pytest.mark.parametrize("mean", [0.0, 1e-9, 0.01, 0.33, 2.5, 29.9, 31.0, 400.0])
def test_counts_are_the_quantiles_of_the_distribution(mean: float) -> None:
    u = np.random.default_rng(3).random(20_000)
    assert np.array_equal(
        poisson(u, np.full(len(u), mean)), np.maximum(theory.ppf(u, mean), 0.0) if mean else 0.0 * u
    )


def test_means_may_differ_from_day_to_day() -> None:
    stream = np.random.default_rng(4)
    u, mean = stream.random(20_000), stream.uniform(0.0, 8.0, 20_000)
    assert np.array_equal(poisson(u, mean), theory.ppf(u, mean))


def test_the_two_ways_of_counting_agree_where_they_meet() -> None:
    u = np.random.default_rng(5).random(20_000)
    below, above = poisson(u, np.full(len(u), 30.0)), poisson(u, np.full(len(u), np.nextafter(30.0, 31.0)))
    assert np.array_equal(below, above)
