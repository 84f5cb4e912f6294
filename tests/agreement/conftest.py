"""The reference scenario's pool of converts and the paper, for all tests of agreement."""

import pytest

from haicsim.analysis.studies import Study, load_study
from haicsim.analysis.validation.candidate_pool import Pool, pool
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario


@pytest.fixture(scope="session")
def kurume() -> Scenario:
    return load_scenario("kurume")


@pytest.fixture(scope="session")
def paper() -> Study:
    return load_study("kurume")


@pytest.fixture(scope="session")
def people(kurume: Scenario) -> Pool:
    return pool(kurume, "resected", (0, 1, 2))
