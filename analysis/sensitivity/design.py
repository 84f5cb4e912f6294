"""A sensitivity analysis as work: its points, on common random numbers, and cells that measure chance itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.experiments.cells import (
    Cell,
    Model,
    Simulation,
    cells_of,
    key_of,
    keys_of,
    version_here,
)
from haicsim.analysis.experiments.checkpoint_log import CheckpointLog
from haicsim.analysis.experiments.plan import Work, plan_of
from haicsim.analysis.sensitivity.factors import Factor
from haicsim.analysis.sensitivity.sampling import Cube, cube_of
from haicsim.sim.engines.choice import choose
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import Value

FLOOR_REPLICATIONS = 20
Settings = dict[str, Value]


@dataclass(frozen=True)
class JointDraws:
    """Draws of numbers that were calibrated together: what they are called, what they follow from, and each as settings."""

    named: str
    plan: Mapping[str, str]
    settings: tuple[Settings, ...]


@dataclass(frozen=True)
class Analysis:
    """What is asked: by which method, of which factors, at which points of the unit cube (points, factors).

    size: the method's. replications: of every point; point 0 of a one-way analysis is the scenario as it is. floor: cells
    of the scenario as it is, each with random numbers of its own. over: cells of draws of a posterior, the rest as it is.
    """

    method: str
    factors: tuple[Factor, ...]
    size: int
    cube: Cube
    replications: int
    seed: int
    work: Work
    noise_floor: tuple[Cell, ...]
    over: tuple[Cell, ...] = ()

    def values(self, log: CheckpointLog, outcome: str) -> NDArray[np.float64]:
        """One outcome at every point: shape (points, replications).

        Raises InputError where any is not finite: a single one would turn every index into nothing, without a word.
        """
        cells = self.work.cells[: len(self.work.cells) - len(self.noise_floor) - len(self.over)]
        return _column(log, cells, outcome).reshape(-1, self.replications)

    def noise(self, log: CheckpointLog, outcome: str) -> float:
        """The variance of one value by chance alone, seen in the scenario as it is."""
        return float(np.var(self.by_chance(log, outcome), ddof=1)) if self.noise_floor else 0.0

    def by_chance(self, log: CheckpointLog, outcome: str) -> NDArray[np.float64]:
        """One outcome of the scenario as it is, each time with random numbers of its own."""
        return _column(log, self.noise_floor, outcome)

    def over_draws(self, log: CheckpointLog, outcome: str) -> NDArray[np.float64]:
        """One outcome over draws of the posterior, all with the same random numbers."""
        return _column(log, self.over, outcome)


def ask(
    scenario: Scenario, factors: Sequence[Factor], method: str, size: int, replications: int, engine: str,
    over: JointDraws | None = None,
) -> Analysis:  # fmt: skip
    """A question about a scenario, whose run settings give patients and seed; over: draws of a posterior beside it."""
    cube = cube_of(method, factors, size, scenario.run.seed)
    settings = [merged(factors, row) for row in cube.tolist()]
    if method == "oneway":  # what is not moved stays exactly as it is, not as the cube would give it
        settings = [{}, *(f.settings(share) for f in factors for share in (0.0, 1.0))]
    said = {"method": method, "size": size}
    said |= {f"vary.{factor.path}": [factor.low, factor.high] for factor in factors}
    floor = 0 if method == "oneway" and over is None else FLOOR_REPLICATIONS
    work, noisy, drawn = _work(scenario, settings, replications, floor, engine, said, over)
    return Analysis(method, tuple(factors), size, cube, replications, scenario.run.seed, work, noisy, drawn)


def merged(factors: Sequence[Factor], shares: Sequence[float]) -> Settings:
    """What factors set at these shares of their intervals, all together."""
    found: Settings = {}
    for factor, share in zip(factors, shares, strict=True):
        found |= factor.settings(share)
    return found


def ask_draws(
    scenario: Scenario, draws: Sequence[Settings], replications: int, engine: str, named: str
) -> Analysis:
    """A question about joint draws of parameters that were estimated together; the cube holds the draws themselves."""
    cube = np.array([[float(value) for value in draw.values()] for draw in draws])  # type: ignore[arg-type]
    said = {"method": "regression", "draws": named}
    work, noisy, _ = _work(scenario, draws, replications, FLOOR_REPLICATIONS, engine, said)
    return Analysis("regression", (), len(draws), cube, replications, scenario.run.seed, work, noisy)


def ask_sample(
    scenario: Scenario, factors: Sequence[Factor], method: str, settings: Sequence[Settings], cube: Cube,
    replications: int, over: JointDraws,
) -> Analysis:  # fmt: skip
    """A question about points that were drawn elsewhere; the cube holds the factors' values there, (points, factors)."""
    said: dict[str, Any] = {"method": method, "size": len(settings)}
    said |= {f"vary.{factor.path}": [factor.low, factor.high] for factor in factors}
    engine, floor = scenario.run.engine, FLOOR_REPLICATIONS
    work, noisy, drawn = _work(scenario, settings, replications, floor, engine, said, over)
    seed, size = scenario.run.seed, len(settings)
    return Analysis(method, tuple(factors), size, cube, replications, seed, work, noisy, drawn)


