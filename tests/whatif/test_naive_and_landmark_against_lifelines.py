"""Authority: lifelines' Kaplan-Meier and restricted means, group by group."""

import numpy as np
import pytest
from clocks import registry
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time

from haicsim.analysis.whatif.bias.estimate import UNKNOWN, mean_months_longer
from haicsim.analysis.whatif.bias.landmark import landmark
from haicsim.analysis.whatif.bias.naive import naive
from haicsim.sim.units import DAYS_PER_MONTH

UNTIL = 30.0


def rmst(days: np.ndarray, died: np.ndarray, until: float) -> float:
    return float(restricted_mean_survival_time(KaplanMeierFitter().fit(days, died), t=until))


def test_naive_is_the_difference_of_two_restricted_means_from_first_infusion() -> None:
    patients = registry(120, 11, ratio=0.5)
    ever = ~np.isnan(patients.converted)
    means = [rmst(patients.days[group], patients.died[group], UNTIL) for group in (ever, ~ever)]
    assert naive(patients, UNTIL).value * DAYS_PER_MONTH == pytest.approx(means[0] - means[1], rel=1e-9)


@pytest.mark.parametrize("months", [3.0, 12.0])
def test_landmark_is_that_of_the_survivors_from_the_landmark_to_the_same_end(months: float) -> None:
    patients = registry(120, 12, ratio=0.5)
    alive = patients.days > months
    by_then = patients.converted <= months
    means = [
        rmst(patients.days[group] - months, patients.died[group], UNTIL - months)
        for group in (alive & by_then, alive & ~by_then)
    ]
    found = landmark(patients, months, UNTIL)
    assert found.value * DAYS_PER_MONTH == pytest.approx(means[0] - means[1], rel=1e-9)
    assert found.low < found.value < found.high


def test_an_empty_group_or_one_not_followed_so_long_says_nothing() -> None:
    days, died = np.array([5.0, 40.0, 6.0, 50.0]), np.array([True, False, True, False])
    for treated in ([False] * 4, [True] * 4):
        assert mean_months_longer(days, died, np.array(treated), UNTIL) is UNKNOWN
    found = mean_months_longer(days, died, np.array([True, True, False, False]), 45.0)
    assert np.isnan(found.value)
