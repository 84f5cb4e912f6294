"""The estimators on arrays: replicates apart and together, patients in any order, places without one, faulty shapes."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from haicsim.analysis.survival.estimators import (
    cumulative_incidence,
    greenwood_at,
    log_rank,
    median_survival,
    restricted_mean,
    restricted_mean_variance,
    survival_at,
)

MARKS = [0.0, 120.0, 365.0, 1095.0]

# name: the estimator of days, kinds of event and arms
ESTIMATORS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "survival": lambda days, kinds, arms: survival_at(days, kinds > 0, MARKS),
    "greenwood": lambda days, kinds, arms: greenwood_at(days, kinds > 0, MARKS),
    "median": lambda days, kinds, arms: median_survival(days, kinds > 0),
    "restricted mean": lambda days, kinds, arms: restricted_mean(days, kinds > 0, 365.0),
    "its variance": lambda days, kinds, arms: restricted_mean_variance(days, kinds > 0, 365.0),
    "incidence": lambda days, kinds, arms: cumulative_incidence(days, kinds, MARKS, 2),
    "log-rank of 2": lambda days, kinds, arms: np.stack(
        log_rank(days, kinds > 0, np.minimum(arms, 1), 2), -1
    ),
    "log-rank of 3": lambda days, kinds, arms: np.stack(log_rank(days, kinds > 0, arms, 3), -1),
}
SHAPES = [(1, 5), (400, 1), (30, 18), (3, 4, 200), (2, 10_000)]

every_estimator = pytest.mark.parametrize("estimate", ESTIMATORS.values(), ids=ESTIMATORS)


def patients(shape: tuple[int, ...], seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days with ties, some of no patient; kinds of event 0 to 2; arms 0 to 2."""
    chance = np.random.default_rng(seed)
    days = np.floor(chance.exponential(400.0, shape) / 20.0) * 20.0
    days[chance.random(shape) < 0.1] = np.nan
    return days, chance.integers(0, 3, shape), chance.integers(0, 3, shape)


@every_estimator
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_together_replicates_give_the_very_numbers_they_give_alone(
    estimate: Callable[..., Any], shape: tuple[int, ...]
) -> None:
    columns = patients(shape)
    together = estimate(*columns)
    assert together.shape[: len(shape) - 1] == shape[:-1]
    for where in np.ndindex(shape[:-1]):
        alone = estimate(*(column[where].copy() for column in columns))
        assert np.array_equal(together[where], alone, equal_nan=True)


@every_estimator
def test_numbers_do_not_depend_on_how_the_array_lies_in_memory(estimate: Callable[..., Any]) -> None:
    columns = patients((30, 200))
    there = estimate(*columns)
    for lying in (np.asfortranarray, lambda column: np.repeat(column, 2, axis=1)[:, ::2]):
        assert np.array_equal(there, estimate(*map(lying, columns)), equal_nan=True)


@every_estimator
def test_places_without_a_patient_count_for_nothing(estimate: Callable[..., Any]) -> None:
    days, kinds, arms = patients((60,))
    there = np.isfinite(days)
    assert 0 < there.sum() < 60
    without = estimate(days[there], kinds[there], arms[there])
    assert np.array_equal(estimate(days, kinds, arms), without, equal_nan=True)


@every_estimator
def test_the_order_of_patients_does_not_matter(estimate: Callable[..., Any]) -> None:
    columns = patients((100,))
    order = np.random.default_rng(5).permutation(100)
    shuffled = estimate(*(column[order] for column in columns))
    assert shuffled == pytest.approx(estimate(*columns), rel=1e-12, nan_ok=True)


@every_estimator
def test_nothing_handed_in_is_altered(estimate: Callable[..., Any]) -> None:
    columns = patients((4, 30))
    copies = [column.copy() for column in columns]
    estimate(*columns)
    for column, copy in zip(columns, copies, strict=True):
        assert np.array_equal(column, copy, equal_nan=column.dtype == float)


def test_one_row_of_arms_serves_all_replicates_and_many_shuffles_one_row_of_times() -> None:
    days, kinds, arms = patients((5, 40))
    shared = log_rank(days, kinds > 0, arms[0], 3)
    assert np.array_equal(shared, log_rank(days, kinds > 0, np.tile(arms[0], (5, 1)), 3))
    shuffles = log_rank(days[0], kinds[0] > 0, arms, 3)
    assert np.array_equal(
        shuffles, log_rank(np.tile(days[0], (5, 1)), np.tile(kinds[0] > 0, (5, 1)), arms, 3)
    )


def test_the_next_time_a_computer_can_tell_is_not_a_tie() -> None:
    later = np.nextafter(100.0, 200.0)
    days = np.array([[100.0, later], [later, 100.0], [100.0, 100.0]])
    observed = np.array([[True, False]] * 3)  # in the second row censored before the death
    assert survival_at(days, observed, [200.0])[:, 0].tolist() == pytest.approx(
        [np.nan, 0.0, np.nan], nan_ok=True
    )
    assert survival_at(days, observed, [100.0])[:, 0].tolist() == [0.5, 1.0, 0.5]


def test_day_nought_may_be_written_with_a_minus() -> None:
    assert survival_at([-0.0, 0.0, 5.0], [False, True, True], [0.0]) == pytest.approx([2 / 3])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            lambda: survival_at([1.0, -2.0], [True, True], [1.0]),
            "days must not be negative, and the least is -2.0",
        ),
        (lambda: survival_at([1.0, 2.0], [True], [1.0]), r"last axis: days \(2,\) and observed \(1,\)"),
        (lambda: survival_at(1.0, True, [1.0]), "last axis"),
        (
            lambda: median_survival(np.ones((2, 3)), np.ones((4, 3))),
            r"leading axes: days \(2, 3\) and observed \(4, 3\)",
        ),
        (lambda: survival_at([1.0], [True], 1.0), r"one row of numbers, not an array of shape \(\)"),
        (lambda: survival_at([1.0], [True], [-1.0]), r"finite and not negative: \[-1.0\]"),
        (lambda: greenwood_at([1.0], [True], [np.nan]), "finite and not negative"),
        (lambda: restricted_mean([1.0], [True], np.inf), "finite and not negative"),
        (
            lambda: cumulative_incidence([1.0, 2.0], [1, 3], [1.0], 2),
            "kinds must be whole numbers from 0 to 2, not 3",
        ),
        (lambda: cumulative_incidence([1.0], [1], [1.0], 0), "at least one kind of event, not 0"),
        (
            lambda: log_rank([1.0, 2.0], [True, True], [0, 2], 2),
            "arms must be whole numbers from 0 to 1, not 2",
        ),
        (lambda: log_rank([1.0, 2.0], [True, True], [0, 1], 4), "compares 2 or 3 arms, not 4"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(wrong: Callable[[], Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        wrong()


def test_a_place_without_a_patient_may_have_any_arm_and_kind() -> None:
    assert log_rank([1.0, 2.0, np.nan], [True, True, False], [0, 1, -1], 2)[1] > 0.0
    assert cumulative_incidence([1.0, np.nan], [1, 99], [1.0], 2)[:, 0].tolist() == [1.0, 0.0]


def test_the_estimators_load_nothing_heavy() -> None:
    heavy = {"lifelines", "pandas", "scipy", "matplotlib", "numba"}
    code = f"import sys, haicsim.analysis.survival.estimators; print(*{heavy} & {{*sys.modules}})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ""
