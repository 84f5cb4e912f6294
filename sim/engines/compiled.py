"""The fast engine: the same story compiled, queues served exactly.

Importing this module imports numba. The first use of a story compiles it (about half a minute for the full one); later
processes read it from the cache (see `haicsim.sim.engines.translate`).
"""

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.codes import MOST_RESOURCES, NEVER
from haicsim.sim.engines import placeholders, queues, run_patients
from haicsim.sim.engines.contract_errors import FAULT, story_error
from haicsim.sim.engines.event_list import TALLY
from haicsim.sim.engines.flatten import Story, flatten
from haicsim.sim.engines.translate import Translation
from haicsim.sim.journal import ROW, Book
from haicsim.sim.random_numbers import COMPILED_AS

Array = NDArray[Any]
Key = tuple[int, int, int]
_PIECE = 1_000_000  # rows
_NONE = np.array([], ROW)


@dataclass(frozen=True)
class Grants:
    """The grants of limited resources.

    servers: the hospital, one row per resource. queue: one row per patient, each with the first grant. days, following:
    the day of every grant and the same patient's next one.
    """

    servers: Array
    queue: Array
    days: Array
    following: Array


class CompiledEngine:
    """A story compiled, ready to be run for any patients.

    diagnose: draws a patient at diagnosis, where the story has one. open_record, record: what a journal row means to a
    patient's record, where records are wanted.
    """

    def __init__(
        self,
        story: Story,
        diagnose: Callable[..., None] | None = None,
        open_record: Callable[..., None] | None = None,
        record: Callable[..., None] | None = None,
        called: Collection[Callable[..., Any]] = (),
    ) -> None:
        """Translate; compiling waits until the first use. called: see `Translation`."""
        given = {
            placeholders.diagnose: diagnose,
            placeholders.open_record: open_record,
            placeholders.record: record,
        }
        own = {placeholder: function for placeholder, function in given.items() if function is not None}
        translation = Translation(COMPILED_AS | {placeholders.story: flatten(story)} | own, called)
        self._serve = translation.entry(queues.serve_queues)
        self._run = translation.entry(run_patients.run_patients)
        self._draw = translation.entry(run_patients.draw)

    @property
    def has_run(self) -> bool:
        """Whether it has run anybody yet: then its story is compiled and loaded."""
        return bool(self._run.signatures)

    def draw(self, p: Array, theta: Array, stream: Key) -> None:
        """Draw every patient of `p` (shape (n,)) at diagnosis."""
        self._draw(p, theta, stream)

    def grants(
        self, p: Array, theta: Array, stream: Key, places: Array, period: Array, horizon: float
    ) -> Grants:
        """Decide who is granted what and when, all patients together.

        places, period: the hospital by resource number, 0 places meaning unlimited. Raises StoryError.
        """
        servers, queue = _servers(places, period), _nobody_waits(len(p))
        if not servers["places"].any():
            return Grants(servers, queue, np.array([]), np.array([], np.int64))
        order = np.argsort(p["arrival"], kind="stable")
        tally, fault = np.zeros(1, TALLY), np.zeros(1, FAULT)
        days, following = self._serve(p, theta, stream, horizon, servers, queue, order, tally, fault)
        _stop_at(fault, stream)
        count = int(tally["grants"].item())
        return Grants(servers, queue, days[:count], following[:count])

    def journal(
        self, p: Array, theta: Array, stream: Key, places: Array, period: Array, horizon: float
    ) -> Array:
        """Every patient's journal, by patient and then as lived; the arguments are those of `grants`."""
        granted = self.grants(p, theta, stream, places, period, horizon)
        pieces = list(self.pieces(p, theta, stream, horizon, granted))
        if len(pieces) == 1:
            return pieces[0]
        book = Book(len(p))
        book.add(pieces, len(p))
        return book.rows

    def pieces(
        self,
        p: Array,
        theta: Array,
        stream: Key,
        horizon: float,
        granted: Grants,
        out: Array = _NONE,
        most: int = _PIECE,
        start: int = 0,
        stop: int | None = None,
    ) -> Iterator[Array]:
        """The journal of patients from `start` to before `stop` in pieces of at most `most` rows; none where that is 0.

        Their records too, where `out` (shape (n,), as `p`) is given.
        """
        end = len(p) if stop is None else stop
        while start < end:
            piece = np.empty(most, ROW)
            before = start
            start, count = self._run_patients(p, theta, stream, horizon, granted, piece, out, start, end)
            if start > before:
                yield piece[:count]
            else:
                most *= 2  # one patient alone has more rows than the piece

    def records(
        self,
        p: Array,
        theta: Array,
        stream: Key,
        horizon: float,
        granted: Grants,
        out: Array,
        threads: int,
    ) -> None:
        """Every patient's record into `out` (shape (n,)), without a journal, by so many threads."""
        edges = np.linspace(0, len(p), threads + 1).astype(int).tolist()
        with ThreadPoolExecutor(threads) as pool:
            parts = [
                pool.submit(self._run_patients, p, theta, stream, horizon, granted, _NONE, out, start, stop)
                for start, stop in pairwise(edges)
            ]
        for part in parts:
            part.result()

    def _run_patients(
        self, p: Array, theta: Array, stream: Key, horizon: float, granted: Grants, rows: Array, out: Array, start: int,
        stop: int,
    ) -> tuple[int, int]:  # fmt: skip
        g, fault = granted, np.zeros(1, FAULT)
        following, count = self._run(
            p, theta, stream, horizon, g.servers, g.queue, g.days, g.following, rows, out, start, stop, fault
        )
        _stop_at(fault, stream)
        return following, count


def _stop_at(fault: Array, stream: Key) -> None:
    """StoryError where a story did what it may not."""
    for found, patient, event, days in fault.tolist():
        if found:
            raise story_error(stream[2] + patient, event, days)


def _servers(places: Array, period: Array) -> Array:
    """The hospital before its first day."""
    servers = np.zeros(MOST_RESOURCES, queues.SERVER)
    servers["places"][: len(places)] = places
    servers["every"][: len(period)] = period
    servers["free"] = servers["places"]
    servers["pending"] = NEVER
    servers["head"] = servers["tail"] = queues.NOBODY
    return servers


def _nobody_waits(patients: int) -> Array:
    """Nobody has asked for anything."""
    queue = np.zeros(patients, queues.QUEUED)
    queue["first"] = queues.NOBODY
    return queue
