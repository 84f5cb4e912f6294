"""Authority: hazards of a few patients worked out by hand, and the constant hazard of an exponential."""

import math

import numpy as np
import pytest

from haicsim.analysis.survival.hazard import peak_day, smoothed_hazard

# half a width of 1 day: weights 3/4, 1, 3/4, which add up to 2.5
DAYS = [3.5, 3.0, 8.0, 8.0]
SEEN = [True, False, True, False]


def test_the_hazard_of_four_patients():
    # day 3: one of four; day 8: one of two, the other censored on that day and still at risk
    hazard = smoothed_hazard(DAYS, SEEN, 10, 1)
    early, late = 0.25 / 2.5, 0.5 / 2.5
    by_hand = [0, 0, 0.75 * early, early, 0.75 * early, 0, 0, 0.75 * late, late, 0.75 * late, 0]
    np.testing.assert_allclose(hazard, by_hand, atol=1e-15)
    assert peak_day(DAYS, SEEN, 10, 1) == 8.0
    assert peak_day(DAYS, SEEN, 6, 1) == 3.0  # later days are not looked at


def test_the_first_days_are_not_halved_for_want_of_days_before():
    # one of one on day 0: seen from day 0 with weights 1 and 3/4 of 1.75, from day 1 with all three of 2.5
    np.testing.assert_allclose(smoothed_hazard([0.0], [True], 2, 1), [1 / 1.75, 0.75 / 2.5, 0.0], atol=1e-15)


def test_of_equals_the_middle_day_is_the_peak():
    assert peak_day([5.0, 6.0], [True, False], 20, 0) == 5.0
    assert peak_day([5.0, 9.0, 9.0], [False, False, False], 20, 3) != peak_day([5.0], [True], 20, 3)


def test_without_an_event_there_is_no_peak():
    assert math.isnan(peak_day([5.0, 9.0], [False, False], 20, 3))
    assert math.isnan(peak_day([50.0], [True], 20, 3))


def test_an_exponential_has_the_same_hazard_all_along():
    days = np.random.default_rng(4).exponential(200.0, 200_000)
    hazard = smoothed_hazard(days, np.ones(len(days)), 300, 30)
    assert hazard == pytest.approx(1.0 / 200.0, rel=0.03)
