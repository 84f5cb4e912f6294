"""Whole runs of the reference scenario, from a scenario to its outcomes."""

import pytest

from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario


@pytest.mark.benchmark(group="outcomes of 30 times the patients")
@pytest.mark.parametrize("threads", [1, 2])
def test_threads(benchmark, patients, threads):
    scenario = load_scenario("kurume", [f"run.patients={30 * patients}", "run.engine=compiled"])
    benchmark.pedantic(run, (scenario,), {"journal": False, "threads": threads}, rounds=5, warmup_rounds=1)


@pytest.mark.benchmark(group="outcomes and journal of the patients")
@pytest.mark.parametrize("scenario", ["kurume", "one-theatre"])
def test_with_journal(benchmark, patients, scenario):
    loaded = load_scenario(scenario, [f"run.patients={patients}", "run.engine=compiled"])
    benchmark.pedantic(run, (loaded,), rounds=10, warmup_rounds=1)
