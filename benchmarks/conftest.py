"""What the benchmarks share. Run them with `python -m pytest benchmarks`; compare their ratios, not their seconds."""

import pytest

from benchmarks.speed.worlds import HOSPITALS, World, peer_world, reference_world

PATIENTS = 10_000


def pytest_addoption(parser):
    parser.addoption("--patients", type=int, default=PATIENTS, help="patients told in every world")


@pytest.fixture(scope="session")
def patients(pytestconfig) -> int:
    return pytestconfig.getoption("patients")


@pytest.fixture(scope="session", params=[*HOSPITALS, "peer story"])
def world(request, patients) -> World:
    made = peer_world(patients) if request.param == "peer story" else reference_world(request.param, patients)
    made.compiled()  # compiles the story, or loads it
    return made


@pytest.fixture(scope="session")
def plain_world(patients) -> World:
    return reference_world("nothing scarce", patients)
