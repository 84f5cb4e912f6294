"""One patient replayed from the journal: the same story, event for event, with the truth behind it open to view.

The journal says when each scarce place was granted, so nobody else need be run. `p` and `theta` are as the rules take
them and stand, at each event, as they were at that event.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from haicsim.sim import cohort
from haicsim.sim.codes import ASK, DEATH, FREE, GRANTED, STAY
from haicsim.sim.errors import HaicsimError
from haicsim.sim.pathway.story import story
from haicsim.sim.patient import BASELINE, RUNNING, dtype, people
from haicsim.sim.random_numbers import RandomStream
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.stream_keys import NAMES
from haicsim.sim.theta import plain_theta, theta


class ReplayMismatchError(HaicsimError):
    """The journal is not what this program would write: another version of the model wrote it."""


@dataclass(frozen=True)
class JournalRow:
    """One row of the journal of one patient."""

    day: float
    event: int
    value: float


@dataclass(frozen=True)
class Draw:
    """One random number that the story asked for; number: uniform in [0, 1)."""

    decision: str
    occasion: int
    number: float


class _RecordingStream(RandomStream):
    """A random stream that remembers what was asked of it, each number once."""

    def __init__(self, seed: int, replication: int, first: int) -> None:
        super().__init__(seed, replication, first)
        self.draws: dict[tuple[int, int], Draw] = {}

    def draw(self, i: int, decision: int, occasion: int) -> float:
        """The number, written down."""
        number = super().draw(i, decision, occasion)
        self.draws.setdefault((decision, occasion), Draw(NAMES[decision], occasion, number))
        return number


class Replay:
    """One patient, at diagnosis until `events` is read.

    patient: the absolute number. entry_day: calendar day of entry.
    """

    def __init__(self, scenario: Scenario, patient: int, replication: int, entry_day: float) -> None:
        """Draw the patient at diagnosis again."""
        self.scenario = scenario
        row = theta(scenario)
        self.theta = plain_theta(row)
        self.stream = _RecordingStream(scenario.run.seed, replication, patient)
        self.horizon_days = float(row[0]["horizon_days"])
        blank = np.zeros(1, dtype(BASELINE + RUNNING))
        blank["arrival"] = entry_day
        self.p = people(blank)
        cohort.diagnose(self.p, 0, self.theta, self.stream)

    @property
    def draws(self) -> tuple[Draw, ...]:
        """The random numbers asked for so far, in the order in which it was first asked for."""
        return tuple(self.stream.draws.values())

    def events(self, journal: Iterable[JournalRow]) -> Iterator[JournalRow]:
        """The rows one by one, each while the patient stands at it. Raises ReplayMismatchError where the two part."""
        rows = deque(journal)
        me = self.p[0]
        limit = me.arrival + self.horizon_days
        me.now = me.arrival
        for verb, what, amount in story(self.p, 0, self.theta, self.stream):
            now = me.now
            if me.death_day <= now or (not rows and verb != FREE):
                break
            if verb == FREE:
                continue
            if rows[0].event == DEATH:
                break
            row = rows.popleft()
            me.now = row.day
            _compare(row, now, verb, what, amount)
            yield row
            if verb == STAY:
                if now + amount >= min(me.death_day, limit):
                    break
                me.now = now + amount
        yield from _last(rows, me.death_day, limit)


def _compare(row: JournalRow, now: float, verb: int, what: int, amount: float) -> None:
    """Refuse a row that is not what the story says here."""
    expected = JournalRow(now, what, amount)
    if verb == ASK:
        expected = JournalRow(row.day, GRANTED + what, row.day - now)
    if row != expected:
        raise ReplayMismatchError(f"the journal says {row}, this program would write {expected}")


def _last(rows: deque[JournalRow], death_day: float, limit: float) -> Iterator[JournalRow]:
    """Death, where it is the last row; anything else left over is a mismatch."""
    dies = death_day < limit
    if [row.event for row in rows] != [DEATH] * dies:
        raise ReplayMismatchError(f"the journal goes on with {list(rows)} where this program would end it")
    yield from rows
