"""Coverage: which lines and branches the quick tests run, by coverage.py, in a copy of the project.

Compiled code is not traced. Rules, story and outcomes count where the SimPy engine runs them, the loops of the compiled engine
where `tests/plain_engine.py` does.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.trust import project

ROOMS = ("sim", "analysis", "haicsim")
SETTINGS = """[run]
branch = true
parallel = true
patch = subprocess
data_file = {data}
source =
    {place}/sim
    {place}/analysis
    {place}/haicsim
[report]
exclude_also =
    if TYPE_CHECKING:
"""


def measure(tests: Sequence[str]) -> None:
    """Run the quick tests, or those named, and keep what they ran. RuntimeError where a test fails."""
    with tempfile.TemporaryDirectory(prefix="haicsim-coverage-") as folder:
        place = project.copy(Path(folder) / "project")
        settings, data = Path(folder) / "settings.ini", Path(folder) / "data"
        settings.write_text(SETTINGS.format(place=place, data=data))
        environment = os.environ | {"PYTHONPATH": str(place), "MPLBACKEND": "Agg"}
        run = [sys.executable, "-m", "coverage"]
        common: dict[str, Any] = {"cwd": place, "env": environment}
        asked = ["-m", "pytest", "-q", "-m", "not slow", "-p", "no:cacheprovider", *(tests or ["tests"])]
        code = subprocess.run([*run, "run", f"--rcfile={settings}", *asked], **common).returncode
        if code != 0:
            raise RuntimeError(f"tests fail (exit code {code}): nothing is kept")
        for step in (["combine", "-q"], ["json", "-q", "-o", f"{folder}/found.json"]):
            subprocess.run([*run, step[0], f"--rcfile={settings}", *step[1:]], check=True, **common)
        found = json.loads(Path(f"{folder}/found.json").read_text())
    _keep(found, tests)


def _keep(found: dict[str, Any], tests: Sequence[str]) -> None:
    files: dict[str, Any] = {_within(name): each["summary"] for name, each in found["files"].items()}
    sums = {room: [each for name, each in files.items() if name.startswith(f"{room}/")] for room in ROOMS}
    names = [name for room in ROOMS for name in project.python_files(room)]
    total = found["totals"]
    project.keep("coverage", project.occasion() | {
        "tests": " ".join(tests) or "all quick tests", "percent": round(total["percent_covered"], 2),
        "branches": total["num_branches"], "covered_branches": total["covered_branches"],
        "parts": {room: _percent(each) for room, each in sums.items()}, "sources": project.digests(names),
    })  # fmt: skip


def _within(name: str) -> str:
    """The path within the project, by its room: links and copies have other beginnings."""
    parts = Path(name).parts
    return "/".join(parts[max(k for k, part in enumerate(parts) if part in ROOMS and k < len(parts) - 1) :])


def _percent(summaries: Sequence[dict[str, Any]]) -> float:
    run = sum(int(each["covered_lines"]) + int(each["covered_branches"]) for each in summaries)
    there = sum(int(each["num_statements"]) + int(each["num_branches"]) for each in summaries)
    return round(100.0 * run / max(there, 1), 2)
