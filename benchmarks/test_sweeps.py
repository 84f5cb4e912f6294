"""Sweeps: what a cell costs beside its simulation, what a second thread is worth, how soon finished cells are known."""

import time

import pytest

from haicsim.analysis.experiments.checkpoint_log import FinishedCell, open_checkpoint_log
from haicsim.analysis.experiments.executors import threads
from haicsim.analysis.experiments.scheduler import run_all, unfinished
from haicsim.analysis.sensitivity.design import Analysis, ask
from haicsim.analysis.sensitivity.factors import factors_of
from haicsim.sim.run import records_of
from haicsim.sim.scenario.load import load_scenario

PATIENTS, CELLS = 2_000, 256
TWELVE = (
    "tumour.kill_median", "tumour.kill_log_sd", "tumour.phi", "tumour.kappa", "tumour.tvdt_multiplier",
    "tumour.resistance_median", "seeding.seeding_liver", "seeding.seeding_beyond", "policy.boldness", "policy.refusal",
    "treatment.toxicity", "population.icg_r15_median",
)  # fmt: skip


def question(size: int) -> Analysis:
    """Sobol's design over twelve parameters: 14 runs for each of N."""
    scenario = load_scenario(
        "kurume", [f"run.patients={PATIENTS}", "run.replications=1", "run.engine=compiled"]
    )
    records_of(scenario, 0, "compiled")  # compiles the story, or loads it
    return ask(scenario, factors_of(scenario, TWELVE), "sobol", size, 1, "compiled")


@pytest.mark.benchmark(group="cells of Sobol's design over twelve parameters", timer=time.perf_counter)
@pytest.mark.parametrize("workers", [1, 2])
def test_cells_by_threads(benchmark, tmp_path, workers):
    work = question(32).work
    cells = work.cells[:CELLS]
    folders = iter(range(1000))

    def sweep():
        folder = tmp_path / str(next(folders))
        with (
            open_checkpoint_log(folder, work.plan, work.model.columns) as log,
            threads(work.model, workers) as executor,
        ):
            run_all(cells, log, executor)

    benchmark.extra_info["cells"] = len(cells)
    benchmark.pedantic(sweep, rounds=3, warmup_rounds=1)


@pytest.mark.benchmark(group="cells of Sobol's design over twelve parameters", timer=time.perf_counter)
def test_the_same_cells_told_without_store_and_threads(benchmark):
    work = question(32).work
    told = work.cells[:CELLS]
    benchmark.extra_info["cells"] = len(told)
    benchmark.pedantic(lambda: [work.model.run(cell) for cell in told], rounds=3, warmup_rounds=1)


@pytest.mark.benchmark(group="ten thousand finished cells")
def test_known_again(benchmark, tmp_path):
    asked = question(1024)
    work = asked.work
    values = tuple(0.123456789 * k for k in range(len(work.model.columns)))
    with open_checkpoint_log(tmp_path, work.plan, work.model.columns) as log:
        log.append(FinishedCell(cell.key, values) for cell in work.cells[:10_000])

    def resume():
        with open_checkpoint_log(tmp_path, work.plan, work.model.columns) as log:
            return len(unfinished(question(1024).work.cells, log))

    assert benchmark.pedantic(resume, rounds=3) == len(work.cells) - 10_000
