"""Chapters of another module, whose names are not those of the story that tells them."""

from collections.abc import Iterator
from typing import Any

from haicsim.sim.codes import NOTE

FACT = 41  # the stories of test_flatten call 40 by this name
level = 2.0
days = 3.0
Word = tuple[int, int, float]


def fact_of_its_own(p: Any, i: int, theta: Any, stream: Any) -> Iterator[Word]:
    yield NOTE, FACT, 0.0


def at_its_level(p: Any, i: int, theta: Any, stream: Any) -> Iterator[Word]:
    yield NOTE, 42, level


def for_its_days() -> Iterator[Word]:
    yield NOTE, 42, days
