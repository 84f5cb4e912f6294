"""Authority: theory. Functions whose indices are known in closed form, through design, crew, store and analysis."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sin
from pathlib import Path

import numpy as np
import pytest

from haicsim.analysis.experiments.cells import Cell, key_of
from haicsim.analysis.experiments.checkpoint_log import CheckpointLog, open_checkpoint_log
from haicsim.analysis.experiments.executors import threads
from haicsim.analysis.experiments.scheduler import put_together, run_all
from haicsim.analysis.sensitivity.design import Analysis, ask_of
from haicsim.analysis.sensitivity.factors import Factor
from haicsim.analysis.sensitivity.indices import Index, indices_of
from haicsim.analysis.sensitivity.regression import regression
from haicsim.analysis.sensitivity.sampling import SIZES
from haicsim.sim.errors import InputError

SEED = 0  # a seed like any other, also for libraries that take it for none


@dataclass(frozen=True)
class Function:
    """A trial that computes a function instead of simulating."""

    name: str
    columns: tuple[str, ...] = ("y",)
    shares_threads: bool = True

    def check(self) -> None:
        pass

    def run(self, cell: Cell) -> tuple[float, ...]:
        x = [float(value) for _, value in cell.settings]  # type: ignore[arg-type]
        if not x:  # the luck alone
            return (0.1 * float(np.random.default_rng(cell.replication).standard_normal()),)
        return (float(globals()[self.name](x)),)

    def key(self, cell: Cell, replication: int) -> str:
        return key_of(self.name, dict(cell.settings), replication, "")


def ishigami(x: Sequence[float]) -> float:
    return sin(x[0]) + 7.0 * sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * sin(x[0])


WEIGHTS = (0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0)


def g_function(x: Sequence[float]) -> float:
    return float(
        np.prod([(abs(4.0 * each - 2.0) + a) / (1.0 + a) for each, a in zip(x, WEIGHTS, strict=True)])
    )


def linear(x: Sequence[float]) -> float:
    return 3.0 * x[0] - 2.0 * x[1] + 0.0 * x[2]


def broken(x: Sequence[float]) -> float:
    return float("nan") if x[0] > 0.99 else x[0]


def indices_of_ishigami() -> dict[str, list[float]]:
    """Ishigami & Homma 1990, with a = 7 and b = 0.1."""
    a, b = 7.0, 0.1
    v1, v2 = 0.5 * (1.0 + b * pi**4 / 5.0) ** 2, a * a / 8.0
    v13 = b * b * pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    total = v1 + v2 + v13
    return {"S1": [v1 / total, v2 / total, 0.0], "ST": [(v1 + v13) / total, v2 / total, v13 / total]}


def indices_of_g() -> dict[str, list[float]]:
    """Saltelli & Sobol' 1995."""
    own = [1.0 / (3.0 * (1.0 + a) ** 2) for a in WEIGHTS]
    whole = float(np.prod([1.0 + v for v in own]))
    total = [v * whole / (1.0 + v) / (whole - 1.0) for v in own]
    return {"S1": [v / (whole - 1.0) for v in own], "ST": total}


def told(question: Analysis, folder: Path) -> CheckpointLog:
    work = question.work
    with (
        open_checkpoint_log(folder, work.plan, work.model.columns) as log,
        threads(work.model, 2) as executor,
    ):
        assert run_all(work.cells, log, executor)
        assert put_together(work, log)
    return log


def found(
    function: str, factors: list[Factor], method: str, size: int, at: Path, noise_floor: int = 0
) -> list[Index]:
    question = ask_of(Function(function), factors, method, size, SEED, function, noise_floor)
    log = told(question, at)
    values = question.values(log, "y").mean(axis=1)
    return indices_of(method, factors, question.cube, values, question.noise(log, "y"), SEED)


def factors(count: int, low: float = 0.0, high: float = 1.0) -> list[Factor]:
    return [Factor(f"x{place}", low, high, 0.5 * (low + high), "") for place in range(count)]


CASES = {
    "ishigami": (factors(3, -pi, pi), indices_of_ishigami()),
    "g_function": (factors(8), indices_of_g()),
}


@pytest.mark.slow
@pytest.mark.parametrize("function", CASES)
def test_sobol_indices_are_those_of_theory(function: str, tmp_path: Path) -> None:
    mine, expected = CASES[function]
    indices = found(function, mine, "sobol", 2048, tmp_path)
    for measure in ("S1", "ST"):
        values = [index.value for index in indices if index.measure == measure]
        assert np.abs(np.array(values) - expected[measure]).max() < 0.03
        inside = [index.low - 0.03 < true < index.high + 0.03 for index, true in zip(
            [each for each in indices if each.measure == measure], expected[measure], strict=True)]  # fmt: skip
        assert all(inside)


