"""The lens against lives worked out by hand: from when to when, and who is censored."""

import numpy as np
import pytest
from worlds_by_hand import NEVER, lives

from haicsim.analysis.studies import load_study
from haicsim.analysis.studies.follow_up import FollowUp
from haicsim.analysis.survival.observation import (
    competing,
    disease_free_survival,
    event_free_survival,
    observation_uniforms,
    observe,
    observed_in_full,
    overall_survival,
    reached,
    times,
    visit_days,
)
from haicsim.sim.codes import OF_OTHER_CAUSE, OF_SPREAD_IN_LIVER

YEAR = 365.0
FULLY = (overall_survival, disease_free_survival, event_free_survival)
WORLD = lives(
    #             dies    lives   recurs, dies  dies free   never infused
    entry_day=[0.0, 10.0, 20.0, 30.0, 40.0],
    first_haic_day=[7.0, 17.0, 27.0, 37.0, NEVER],
    hepatectomy_day=[NEVER, 117.0, 127.0, 137.0, NEVER],
    recurrence_day=[NEVER, NEVER, 227.0, NEVER, NEVER],
    death_day=[107.0, NEVER, 327.0, 337.0, 50.0],
)


def test_overall_survival_runs_from_first_infusion_to_death_or_end_of_follow_up() -> None:
    times = overall_survival(WORLD, YEAR)
    assert times.days.tolist() == [100.0, 10.0 + YEAR - 17.0, 300.0, 300.0]
    assert times.observed.tolist() == [True, False, True, True]


def test_disease_free_survival_runs_from_hepatectomy_and_death_without_recurrence_is_censored() -> None:
    times = disease_free_survival(WORLD, YEAR)
    assert times.days.tolist() == [10.0 + YEAR - 117.0, 100.0, 200.0]
    assert times.observed.tolist() == [False, True, False]


def test_event_free_survival_counts_death_without_recurrence_as_an_event() -> None:
    times = event_free_survival(WORLD, YEAR)
    assert times.days.tolist() == [10.0 + YEAR - 117.0, 100.0, 200.0]
    assert times.observed.tolist() == [False, True, True]


@pytest.mark.parametrize("convention", FULLY)
def test_nobody_is_followed_from_a_day_that_never_came(convention: str) -> None:
    never = lives(entry_day=[0.0, 3.0], death_day=[50.0, NEVER])
    assert len(convention(never, YEAR).days) == 0


def test_a_recurrence_on_the_day_of_death_is_seen() -> None:
    same_day = lives(hepatectomy_day=[10.0], recurrence_day=[60.0], death_day=[60.0])
    times = disease_free_survival(same_day, YEAR)
    assert (times.days.tolist(), times.observed.tolist()) == ([50.0], [True])


def test_what_happens_after_follow_up_is_not_seen() -> None:
    late = lives(
        entry_day=[5.0],
        first_haic_day=[15.0],
        hepatectomy_day=[100.0],
        recurrence_day=[900.0],
        death_day=[999.0],
    )
    for convention in FULLY:
        assert not convention(late, YEAR).observed.any()
    assert overall_survival(late, YEAR).days.tolist() == [5.0 + YEAR - 15.0]


def test_times_are_never_negative_and_shapes_agree() -> None:
    for convention in FULLY:
        times = convention(WORLD, YEAR)
        assert times.days.shape == times.observed.shape
        assert (times.days >= 0.0).all()
        assert np.isfinite(times.days).all()


# ---- As a study watches them: visits every 60 days for 180 days, then every 100; two years of recruitment, lock at once


def number(value: float, unit: str, most: float = 10.0) -> dict[str, object]:
    return {"value": value, "unit": unit, "range": [0.0, most], "grade": "assumed", "source": "by hand"}


def follow_up(**other: object) -> FollowUp:
    said = {
        "recruitment": number(730.5, "d", 1e4),
        "until_lock": number(0.0, "d", 1e4),
        "loss": number(0.0, "1/year", 1.0),
        "visit": {**number(60.0, "d", 100.0), "range": [1.0, 100.0]},
        "visit_later": {**number(100.0, "d", 100.0), "range": [1.0, 100.0]},
        "later_from": number(180.0, "d", 1e4),
    }
    return FollowUp.model_validate(said | other)


def operated(recurrence: float, death: float, cause: int = OF_OTHER_CAUSE):
    """One patient infused on day 0 and operated on day 50; days since hepatectomy."""
    return lives(
        entry_day=[0.0],
        first_haic_day=[0.0],
        hepatectomy_day=[50.0],
        recurrence_day=[50.0 + recurrence],
        death_day=[50.0 + death],
        death_cause=[cause],
    )


