"""Authority: Student's t by hand (Gosset's sleep data), scipy's t-tests, and groups of a study by hand."""

import math

import numpy as np
import pytest
from scipy import stats
from worlds_by_hand import lives

from haicsim.analysis.studies import load_study
from haicsim.analysis.survival.estimators import log_rank
from haicsim.analysis.survival.intervals import (
    half_width,
    jackknife_half_width,
    mean_interval,
    paired_interval,
    unpaired_half_width,
)
from haicsim.analysis.survival.kaplan_meier import kaplan_meier
from haicsim.analysis.survival.membership import knows, members
from haicsim.analysis.survival.observation import (
    Times,
    competing,
    died_within,
    observe,
    observed_in_full,
    visit_days,
)
from haicsim.sim.codes import GROUPS, OF_OTHER_CAUSE
from haicsim.sim.errors import InputError

# hours of sleep gained by ten patients from two drugs (Student, Biometrika 1908;6:1)
ONE = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
OTHER = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]


def test_the_interval_of_students_sleep_data() -> None:
    mean, low, high = paired_interval(OTHER, ONE)
    assert (mean, low, high) == pytest.approx((1.58, 0.7001142, 2.4598858), abs=1e-6)
    assert mean_interval(ONE)[0] == pytest.approx(0.75)
    assert half_width(ONE) == pytest.approx(mean_interval(ONE)[2] - 0.75)
    assert paired_interval([*OTHER, math.nan], [*ONE, 3.0]) == pytest.approx((mean, low, high))


def test_of_one_value_or_none_there_is_no_interval() -> None:
    assert all(math.isnan(x) for x in mean_interval([]))
    assert mean_interval([2.0])[0] == 2.0
    assert math.isnan(half_width([2.0]))
    assert half_width([1.0, 3.0]) == pytest.approx(12.7062 * math.sqrt(2.0) / math.sqrt(2.0), rel=1e-5)
    assert math.isnan(unpaired_half_width(np.array([1.0]), np.array([1.0, 2.0])))


def test_of_two_sides_the_smaller_has_the_degrees_of_freedom() -> None:
    some, others = np.array([1.0, 3.0]), np.array([2.0, 4.0, 9.0])
    spread = 2.0 / 2.0 + 13.0 / 3.0
    assert unpaired_half_width(some, others) == pytest.approx(stats.t.ppf(0.975, 1) * math.sqrt(spread))


def test_the_jackknife_of_a_mean_is_students_interval_and_of_a_ratio_the_linear_one() -> None:
    without = (sum(ONE) - np.array(ONE)) / 9.0
    assert jackknife_half_width(without) == pytest.approx(half_width(ONE))
    others = (sum(OTHER) - np.array(OTHER)) / 9.0
    spread = np.var(ONE, ddof=1) / 10.0 + np.var(OTHER, ddof=1) / 10.0
    assert jackknife_half_width(without, others) == pytest.approx(stats.t.ppf(0.975, 9) * math.sqrt(spread))
    events, people = np.tile([3.0, 5.0, 4.0, 4.0], 50), np.tile([9.0, 11.0, 8.0, 12.0], 50)
    ratio = events.sum() / people.sum()
    linear = np.std((events - ratio * people) / people.mean(), ddof=1) / math.sqrt(200.0)
    without = (events.sum() - events) / (people.sum() - people)
    assert jackknife_half_width(without) == pytest.approx(stats.t.ppf(0.975, 199) * linear, rel=0.02)


def test_the_interval_of_a_median_by_the_ends_of_its_band() -> None:
    curve = kaplan_meier(Times(np.arange(1.0, 11.0), np.ones(10, bool)))
    low, high = curve.median_interval()
    first = next(day for day, end in zip(curve.days, curve.low, strict=True) if end <= 0.5)
    last = next(day for day, end in zip(curve.days, curve.high, strict=True) if end <= 0.5)
    assert (low, high) == (first, last)
    assert low < 5.0 < high
    never = kaplan_meier(Times(np.array([1.0, 2.0, 3.0]), np.array([True, False, False])))
    assert never.median_interval()[1] == math.inf


