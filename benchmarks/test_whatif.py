"""What-ifs: what finding a lever costs beside one run of the same patients, and a grid of rates by three mechanisms."""

import time

import pytest

from haicsim.analysis.whatif.question import what_if
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario

PATIENTS = 10_000
GRID = tuple(round(0.05 * step, 2) for step in range(1, 11))


@pytest.fixture(scope="module")
def scenario():
    made = load_scenario("kurume", [f"run.patients={PATIENTS}", "run.engine=compiled"])
    run(made, journal=False)  # compiles the story, or loads it
    return made


@pytest.mark.benchmark(group="a conversion rate, 10,000 patients", timer=time.perf_counter)
def test_one_run(benchmark, scenario):
    benchmark.pedantic(lambda: run(scenario, journal=False), rounds=3)


@pytest.mark.benchmark(group="a conversion rate, 10,000 patients", timer=time.perf_counter)
@pytest.mark.parametrize("by", ["efficacy", "forced"])
def test_one_rate_with_ranges(benchmark, scenario, by):
    benchmark.pedantic(lambda: what_if(scenario, [0.3], [by]), rounds=2)


@pytest.mark.benchmark(group="a conversion rate, 10,000 patients", timer=time.perf_counter)
def test_ten_rates_by_three_mechanisms_with_ranges(benchmark, scenario):
    benchmark.pedantic(lambda: what_if(scenario, GRID, ["efficacy", "boldness", "forced"]), rounds=1)
