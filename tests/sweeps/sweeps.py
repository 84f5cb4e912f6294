"""A small sweep, written where a test wants it, and the real command in a process of its own."""

import os
import signal
import subprocess
import sys
from contextlib import chdir
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from haicsim.edge import ending
from haicsim.main import obey

HEAD = """
name: small
question: Does a small sweep do what it says?
scenarios: [kurume, cautious]
patients: 12
replications: 2
engine: process
outcomes: [conversion_rate, os12]
"""
VARY = """
vary:
  policy.refusal: [0, 0.2]
  capacity.theatre: [1, 2]
  policy.max_courses: {low: 6, high: 12}
design: {sampler: sobol, points: 4}
"""
# a process that has imported what a sweep needs, from which others fork: each is there at once instead of after seconds
READY = get_context("forkserver")
READY.set_forkserver_preload(
    ["haicsim.main", "haicsim.sim.run", "haicsim.analysis.experiments.cells", "pandas", "pyarrow.parquet",
     "scipy.stats", "joblib", "rich.progress"]
)  # fmt: skip
CELLS = 2 * 4 * 2 * 2 * 2


def write(folder: Path, text: str = HEAD + VARY, name: str = "small.yaml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "haicsim", *arguments]


def haicsim(*arguments: str, at: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, in the folder `at`."""
    return subprocess.run(
        command(*arguments),
        cwd=at, env={**os.environ, **environment}, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def inside(at: Path, *arguments: str) -> int:
    """The command in this process, in the folder `at`: its exit code."""
    with chdir(at):
        return here(*arguments)


def here(*arguments: str) -> int:
    """The command in this process, quicker: its exit code."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        return ending(lambda: obey(list(arguments)))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def program(code: str, *words: str, at: Path) -> BaseProcess:
    """Lines of Python with these arguments in a process of their own, in the folder `at`, to be killed a hundred times."""
    process = READY.Process(target=_obey, args=(code, words, at))
    process.start()
    return process


def _obey(code: str, words: tuple[str, ...], at: Path) -> None:
    os.chdir(at)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    sys.argv = ["-c", *words]
    exec(code, {"__name__": "__main__"})
