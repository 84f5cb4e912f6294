"""The compiled engine's agenda: events to come, the earliest first. Plain Python, compiled by `translate`.

A binary heap in the rows of an array, ordered by day, rank (kind of event, then resource), patient and turn. Its
length is in the tally, and whoever keeps the agenda sees to its room (`haicsim.sim.engines.queues`).
"""

from typing import Any

import numpy as np

# what a rank says: the kind of event times this, plus the resource
KINDS_APART = 32

EVENT = np.dtype([("day", "f8"), ("rank", "i8"), ("patient", "i8"), ("turn", "i8")])
# events in the agenda, grants so far, patients who will still ask
TALLY = np.dtype([("events", "i8"), ("grants", "i8"), ("asking", "i8")])


def push(agenda: Any, tally: Any, day: float, rank: int, patient: int, turn: int) -> None:
    """Enter an event."""
    place = tally[0].events
    tally[0].events += 1
    while place > 0:
        above = (place - 1) >> 1
        if not earlier(day, rank, patient, turn, agenda, above):
            break
        copy(agenda, above, place)
        place = above
    agenda[place].day = day
    agenda[place].rank = rank
    agenda[place].patient = patient
    agenda[place].turn = turn


def pop(agenda: Any, tally: Any) -> tuple[float, int, int, int]:
    """Take the earliest event: its day, rank, patient and turn."""
    day, rank, patient, turn = agenda[0].day, agenda[0].rank, agenda[0].patient, agenda[0].turn
    last = tally[0].events - 1
    tally[0].events = last
    place = 0
    below = 1
    while below < last:
        if below + 1 < last and sooner(agenda, below + 1, below):
            below += 1
        if not sooner(agenda, below, last):
            break
        copy(agenda, below, place)
        place = below
        below = 2 * place + 1
    copy(agenda, last, place)
    return day, rank, patient, turn


def sooner(agenda: Any, one: int, other: int) -> bool:
    """The event in one place comes before the event in the other."""
    a = agenda[one]
    return earlier(a.day, a.rank, a.patient, a.turn, agenda, other)


def earlier(day: float, rank: int, patient: int, turn: int, agenda: Any, other: int) -> bool:
    """An event comes before the one in the other place."""
    b = agenda[other]
    if day != b.day:
        return bool(day < b.day)
    if rank != b.rank:
        return bool(rank < b.rank)
    if patient != b.patient:
        return bool(patient < b.patient)
    return bool(turn < b.turn)


def copy(agenda: Any, source: int, target: int) -> None:
    """Write the event of one place into another."""
    agenda[target].day = agenda[source].day
    agenda[target].rank = agenda[source].rank
    agenda[target].patient = agenda[source].patient
    agenda[target].turn = agenda[source].turn
