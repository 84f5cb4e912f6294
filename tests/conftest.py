"""What all tests share: shipped scenarios and the compiled story, loaded once."""

from collections.abc import Callable

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
