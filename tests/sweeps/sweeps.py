"""A small sweep, written where a test wants it, and the real command in a process of its own."""

import os
import signal
import subprocess
import sys
from contextlib import chdir
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
    before = signal.getsignal(signal.SIGTERM)
    try:
        return ending(lambda: obey(list(arguments)))
    finally:
        signal.signal(signal.SIGTERM, before)
