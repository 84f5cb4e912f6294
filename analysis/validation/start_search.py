"""A start: values that meet as many published expectations at once as can be met, by a search on common random numbers.

It is a start and no calibration. Fifteen numbers move, each within the range the scenario states; everything else stays. Every
trial treats the same patients with the same random numbers in all arms of `haicsim expect`; how far an expectation is
missed counts in widths of its range, so that one that cannot be met does not drive the others out. Run it with
`python -m haicsim.analysis.validation.start_search`; it prints the values and what they meet, and writes nothing.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.validation.expectations import ARMS, expectation_values, expectations, records_by_arm
from haicsim.analysis.validation.expectations.expectation import Expectation
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario

Point = NDArray[np.float64]
_MOST_MISSED = 3.0  # widths of a range beyond which a miss counts no more
_INSIDE = 0.2  # share of a range by which a figure should lie within it
_TOWARDS_CENTRE = 0.02  # weight of the distance from the middle of a parameter's range


@dataclass(frozen=True)
class Move:
    """One number that is moved, or several by one factor: dotted paths; by a factor where there are several."""

    paths: tuple[str, ...]

    def bounds(self, scenario: Scenario) -> tuple[float, float]:
        """Least and most, in the unit of the scenario; of a factor, as far as every cell stays in its range."""
        numbers = {path: number for path, _, number in scenario.numbers()}
        mine = [numbers[path] for path in self.paths]
        if len(mine) == 1:
            return mine[0].range
        return max(n.range[0] / n.value for n in mine), min(n.range[1] / n.value for n in mine)

    def values(self, scenario: Scenario, amount: float) -> dict[str, float]:
        """What to set for this amount."""
        if len(self.paths) == 1:
            return {self.paths[0]: amount}
        numbers = {path: number for path, _, number in scenario.numbers()}
        return {path: amount * numbers[path].value for path in self.paths}


MOVES = (
    Move(("tumour.tvdt_multiplier",)),
    Move(("tumour.tvdt_log_sd",)),
    Move(("tumour.kill_median",)),
    Move(("tumour.kill_log_sd",)),
    Move(("seeding.seed_growth",)),
    Move(("survival.death_by_tumour",)),
    Move(("survival.death_by_thrombus.vp3", "survival.death_by_thrombus.vp4")),
    Move(("survival.death_by_thrombus.vv2", "survival.death_by_thrombus.vv3")),
    Move(("survival.death_by_spread",)),
    Move(("seeding.seeding_liver",)),
    Move(("seeding.seeding_liver_factor.none",)),
    Move(("seeding.seeding_beyond",)),
    Move(("seeding.seeding_beyond_factor.vv2", "seeding.seeding_beyond_factor.vv3")),
    Move(("seeding.seed_latency",)),
    Move(("policy.thrombus_retraction",)),
)


def moved(scenario: Scenario, point: Sequence[float] | Point) -> Scenario:
    """The scenario with the numbers of MOVES at a point, one amount each, rounded to four figures."""
    values: dict[str, float] = {}
    for move, amount in zip(MOVES, point, strict=True):
        for path, value in move.values(scenario, float(amount)).items():
            values[path] = float(f"{value:.4g}")
    return scenario.with_(values)


def missed(expectation: Expectation, value: float) -> float:
    """How far a figure lies outside its range, in widths of the range (of the limit, where there is one only)."""
    low, high = expectation.range
    if value != value:
        return _MOST_MISSED
    width = high - low if low is not None and high is not None else max(abs(low or high or 0.0), 1.0)
    within = _INSIDE * width if low is not None and high is not None else 0.0
    below = (low + within - value) / width if low is not None else 0.0
    above = (value - high + within) / width if high is not None else 0.0
    return min(max(below, above, 0.0), _MOST_MISSED)


def loss(values: Mapping[str, float]) -> float:
    """Sum of what the judged expectations miss."""
    judged = (each for each in expectations() if each.kind == "judged")
    return float(sum(missed(each, values[each.name]) for each in judged if each.name in values))


def measured(scenario: Scenario) -> dict[str, float]:
    """What all arms of a scenario show."""
    return expectation_values(records_by_arm(scenario, ARMS, run), scenario.run.base("horizon"))


def search(
    scenario: Scenario, generations: int, seed: int, told: Callable[[int, float], Any] = lambda _, __: None
) -> Point:
    """The best point found, shape (moves,): differential evolution from the scenario's own values.

    generations: of 45 trials each. told: hears the number of trials and the least loss so far.
    """
    from scipy.optimize import differential_evolution

    bounds = [move.bounds(scenario) for move in MOVES]
    low, high = np.array(bounds).T
    trials, best = 0, np.inf

    def tried(point: Point) -> float:
        nonlocal trials, best
        off_centre = (point - 0.5 * (low + high)) / (0.5 * (high - low))
        found = loss(measured(moved(scenario, point))) + _TOWARDS_CENTRE * float(off_centre @ off_centre)
        trials, best = trials + 1, min(best, found)
        told(trials, best)
        return found

    start = [_now(scenario, move) for move in MOVES]
    answer = differential_evolution(
        tried, bounds, x0=start, maxiter=generations, popsize=3, rng=seed, polish=False, init="sobol", tol=0.0
    )
    return np.asarray(answer.x)


def _now(scenario: Scenario, move: Move) -> float:
    numbers = {path: number for path, _, number in scenario.numbers()}
    return float(numbers[move.paths[0]].value) if len(move.paths) == 1 else 1.0


def main(patients: int = 6000, generations: int = 40, seed: int = 1) -> None:
    """Search from the shipped reference, and say what the best point is and meets, on fresh patients too."""
    scenario = load_scenario("kurume").with_(
        {"run.patients": patients, "run.seed": seed, "run.engine": "compiled"}
    )
    best = search(
        scenario,
        generations,
        seed,
        lambda n, loss: print(n, round(loss, 3), flush=True) if n % 45 == 0 else None,
    )
    found = moved(scenario, best)
    for path, _, number in found.numbers():
        if any(path in move.paths for move in MOVES):
            print(f"{path}: {number.value:g} {number.unit}")
    fresh = measured(found.with_({"run.patients": 20000, "run.seed": seed + 1}))
    for each in expectations():
        print(f"{each.name}: {fresh[each.name]:.3g} {each.unit} {each.range} {each.met(fresh[each.name])}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
