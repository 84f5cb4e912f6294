"""Authority: thresholds planted in closed form, and brute force over a fine grid."""

import math

import numpy as np
import pytest
from surgery_clocks import Clocks, mean

from haicsim.analysis.whatif.break_even import break_even, sign_changes

HAZARD, RATIO = 1.0 / 15.0, 0.4
# of whoever is operated: what surgery gives is undone by so much operative death
PLANTED = 1.0 - mean(HAZARD) / mean(HAZARD * RATIO)


def gains(clocks: Clocks, risk: float) -> np.ndarray:
    return clocks.lives(1.1, HAZARD, RATIO, risk).gain


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_the_planted_risk_is_found_within_one_percent(seed: int) -> None:
    clocks = Clocks(300_000, seed)
    found = break_even(lambda risk: gains(clocks, risk), 0.0, 0.9)
    (crossing,) = found.crossings
    assert crossing.value == pytest.approx(PLANTED, rel=0.01)
    assert not crossing.rises
    assert found.sign == "changes"


@pytest.mark.slow
def test_the_interval_holds_the_planted_risk_as_often_as_it_says() -> None:
    held = 0
    for seed in range(200):
        clocks = Clocks(2_000, 1000 + seed)
        (crossing,) = break_even(lambda risk, c=clocks: gains(c, risk), 0.0, 0.9, points=5).crossings
        held += crossing.low <= PLANTED <= crossing.high
    assert 180 <= held <= 199  # 95% of 200 within three standard errors


@pytest.mark.parametrize("seed", range(5))
def test_equal_to_brute_force(seed: int) -> None:
    clocks = Clocks(3_000, 50 + seed)
    (crossing,) = break_even(lambda risk: gains(clocks, risk), 0.0, 0.9).crossings
    grid = np.linspace(0.0, 0.9, 3001)
    signs = [gains(clocks, risk).mean() > 0.0 for risk in grid]
    last = grid[max(place for place, sign in enumerate(signs) if sign)]
    assert crossing.value == pytest.approx(last, abs=2 * 0.9 / 3000)


def test_every_change_of_sign_is_found_and_its_side_named() -> None:
    noise = np.array([-1.0, 1.0]) * 1e-6
    found = break_even(lambda x: math.cos(x) + noise, 0.0, 7.0, points=15)
    assert [crossing.value for crossing in found.crossings] == pytest.approx(
        [math.pi / 2, 3 * math.pi / 2], abs=1e-3
    )
    assert [crossing.rises for crossing in found.crossings] == [False, True]


@pytest.mark.parametrize(("shift", "sign"), [(5.0, "above"), (-5.0, "below"), (0.5, "not known")])
def test_without_a_change_the_sign_is_said_only_where_chance_allows(shift: float, sign: str) -> None:
    noise = np.random.default_rng(1).normal(0.0, 10.0, 100)
    noise -= noise.mean()
    assert break_even(lambda x: noise + shift + 0.0 * x, 0.0, 1.0).sign == sign


def test_a_gain_that_nobody_has_is_no_break_even() -> None:
    found = break_even(lambda x: np.array([]), 0.0, 1.0)
    assert found.crossings == ()
    assert found.sign == "not known"


def test_at_an_end_the_planted_risk_is_found_roughly_and_the_side_where_there_is_none() -> None:
    clocks = Clocks(300_000, 1)
    found, last = sign_changes(lambda risk: gains(clocks, risk), 0.0, 0.9, 5)
    assert found == (pytest.approx(PLANTED, abs=0.02),)
    assert last < 0.0
    none, above = sign_changes(lambda risk: gains(clocks, risk), 0.0, PLANTED / 2.0, 5)
    assert none == ()
    assert above > 0.0
