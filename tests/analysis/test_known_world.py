"""A world whose truth is known, exponential hazards, seen through the lens: theory within its standard error."""

from math import exp, sqrt
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from worlds_by_hand import lives

from haicsim.analysis.measures.summary import summarise
from haicsim.analysis.studies import load_study
from haicsim.analysis.survival.estimators import cumulative_incidence
from haicsim.analysis.survival.kaplan_meier import kaplan_meier
from haicsim.analysis.survival.observation import (
    Times,
    competing,
    observation_uniforms,
    observe,
    observed_in_full,
    reached,
    times,
    visit_days,
)
from haicsim.sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

N = 20_000
HORIZON = 6 * DAYS_PER_YEAR
DEATH, RECURRENCE, LATER_DEATH = 0.03, 0.05, 0.02  # a month
STANDARD_ERRORS = 4.0


@pytest.fixture(scope="module")
def world() -> NDArray[Any]:
    """Everybody is infused at once; half are operated half a year later, have a recurrence and may die before it."""
    chance = np.random.default_rng(20260101)
    records = lives(entry_day=[3.0 * k for k in range(N)])
    records["first_haic_day"] = records["entry_day"]
    records["death_day"] = records["entry_day"] + chance.exponential(DAYS_PER_MONTH / DEATH, N)
    operated = np.arange(N) % 2 == 0
    hepatectomy = records["entry_day"][operated] + 180.0
    records["resected"] = operated
    records["hepatectomy_day"][operated] = hepatectomy
    records["death_day"][operated] = hepatectomy + chance.exponential(DAYS_PER_MONTH / LATER_DEATH, N // 2)
    recurrence = hepatectomy + chance.exponential(DAYS_PER_MONTH / RECURRENCE, N // 2)
    recurrence[recurrence > records["death_day"][operated]] = np.nan
    records["recurrence_day"][operated] = recurrence
    return records


def fully(records: NDArray[Any], convention: str) -> Times:
    zero = "first_infusion" if convention == "os" else "hepatectomy"
    return reached(times(observed_in_full(records, HORIZON), convention, zero))


@pytest.mark.parametrize(
    ("convention", "operated", "hazard"),
    [
        ("os", False, DEATH),
        ("dfs_death_censored", True, RECURRENCE),
        ("dfs_event_death", True, RECURRENCE + LATER_DEATH),
    ],
)
@pytest.mark.parametrize("months", [1, 12, 36, 60])
def test_survival_through_the_lens_equals_the_exponential(
    world: NDArray[Any], convention: str, operated: bool, hazard: float, months: int
) -> None:
    chosen = world[world["resected"] == operated]
    found = kaplan_meier(fully(chosen, convention)).at(months * DAYS_PER_MONTH)
    theory = exp(-hazard * months)
    greenwood = (found.high - found.low) / (2 * 1.96)
    assert abs(found.estimate - theory) < STANDARD_ERRORS * max(
        greenwood, sqrt(theory * (1 - theory) / len(chosen))
    )


def test_median_survival_equals_that_of_the_exponential(world: NDArray[Any]) -> None:
    unresected = summarise(world, HORIZON)["not_resected"]
    theory = np.log(2.0) / DEATH
    assert unresected["median_months"] == pytest.approx(theory, abs=STANDARD_ERRORS / (DEATH * sqrt(N // 2)))


def test_censoring_a_recurrence_at_death_is_not_the_same_as_counting_it(world: NDArray[Any]) -> None:
    operated = world[world["resected"]]
    censored, counted = (
        kaplan_meier(fully(operated, name)).at(36 * DAYS_PER_MONTH).estimate
        for name in ("dfs_death_censored", "dfs_event_death")
    )
    assert censored > counted + 0.05


@pytest.fixture(scope="module")
def study_world(world: NDArray[Any]) -> Any:
    """The operated as the paper's patients were watched: visits, recruitment over years, data lock, loss."""
    operated = world[world["resected"]]
    watching = load_study("kurume").design.watched
    return watching, observe(
        operated, watching, observation_uniforms(len(operated), 11)[0], 12 * DAYS_PER_YEAR
    )


@pytest.mark.parametrize("visits", [1, 3, 6, 12, 14, 18])
def test_two_monthly_visits_show_the_recurrences_of_the_visits_so_far(study_world: Any, visits: int) -> None:
    """At a visit all recurrences up to it are known, between visits none is added: theory at the last visit."""
    watching, seen = study_world
    days = visit_days(watching, HORIZON)
    told = reached(times(seen, "dfs_death_censored", "hepatectomy"))
    for day, known in (
        (days[visits - 1], days[visits - 1]),
        (0.5 * (days[visits - 1] + days[visits]), days[visits - 1]),
    ):
        found = kaplan_meier(told).at(float(day))
        # an undetected recurrence of somebody who dies is never found: the hazard of death before the visit
        theory = undetected(days[:visits], float(known))
        assert abs(found.estimate - theory) < STANDARD_ERRORS * (found.high - found.low) / (2 * 1.96)


def undetected(visits: NDArray[np.float64], day: float) -> float:
    """Kaplan-Meier of detected recurrence in theory, deaths censored: at each visit the share of the living not yet
    recurred at the last visit who have recurred since, among those still alive: exponential clocks, independent."""
    survival, before = 1.0, 0.0
    for visit in visits[visits <= day]:
        survival *= exp(-RECURRENCE * (visit - before) / DAYS_PER_MONTH)
        before = visit
    return survival


def test_cumulative_incidence_of_recurrence_against_death_equals_theory(world: NDArray[Any]) -> None:
    operated = world[world["resected"]]
    days, kinds = competing(observed_in_full(operated, HORIZON), "hepatectomy")
    months = np.array([12.0, 36.0, 60.0])
    found = cumulative_incidence(days, kinds, months * DAYS_PER_MONTH, 2)
    total = RECURRENCE + LATER_DEATH
    for row, hazard in zip(found, (RECURRENCE, LATER_DEATH), strict=True):
        theory = hazard / total * (1.0 - np.exp(-total * months))
        assert row == pytest.approx(theory, abs=STANDARD_ERRORS * 0.5 / sqrt(len(operated)))
