"""Authority: house rule 16: whatever a rule or story says is what is told, whatever was compiled before."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scripts import Play, ask, by_compiled, by_process, free, script, stay

from haicsim import sim
from haicsim.sim.codes import NEVER, NOTE, STAY
from haicsim.sim.engines import placeholders, run_patients
from haicsim.sim.engines.compiled import CompiledEngine
from haicsim.sim.engines.translate import Translation, cache_folder
from haicsim.sim.random_numbers import COMPILED_AS

PROGRAM = """
import numpy as np
from haicsim.sim.patient import dtype
from haicsim.sim.engines.compiled import CompiledEngine
from haicsim.sim.rules.chance import exponential
from haicsim.sim.codes import NEVER, STAY

def story(p, i, theta, luck):
    p[i].death_day = NEVER
    p[i].death_cause = 0
    yield STAY, 20, exponential(0.5, theta[0].rate_per_day)

theta = np.array([(0.01,)], [("rate_per_day", "f8")])
rows = np.zeros(1, dtype([]))
journal = CompiledEngine(story).journal(rows, theta, (1, 0, 0), np.zeros(1, int), np.zeros(1), 1e6)
print("ANSWER", journal["value"][0])
"""
RULE = "min(-math.log1p(-u) / per_day, NEVER)"


@pytest.fixture
def copy(tmp_path):
    """A copy of the program that can be edited, with a cache of its own; returns its folder."""
    program = tmp_path / "haicsim"
    shutil.copytree(Path(sim.__file__).parent, program / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    (program / "__init__.py").touch()
    (tmp_path / "program.py").write_text(PROGRAM)
    return tmp_path


def answer(folder: Path) -> tuple[float, bool]:
    """What the copy answers, and whether it took it from the cache."""
    environment = os.environ | {
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NUMBA_DEBUG_CACHE": "1",
    }
    run = subprocess.run(
        [sys.executable, "program.py"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in run.stdout.splitlines() if line.startswith("ANSWER"))
    return float(line.split()[1]), "data loaded from" in run.stdout


@pytest.mark.slow
def test_an_edited_rule_gives_the_new_answer_and_an_unedited_one_comes_from_the_cache(copy):
    median = 100.0 * np.log(2.0)
    assert answer(copy) == (pytest.approx(median), False)
    assert answer(copy) == (pytest.approx(median), True)
    rules = copy / "haicsim" / "sim" / "rules" / "chance.py"
    edited = rules.read_text().replace(RULE, f"2.0 * {RULE}")
    before = rules.stat()
    rules.write_text(edited)
    os.utime(rules, ns=(before.st_atime_ns, before.st_mtime_ns))  # not even the date of the file tells
    assert answer(copy) == (pytest.approx(2.0 * median), False)


# ---- What an entry point's name says: everything reached from it


def entry_name(story) -> str:
    dispatcher = Translation(COMPILED_AS | {placeholders.story: story}).entry(run_patients.run_patients)
    return str(dispatcher.py_func.__qualname__)


def rested(days):
    """A story outside `sim` with the same lines and another number behind them."""

    def story(p, i, theta, stream):
        p[i].death_day = NEVER
        yield STAY, 20, days

    return story


def told_with(default=1.0, table=(1.0,), numbers=None):
    array = np.zeros(1) if numbers is None else numbers
    scope = {"NOTE": NOTE, "TABLE": table, "NUMBERS": array, "helped": helping(default)}
    exec("def story(p, i, theta, luck):\n    yield NOTE, 40, helped(TABLE[0] + NUMBERS[0])\n", scope)
    return scope["story"]


def helping(default):
    def helped(x, y=default):
        return x + y

    return helped


def test_a_story_that_says_something_else_by_the_same_lines_has_another_name():
    names = [
        entry_name(story)
        for story in (
            rested(1.0),
            rested(2.0),
            told_with(),
            told_with(default=2.0),
            told_with(table=(2.0,)),
            told_with(numbers=np.ones(1)),
            told_with(numbers=np.zeros(5000)),
            told_with(numbers=np.eye(1, 5000, 2500)[0]),
        )
    ]
    assert len(set(names)) == len(names)


def test_the_same_story_has_the_same_name():
    assert entry_name(rested(1.0)) == entry_name(rested(1.0))
    assert entry_name(told_with()) == entry_name(told_with())


# ---- Where nothing can be written


@pytest.mark.slow
def test_without_a_place_to_write_the_story_is_compiled_and_told_all_the_same(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert cache_folder() is None
    play = Play([[ask(0), stay(2.0), free(0)]] * 3)
    assert by_compiled(CompiledEngine(script), play).tobytes() == by_process(play).tobytes()
    assert blocked.read_text() == "not a folder"


def test_a_folder_that_may_not_be_written_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() is not None
    monkeypatch.setattr(
        os, "access", lambda path, mode: False
    )  # whoever runs the tests may be allowed everything
    assert cache_folder() is None


def test_a_user_without_a_home_has_no_cache(monkeypatch):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert cache_folder() is None
