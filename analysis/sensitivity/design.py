"""A sensitivity analysis as work: its points, on common random numbers, and cells that measure chance itself."""

from collections.abc import Callable, Sequence
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
class Analysis:
    """What is asked: by which method, of which factors, at which points of the unit cube (points, factors).

    size: the method's. replications: of every point; point 0 of a one-way analysis is the scenario as it is. floor: cells
    of the scenario as it is, each with random numbers of its own.
    """

    method: str
    factors: tuple[Factor, ...]
    size: int
    cube: Cube
    replications: int
    seed: int
    work: Work
    noise_floor: tuple[Cell, ...]

    def values(self, log: CheckpointLog, outcome: str) -> NDArray[np.float64]:
        """One outcome at every point: shape (points, replications).

        Raises InputError where any is not finite: a single one would turn every index into nothing, without a word.
        """
        cells = self.work.cells[: len(self.work.cells) - len(self.noise_floor)]
        return _column(log, cells, outcome).reshape(-1, self.replications)

    def noise(self, log: CheckpointLog, outcome: str) -> float:
        """The variance of one value by chance alone, seen in the scenario as it is."""
        return float(np.var(_column(log, self.noise_floor, outcome), ddof=1)) if self.noise_floor else 0.0


def ask(
    scenario: Scenario, factors: Sequence[Factor], method: str, size: int, replications: int, engine: str
) -> Analysis:
    """A question about a scenario, whose run settings give patients and seed."""
    cube = cube_of(method, factors, size, scenario.run.seed)
    settings = [
        {factor.path: factor.at(float(share)) for factor, share in zip(factors, row, strict=True)}
        for row in cube
    ]
    if method == "oneway":  # what is not moved stays exactly as it is, not as the cube would give it
        settings = [{}, *({f.path: f.at(share)} for f in factors for share in (0.0, 1.0))]
    noise_floor = 0 if method == "oneway" else FLOOR_REPLICATIONS
    cells, noisy = _cells(scenario, settings, replications, noise_floor)
    told_by = choose(engine, scenario.run.patients, len(cells)).engine
    model = Simulation((scenario,), told_by, version_here())
    plan = plan_of([scenario], [scenario.name]) | {"method": method, "size": size}
    plan |= {f"vary.{factor.path}": [factor.low, factor.high] for factor in factors}
    name = f"sensitivity-{scenario.name}-{method}"
    work = Work(name, model, (*cells, *noisy), plan, (scenario.name,), scenario.run.patients)
    return Analysis(method, tuple(factors), size, cube, replications, scenario.run.seed, work, noisy)


def ask_draws(
    scenario: Scenario, draws: Sequence[Settings], replications: int, engine: str, named: str
) -> Analysis:
    """A question about joint draws of parameters that were estimated together; the cube holds the draws themselves."""
    cells, noisy = _cells(scenario, draws, replications, FLOOR_REPLICATIONS)
    told_by = choose(engine, scenario.run.patients, len(cells)).engine
    model = Simulation((scenario,), told_by, version_here())
    plan = plan_of([scenario], [scenario.name]) | {"method": "regression", "draws": named}
    cube = np.array([[float(value) for value in draw.values()] for draw in draws])  # type: ignore[arg-type]
    name = f"sensitivity-{scenario.name}-regression"
    work = Work(name, model, (*cells, *noisy), plan, (scenario.name,), scenario.run.patients)
    return Analysis("regression", (), len(draws), cube, replications, scenario.run.seed, work, noisy)


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


def _cells(
    scenario: Scenario, settings: Sequence[Settings], replications: int, noise_floor: int
) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    key = keys_of(scenario, version_here())
    cells = _numbered(settings, replications, 0, key)
    return cells, _numbered([{}] * (noise_floor > 0), noise_floor, len(cells), key)


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
