"""The compiled engine's first pass, queues: who is granted a limited resource and when. Plain Python, compiled by `translate`.

Each patient is run ahead to the next ask of a limited resource, left there, and resumed when it is granted; the only
events in the list are asks, releases, sessions and grants. One addition stands where SimPy does one, so that days
agree to the last bit.
"""

from typing import Any

import numpy as np

from haicsim.sim.codes import ASK, FREE, GRANTED, MOST_RESOURCES, NEVER, STAY
from haicsim.sim.engines.borrowed_rows import borrowed
from haicsim.sim.engines.contract_errors import FREED, write_fault
from haicsim.sim.engines.event_list import EVENT, pop, push
from haicsim.sim.engines.generator_state import load_place, place_bytes, save_place, turn_to
from haicsim.sim.engines.inline_generator import inlined
from haicsim.sim.engines.placeholders import story

# kinds of event within one instant, in this order; the rank of an event of resource r is its kind + r
RELEASE = 0
ASKING = RELEASE + MOST_RESOURCES
GRANT = ASKING + MOST_RESOURCES
NOBODY = -1  # the patient of a session or a grant in the event list too

# one row per resource; places 0 is unlimited, every 0.0 counted; pending: the instant for which a grant stands in the list
SERVER = np.dtype(
    [
        ("places", "i8"),
        ("every", "f8"),
        ("free", "i8"),
        ("session", "f8"),
        ("pending", "f8"),
        ("head", "i8"),
        ("tail", "i8"),
    ]
)
# one row per patient: resources held as bits, grants so far, the days of the last ask and of leaving for good, the
# neighbours in the queue, the first and the last grant
QUEUED = np.dtype(
    [
        ("held", "i8"),
        ("granted", "i8"),
        ("asked_day", "f8"),
        ("gone_day", "f8"),
        ("before", "i8"),
        ("after", "i8"),
        ("first", "i8"),
        ("last", "i8"),
    ]
)


def serve_queues(
    p: Any,
    theta: Any,
    stream: Any,
    horizon: float,
    servers: Any,
    queue: Any,
    order: Any,
    tallies: Any,
    fault: Any,
) -> Any:
    """Serve all queues until nobody asks any more.

    order: patients in the order of their arrival. tallies: one row of 0, that counts grants. Returns the days of all grants,
    in their order, and for each the same patient's next one; everyone's first is in `queue`.
    fault: where a story asked for what it holds or gave back what it does not; `run_patients` finds other faults.
    """
    people, hospital, waiting = borrowed(p), borrowed(servers), borrowed(queue)
    tally, wrong = borrowed(tallies), borrowed(fault)
    events, days, following = np.zeros(MOST_RESOURCES, EVENT), np.zeros(len(p)), np.zeros(len(p), np.int64)
    pathway = story(people, len(p), borrowed(theta), stream)  # turned to each patient in turn
    kept = np.zeros((len(p), place_bytes(pathway)), np.uint8)
    open_calendars(hospital, borrowed(events), tally)
    while tally[0].arrived < len(order) or tally[0].asking > 0:
        events = with_room(events, tally)
        if tally[0].grants == len(days):
            days, following = np.concatenate((days, days)), np.concatenate((following, following))
        event_list = borrowed(events)
        i = who_goes_on(pathway, kept, people, order, hospital, waiting, event_list, tally, days, following)
        if i != NOBODY:
            run_ahead(pathway, people, i, horizon, hospital, waiting, event_list, tally, kept, wrong)
        if wrong[0].found:
            break
    return days, following


def who_goes_on(
    pathway: Any, kept: Any, p: Any, order: Any, servers: Any, queue: Any, event_list: Any, tally: Any, days: Any,
    following: Any,
) -> int:  # fmt: skip
    """Who goes on: the next to arrive, unless something happens before that; else who is granted a place, or NOBODY."""
    number = tally[0].arrived
    if number < len(order) and (tally[0].events == 0 or p[order[number]].arrival <= event_list[0].day):
        i = int(order[number])
        tally[0].arrived = number + 1
        p[i].now = p[i].arrival
        turn_to(pathway, i)
    else:
        i = serve(servers, queue, event_list, tally, p, days, following)
        if i != NOBODY:
            load_place(pathway, kept, i)
    return i


def with_room(events: Any, tally: Any) -> Any:
    """The list of events with room for one patient's next steps: at most a release of everything held, and an ask."""
    while tally[0].events + MOST_RESOURCES >= len(events):
        events = np.concatenate((events, events))
    return events


def serve(servers: Any, queue: Any, event_list: Any, tally: Any, p: Any, days: Any, following: Any) -> int:
    """Let the earliest event happen: the patient who is granted a place by it, or NOBODY."""
    t, rank, i, turn = pop(event_list, tally)
    what = rank % MOST_RESOURCES
    kind = rank - what
    if kind == RELEASE:
        release(servers, queue, event_list, tally, t, what, i, turn)
    elif kind == ASKING:
        join(servers, queue, what, i)
    else:
        servers[what].pending = NEVER
    drop_departed(servers, queue, tally, what, t)
    served = NOBODY
    if kind == GRANT and servers[what].head != NOBODY:  # and a place is still free: nobody but this takes one
        served = grant(servers, queue, tally, what, t, days, following)
        p[served].now = t
    review(servers, event_list, tally, what, t)
    return served


