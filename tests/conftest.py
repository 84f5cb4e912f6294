"""What all tests share: shipped scenarios and the compiled story, loaded once.

Run by several workers (`-n 2`), the story is compiled once, beside them, while tests that can do without it come first.
"""

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from scripts import script

from haicsim import scenarios
from haicsim.sim import cohort
from haicsim.sim.engines.compiled import CompiledEngine
from haicsim.sim.engines.patients_engine import CALLED
from haicsim.sim.outcomes.initial import open_record
from haicsim.sim.outcomes.update import record
from haicsim.sim.pathway.story import story
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario

# rooms with nothing, or next to nothing, that runs the compiled story: they come first, in this order
WITHOUT_COMPILER = ("bad_input", "rules", "reconstruction", "studies", "reentry", "architecture", "docs")
COMPILE = "import haicsim; haicsim.run('one-theatre', patients=2, engine='compiled', overrides=['arrivals.warm_up=0'])"
COMPILER = pytest.StashKey["subprocess.Popen[bytes]"]()
BEING_COMPILED = "HAICSIM_TESTS_BEING_COMPILED"  # names a file, locked until the story is compiled

# the same examples every time, and no deadline: the first one waits for the compiler
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def hears_interrupts() -> Iterator[None]:
    """The commands tests start can be interrupted even where the suite itself ignores it (`nohup make test &`)."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.getsignal(number) for number in usual}
    for number, handler in usual.items():
        if before[number] is signal.SIG_IGN:
            signal.signal(number, handler)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="session", autouse=True)
def _looks_of_tests_do_not_count(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests look at is recorded in a folder of theirs, not in the user's state."""
    before = os.environ.get("XDG_STATE_HOME")
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    yield
    if before is None:
        del os.environ["XDG_STATE_HOME"]
    else:
        os.environ["XDG_STATE_HOME"] = before


@pytest.fixture(autouse=True)
def _no_figure_stays_open() -> Iterator[None]:
    """A figure that a test draws and forgets is no other test's affair."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture(scope="session")
def engine() -> CompiledEngine:
    """The patients' story, compiled."""
    return CompiledEngine(story, cohort.diagnose, open_record, record, CALLED)


@pytest.fixture(scope="session")
def shipped() -> Callable[..., Scenario]:
    """Loads a shipped scenario by name, with overrides as for `--set`."""

    def load(name: str, *overrides: str) -> Scenario:
        return load_scenario(scenarios.FOLDER / f"{name}.yaml", overrides)

    return load


@pytest.fixture(scope="session")
def player() -> CompiledEngine:
    """The story told from a script, compiled."""
    return CompiledEngine(script)


# ---- Several workers: compile once


def pytest_configure(config: pytest.Config) -> None:
    """Start compiling in a process of its own before there are workers, and let files keep the order given below."""
    if not getattr(config.option, "numprocesses", None) or hasattr(config, "workerinput"):
        return
    config.option.loadscopereorder = False  # or xdist begins with the files of most tests
    descriptor, name = tempfile.mkstemp(prefix="haicsim-tests-")
    fcntl.flock(
        descriptor, fcntl.LOCK_EX
    )  # it is the child's too, and gone when the child has ended, however
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    config.stash[COMPILER] = subprocess.Popen([sys.executable, "-c", COMPILE], pass_fds=[descriptor], **quiet)
    os.close(descriptor)
    os.environ[BEING_COMPILED] = name


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if compiler := config.stash.get(COMPILER, None):
        compiler.kill()
        compiler.wait()
        Path(os.environ.pop(BEING_COMPILED)).unlink(missing_ok=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say so where it did not compile: every worker then did, and all took longer."""
    compiler = config.stash.get(COMPILER, None)
    if compiler and compiler.poll():
        terminalreporter.write_line(
            f"The story was not compiled ahead of the tests: python -c {COMPILE!r} failed"
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that need no compiled story first, all else in its order."""
    places = {room: place for place, room in enumerate(WITHOUT_COMPILER)}
    items.sort(key=lambda item: places.get(item.path.parent.name, len(places)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Wait for the story to be compiled rather than compile it a second time."""
    lock = os.environ.get(BEING_COMPILED)
    if lock and hasattr(item.config, "workerinput") and item.path.parent.name not in WITHOUT_COMPILER:
        with open(lock) as file:
            fcntl.flock(file, fcntl.LOCK_SH)
