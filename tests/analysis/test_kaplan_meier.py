"""Kaplan-Meier against Freireich's leukaemia trial by hand, and against lifelines; numbers at risk by counting."""

from fractions import Fraction
from math import exp, log, sqrt

import numpy as np
import pytest
from lifelines import KaplanMeierFitter

from haicsim.analysis.survival.kaplan_meier import kaplan_meier, numbers_at_risk
from haicsim.analysis.survival.observation import Times

# Weeks in remission on 6-mercaptopurine (Freireich 1963, as in Gehan, Biometrika 1965;52:203); censored where "+"
SAID = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
WEEKS = SAID.split()
TRIAL = Times(
    np.array([float(week.rstrip("+")) for week in WEEKS]),
    np.array([not week.endswith("+") for week in WEEKS]),
)
STEPS = {6: (3, 21), 7: (1, 17), 10: (1, 15), 13: (1, 12), 16: (1, 11), 22: (1, 7), 23: (1, 6)}
PRINTED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def by_hand(week: int) -> tuple[float, float, float]:
    """The product over the steps, and Greenwood's interval on the log-minus-log scale."""
    steps = [step for when, step in STEPS.items() if when <= week]
    share = Fraction(1)
    for died, at_risk in steps:
        share *= Fraction(at_risk - died, at_risk)
    s = float(share)
    spread = 1.959963984540054 * sqrt(sum(d / (n * (n - d)) for d, n in steps)) / abs(log(s))
    return s, exp(-exp(log(-log(s)) + spread)), exp(-exp(log(-log(s)) - spread))


@pytest.mark.parametrize("week", STEPS)
def test_freireichs_trial_as_printed_and_by_hand(week: int) -> None:
    here = kaplan_meier(TRIAL).at(week)
    assert round(here.estimate, 3) == PRINTED[week]
    assert (here.estimate, here.low, here.high) == pytest.approx(by_hand(week), abs=1e-12)
    assert kaplan_meier(TRIAL).at(week + 0.5).estimate == here.estimate
    assert kaplan_meier(TRIAL).at(week - 1e-6).estimate > here.estimate


def test_numbers_at_risk_of_freireichs_trial_by_counting() -> None:
    days = np.array([0.0, 6.0, 6.5, 10.0, 11.0, 23.0, 35.0, 36.0])
    assert numbers_at_risk(TRIAL, days).tolist() == [21, 21, 17, 15, 13, 6, 1, 0]


def test_numbers_at_risk_of_nobody() -> None:
    nobody = Times(np.zeros(0), np.zeros(0, bool))
    assert numbers_at_risk(nobody, np.array([0.0, 1.0])).tolist() == [0, 0]


@pytest.mark.parametrize("seed", range(4))
def test_landmarks_and_intervals_equal_lifelines(seed: int) -> None:
    chance = np.random.default_rng(seed)
    days = np.ceil(chance.exponential(400.0, 150) / 30.0) * 30.0  # monthly, so that many tie
    observed = chance.random(150) < 0.6
    fitter = KaplanMeierFitter().fit(durations=days, event_observed=observed)
    curve = kaplan_meier(Times(days, observed))
    interval = fitter.confidence_interval_
    for when in np.unique(days)[:-1]:
        here = curve.at(float(when))
        assert here.estimate == pytest.approx(float(fitter.predict(when)), abs=1e-12)
        if 0.0 < here.estimate < 1.0:
            assert (here.low, here.high) == pytest.approx(interval.loc[when].to_numpy(), abs=1e-12)


def test_beyond_the_longest_follow_up_nothing_is_known() -> None:
    beyond = kaplan_meier(TRIAL).at(35.1)
    assert np.isnan([beyond.estimate, beyond.low, beyond.high]).all()
    assert not np.isnan(kaplan_meier(TRIAL).at(35.0).estimate)


def test_once_all_have_died_survival_stays_nought_for_ever() -> None:
    curve = kaplan_meier(Times(np.array([10.0, 20.0]), np.array([True, True])))
    assert curve.at(20.0).estimate == 0.0
    assert curve.at(1e6).estimate == 0.0


def test_no_interval_without_width_is_claimed() -> None:
    curve = kaplan_meier(Times(np.array([10.0, 20.0, 30.0]), np.array([True, True, True])))
    before, after = curve.at(5.0), curve.at(30.0)
    assert (before.estimate, after.estimate) == (1.0, 0.0)
    assert np.isnan([before.low, before.high, after.low, after.high]).all()


def test_of_nobody_there_is_no_curve() -> None:
    curve = kaplan_meier(Times(np.zeros(0), np.zeros(0, bool)))
    assert np.isnan(curve.at(0.0).estimate)
