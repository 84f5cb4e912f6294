"""The mutation score: how many small faults, put into the code one by one, the tests notice.

A simple random sample of all mutants of a group (`mutants`) is tried, each in a copy of the project and a process of its
own. Tests are chosen by line: those that a traced run of all tests of the group has seen to run the mutated line, the
quickest first, until one fails or their time is up. A mutant on a line that no test runs has survived. So the score is, if
anything, too low. It has an exact binomial interval.
"""

import contextlib
import importlib
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.trust import project
from benchmarks.trust.mutants import Mutant, mutants
from benchmarks.trust.traced import Trace, run_tests, trace
from haicsim.analysis.survival.intervals import exact_interval

SEED = 2  # of a first sample (1) the survivors were looked at and tests written, so it would say too much
AT_MOST = 20.0  # seconds of tests, as they were traced, for one mutant: slower ones might notice some of the survivors
PATIENCE = (
    2.0,
    15.0,
)  # a mutant that takes so many times as long as its tests, and so many seconds more, is noticed


@dataclass(frozen=True)
class Group:
    """What is mutated, which tests hold it, which of these are left out (as for pytest's -k), and files of another group."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    without: str = ""
    apart: tuple[str, ...] = ()


_VERIFIED = tuple(
    f"tests/verification/test_{name}.py"
    for name in ("budget_against_closed_form_survival", "clocks_against_scipy", "tumour_against_ode")
)
_ESTIMATED = tuple(
    f"tests/{name}.py"
    for name in (
        "analysis/test_estimators_against_lifelines", "analysis/test_estimators_by_hand",
        "analysis/test_estimators_in_batches", "analysis/test_hazard_by_hand", "analysis/test_exact_interval",
        "analysis/test_kaplan_meier",
        "analysis/test_lens_by_hand", "analysis/test_intervals_by_hand", "agreement/test_what_is_not_compared",
    )
)  # fmt: skip
_IN_PLAIN_PYTHON = tuple(
    f"sim/engines/{name}.py"
    for name in ("process", "hospital", "queues", "run_patients", "event_list", "contract_errors", "compiled",
                 "flatten", "choice")
)  # fmt: skip
_LIVES = ("tests/deterministic", "tests/laws/test_story_against_reference.py")
_LOOPS = tuple(
    f"tests/engines/test_{name}.py"
    for name in (
        "loops_in_plain_python",
        "limits_of_the_loops",
        "ties_by_hand",
        "event_list",
        "flatten",
        "choice",
    )
)
GROUPS = {
    "rules": Group(("sim/rules",), ("tests/rules", *_VERIFIED, *_LIVES), "compiled and not realised"),
    "engines": Group(
        _IN_PLAIN_PYTHON, _LOOPS, "compiled and not once_run and not importing and not looked_into"
    ),
    "survival": Group(
        ("analysis/survival",), _ESTIMATED, "beside_a_run", ("analysis/survival/observation.py",)
    ),
    "observation": Group(("analysis/survival/observation.py",), _ESTIMATED, "beside_a_run"),
}


def measure(name: str, sample: int, seed: int = SEED) -> None:
    """Try a sample of a group's mutants (0: all of them), say each on the screen, and keep the result."""
    group = GROUPS[name]
    files = [file for each in group.sources for file in project.python_files(each) if file not in group.apart]
    everything = [(file, each) for file in files for each in mutants((project.ROOT / file).read_text())]
    tried = everything
    if 0 < sample < len(everything):
        chosen = random.Random(f"{seed} {name}").sample(range(len(everything)), sample)
        tried = [everything[k] for k in sorted(chosen)]
    load_what_tests_need()
    with tempfile.TemporaryDirectory(prefix="haicsim-mutants-") as folder:
        place = project.copy(Path(folder) / "project")
        known = trace(place, group.tests, group.without, files)
        survivors = [_row(file, each) for file, each in tried if not noticed(place, group, known, file, each)]
    killed = len(tried) - len(survivors)
    low, high = exact_interval(killed / len(tried), len(tried))
    content = project.read("mutation")
    content[name] = project.occasion() | {
        "mutants": len(everything), "tried": len(tried), "killed": killed, "interval": [round(low, 4), round(high, 4)],
        "seed": seed, "tests": list(group.tests), "survivors": survivors, "sources": project.digests(files),
    }  # fmt: skip
    project.keep("mutation", content)
    print(
        f"{name}: {killed} of {len(tried)} noticed, {100 * low:.1f} to {100 * high:.1f}% (of {len(everything)})"
    )


def _row(file: str, mutant: Mutant) -> dict[str, Any]:
    return {"file": file, "line": mutant.line, "before": mutant.before, "after": mutant.after}


def noticed(place: Path, group: Group, known: Trace, file: str, mutant: Mutant) -> bool:
    """Whether a test fails, or never ends, with this fault in the copy."""
    tests = known.of_line(file, mutant.line, AT_MOST)
    began = time.monotonic()
    seen = False
    if tests:
        times, more = PATIENCE
        with spoilt(place / file, mutant.text):
            seen = run_tests(place, tests, group.without, times * known.seconds(tests) + more) != 0
    said = "noticed " if seen else "SURVIVED"
    spent = f"{time.monotonic() - began:5.1f} s, {len(tests):3d} tests"
    print(f"{said} {file}:{mutant.line}: {mutant.before!r} -> {mutant.after!r} ({spent})", flush=True)
    return seen


@contextlib.contextmanager
def spoilt(file: Path, text: str) -> Iterator[None]:
    """The file with a fault in it, and no bytecode of it before or after."""
    before = file.read_text()
    for made in (file.parent / "__pycache__").glob(f"{file.stem}.*"):
        made.unlink()
    file.write_text(text)
    try:
        yield
    finally:
        file.write_text(before)


def load_what_tests_need() -> None:
    """Import other people's packages once, so that a fork of this process need not."""
    for name in (
        "pytest", "hypothesis", "numpy", "scipy.stats", "scipy.integrate", "scipy.optimize", "pandas", "lifelines", "simpy",
        "pydantic", "ruamel.yaml", "numba", "importlinter.cli",
    ):  # fmt: skip
        importlib.import_module(name)
