"""Running the command, as a user would in a process of its own or, quicker, in this one."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from haicsim.edge import ending
from haicsim.main import hints_for, obey

TINY = ("--patients", "60", "--engine", "process", "--no-compare")  # of `run`: a second on SimPy, and no more


def command(*arguments: str) -> list[str]:
    """The real command, whichever tree is under test."""
    return [sys.executable, "-m", "haicsim", *arguments]


def haicsim(*arguments: str, at: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, in the folder `at`."""
    return subprocess.run(
        command(*arguments),
        cwd=at, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def python(code: str, at: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A few lines of Python in a process of their own."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=at, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def here(*arguments: str) -> int:
    """The command in this process: its exit code."""
    with _signals_as_they_were():
        return ending(lambda: obey(list(arguments)), hints_for)


@contextmanager
def _signals_as_they_were() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
