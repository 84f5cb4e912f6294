"""Names the compiled loops call; the engine puts a story's own functions in their place before compiling."""

from collections.abc import Iterator
from typing import Any


def story(p: Any, i: int, theta: Any, stream: Any) -> Iterator[tuple[int, int, float]]:
    """Stands for the story of patient `i`; as it is, nothing ever happens."""
    yield from ()


def diagnose(p: Any, i: int, theta: Any, stream: Any) -> None:
    """Stands for the drawing of one patient at diagnosis; as it is, nothing is drawn."""


def open_record(out: Any, k: int, p: Any, i: int) -> None:
    """Stands for the opening of a patient's record; as it is, none is kept."""


def record(out: Any, k: int, day: float, event: int, value: float) -> None:
    """Stands for what a journal row means to a patient's record; as it is, nothing."""
