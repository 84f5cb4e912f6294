"""The hospital on SimPy: places that are asked for, granted at the end of an instant, and given back.

SimPy's own Resource grants in the order in which events were created. Here, within one instant, first everybody dies,
ends a stay, gives back or asks; then one grant: the lowest resource number with a free place, in it the earliest ask,
then the smallest patient number; then again.
"""

from collections.abc import Generator
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.events import Event

from haicsim.sim.codes import MOST_RESOURCES

_AFTER_EVERYTHING = 2  # SimPy's priorities 0 and 1 are the instant's ordinary events


class Resource:
    """Some places of one kind: counted ones are given back, a calendar's are renewed at every session and lapse unused.

    places: how many. every: days between sessions, the first on day 0; 0.0 for counted places.
    """

    def __init__(self, env: simpy.Environment, number: int, places: int, every: float) -> None:
        """Open with all places free; a calendar opens with its first session on day 0."""
        self.env, self.number, self.places, self.every = env, number, places, every
        self.free = places
        self.session: float  # the day of a calendar's last session
        self.waiting: list[tuple[float, int, Event]] = []
        self.review_pending = False
        if every > 0.0:
            env.process(self._sessions())

    def ask(self, patient: int) -> Event:
        """An event that succeeds when a place is granted; whoever succeeds it first with False has left the queue."""
        answer = self.env.event()
        heappush(self.waiting, (self.env.now, patient, answer))
        self._review()
        return answer

    def give_back(self) -> None:
        """One counted place is free again."""
        self.free += 1
        self._review()

    def _sessions(self) -> Generator[Event, Any, None]:
        while True:
            self.free, self.session = self.places, float(self.env.now)
            self._review()
            yield self.env.timeout(self.every)

    def _review(self) -> None:
        open_now = self.every == 0.0 or self.session == self.env.now
        if self.waiting and self.free and open_now and not self.review_pending:
            self.review_pending = True
            end_of_instant = Event(self.env)
            end_of_instant._ok, end_of_instant._value = True, None
            end_of_instant.callbacks.append(self._grant_one)
            self.env.schedule(end_of_instant, priority=_AFTER_EVERYTHING + self.number)

    def _grant_one(self, _: Event) -> None:
        self.review_pending = False
        while self.waiting and self.waiting[0][2].triggered:
            heappop(self.waiting)
        if self.waiting:  # and a place is still free: nobody but this takes one
            self.free -= 1
            heappop(self.waiting)[2].succeed(True)
        self._review()


def open_hospital(env: simpy.Environment, places: Any, period: Any) -> list[Resource | None]:
    """The limited resources by number; None where places are unlimited (0) and nobody ever queues.

    places: whole numbers, shape (m,); period: days between sessions, shape (m,), 0.0 for counted places.
    """
    limited: list[Resource | None] = [None] * MOST_RESOURCES
    for number, (count, every) in enumerate(zip(places, period, strict=True)):
        if count > 0:
            limited[number] = Resource(env, number, int(count), float(every))
    return limited
