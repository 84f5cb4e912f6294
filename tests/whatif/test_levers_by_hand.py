"""Authority: rates given by formula, whose levers are known; brute force; and the binomial interval carried to the lever."""

import math

import pytest

from haicsim.analysis.whatif.lever import Search


def rising(value: float) -> float:
    return value / (1.0 + value)  # a quarter at a third, half at one


def search(rate=rising, present=1.0 / 3.0, least=0.01, most=20.0, patients=10_000) -> Search:
    return Search(rate, present, least, most, patients)


@pytest.mark.parametrize("target", [0.05, 0.2, 0.25, 0.3, 0.6, 0.9])
def test_the_lever_of_a_rising_rate(target: float) -> None:
    found = search().find(target)
    assert found.reached
    assert found.value == pytest.approx(target / (1.0 - target), rel=0.02)
    assert found.rate == pytest.approx(target, abs=2e-3)
    half = 1.96 * math.sqrt(target * (1 - target) / 10_000)
    ends = [(target + side * half) / (1.0 - target - side * half) for side in (-1, 1)]
    assert [found.low, found.high] == pytest.approx(ends, rel=0.05)


@pytest.mark.parametrize("target", [0.3, 0.6])
def test_the_lever_of_a_falling_rate(target: float) -> None:
    found = search(lambda value: 1.0 - rising(value), present=1.0).find(target)
    assert found.value == pytest.approx((1.0 - target) / target, rel=0.02)
    assert found.low < found.value < found.high


def test_a_rate_beyond_reach_has_its_ceiling() -> None:
    found = search(most=1.0).find(0.7)
    assert not found.reached
    assert (found.ceiling, found.ceiling_at) == (0.5, 1.0)
    low = search(least=0.25).find(0.05)
    assert (low.ceiling, low.ceiling_at) == (pytest.approx(0.2), 0.25)


def test_a_rate_that_rises_and_falls_again_is_found_on_the_near_side() -> None:
    found = search(
        lambda value: 0.2 + 0.6 * math.exp(-((math.log(value / 2.0)) ** 2)), present=0.3, most=50.0
    ).find(0.5)
    assert found.reached
    assert found.value < 2.0
    assert found.rate == pytest.approx(0.5, abs=5e-3)


def test_a_rate_that_jumps_gives_the_nearest_it_can() -> None:
    found = search(lambda value: round(value) / 10.0, present=2.0, least=1.0, most=9.0).find(0.56)
    assert found.rate in (0.5, 0.6)
    assert search(lambda value: round(value) / 10.0, present=2.0, least=1.0, most=9.0).find(0.6).rate == 0.6


def test_now_is_now() -> None:
    found = search().find(rising(1.0 / 3.0))
    assert found.value == 1.0 / 3.0


def test_a_value_is_tried_once() -> None:
    tried = []

    def rate(value: float) -> float:
        tried.append(value)
        return rising(value)

    one = search(rate)
    one.find(0.3)
    one.find(0.4)
    assert len(tried) == len(set(tried)) < 50
