"""Coverage: which lines and branches quick and slow tests run, by coverage.py, in a copy of the project.

Compiled code is not traced. Rules, story and outcomes count where the SimPy engine runs them, the loops of the compiled engine
where `tests/plain_engine.py` does. Each folder of tests is measured by itself and what it ran is kept in build/coverage, so
that a measurement that was broken off goes on where it stopped, and tests added later run alone.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.trust import project

ROOMS = ("sim", "analysis", "haicsim")
# being measured fails these: coverage.py cannot write to a full disk either, and takes its time over a long file
FAILING = ("full_disk_leaves", "many_entries", "many_items")
# and these take minutes over lines that others run: environments, compilers, theory, crowds, processes that are killed
DEAR = (
    "new_environment", "planted_slip", "eight_workers", "closed_form", "erlang_c", "end_of_its_range", "twenty_thousand",
    "10000_patients", "of_sixty", "killed", "in_the_order_shown",
)  # fmt: skip
WITHOUT = " and ".join(f"not {name}" for name in FAILING + DEAR)
SETTINGS = """[run]
branch = true
parallel = true
patch = subprocess, _exit
sigterm = true
data_file = {data}
source =
    {place}/sim
    {place}/analysis
    {place}/haicsim
[report]
exclude_also =
    if TYPE_CHECKING:
"""


def measure(tests: Sequence[str], at_once: int = 1) -> None:
    """Run the quick and slow tests, or those named, and keep what they ran. RuntimeError where a test fails."""
    names = [name for room in ROOMS for name in project.python_files(room)]
    folder = project.ROOT / "build" / "coverage" / _digest(names)
    place = folder / "project"
    shutil.rmtree(place, ignore_errors=True)
    project.copy(place)
    parts = list(
        tests or (f"tests/{each.name}" for each in sorted((place / "tests").iterdir()) if each.is_dir())
    )
    asked = [(part, mark) for mark in ("not slow", "slow") for part in parts]
    with ThreadPoolExecutor(at_once) as pool:
        data = dict(zip(asked, pool.map(lambda one: _of_part(folder, *one), asked), strict=True))
    if failed := [part for (part, _), found in data.items() if found is None]:
        raise RuntimeError(
            f"tests fail in {', '.join(failed)}: nothing is kept; what they said is in {folder}"
        )
    _coverage(
        folder,
        place,
        folder / "settings.ini",
        "combine",
        "-q",
        "--keep",
        *(str(each) for each in data.values()),
    )
    _coverage(folder, place, folder / "settings.ini", "json", "-q", "-o", f"{folder}/found.json")
    _keep(json.loads((folder / "found.json").read_text()), names, tests)


def _of_part(folder: Path, part: str, mark: str) -> Path | None:
    """Where it is kept what a folder's tests of one length ran; measured unless they were before; None where one fails."""
    place = folder / "project"
    files = [name for each in (part.partition("::")[0], "tests/*.py") for name in _tests(place, each)]
    slow = "" if mark == "not slow" else "slow-"
    data = folder / f"{part.replace('/', '-')}-{slow}{_digest(files, place)}"
    if not (data / "done").exists():
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(parents=True)
        (data / "settings.ini").write_text(SETTINGS.format(place=place, data=data / "data"))
        asked = [
            "-m",
            "pytest",
            "-q",
            "-m",
            f"{mark} and not long",
            "-k",
            WITHOUT,
            "-p",
            "no:cacheprovider",
            part,
        ]
        code = _coverage(folder, place, data / "settings.ini", "run", *asked, said=data / "said")
        print(f"{part}, {mark}: {(data / 'said').read_text().rstrip().splitlines()[-1]}", flush=True)
        if code not in (0, 5):  # 5: there are none of this length
            return None
        (data / "done").touch()
    return data


def _tests(place: Path, part: str) -> list[str]:
    """The Python files that a folder, a file or a pattern of tests names in a copy of the project."""
    found = place.glob(part if part.endswith(".py") else f"{part}/**/*.py")
    return sorted(path.relative_to(place).as_posix() for path in found)


def _digest(names: Sequence[str], place: Path = project.ROOT) -> str:
    return sha256(json.dumps(project.digests(names, place)).encode()).hexdigest()[:16]


def _coverage(
    folder: Path, place: Path, settings: Path, step: str, *words: str, said: Path | None = None
) -> int:
    """The exit code of a step of coverage.py, run in the copy. CalledProcessError where one that says nothing fails."""
    if not settings.exists():
        settings.write_text(SETTINGS.format(place=place, data=folder / "data"))
    environment = os.environ | {"PYTHONPATH": str(place), "MPLBACKEND": "Agg", "HAICSIM_BROWSER": "1"}
    run = [sys.executable, "-m", "coverage", step, f"--rcfile={settings}", *words]
    if said is None:
        return subprocess.run(run, cwd=place, env=environment, check=True).returncode
    with said.open("w") as screen:
        return subprocess.run(
            run, cwd=place, env=environment, stdout=screen, stderr=subprocess.STDOUT
        ).returncode


def _keep(found: dict[str, Any], names: Sequence[str], tests: Sequence[str]) -> None:
    files: dict[str, Any] = {_within(name): each["summary"] for name, each in found["files"].items()}
    sums = {room: [each for name, each in files.items() if name.startswith(f"{room}/")] for room in ROOMS}
    total = found["totals"]
    project.keep("coverage", project.occasion() | {
        "tests": " ".join(tests) or "quick and slow tests", "percent": round(total["percent_covered"], 2),
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
