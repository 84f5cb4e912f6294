"""The estimators on arrays against worked examples, and against their definitions followed day by day in fractions."""

from fractions import Fraction
from itertools import pairwise
from math import exp, inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haicsim.analysis.survival.estimators import (
    cumulative_incidence,
    greenwood_at,
    log_rank,
    median_survival,
    restricted_mean,
    restricted_mean_variance,
    survival_at,
)

# Freireich's leukaemia trial, weeks in remission (Gehan, Biometrika 1965;52:203); censored where "+"
MERCAPTOPURINE = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
TREATED, UNTREATED = (np.array(said.replace("+", "").split(), float) for said in (MERCAPTOPURINE, PLACEBO))
RELAPSED = np.array(["+" not in week for week in MERCAPTOPURINE.split()])
# Greenwood's standard errors of the treated, as printed in textbooks
ERRORS = {6: 0.0764, 7: 0.0869, 10: 0.0963, 13: 0.1068, 16: 0.1141, 22: 0.1282, 23: 0.1346}

# few days, so that nearly all of them tie: (day, kind of event, arm)
PATIENTS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=14
)
MARKS = [0.0, 0.5, 1.0, 2.0, 3.0, 4.0]


class ByTheDay:
    """The definitions of the estimators, one day with events after another, in fractions."""

    def __init__(self, patients: list[tuple[int, int, int]]) -> None:
        self.patients = patients
        self.event_days = sorted({day for day, kind, _ in patients if kind})
        self.days, self.kinds, self.arms = (np.array(column) for column in zip(*patients, strict=True))

    def at_risk(self, when: int, *arms: int) -> int:
        return sum(day >= when and arm in (arms or (0, 1, 2)) for day, _, arm in self.patients)

    def events(self, when: int, *kinds: int) -> int:
        return sum(day == when and kind in (kinds or (1, 2)) for day, kind, _ in self.patients)

    def survival(self, mark: float) -> Fraction:
        share = Fraction(1)
        for day in self.event_days:
            if day <= mark:
                share *= 1 - Fraction(self.events(day), self.at_risk(day))
        return share

    def known(self, mark: float) -> bool:
        return mark <= max(self.days) or self.survival(mark) == 0

    def greenwood(self, mark: float) -> Fraction:
        if self.survival(mark) == 0:
            return Fraction(0)
        steps = [(self.events(day), self.at_risk(day)) for day in self.event_days if day <= mark]
        return self.survival(mark) ** 2 * sum(Fraction(d, n * (n - d)) for d, n in steps)

    def incidence(self, kind: int, mark: float) -> Fraction:
        share, before = Fraction(0), Fraction(1)
        for day in self.event_days:
            if day <= mark:
                share += before * Fraction(self.events(day, kind), self.at_risk(day))
                before *= 1 - Fraction(self.events(day), self.at_risk(day))
        return share

    def median(self) -> float:
        return float(next((day for day in self.event_days if self.survival(day) <= Fraction(1, 2)), inf))

    def area(self, start: float, until: float) -> Fraction:
        """Under the curve from one time to another."""
        ends = [start, *(day for day in self.event_days if start < day < until), until]
        return sum((self.survival(a) * (Fraction(b) - Fraction(a)) for a, b in pairwise(ends)), Fraction(0))

    def area_variance(self, until: float) -> Fraction:
        total = Fraction(0)
        for day in self.event_days:
            d, n = self.events(day), self.at_risk(day)
            if day < until and d < n:
                total += self.area(day, until) ** 2 * Fraction(d, n * (n - d))
        return total

    def log_rank(self, arms: int) -> Fraction | None:
        """Mantel's statistic by Cramer's rule on the first arms - 1 arms; None where their covariance is singular."""
        first = range(arms - 1)
        z = [Fraction(0) for _ in first]
        v = [[Fraction(0) for _ in first] for _ in first]
        for day in self.event_days:
            d, n = self.events(day), self.at_risk(day)
            shares = [Fraction(self.at_risk(day, arm), n) for arm in first]
            weight = Fraction(d * (n - d), n - 1) if n > 1 else Fraction(0)
            for a in first:
                z[a] += (
                    sum(who[0] == day and who[1] > 0 and who[2] == a for who in self.patients) - d * shares[a]
                )
                for b in first:
                    v[a][b] += weight * shares[a] * ((a == b) - shares[b])
        if arms == 2:
            return z[0] ** 2 / v[0][0] if v[0][0] else None
        determinant = v[0][0] * v[1][1] - v[0][1] ** 2
        top = z[0] ** 2 * v[1][1] - 2 * z[0] * z[1] * v[0][1] + z[1] ** 2 * v[0][0]
        return top / determinant if determinant else None


