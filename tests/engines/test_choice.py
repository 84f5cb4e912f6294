"""Which engine runs a scenario: by its size and by where the compiled story is; said in provenance; asked for is asked for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from haicsim.sim.engines import cache, patients_engine
from haicsim.sim.engines import choice as choice_module
from haicsim.sim.engines.choice import (
    PATIENTS_WORTH_COMPILING,
    PATIENTS_WORTH_LOADING,
    Compiled,
    choose,
    where_compiled,
)
from haicsim.sim.provenance import provenance
from haicsim.sim.scenario.load import load_scenario


@pytest.mark.parametrize(
    ("where", "lives", "engine", "reason"),
    [
        ("loaded", 1, "compiled", "the compiled engine is loaded already"),
        (
            "cached",
            PATIENTS_WORTH_LOADING - 1,
            "process",
            "patients are simulated sooner than the compiled engine is loaded",
        ),
        ("cached", PATIENTS_WORTH_LOADING, "compiled", "patients are worth loading the compiled engine"),
        (
            "absent",
            PATIENTS_WORTH_COMPILING - 1,
            "process",
            "patients are simulated sooner than the story is compiled",
        ),
        ("absent", PATIENTS_WORTH_COMPILING, "compiled", "patients are worth compiling the story"),
    ],
)
def test_auto_takes_what_is_done_sooner(where: Compiled, lives: int, engine: str, reason: str) -> None:
    choice = choose("auto", lives, 1, where)
    assert choice.engine == engine
    assert choice.reason.endswith(reason)
    assert where == "loaded" or choice.reason.startswith(f"{lives:,} ")


def test_without_a_compiler_auto_takes_simpy_unless_told_where_the_story_is(monkeypatch) -> None:
    monkeypatch.setattr(choice_module, "_can_compile", lambda: False)
    monkeypatch.setattr(choice_module, "where_compiled", lambda: "absent")
    assert choose("auto", 1_000_000, 1).engine == "process"
    assert choose("auto", 1_000_000, 1, "loaded").engine == "compiled"
    monkeypatch.setattr(choice_module, "_can_compile", lambda: True)
    assert choose("auto", 1_000_000, 1).engine == "compiled"


@pytest.mark.parametrize(
    ("ready", "kept", "where"), [(True, False, "loaded"), (False, True, "cached"), (False, False, "absent")]
)
def test_a_story_that_has_run_is_loaded_and_one_kept_on_the_disk_is_cached(
    ready: bool, kept: bool, where: Compiled, monkeypatch
) -> None:
    monkeypatch.setattr(patients_engine, "is_ready", lambda: ready)
    monkeypatch.setattr(cache, "holds_compiled_code", lambda: kept)
    assert where_compiled() == where


def test_auto_counts_the_patients_of_all_replications() -> None:
    assert choose("auto", PATIENTS_WORTH_LOADING // 2, 2, "cached").engine == "compiled"
    assert choose("auto", 1, PATIENTS_WORTH_LOADING - 1, "cached").engine == "process"


@pytest.mark.parametrize("engine", ["process", "compiled"])
@pytest.mark.parametrize("where", ["loaded", "cached", "absent"])
def test_an_engine_asked_for_is_taken_whatever_the_size(engine: str, where: Compiled) -> None:
    assert [choose(engine, lives, 1, where).engine for lives in (1, 1_000_000)] == [engine, engine]


def test_provenance_says_which_engine_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice_module, "where_compiled", lambda: "cached")
    scenario = load_scenario("kurume", ["run.patients=350", "run.replications=2"])
    choice = choose(scenario.run.engine, scenario.run.patients, scenario.run.replications)
    said = provenance(scenario, choice, "people", 1.0)["engine"]
    assert said == {"told_by": "compiled", "reason": "700 patients are worth loading the compiled engine"}


WHERE = "from haicsim.sim.engines.choice import where_compiled; import sys; print(where_compiled(), 'numba' in sys.modules)"
RUN = """
from haicsim.sim.engines.choice import where_compiled
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario
scenario = load_scenario("kurume", ["run.patients=2", "run.engine={engine}"])
before = where_compiled()
run(scenario)
print(before, where_compiled(), run(load_scenario("kurume", ["run.patients=2"])).choice.reason)
"""


def in_a_process(program: str, **environment: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


@pytest.mark.slow
def test_the_cache_is_looked_into_without_loading_the_compiler(tmp_path: Path) -> None:
    from haicsim.sim.engines.cache import cache_place

    assert in_a_process(WHERE, XDG_CACHE_HOME=str(tmp_path)) == "absent False"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path))
        folder = cache_place()
    assert folder is not None
    folder.mkdir(parents=True)
    assert in_a_process(WHERE, XDG_CACHE_HOME=str(tmp_path)) == "absent False"
    (folder / "engines_0").mkdir()
    (folder / "engines_0" / "run.nbc").write_bytes(b"code")
    assert in_a_process(WHERE, XDG_CACHE_HOME=str(tmp_path)) == "cached False"


@pytest.mark.slow
def test_once_run_in_this_process_it_is_loaded_and_taken() -> None:
    before, after, *reason = in_a_process(RUN.format(engine="compiled")).split()
    assert before in ("cached", "absent")
    assert (after, " ".join(reason)) == ("loaded", "the compiled engine is loaded already")
    assert (
        in_a_process(WHERE) == "cached False"
    )  # what that process left behind is found where the compiler puts it


def test_the_readable_engine_loads_nothing() -> None:
    assert in_a_process(RUN.format(engine="process")).split()[1] in ("cached", "absent")


def test_importing_the_compiler_alone_is_not_having_loaded_the_story() -> None:
    assert in_a_process(f"import haicsim.sim.engines.compiled; {WHERE}").split()[0] in ("cached", "absent")