def test_elementary_effects_of_a_line_are_its_slopes(tmp_path: Path) -> None:
    indices = found("linear", factors(3), "morris", SIZES["morris"], tmp_path)
    by = {(index.path, index.measure): index.value for index in indices}
    assert [by[f"x{k}", "mu"] for k in range(3)] == pytest.approx([3.0, -2.0, 0.0])
    assert [by[f"x{k}", "mu_star"] for k in range(3)] == pytest.approx([3.0, 2.0, 0.0])
    assert [by[f"x{k}", "sigma"] for k in range(3)] == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_ranks_and_distances_order_the_parameters_of_a_line(tmp_path: Path) -> None:
    prcc = found("linear", factors(3), "prcc", 300, tmp_path / "prcc")
    assert [index.value > 0.9 for index in prcc] == [True, False, False]
    assert prcc[1].value < -0.9
    assert [index.below_noise_floor for index in prcc][:2] == [False, False]
    pawn = found("linear", factors(3), "pawn", 300, tmp_path / "pawn")
    assert pawn[0].value > pawn[1].value > pawn[2].value
    assert [index.below_noise_floor for index in pawn] == [False, False, True]


def test_the_floor_is_the_luck_and_what_lies_below_is_flagged(tmp_path: Path) -> None:
    indices = found("ishigami", factors(3, -pi, pi), "sobol", 512, tmp_path, noise_floor=400)
    variance = 0.5 * (1.0 + 0.1 * pi**4 / 5.0) ** 2 + 49.0 / 8.0 + 0.01 * pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    assert indices[0].noise_floor == pytest.approx(
        0.01 / variance, rel=0.25
    )  # luck of standard deviation 0.1
    by = {(index.path, index.measure): index.below_noise_floor for index in indices}
    assert not by["x0", "S1"]
    assert not by["x2", "ST"]


def test_one_value_that_is_no_number_stops_the_analysis(tmp_path: Path) -> None:
    question = ask_of(Function("broken"), factors(2), "sobol", 64, SEED, "broken")
    log = told(question, tmp_path)
    with pytest.raises(InputError, match=r"is no number in \d+ of 256 cells \(first: cell \d+\)"):
        question.values(log, "y")


def test_an_outcome_that_never_moves_hinges_on_nothing() -> None:
    for method in ("morris", "sobol", "pawn", "prcc"):
        flat = indices_of(method, factors(2), np.zeros((8, 2)), np.ones(8), 0.0, SEED)
        assert [(index.value, index.below_noise_floor) for index in flat] == [(0.0, True)] * 2


def test_what_does_nothing_is_taken_for_something_in_one_of_twenty_analyses() -> None:
    stream, mine, flags = np.random.default_rng(3), factors(3), []
    for _ in range(400):
        cube = stream.random((100, 3))
        values = cube[:, 0] + stream.normal(0.0, 1.0, 100)
        prcc = indices_of("prcc", mine, cube, values, 0.0, SEED)[2]
        weight = regression(["a", "b", "c"], cube, values, 0.0).weights[2]
        flags.append((not prcc.below_noise_floor, not weight.below_noise_floor))
    assert np.abs(np.mean(flags, axis=0) - 0.05).max() < 3.3 * np.sqrt(0.05 * 0.95 / 400)


def test_regression_on_joint_draws_finds_the_weights_of_correlated_parameters() -> None:
    stream = np.random.default_rng(1)
    draws = stream.multivariate_normal(
        [0.0, 0.0, 0.0], [[1.0, 0.8, 0.0], [0.8, 1.0, 0.0], [0.0, 0.0, 1.0]], 4000
    )
    said = regression(["a", "b", "c"], draws, 2.0 * draws[:, 0] + stream.normal(0.0, 1.0, 4000), 1.0)
    a, b, c = said.weights
    assert a.coefficient == pytest.approx(
        2.0 / np.sqrt(5.0), abs=0.03
    )  # theory: slope times spread of a over that of y
    assert a.alone == pytest.approx(4.0 * (1.0 - 0.64) / 5.0, abs=0.03)
    assert not a.below_noise_floor
    assert abs(b.coefficient) + abs(c.coefficient) < 0.1
    assert said.explained == pytest.approx(0.8, abs=0.03)
    assert said.noise == pytest.approx(0.2, abs=0.02)
    with pytest.raises(InputError, match="follows from the others"):
        regression(["a", "b"], np.column_stack([draws[:, 0], 2.0 * draws[:, 0]]), draws[:, 0], 0.0)
    with pytest.raises(InputError, match="too few for 3 parameters"):
        regression(["a", "b", "c"], draws[:5], draws[:5, 0], 0.0)
