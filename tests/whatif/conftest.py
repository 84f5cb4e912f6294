"""The what-ifs that several tests look at, simulated once."""

import pytest

from haicsim.analysis.whatif.question import WhatIf, what_if
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario


@pytest.fixture(scope="session")
def kurume() -> Scenario:
    """The reference with 10,000 patients, compiled."""
    return load_scenario("kurume", ["run.patients=10000", "run.engine=compiled"])


@pytest.fixture(scope="session")
def efficacy(kurume: Scenario) -> WhatIf:
    """Three in ten converted, by efficacy, with fresh patients and without ranges."""
    return what_if(kurume, [0.3], ["efficacy"], ranges=False)


@pytest.fixture(scope="session")
def forced(kurume: Scenario) -> WhatIf:
    """Three in ten converted, by force; half cannot be."""
    return what_if(kurume, [0.3, 0.5], ["forced"], ranges=False)
