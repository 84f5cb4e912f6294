"""Lives that several laws look at, told once."""

import sys
from pathlib import Path

import pytest
from lives import MANY, QUICK, Lives, live, world

sys.path.append(str(Path(__file__).parents[1] / "property"))  # scenarios at random


@pytest.fixture(scope="session")
def reference() -> Lives:
    """2,000 patients of the reference scenario."""
    return live(world("kurume", QUICK))


@pytest.fixture(scope="session")
def many_of_reference(engine) -> Lives:
    """20,000 of them, by the compiled engine."""
    return live(world("kurume", MANY), engine)
