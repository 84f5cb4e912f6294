"""The compiled engine's event list: events to come, the earliest first. Plain Python, compiled by `translate`.

A binary heap in the rows of an array, ordered by day, rank (kind of event and resource), patient and turn. Its
length is in the tally, and whoever keeps the list sees to its room (`haicsim.sim.engines.queues`).
"""

from typing import Any

import numpy as np

EVENT = np.dtype([("day", "f8"), ("rank", "i8"), ("patient", "i8"), ("turn", "i8")])
# events in the list, grants so far, patients who have arrived, patients who will still ask
TALLY = np.dtype([("events", "i8"), ("grants", "i8"), ("arrived", "i8"), ("asking", "i8")])


def push(event_list: Any, tally: Any, day: float, rank: int, patient: int, turn: int) -> None:
    """Enter an event."""
    place = tally[0].events
    tally[0].events += 1
    while place > 0:
        above = (place - 1) >> 1
        if not earlier(day, rank, patient, turn, event_list, above):
            break
        copy(event_list, above, place)
        place = above
    event_list[place].day = day
    event_list[place].rank = rank
    event_list[place].patient = patient
    event_list[place].turn = turn


def pop(event_list: Any, tally: Any) -> tuple[float, int, int, int]:
    """Take the earliest event: its day, rank, patient and turn."""
    day, rank, patient, turn = (
        event_list[0].day,
        event_list[0].rank,
        event_list[0].patient,
        event_list[0].turn,
    )
    last = tally[0].events - 1
    tally[0].events = last
    place = 0
    below = 1
    while below < last:
        if sooner(event_list, below + 1, below):
            below += 1
        if not sooner(event_list, below, last):
            break
        copy(event_list, below, place)
        place = below
        below = 2 * place + 1
    copy(event_list, last, place)
    return day, rank, patient, turn


def sooner(event_list: Any, one: int, other: int) -> bool:
    """The event in one place comes before the event in the other."""
    a = event_list[one]
    return earlier(a.day, a.rank, a.patient, a.turn, event_list, other)


def earlier(day: float, rank: int, patient: int, turn: int, event_list: Any, other: int) -> bool:
    """An event comes before the one in the other place."""
    b = event_list[other]
    return bool((day, rank, patient, turn) < (b.day, b.rank, b.patient, b.turn))


def copy(event_list: Any, source: int, target: int) -> None:
    """Write the event of one place into another."""
    event_list[target].day = event_list[source].day
    event_list[target].rank = event_list[source].rank
    event_list[target].patient = event_list[source].patient
    event_list[target].turn = event_list[source].turn