def run_ahead(
    pathway: Any, p: Any, i: int, horizon: float, servers: Any, queue: Any, event_list: Any, tally: Any, kept: Any,
    fault: Any,
) -> None:  # fmt: skip
    """Live on to the next ask of a limited resource, or to the end; asks and releases on the way go to the event list."""
    limit = p[i].arrival + horizon
    for verb, what, amount in inlined(pathway):
        now = p[i].now
        if not p[i].death_day > now:
            break
        if verb == STAY:
            if not now <= now + amount < min(p[i].death_day, limit):  # so too where the stay is impossible
                break
            p[i].now = now + amount
        elif verb == ASK and servers[what].places > 0:
            if queue[i].held >> what & 1:
                write_fault(fault, i, GRANTED + what, now)
                return
            save_place(pathway, kept, i)
            ask(queue, event_list, tally, what, i, now, now + (min(p[i].death_day, limit) - now))
            return
        elif verb == FREE and servers[what].places > 0 and servers[what].every == 0.0:
            if not queue[i].held >> what & 1:
                write_fault(fault, i, FREED + what, now)
                return
            queue[i].held &= ~(1 << what)
            push(event_list, tally, now, RELEASE + what, i, NOBODY)
    now, left = p[i].now, min(p[i].death_day, limit) - p[i].now
    release_all(queue, event_list, tally, i, now + left if left > 0.0 else now, NOBODY)


def ask(queue: Any, event_list: Any, tally: Any, what: int, i: int, now: float, gone: float) -> None:
    """The patient will ask, and waits to the day `gone` at most: what is held is free on that day if nothing is granted."""
    queue[i].asked_day = now
    queue[i].gone_day = gone
    release_all(queue, event_list, tally, i, gone, queue[i].granted)
    push(event_list, tally, now, ASKING + what, i, NOBODY)
    tally[0].asking += 1


def release_all(queue: Any, event_list: Any, tally: Any, i: int, day: float, turn: int) -> None:
    """What the patient holds is free on that day; with a `turn`, only if no grant has come since then."""
    held = queue[i].held
    if held != 0:
        for r in range(MOST_RESOURCES):
            if held >> r & 1:
                push(event_list, tally, day, RELEASE + r, i, turn)


def open_calendars(servers: Any, event_list: Any, tally: Any) -> None:
    """The first session of every calendar resource is on day 0."""
    for r in range(MOST_RESOURCES):
        if servers[r].every > 0.0:
            push(event_list, tally, 0.0, RELEASE + r, NOBODY, NOBODY)


def release(
    servers: Any, queue: Any, event_list: Any, tally: Any, t: float, what: int, i: int, turn: int
) -> None:
    """A place is free again, or a session begins and unused places of the last one have lapsed."""
    if i == NOBODY:
        servers[what].free = servers[what].places
        servers[what].session = t
        push(event_list, tally, t + servers[what].every, RELEASE + what, NOBODY, NOBODY)
    elif turn == NOBODY or queue[i].granted == turn:
        servers[what].free += 1


def join(servers: Any, queue: Any, what: int, i: int) -> None:
    """Patient `i` joins the queue: behind whoever asked earlier, or in the same instant with a smaller number."""
    ahead = servers[what].tail
    while ahead != NOBODY and queue[ahead].asked_day == queue[i].asked_day and ahead > i:
        ahead = queue[ahead].before
    behind = servers[what].head
    if ahead != NOBODY:
        behind = queue[ahead].after
    queue[i].before = ahead
    queue[i].after = behind
    if ahead == NOBODY:
        servers[what].head = i
    else:
        queue[ahead].after = i
    if behind == NOBODY:
        servers[what].tail = i
    else:
        queue[behind].before = i


def leave(servers: Any, queue: Any, what: int) -> int:
    """The first of the queue leaves it."""
    i = servers[what].head
    behind = queue[i].after
    servers[what].head = behind
    if behind == NOBODY:
        servers[what].tail = NOBODY
    else:
        queue[behind].before = NOBODY
    return int(i)


def drop_departed(servers: Any, queue: Any, tally: Any, what: int, t: float) -> None:
    """Take from the front of the queue those who died, or whose follow-up ended, while they waited."""
    while servers[what].head != NOBODY and queue[servers[what].head].gone_day <= t:
        leave(servers, queue, what)
        tally[0].asking -= 1


def grant(servers: Any, queue: Any, tally: Any, what: int, t: float, days: Any, following: Any) -> int:
    """Give a place to the first of the queue, and write the grant down."""
    i = leave(servers, queue, what)
    tally[0].asking -= 1
    servers[what].free -= 1
    if servers[what].every == 0.0:
        queue[i].held |= 1 << what
    number = tally[0].grants
    tally[0].grants = number + 1
    if queue[i].first == NOBODY:
        queue[i].first = number
    else:
        following[queue[i].last] = number
    queue[i].last = number
    queue[i].granted += 1
    days[number] = t
    following[number] = NOBODY
    return i


def review(servers: Any, event_list: Any, tally: Any, what: int, t: float) -> None:
    """Where somebody waits and a place is free, a grant follows at the end of this instant."""
    open_now = servers[what].every == 0.0 or servers[what].session == t
    if servers[what].head != NOBODY and servers[what].free > 0 and open_now and servers[what].pending != t:
        servers[what].pending = t
        push(event_list, tally, t, GRANT + what, NOBODY, NOBODY)
