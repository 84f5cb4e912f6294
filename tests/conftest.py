"""What all tests share: shipped scenarios and the compiled story, loaded once."""

import signal
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings
from scripts import script

from haicsim import scenarios
from haicsim.sim import cohort
from haicsim.sim.engines.compiled import CompiledEngine
from haicsim.sim.outcomes.initial import open_record
from haicsim.sim.outcomes.update import record
from haicsim.sim.pathway.story import story
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario

# the same examples every time, and no deadline: the first one waits for the compiler
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def hears_interrupts() -> Iterator[None]:
    """The commands tests start can be interrupted even where the suite itself ignores it (`nohup make test &`)."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def engine() -> CompiledEngine:
    """The patients' story, compiled."""
    return CompiledEngine(story, cohort.diagnose, open_record, record)


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
