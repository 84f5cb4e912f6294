"""A world whose truth is known, exponential hazards, seen through the lens: theory within its standard error."""

from math import exp, sqrt
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from worlds_by_hand import lives

from analysis.lens import CONVENTIONS
from analysis.summary import summarise
from analysis.survival import kaplan_meier
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

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
    found = kaplan_meier(CONVENTIONS[convention](chosen, HORIZON)).at(months * DAYS_PER_MONTH)
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
        kaplan_meier(CONVENTIONS[name](operated, HORIZON)).at(36 * DAYS_PER_MONTH).estimate
        for name in ("dfs_death_censored", "dfs_event_death")
    )
    assert censored > counted + 0.05