def close(value: Fraction) -> object:
    return pytest.approx(float(value), rel=1e-12, abs=1e-12)


@given(PATIENTS)
def test_survival_and_its_variance_are_those_counted_day_by_day(patients: list[tuple[int, int, int]]) -> None:
    hand = ByTheDay(patients)
    marks = [*MARKS, 5.0]
    survival = survival_at(hand.days, hand.kinds > 0, marks)
    variance = greenwood_at(hand.days, hand.kinds > 0, marks)
    for mark, share, square in zip(marks, survival, variance, strict=True):
        if hand.known(mark):
            assert (share, square) == (close(hand.survival(mark)), close(hand.greenwood(mark)))
        else:
            assert np.isnan([share, square]).all()
    assert median_survival(hand.days, hand.kinds > 0) == hand.median()


@given(PATIENTS)
def test_cumulative_incidence_is_that_counted_day_by_day(patients: list[tuple[int, int, int]]) -> None:
    hand = ByTheDay(patients)
    incidence = cumulative_incidence(hand.days, hand.kinds, MARKS, 2)
    survival = survival_at(hand.days, hand.kinds > 0, MARKS)
    assert incidence.shape == (2, len(MARKS))
    for k, mark in enumerate(MARKS):
        if hand.known(mark):
            assert incidence[0, k] == close(hand.incidence(1, mark))
            assert incidence[1, k] == close(hand.incidence(2, mark))
            assert incidence[:, k].sum() + survival[k] == pytest.approx(1.0, abs=1e-12)
        else:
            assert np.isnan(incidence[:, k]).all()


@given(PATIENTS, st.sampled_from([0.0, 0.5, 2.0, 3.5, 6.0]))
def test_restricted_mean_and_its_variance_are_the_areas_day_by_day(
    patients: list[tuple[int, int, int]], until: float
) -> None:
    hand = ByTheDay(patients)
    mean = restricted_mean(hand.days, hand.kinds > 0, until)
    variance = restricted_mean_variance(hand.days, hand.kinds > 0, until)
    if hand.known(until):
        assert (mean, variance) == (close(hand.area(0, until)), close(hand.area_variance(until)))
    else:
        assert np.isnan([mean, variance]).all()


@given(PATIENTS, st.sampled_from([2, 3]))
def test_log_rank_is_mantels_statistic_day_by_day(patients: list[tuple[int, int, int]], arms: int) -> None:
    hand = ByTheDay([(day, kind, arm % arms) for day, kind, arm in patients])
    statistic, p = log_rank(hand.days, hand.kinds > 0, hand.arms, arms)
    by_hand = hand.log_rank(arms)
    if by_hand is None:
        assert np.isnan([statistic, p]).all()
    else:
        assert statistic == close(by_hand)
        if arms == 3:  # the chi-square tail with two degrees of freedom
            assert p == pytest.approx(exp(-float(by_hand) / 2.0), abs=1e-12)


def test_freireichs_trial_as_printed() -> None:
    weeks = [*ERRORS]
    errors = np.sqrt(greenwood_at(TREATED, RELAPSED, weeks))
    assert np.round(errors, 4).tolist() == [*ERRORS.values()]
    assert np.round(survival_at(TREATED, RELAPSED, weeks), 3).tolist() == [
        0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448,
    ]  # fmt: skip
    both = np.array([TREATED, UNTREATED])
    seen = np.array([RELAPSED, np.ones(21, bool)])
    assert median_survival(both, seen).tolist() == [23.0, 8.0]
    arms = np.repeat([0, 1], 21)
    statistic, p = log_rank(both.ravel(), seen.ravel(), arms, 2)
    assert statistic == pytest.approx(16.793, abs=5e-4)
    assert p == pytest.approx(4.17e-5, rel=2e-3)


