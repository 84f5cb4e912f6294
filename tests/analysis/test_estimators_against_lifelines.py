"""The estimators on arrays against lifelines, on 200 random data sets full of ties, all of them in one array."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import restricted_mean_survival_time
from numpy.testing import assert_allclose

from haicsim.analysis.survival.estimators import (
    cumulative_incidence,
    greenwood_at,
    log_rank,
    median_survival,
    restricted_mean,
    survival_at,
)

SETS, MOST = 200, 60
MARKS = np.arange(0.0, 2000.0, 30.0)  # on the days of events and between them
SCANS = 60.0  # days: every time is that of a scan, the day of time zero included
NORMAL_975 = 1.959963984540054


@dataclass(frozen=True)
class DataSets:
    """Data sets of 6 to 60 patients: days and observed (200, 60), NaN beyond the size of each."""

    days: np.ndarray
    observed: np.ndarray
    sizes: np.ndarray

    def __getitem__(self, k: int) -> tuple[np.ndarray, np.ndarray]:
        return self.days[k, : self.sizes[k]], self.observed[k, : self.sizes[k]]

    @cached_property
    def fits(self) -> list[KaplanMeierFitter]:
        return [
            KaplanMeierFitter().fit(durations=days, event_observed=observed)
            for days, observed in (self[k] for k in range(SETS))
        ]

    @cached_property
    def survival(self) -> np.ndarray:
        return survival_at(self.days, self.observed, MARKS)


@pytest.fixture(scope="module")
def data() -> DataSets:
    chance = np.random.default_rng(1)
    sizes = chance.integers(6, MOST + 1, SETS)
    sizes[0] = MOST
    days = np.floor(chance.exponential(500.0, (SETS, MOST)) / SCANS) * SCANS
    days[np.arange(MOST) >= sizes[:, None]] = np.nan
    observed = chance.random((SETS, MOST)) < chance.choice([0.3, 0.6, 0.9, 1.0], (SETS, 1))
    return DataSets(days, observed, sizes)


@pytest.mark.slow
def test_kaplan_meier_equals_lifelines(data: DataSets) -> None:
    compared = 0
    for k, fit in enumerate(data.fits):
        known = ~np.isnan(data.survival[k])
        compared += known.sum()
        assert_allclose(data.survival[k][known], fit.predict(MARKS[known]), rtol=1e-12, atol=1e-12)
    assert compared > SETS * 40


def test_nothing_is_known_where_lifelines_draws_the_curve_on(data: DataSets) -> None:
    longest = np.nanmax(data.days, axis=1, keepdims=True)
    last = np.array([[fit.survival_function_.iloc[-1, 0]] for fit in data.fits])
    unknown = (longest < MARKS) & (last > 0.0)
    assert unknown.any()
    assert (np.isnan(data.survival) == unknown).all()


def test_greenwood_gives_lifelines_intervals(data: DataSets) -> None:
    variance = greenwood_at(data.days, data.observed, MARKS)
    assert (np.isnan(variance) == np.isnan(data.survival)).all()
    compared = 0
    for k, fit in enumerate(data.fits):
        inside = np.flatnonzero((data.survival[k] > 0.0) & (data.survival[k] < 1.0))
        s, spread = data.survival[k][inside], NORMAL_975 * np.sqrt(variance[k][inside])
        widths = np.outer([1.0, -1.0], spread / (s * -np.log(s)))
        step = np.searchsorted(fit.confidence_interval_.index, MARKS[inside], side="right") - 1
        theirs = fit.confidence_interval_.to_numpy()[step].T
        assert_allclose(np.exp(-np.exp(np.log(-np.log(s)) + widths)), theirs, rtol=1e-12, atol=1e-12)
        compared += len(inside)
    assert compared > SETS * 20


def test_median_equals_lifelines_but_where_its_half_is_a_little_more(data: DataSets) -> None:
    ours = median_survival(data.days, data.observed)
    assert np.isinf(ours).any()
    missed = 0
    for k, fit in enumerate(data.fits):
        if ours[k] == fit.median_survival_time_:
            continue
        theirs = fit.survival_function_.iloc[:, 0].loc[ours[k]]
        assert 0.5 < theirs < 0.5 + 1e-15  # one half exactly, but for rounding: lifelines steps over it
        missed += 1
    assert 0 < missed < 10


@pytest.mark.parametrize("until", [200.0, 1500.0])
def test_restricted_mean_equals_lifelines_where_somebody_was_followed_so_long(
    data: DataSets, until: float
) -> None:
    ours = restricted_mean(data.days, data.observed, until)
    known = ~np.isnan(survival_at(data.days, data.observed, [until])[:, 0])
    assert (np.isnan(ours) == ~known).all()
    assert known.sum() > SETS / 2
    theirs = [restricted_mean_survival_time(data.fits[k], t=until) for k in np.flatnonzero(known)]
    assert_allclose(ours[known], theirs, rtol=1e-12, atol=1e-12)


def test_no_restricted_mean_is_given_where_lifelines_draws_the_curve_on(data: DataSets) -> None:
    unknown = np.flatnonzero(np.isnan(restricted_mean(data.days, data.observed, 1500.0)))
    drawn_on = [restricted_mean_survival_time(data.fits[k], t=1500.0) for k in unknown]
    assert len(drawn_on) > 5
    assert np.isfinite(drawn_on).all()


@pytest.mark.parametrize("arms", [2, 3])
@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_log_rank_equals_lifelines(data: DataSets, arms: int, every: int) -> None:
    # lifelines takes 40 ms for each data set: every fifth in the quick suite, all 200 in the slow one
    codes = np.random.default_rng(arms).permuted(np.tile(np.arange(MOST) % arms, (SETS, 1)), axis=1)
    codes[:, :arms] = range(arms)  # nobody's arm is empty
    statistic, p = log_rank(data.days, data.observed, codes, arms)
    for k in range(0, SETS, every):
        days, observed = data[k]
        code = codes[k, : len(days)]
        if min(days[code == arm].max() for arm in range(arms)) < days[observed].min():
            # an arm was censored before any event; lifelines leaves it out but keeps its degree of freedom
            assert np.isnan([statistic[k], p[k]]).all()
            continue
        test = multivariate_logrank_test(event_durations=days, groups=code, event_observed=observed)
        assert (statistic[k], p[k]) == pytest.approx(
            (test.test_statistic, test.p_value), rel=1e-12, abs=1e-12
        )
    assert np.isnan(p).sum() < 5


@pytest.mark.parametrize("seed", range(10))
def test_cumulative_incidence_without_ties_equals_lifelines(seed: int) -> None:
    chance = np.random.default_rng(seed)
    n = int(chance.integers(6, MOST))
    days, kinds = chance.permutation(n) * 30.0 + 30.0, chance.integers(0, 4, n)
    kinds[:3] = 1, 2, 3
    marks = np.sort(days)
    ours = cumulative_incidence(days, kinds, marks, 3)
    for kind in (1, 2, 3):
        fit = AalenJohansenFitter(calculate_variance=False).fit(
            durations=days, event_observed=kinds, event_of_interest=kind
        )
        theirs = fit.cumulative_density_.iloc[:, 0].loc[marks]
        assert_allclose(ours[kind - 1], theirs, rtol=1e-12, atol=1e-12)
