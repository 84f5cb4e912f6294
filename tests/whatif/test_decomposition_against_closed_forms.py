"""Authority: exponential clocks, whose parts are known in closed form; and the sum of the parts, to 1e-9."""

import numpy as np
import pytest
from surgery_clocks import Clocks, mean

from haicsim.analysis.whatif.decomposition import Lives, decompose, over_ranges, split

HAZARD, RATIO = 1.0 / 12.0, 0.3


def gain(hazard: float, ratio: float) -> float:
    return mean(hazard * ratio) - mean(hazard)


def within(found: tuple[float, float, float], expected: float) -> bool:
    """Of blocks of patients: within twice the interval, so that five parts at once are hardly ever outside by chance."""
    value, low, high = found
    return abs(value - expected) <= (high - low) + 1e-12


def test_each_part_is_that_of_the_closed_form() -> None:
    clocks = Clocks(200_000, 1)
    before, after = clocks.lives(0.15, HAZARD, RATIO), clocks.lives(0.30, HAZARD * 0.8, 0.2)
    found = decompose(before, after)
    now = gain(HAZARD * 0.8, 0.2)
    expected = {
        "more_operated": 0.15 * now,
        "other_people_operated": 0.0,
        "with_surgery": 0.15 * (now - gain(HAZARD, RATIO)),
        "without_surgery": mean(HAZARD * 0.8) - mean(HAZARD),
        "others": 0.0,
    }
    for name, value in expected.items():
        assert within(found.intervals[name], value), (name, value, found.intervals[name])
    assert found.intervals["more_operated"][1] > 0.0
    assert found.parts.total == pytest.approx(found.after - found.before, abs=1e-9)


def test_others_operated_in_the_same_number_is_all_composition() -> None:
    clocks = Clocks(100_000, 2)
    before = clocks.lives(0.2, HAZARD, RATIO)
    others = clocks.u_convert > 0.8
    slow = np.where(others, clocks.lived(HAZARD / 2), before.without)  # the others gain another amount
    both = Lives(before.months, np.where(others, slow, before.without), before.operated)
    first = Lives(np.where(before.operated, before.months, both.without), both.without, before.operated)
    after = Lives(np.where(others, 2.0 * slow, both.without), both.without, others)
    found = split(first, after)
    share = before.operated.mean()
    assert found.with_surgery == found.without_surgery == found.others == 0.0
    assert found.other_people_operated == pytest.approx(
        min(share, others.mean()) * (slow[others].mean() - first.gain[before.operated].mean()), abs=1e-9
    )
    assert abs(found.more_operated) < 0.3


def test_by_hand_four_people() -> None:
    """Two operated before, three now: one in both, two new, one no longer."""
    before = Lives(
        np.array([20.0, 10.0, 5.0, 8.0]),
        np.array([12.0, 4.0, 5.0, 8.0]),
        np.array([True, True, False, False]),
    )
    after = Lives(
        np.array([22.0, 4.0, 15.0, 11.0]),
        np.array([12.0, 4.0, 6.0, 9.0]),
        np.array([True, False, True, True]),
    )
    found = split(before, after)
    # new: gains 9 and 2, mean 5.5; lost: gain 6; surplus one
    assert found.more_operated == pytest.approx(5.5 / 4)
    assert found.other_people_operated == pytest.approx((5.5 - 6.0) / 4)
    assert found.with_surgery == pytest.approx(2.0 / 4)
    assert found.without_surgery == pytest.approx(2.0 / 4)
    assert found.others == 0.0
    assert found.total == pytest.approx(9.0 / 4)


def test_surgery_that_is_useless_gives_nothing_however_many_are_operated() -> None:
    clocks = Clocks(20_000, 4)
    found = decompose(clocks.lives(0.15, HAZARD, 1.0), clocks.lives(0.5, HAZARD, 1.0))
    assert found.operated[1] > 3 * found.operated[0]
    assert found.change == (0.0, 0.0, 0.0)
    assert all(value == (0.0, 0.0, 0.0) for value in found.intervals.values())


def test_nothing_changed_is_nothing_to_the_last_bit() -> None:
    one = Clocks(1000, 3).lives(0.2, HAZARD, RATIO)
    assert decompose(one, one).parts == split(one, one)
    assert all(value == (0.0, 0.0, 0.0) for value in decompose(one, one).intervals.values())


@pytest.mark.parametrize("seed", range(5))
def test_the_parts_add_up_whatever_changes(seed: int) -> None:
    random = np.random.default_rng(seed)
    worlds = [
        Lives(
            random.exponential(20.0, 500), random.exponential(15.0, 500), random.random(500) < random.random()
        )
        for _ in range(2)
    ]
    found = split(*worlds)
    assert found.total == pytest.approx(float((worlds[1].months - worlds[0].months).mean()), abs=1e-9)


def test_over_the_ranges_is_from_the_least_to_the_most_of_all_ends_and_of_what_is() -> None:
    clocks = Clocks(2_000, 5)
    found = decompose(clocks.lives(0.1, HAZARD, RATIO), clocks.lives(0.2, HAZARD, RATIO))
    ends = [split(clocks.lives(0.1, HAZARD, ratio), clocks.lives(0.2, HAZARD, ratio)) for ratio in (0.1, 0.9)]
    ranges = over_ranges(found, ends)
    low, high = ranges["more_operated"]
    assert low == ends[1].more_operated < found.parts.more_operated < high == ends[0].more_operated
    assert ranges["change"] == pytest.approx((ends[1].total, ends[0].total))
    assert over_ranges(found, []) == {}
