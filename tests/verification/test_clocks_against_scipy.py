"""Authority: scipy's quantile functions; AS 241 for the normal (Wichura, Appl Stat 1988;37:477)."""

import numpy as np
import pytest
from scipy import special, stats

from haicsim.sim.codes import NEVER
from haicsim.sim.rules import chance

# evenly over the middle, and ever closer to both ends: 2^-53 is the smallest step of our uniforms
MIDDLE = np.append(np.linspace(0.0005, 0.9995, 5000), 0.5)
TINY = 0.5 ** np.arange(2, 54)
U = np.unique(np.concatenate([MIDDLE, TINY, 1.0 - TINY, 0.5 + TINY[5:], 0.5 - TINY[5:]]))


def each(function, *arguments) -> np.ndarray:
    return np.array([function(float(u), *arguments) for u in U])


def test_normal_quantile_agrees_with_scipy_to_1e_14():
    expected = special.ndtri(U)
    middle = expected == 0.0
    assert U[middle].tolist() == [0.5]
    assert chance.normal(0.5) == 0.0
    assert np.abs(each(chance.normal)[~middle] / expected[~middle] - 1.0).max() < 1e-14


def test_normal_quantile_as_printed_with_as_241():
    # Wichura's own check values
    assert chance.normal(0.25) == pytest.approx(-0.6744897501960817, rel=1e-15)
    assert chance.normal(0.001) == pytest.approx(-3.090232306167814, rel=1e-15)
    assert chance.normal(1e-20) == chance.normal(0.0)  # below what a uniform can be, it stays where it is


def test_normal_quantile_is_finite_and_rises_over_all_uniforms():
    values = each(chance.normal)
    assert (np.diff(values) > 0.0).all()
    assert -8.4 < chance.normal(0.0) < -8.2
    assert 8.1 < chance.normal(1.0 - 2.0**-53) < 8.3


@pytest.mark.parametrize("per_day", [1e-4, 0.0034, 1.0, 10.0])
def test_exponential_clock(per_day):
    expected = stats.expon(scale=1.0 / per_day).ppf(U)
    assert each(chance.exponential, per_day) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(("shape", "scale"), [(0.9, 600.0), (1.1, 900.0), (1.2, 1500.0), (3.0, 20.0)])
def test_weibull_clock(shape, scale):
    expected = stats.weibull_min(shape, scale=scale).ppf(U)
    assert each(chance.weibull, shape, scale) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(("median", "log_sd"), [(383.5, 0.28), (80.0, 0.55), (1.0, 2.0), (5.0, 0.0)])
def test_log_normal_clock(median, log_sd):
    expected = stats.lognorm(log_sd, scale=median).ppf(U) if log_sd > 0.0 else np.full(len(U), median)
    assert each(chance.log_normal, median, log_sd) == pytest.approx(expected, rel=1e-13)


def test_what_has_no_hazard_never_happens_and_never_is_the_latest_of_all():
    assert chance.exponential(0.9, 0.0) == NEVER
    assert chance.exponential(1.0 - 2.0**-53, 1e-12) == NEVER
    assert chance.exponential(0.0, 0.01) == 0.0


@pytest.mark.parametrize(
    "shares", [(0.5, 0.15, 0.35), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.2, 0.3, 0.4999999)]
)
def test_choice_is_the_discrete_quantile(shares):
    expected = np.minimum(np.searchsorted(np.cumsum(shares), U, side="right"), 2)
    assert each(chance.choice, shares, 3).tolist() == expected.tolist()
