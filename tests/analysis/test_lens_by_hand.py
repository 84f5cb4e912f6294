"""The lens against lives worked out by hand: from when to when, and who is censored."""

import numpy as np
import pytest
from worlds_by_hand import NEVER, lives

from analysis.lens import CONVENTIONS, disease_free_survival, event_free_survival, overall_survival

YEAR = 365.0
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


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_nobody_is_followed_from_a_day_that_never_came(convention: str) -> None:
    never = lives(entry_day=[0.0, 3.0], death_day=[50.0, NEVER])
    assert len(CONVENTIONS[convention](never, YEAR).days) == 0


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
    for convention in CONVENTIONS.values():
        assert not convention(late, YEAR).observed.any()
    assert overall_survival(late, YEAR).days.tolist() == [5.0 + YEAR - 15.0]


def test_times_are_never_negative_and_shapes_agree() -> None:
    for convention in CONVENTIONS.values():
        times = convention(WORLD, YEAR)
        assert times.days.shape == times.observed.shape
        assert (times.days >= 0.0).all()
        assert np.isfinite(times.days).all()
