"""Authority: theory, in worlds whose answer is known: a planted best is found, limits are kept, choosing has its cost."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.stats import norm

from haicsim.analysis.whatif.halving import Score, difference, halve, ranked, rung_sizes, with_blocks

PEOPLE, POLICIES, PLANTED = 4_000, 200, 137
# months: how far people lie apart (the same under every policy), and what another policy changes in one person by chance
BETWEEN, WITHIN = 18.0, 5.0
LIMITED = ("deaths", 0.05)


@dataclass
class Planted:
    """People whose months under each policy are known but for chance; of each policy also the share that dies of surgery."""

    seed: int
    effects: NDArray[np.float64]
    deaths: NDArray[np.float64] | None = None
    sizes: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """The people, the same under every policy."""
        self.people = np.random.default_rng(self.seed).normal(20.0, BETWEEN, PEOPLE)

    def __call__(self, some: Sequence[int], patients: int) -> list[Score]:
        self.sizes.append(patients)
        """Those of the first so many people."""
        return [self.score(each, patients) for each in some]

    def score(self, policy: int, patients: int) -> Score:
        """What one policy comes to."""
        chance = np.random.default_rng([self.seed, policy, 0]).normal(0.0, WITHIN, patients)
        months = self.people[:patients] + self.effects[policy] + chance
        value, blocks = means(months)
        if self.deaths is None:
            return Score(value, blocks)
        dies = np.random.default_rng([self.seed, policy, 1]).random(patients) < self.deaths[policy]
        died = with_blocks(*means(dies.astype(float)))
        name, most = LIMITED
        return Score(value, blocks, died[0] > most, died[1] > most, {name: died})


def means(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    return float(values.mean()), np.array([part.mean() for part in np.array_split(values, 20)])


def constant(
    values: Sequence[float], **more: Callable[[int], bool]
) -> Callable[[Sequence[int], int], list[Score]]:
    """Policies whose values nobody has to guess."""
    return lambda some, patients: [
        Score(values[each], np.full(20, values[each]), **{name: of(each) for name, of in more.items()})
        for each in some
    ]


def greatest_of(many: int) -> float:
    """The mean of the greatest of so many standard normal numbers."""
    found: float = quad(lambda x: x * many * norm.pdf(x) * norm.cdf(x) ** (many - 1), -8, 8)[0]
    return found


@pytest.mark.parametrize("seed", range(20))
def test_a_planted_best_policy_is_found(seed: int) -> None:
    effects = np.random.default_rng(100 + seed).uniform(-1.0, 0.0, POLICIES)
    effects[PLANTED] = 0.8
    world = Planted(seed, effects)
    found = halve(range(POLICIES), 0, world, rung_sizes(POLICIES, PEOPLE))
    assert found.winner == PLANTED
    assert world.sizes == [250, 500, 1000, 2000, 4000]


@pytest.mark.parametrize("seed", range(20))
def test_a_planted_best_policy_is_found_where_better_ones_break_the_limit(seed: int) -> None:
    draw = np.random.default_rng(200 + seed)
    effects, deaths = draw.uniform(-1.0, 0.0, POLICIES), np.full(POLICIES, 0.02)
    effects[PLANTED] = 0.8
    reckless = draw.permutation(POLICIES)[:40]
    reckless = reckless[reckless != PLANTED]
    effects[reckless], deaths[reckless] = 2.0, 0.10
    found = halve(range(POLICIES), 0, Planted(seed, effects, deaths), rung_sizes(POLICIES, PEOPLE))
    assert found.winner == PLANTED
    assert not set(found.level) & set(reckless.tolist())


@pytest.mark.slow
def test_the_cost_of_choosing_among_equals_is_the_mean_of_the_greatest_of_their_chances() -> None:
    many, worlds, patients = 16, 400, 200
    costs = []
    for seed in range(worlds):
        world = Planted(seed, np.zeros(many))
        found = halve(range(many), 0, world, [patients])
        assert found.winner is not None
        costs.append(found.scores[found.winner].value - world.people[:patients].mean())
    expected = greatest_of(many) * WITHIN / math.sqrt(patients)
    error = np.std(costs) / math.sqrt(worlds)
    assert abs(np.mean(costs) - expected) < 3.0 * error
    assert expected > 20.0 * error, "the test could tell it from no cost"


@pytest.mark.slow
def test_halving_among_equals_costs_no_more_than_choosing_at_once_from_few_patients() -> None:
    many, sizes = 64, [250, 500, 1000, 2000]
    costs = []
    for seed in range(60):
        world = Planted(seed, np.zeros(many))
        found = halve(range(many), 0, world, sizes)
        assert found.winner is not None
        costs.append(found.scores[found.winner].value - world.people[: sizes[-1]].mean())
    assert 3.0 * np.std(costs) / math.sqrt(60) < np.mean(costs) < greatest_of(many) * WITHIN / math.sqrt(250)


def test_a_limit_broken_as_measured_only_drops_nobody_before_the_last_rung() -> None:
    values = [float(each) for each in range(32)]
    found = halve(range(32), 0, constant(values, broken=lambda each: each == 31), [250, 500, 1000])
    assert [rung.broke for rung in found.rungs] == [0, 0, 1]
    assert found.winner == 30
    surely = constant(values, broken=lambda each: each == 31, surely=lambda each: each == 31)
    assert [rung.broke for rung in halve(range(32), 0, surely, [250, 500, 1000]).rungs] == [1, 0, 0]


def test_those_that_break_a_limit_as_measured_do_not_crowd_out_those_that_keep_it() -> None:
    values = [float(each) for each in range(64)]
    found = halve(range(64), 0, constant(values, broken=lambda each: each >= 16), rung_sizes(64, 4000))
    assert found.winner == 15


def test_where_nobody_keeps_the_limits_there_is_no_winner() -> None:
    found = halve(range(4), 0, constant([1.0, 2.0, 3.0, 4.0], broken=lambda each: True), [250])
    assert (found.winner, found.level, found.rungs[-1].best) == (None, (), None)


def test_the_reference_is_scored_at_every_rung_and_of_equals_the_lower_number_wins() -> None:
    found = halve(range(32), 3, constant([1.0] * 8 + [2.0] * 24), [250, 500, 1000])
    assert 3 in found.scores
    assert found.winner == 8
    assert [rung.tried for rung in found.rungs] == [32, 17, 10]


def test_what_has_no_value_comes_last() -> None:
    scores = {0: Score(math.nan, np.zeros(20)), 1: Score(-5.0, np.zeros(20)), 2: Score(1.0, np.zeros(20))}
    assert ranked([0, 1, 2], scores) == [2, 1, 0]


def test_a_runner_up_is_level_when_the_paired_interval_holds_zero() -> None:
    ups_and_downs = np.tile([-1.0, 1.0], 10)  # of 20 blocks: standard deviation 1.026, half width 0.480
    scores = [Score(1.0, np.ones(20)), Score(0.6, 0.6 + ups_and_downs), Score(0.5, 0.5 + ups_and_downs)]
    value, low, high = difference(scores[0], scores[1])
    assert (value, round(high - low, 3)) == (pytest.approx(0.4), 0.960)
    found = halve(range(3), 2, lambda some, patients: [scores[each] for each in some], [250])
    assert (found.winner, found.level) == (0, (1,))


@pytest.mark.parametrize(
    ("policies", "patients", "sizes"),
    [(256, 10_000, [313, 625, 1250, 2500, 5000, 10_000]), (8, 10_000, [10_000]), (27, 10_000, [2500, 5000, 10_000]),
     (256, 300, [300]), (100, 2_000, [250, 500, 1000, 2000]), (1, 1, [1])],
)  # fmt: skip
def test_rungs_double_until_eight_are_left_and_never_begin_below_250(
    policies: int, patients: int, sizes: list[int]
) -> None:
    assert rung_sizes(policies, patients) == sizes
