"""Authority: `sys.modules` of a fresh interpreter: what is heavy is not loaded before it is used."""

import subprocess
import sys

import pytest

HEAVY = ["lifelines", "scipy.stats", "pandas", "matplotlib.pyplot", "numba", "llvmlite"]

SCENARIO = "import haicsim.sim.scenario.load"
PROCESS = """
from haicsim import scenarios
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario
overrides = ["run.patients=20", "run.engine=process", "arrivals.warm_up=0"]
result = run(load_scenario(scenarios.FOLDER / "one-theatre.yaml", overrides))
assert len(result.journals[0]) > 100
"""
COMMAND = """
import sys
sys.argv = ["haicsim", *{arguments!r}]
try:
    runpy = __import__("runpy")
    runpy.run_module("haicsim", run_name="__main__")
except SystemExit as end:
    assert not end.code, end.code
"""
REPORT = "\nimport sys; print('LOADED', *sorted(sys.modules))"


def loaded(program: str) -> set[str]:
    """The modules in memory after the program."""
    run = subprocess.run([sys.executable, "-c", program + REPORT], capture_output=True, text=True, check=True)
    return set(run.stdout.split("LOADED")[-1].split())


@pytest.mark.parametrize(
    ("program", "heavy"),
    [
        (SCENARIO, [*HEAVY, "simpy"]),
        ("import haicsim", HEAVY),
        (COMMAND.format(arguments=["--help"]), [*HEAVY, "simpy"]),
        (COMMAND.format(arguments=["check", "one-theatre"]), [*HEAVY, "simpy"]),
        (COMMAND.format(arguments=["columns", "outcomes"]), [*HEAVY, "simpy", "pyarrow"]),
        ("import haicsim.sim.engines.process", HEAVY),
        (PROCESS, HEAVY),
        (
            "from haicsim.sim import run, theta, random_numbers; from haicsim.sim.pathway import story",
            [*HEAVY, "simpy"],
        ),
    ],
    ids=["scenario", "haicsim", "help", "check", "columns", "process", "process told", "story"],
)
def test_nothing_heavy_is_loaded_before_it_is_used(program, heavy):
    assert not loaded(program) & set(heavy)


def test_the_compiled_engine_is_what_loads_numba():
    assert "numba" in loaded("import haicsim.sim.engines.compiled")