def seen(records, u_recruited: float = 1.0, u_lost: float = 0.0, **other: object):
    return observe(records, follow_up(**other), np.array([[u_recruited, u_lost]]), 3650.0)


def test_visits_come_at_the_first_interval_and_then_at_the_second_by_hand() -> None:
    assert visit_days(follow_up(), 500.0).tolist() == [60.0, 120.0, 180.0, 280.0, 380.0, 480.0, 580.0]
    at_once = follow_up(later_from=number(50.0, "d", 1e4))  # later from a day on before the first visit
    assert visit_days(at_once, 250.0).tolist() == [100.0, 200.0, 300.0]


@pytest.mark.parametrize(
    ("recurrence", "found"), [(1.0, 60.0), (60.0, 60.0), (60.5, 120.0), (180.0, 180.0), (181.0, 280.0)]
)
def test_a_recurrence_is_found_at_the_first_visit_that_shows_it(recurrence: float, found: float) -> None:
    patient = seen(operated(recurrence, NEVER))
    assert patient.found.tolist() == [50.0 + found]
    told = times(patient, "dfs_death_censored", "hepatectomy")
    assert (told.days.tolist(), told.observed.tolist()) == ([found], [True])


def test_a_recurrence_found_after_last_contact_is_not_seen() -> None:
    patient = seen(
        operated(90.0, NEVER), u_recruited=100.0 / 730.5
    )  # locked on day 100, the visit is on day 120
    told = times(patient, "dfs_death_censored", "hepatectomy")
    assert (told.days.tolist(), told.observed.tolist()) == ([pytest.approx(100.0)], [False])


def test_who_dies_of_a_recurrence_before_the_next_visit_is_known_to_have_had_it() -> None:
    told = times(seen(operated(61.0, 100.0, OF_SPREAD_IN_LIVER)), "dfs_death_censored", "hepatectomy")
    assert (told.days.tolist(), told.observed.tolist()) == ([100.0], [True])


def test_who_dies_of_something_else_before_the_next_visit_is_censored_at_death() -> None:
    told = times(seen(operated(61.0, 100.0)), "dfs_death_censored", "hepatectomy")
    assert (told.days.tolist(), told.observed.tolist()) == ([100.0], [False])
    both = times(seen(operated(61.0, 100.0)), "dfs_event_death", "hepatectomy")
    assert (both.days.tolist(), both.observed.tolist()) == ([100.0], [True])


def test_recruitment_early_is_watched_longer_and_overall_survival_counts_from_infusion() -> None:
    first, last = (times(seen(operated(NEVER, NEVER), u), "os", "first_infusion") for u in (1.0, 0.0))
    assert first.days.tolist() == [50.0 + 730.5]
    assert last.days.tolist() == [50.0]
    assert not first.observed.any()


def test_a_patient_lost_is_not_known_to_have_died() -> None:
    lost_on = -np.log1p(-0.5) * 365.25  # the median of an exponential of one a year
    patient = seen(operated(NEVER, 600.0), u_lost=0.5, loss=number(1.0, "1/year", 1.0))
    told = times(patient, "os", "hepatectomy")
    assert (told.days.tolist(), told.observed.tolist()) == ([pytest.approx(lost_on)], [False])


def test_recurrence_and_death_compete_and_the_first_counts() -> None:
    many = lives(
        hepatectomy_day=[0.0, 0.0, 0.0],
        recurrence_day=[30.0, NEVER, NEVER],
        death_day=[90.0, 40.0, NEVER],
    )
    days, kinds = competing(observed_in_full(many, YEAR), "hepatectomy")
    assert (days.tolist(), kinds.tolist()) == ([30.0, 40.0, YEAR], [1, 2, 0])


def test_a_study_that_says_nothing_of_follow_up_sees_everything() -> None:
    everything = observe(WORLD, None, observation_uniforms(len(WORLD), 1)[0], YEAR)
    assert everything.until.tolist() == observed_in_full(WORLD, YEAR).until.tolist()
    found = times(everything, "os", "first_infusion")
    assert reached(found).days.tolist() == overall_survival(WORLD, YEAR).days.tolist()


def test_the_luck_of_the_lens_belongs_to_the_place_and_not_to_how_many_there_are() -> None:
    assert np.array_equal(observation_uniforms(18, 7, 3)[:2], observation_uniforms(18, 7, 2))
    assert not np.array_equal(observation_uniforms(18, 7, 1), observation_uniforms(18, 8, 1))


def test_the_paper_is_watched_as_the_model_page_says() -> None:
    watching = load_study("kurume").design.watched
    assert watching is not None
    assert [watching.recruitment.value, watching.until_lock.value, watching.loss.value] == [10.0, 0.5, 0.01]
