"""Tests run in a fork of this process, and which test runs which line, found by tracing them once.

Seconds are of processor time, so that what else the machine does neither slows a test nor ends it.
"""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from pickle import dumps, loads
from typing import Any

ASLEEP = 40.0  # a process is stopped after so many times its seconds by the clock


@dataclass(frozen=True)
class Trace:
    """Seconds of every test function, by its node id; the tests that run each line, and any line, of each file."""

    durations: dict[str, float]
    lines: dict[str, dict[int, set[str]]]

    @property
    def everything(self) -> list[str]:
        """All tests, the quickest first."""
        return sorted(self.durations, key=lambda test: (self.durations[test], test))

    def of_line(self, file: str, line: int, seconds: float) -> list[str]:
        """The tests that run a line, the quickest first, as many as so many seconds hold; at least three.

        Of a line that runs on import alone, those that run the file. Empty where nothing ever runs it.
        """
        lines = self.lines.get(file, {})
        ran = lines.get(line)
        if ran is None:
            return []
        tests = ran or set().union(*lines.values())
        chosen = [test for test in self.everything if test in tests]
        return [test for k, test in enumerate(chosen) if k < 3 or self.seconds(chosen[: k + 1]) < seconds]

    def seconds(self, tests: Iterable[str]) -> float:
        """How long they take."""
        return sum(self.durations[test] for test in tests)


class Stopwatch:
    """A pytest plugin: processor time of every test function, all its parameters together, set-up included.

    It also tells coverage.py which test runs. coverage.py's own guess, by the name of the function, misses
    every test for which hypothesis draws examples: no line was ever said to be run by one.
    """

    def __init__(self, measured: Any) -> None:
        """Nothing has been run. measured: coverage.py's measurement."""
        self.durations: dict[str, float] = {}
        self.measured = measured
        self.before = 0.0

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """What runs from now on is this test's."""
        self.measured.switch_context(nodeid.partition("[")[0])
        self.before = processor_time()

    def pytest_runtest_logfinish(self) -> None:
        """What runs between tests is nobody's."""
        self.measured.switch_context("")

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Add what a phase took."""
        now = processor_time()
        if report.when == "call" or report.nodeid.partition("[")[0] in self.durations or report.passed:
            test = report.nodeid.partition("[")[0]
            self.durations[test] = self.durations.get(test, 0.0) + now - self.before
        self.before = now


def processor_time() -> float:
    """Seconds that this process and those it has waited for have used."""
    return sum(os.times()[:4])


def run_tests(place: Path, tests: Sequence[str], without: str, seconds: float) -> int:
    """The exit code of the tests in a copy of the project, stopped at the first failure; 124 where they never end."""
    return wait_for(_forked(place, lambda: _pytest([*tests, "-x", *_deselected(without)], [])), seconds)


def trace(place: Path, tests: Sequence[str], without: str, files: Sequence[str]) -> Trace:
    """Run all tests once, in a copy of the project, and see which line each runs. RuntimeError where one fails."""
    result = place.parent / "trace"
    child = _forked(place, lambda: _traced(place, [*tests, *_deselected(without)], files, result))
    if (code := wait_for(child, 3600.0)) != 0:
        said = (place.parent / "said").read_text()[-2000:]
        raise RuntimeError(f"the tests fail without any fault (exit code {code})\n{said}")
    return Trace(*loads(result.read_bytes()))


def _deselected(without: str) -> list[str]:
    return ["-m", "not slow and not long", *(["-k", f"not {without}"] if without else [])]


def _forked(place: Path, work: Callable[[], int]) -> int:
    """The number of a process that does some work in a copy of the project, and ends with its exit code."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            _quiet(place)
            code = work()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return child


def _quiet(place: Path) -> None:
    """In the fork: a process group and a cache of its own, in the copy, saying nothing."""
    os.setpgid(0, 0)
    os.chdir(place)
    os.environ |= {
        "PYTHONPATH": str(place),
        "XDG_CACHE_HOME": str(place.parent / "cache"),
        "MPLBACKEND": "Agg",
    }
    sys.path.insert(0, str(place))
    for name in [name for name in sys.modules if name.partition(".")[0] in ("haicsim", "benchmarks")]:
        del sys.modules[name]
    sys.dont_write_bytecode = True
    said = os.open(place.parent / "said", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(said, stream)


def _pytest(arguments: Sequence[str], plugins: Sequence[Any]) -> int:
    import pytest

    return int(pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:benchmark", *arguments], list(plugins)))


def _traced(place: Path, arguments: Sequence[str], files: Sequence[str], result: Path) -> int:
    from coverage import Coverage

    sys.dont_write_bytecode = False
    measured = Coverage(data_file=None, config_file=False, include=[str(place / file) for file in files])
    watch = Stopwatch(measured)
    measured.start()
    code = _pytest(arguments, [watch])
    measured.stop()
    lines: dict[str, dict[int, set[str]]] = {}
    data = measured.get_data()
    for file in data.measured_files():
        lines[Path(file).relative_to(place).as_posix()] = {
            line: {context for context in contexts if context in watch.durations}
            for line, contexts in data.contexts_by_lineno(file).items()
        }
    result.write_bytes(dumps((watch.durations, lines)))
    return code


def wait_for(child: int, seconds: float) -> int:
    """The exit code of a forked process; 124 where it had to be stopped: it used more seconds, or slept all the time."""
    until = time.monotonic() + ASLEEP * seconds
    while time.monotonic() < until and _used(child) < seconds:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 124


def _used(child: int) -> float:
    """Seconds of processor time of a process that has not been waited for, and of those it has waited for."""
    fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")