def test_three_patients_of_whom_one_leaves_and_two_die_of_two_causes() -> None:
    # day 10: one of three dies of the cancer, one leaves; day 20: the last one dies of the liver
    days, kinds = [10.0, 10.0, 20.0], [0, 1, 2]
    observed = [False, True, True]
    assert survival_at(days, observed, [9.9, 10.0, 20.0, 999.0]) == pytest.approx([1.0, 2 / 3, 0.0, 0.0])
    assert greenwood_at(days, observed, [10.0, 20.0]) == pytest.approx([4 / 9 / 6, 0.0])
    assert median_survival(days, observed) == 20.0
    assert restricted_mean(days, observed, 15.0) == pytest.approx(10.0 + 5.0 * 2 / 3)
    assert restricted_mean(days, observed, 999.0) == pytest.approx(10.0 + 10.0 * 2 / 3)
    assert restricted_mean_variance(days, observed, 999.0) == pytest.approx((10.0 * 2 / 3) ** 2 / 6)
    assert cumulative_incidence(days, kinds, [10.0, 20.0], 2) == pytest.approx(
        np.array([[1 / 3, 1 / 3], [0.0, 2 / 3]])
    )


def test_without_censoring_the_variances_are_those_of_a_share_and_of_a_mean() -> None:
    days = np.random.default_rng(4).exponential(400.0, 50)
    died = np.ones(50, bool)
    share = (days > 300.0).mean()
    assert greenwood_at(days, died, [300.0]) == pytest.approx(share * (1.0 - share) / 50, rel=1e-12)
    lived = np.minimum(days, 300.0)
    assert restricted_mean(days, died, 300.0) == pytest.approx(lived.mean(), rel=1e-12)
    assert restricted_mean_variance(days, died, 300.0) == pytest.approx(lived.var() / 50, rel=1e-12)


@pytest.mark.parametrize("n", [2, 6, 18, 1000, 10_000])
def test_median_of_n_deaths_is_the_one_that_leaves_half(n: int) -> None:
    deaths = np.arange(1.0, n + 1.0)
    assert median_survival(deaths, np.ones(n, bool)) == n / 2
    # one more than half remain
    assert median_survival(deaths, deaths < n / 2) == inf


def test_arms_with_the_same_times_do_not_differ() -> None:
    days, observed = np.tile(TREATED, 3), np.tile(RELAPSED, 3)
    statistic, p = log_rank(days, observed, np.repeat([0, 1, 2], 21), 3)
    assert statistic == pytest.approx(0.0, abs=1e-25)
    assert p == pytest.approx(1.0, abs=1e-12)


def test_an_arm_of_one_among_ten_thousand_costs_no_digits() -> None:
    # inverting the covariance by subtraction would: the other two arms are almost each other's opposite
    chance = np.random.default_rng(4)
    days, observed = chance.integers(0, 12, 10_000), chance.random(10_000) < 0.4
    arms = np.arange(10_000) % 2
    days[0], observed[0], arms[0] = 9, True, 2
    hand = ByTheDay(np.column_stack([days, observed, arms]).tolist())
    assert float(log_rank(days, observed, arms, 3)[0]) == pytest.approx(
        float(hand.log_rank(3)), rel=2e-14, abs=0.0
    )


def test_beyond_the_longest_follow_up_nothing_is_known() -> None:
    marks = [35.0, 35.1]
    for known, beyond in (
        survival_at(TREATED, RELAPSED, marks),
        greenwood_at(TREATED, RELAPSED, marks),
        cumulative_incidence(TREATED, RELAPSED * 1, marks, 1)[0],
        [restricted_mean(TREATED, RELAPSED, mark) for mark in marks],
        [restricted_mean_variance(TREATED, RELAPSED, mark) for mark in marks],
    ):
        assert not np.isnan(known)
        assert np.isnan(beyond)


def test_of_nobody_nothing_is_known() -> None:
    for days in (np.zeros(0), np.full(3, nan)):
        observed = np.ones(len(days), bool)
        assert np.isnan(survival_at(days, observed, [0.0, 9.0])).all()
        assert np.isnan(greenwood_at(days, observed, [0.0])).all()
        assert np.isnan(cumulative_incidence(days, observed * 1, [0.0], 2)).all()
        assert np.isnan(median_survival(days, observed))
        assert np.isnan(restricted_mean(days, observed, 0.0))
        assert np.isnan(log_rank(days, observed, observed * 1, 2)).all()


@pytest.mark.parametrize("count", [2, 3])
def test_an_empty_arm_is_compared_with_nothing(count: int) -> None:
    arms = np.arange(21) % (count - 1)
    assert np.isnan(log_rank(TREATED, RELAPSED, arms, count)).all()
    days = np.append(TREATED, nan)  # nor is one of no patients but a place in the array
    assert np.isnan(log_rank(days, np.append(RELAPSED, True), np.append(arms, count - 1), count)).all()


def test_without_an_event_arms_are_not_compared() -> None:
    assert np.isnan(log_rank(TREATED, np.zeros(21, bool), np.arange(21) % 2, 2)).all()
