"""The journal: what happened to whom and when, one row an event, written by the engines."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# patient number, calendar day, code of haicsim.sim.codes.EVENTS, and a value whose meaning is there
ROW = np.dtype([("patient", "i4"), ("day", "f8"), ("event", "i2"), ("value", "f8")])


class Book:
    """A journal put together from pieces, in their order, without ever holding it twice."""

    def __init__(self, patients: int) -> None:
        """lives: how many patients there will be in all."""
        self._patients, self._end = patients, 0
        self._room = np.empty(0, np.uint8)  # as bytes: numpy copies rows of several fields one by one

    def add(self, pieces: Iterable[NDArray[Any]], patients: int) -> None:
        """Add the next pieces, with which so many patients are complete; they say how much room all will need."""
        for piece in pieces:
            end = self._end + piece.nbytes
            if end > len(self._room):
                expected = ROW.itemsize * int(1.25 * len(piece) * max(self._patients / patients, 1.0))
                self._grow(max(self._end + expected, 2 * len(self._room)))
            self._room[self._end : end] = piece.view(np.uint8)
            self._end = end

    def _grow(self, size: int) -> None:
        room = np.empty(size, np.uint8)  # what is never written never takes memory
        room[: self._end] = self._room[: self._end]
        self._room = room

    @property
    def rows(self) -> NDArray[Any]:
        """The journal so far."""
        return self._room[: self._end].view(ROW)


def as_rows(rows: Sequence[tuple[int, float, int, float]]) -> NDArray[Any]:
    """Rows from plain tuples, shape (n rows,)."""
    return np.array(rows, dtype=ROW)


def same(a: NDArray[Any], b: NDArray[Any]) -> bool:
    """Two journals agree event for event and bit for bit."""
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