def test_where_nobody_has_an_event_arms_cannot_be_compared() -> None:
    statistic, p = log_rank(np.array([1.0, 2.0]), np.zeros(2, bool), np.array([0, 1]), 2)
    assert np.isnan(statistic).all()
    assert np.isnan(p).all()


@pytest.mark.parametrize(("days", "share"), [(99.0, 0.0), (100.0, 0.25), (300.0, 0.5), (1e6, 0.5)])
def test_the_share_that_died_within_so_many_days(days: float, share: float) -> None:
    seen = Times(np.array([100.0, 300.0, 50.0, 400.0]), np.array([True, True, False, False]))
    assert died_within(seen, days) == share
    assert math.isnan(died_within(Times(np.array([]), np.array([], bool)), days))


def test_recurrence_and_death_on_the_last_day_and_on_one_day() -> None:
    many = lives(
        entry_day=[20.0, 20.0, 20.0], hepatectomy_day=[30.0, 30.0, 30.0], recurrence_day=[120.0, np.nan, 60.0],
        death_day=[np.nan, 120.0, 60.0],
    )  # fmt: skip
    days, kinds = competing(observed_in_full(many, 100.0), "hepatectomy")
    assert (days.tolist(), kinds.tolist()) == ([90.0, 90.0, 30.0], [1, 2, 1])


def test_a_death_on_the_day_of_the_visit_that_shows_a_recurrence_comes_after_it() -> None:
    watching = load_study("kurume").design.watched
    assert watching is not None
    first = visit_days(watching, 3652.5)[0]
    patient = lives(
        entry_day=[0.0, 0.0], hepatectomy_day=[50.0, 50.0], recurrence_day=[60.0, np.nan],
        death_day=[50.0 + first, 50.0 + first], death_cause=[OF_OTHER_CAUSE, OF_OTHER_CAUSE],
    )  # fmt: skip
    seen = observe(patient, watching, np.full((2, 2), 0.5), 3652.5)
    np.testing.assert_array_equal(seen.found, [50.0 + first, np.nan])


def test_whom_the_groups_of_a_study_mean() -> None:
    study = load_study("kurume")
    records = lives(group=["A", "B", "C", "A"], resected=[True, True, False, False])
    everybody = next(
        name for name in study.groups if name not in GROUPS and study.groups[name].part_of is None
    )
    assert members(records, study, everybody).tolist() == [True, True, False, False]
    for k, name in enumerate(GROUPS):
        assert knows(study, name)
        assert members(records, study, name).tolist() == [k == 0, k == 1, False, False]
    assert knows(study, everybody)


def test_a_group_the_simulator_does_not_know_is_refused() -> None:
    study = load_study("kurume")
    part = next(name for name in study.groups if study.groups[name].part_of is None and name not in GROUPS)
    other = study.model_copy(update={"groups": dict(study.groups) | {"D": study.groups["A"]}})
    assert not knows(other, "D")
    assert knows(other, part)
    with pytest.raises(InputError, match="is no group the simulator knows"):
        members(lives(group=["A"]), other, "D")


def test_a_group_of_all_vessels_is_known_beside_another_and_one_group_alone_is_not_everybody() -> None:
    study = load_study("kurume")
    whole = next(name for name in study.groups if study.groups[name].part_of is None and name not in GROUPS)
    records = lives(group=["A", "B", "C", "A"], resected=[True] * 4)
    beside = study.model_copy(update={"groups": dict(study.groups) | {"controls": study.groups[whole]}})
    assert knows(beside, whole)
    assert members(records, beside, whole).all()
    assert not knows(beside, "controls")
    alone = study.model_copy(update={"groups": {"A": study.groups["A"].model_copy(update={"part_of": None})}})
    assert members(records, alone, "A").tolist() == [True, False, False, True]
