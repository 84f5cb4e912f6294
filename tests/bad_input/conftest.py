"""Reading a file is timed here: what earlier tests left in memory must not be looked through meanwhile."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def _undisturbed() -> Iterator[None]:
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