def ask_of(
    model: Model,
    factors: Sequence[Factor],
    method: str,
    size: int,
    seed: int,
    name: str,
    noise_floor: int = 0,
) -> Analysis:
    """The same question about anything else that can be run cell by cell, such as a function whose indices are known."""
    cube = cube_of(method, factors, size, seed)
    settings = [{f.path: f.at(float(share)) for f, share in zip(factors, row, strict=True)} for row in cube]
    cells = _numbered(settings, 1, 0, lambda values, k: key_of(name, values, k, ""))
    noisy = _numbered(
        [{}] * (noise_floor > 0), noise_floor, len(cells), lambda values, k: key_of(name, values, k, "floor")
    )
    plan: dict[str, Any] = {"name": name, "method": method, "size": size}
    work = Work(name, model, (*cells, *noisy), plan, (name,), 1)
    return Analysis(method, tuple(factors), size, cube, 1, seed, work, noisy)


def _work(
    scenario: Scenario, settings: Sequence[Settings], replications: int, noise_floor: int, engine: str,
    said: Mapping[str, Any], over: JointDraws | None = None,
) -> tuple[Work, tuple[Cell, ...], tuple[Cell, ...]]:  # fmt: skip
    """The cells of all points, then those of chance and those of draws of a posterior; and these two apart."""
    key = keys_of(scenario, version_here())
    cells = _numbered(settings, replications, 0, key)
    noisy = _numbered([{}] * (noise_floor > 0), noise_floor, len(cells), key)
    drawn = () if over is None else _numbered(over.settings, 1, len(cells) + len(noisy), key)
    model = Simulation((scenario,), choose(engine, scenario.run.patients, len(cells)).engine, version_here())
    plan = plan_of([scenario], [scenario.name]) | dict(said)
    name = f"sensitivity-{scenario.name}-{said['method']}"
    if over is not None:
        plan, name = plan | dict(over.plan), f"{name}-{over.named}"
    work = Work(name, model, (*cells, *noisy, *drawn), plan, (scenario.name,), scenario.run.patients)
    return work, noisy, drawn


def _numbered(
    settings: Sequence[Settings], replications: int, first: int, key: Callable[[Settings, int], str]
) -> tuple[Cell, ...]:
    """A cell for every point and replication, the last changing fastest."""
    points = [(0, point, None, values) for point, values in enumerate(settings)]
    return cells_of(points, replications, lambda _, values, k: key(dict(values), k), first)


def _column(log: CheckpointLog, cells: Sequence[Cell], outcome: str) -> NDArray[np.float64]:
    place = log.columns.index(outcome)
    values = np.array([log.finished[cell.key].values[place] for cell in cells], np.float64)
    missing = np.flatnonzero(~np.isfinite(values))
    if len(missing):
        first = cells[int(missing[0])].number
        rule = (
            f"is no number in {len(missing):,} of {len(values):,} cells (first: cell {first}), and a single one would "
            "turn every index into nothing: take more patients, narrower ranges or another outcome"
        )
        raise InputError([Fault(f"--outcome {outcome}", None, "", "", rule)])
    return values
