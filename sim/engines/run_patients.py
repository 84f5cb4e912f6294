"""The compiled engine's second pass: every patient from the start, all grants known. Plain Python, compiled."""

from typing import Any

import numpy as np

from haicsim.sim.codes import ASK, DEATH, FREE, GRANTED, STAY
from haicsim.sim.engines.borrowed_rows import borrowed
from haicsim.sim.engines.generator_state import place_bytes
from haicsim.sim.engines.inline_generator import inlined
from haicsim.sim.engines.placeholders import diagnose, open_record, record, story
from haicsim.sim.engines.queues import IMPOSSIBLE, NOBODY

FULL = -1  # the piece of journal has no row left


def draw(p: Any, theta: Any, stream: Any) -> None:
    """Draw every patient of the block at diagnosis."""
    for i in range(len(p)):
        diagnose(borrowed(p), i, borrowed(theta), stream)


def run_patients(
    p: Any, theta: Any, stream: Any, horizon: float, servers: Any, queue: Any, days: Any, following: Any, rows: Any,
    out: Any, start: int, stop: int,
) -> tuple[int, int, float, float]:  # fmt: skip
    """Run patients from `start` to before `stop`; write journal rows, records, or both.

    days, following: the grants, as `serve_queues` returns them. rows, out: arrays of journal rows and records; an empty one
    is not written. Returns the next patient to run (before `stop` where the rows are full: nothing of that patient is
    kept) and the number of rows written; (patient, IMPOSSIBLE, event, days) where the story does what it may not.
    """
    people, numbers, records = borrowed(p), borrowed(theta), borrowed(out)
    place_bytes(story(people, start, numbers, stream))  # refuses a story that could not be resumed
    granted = borrowed(servers), borrowed(queue), days, following
    book = borrowed(rows), len(rows), records, len(out) > 0
    m = 0
    for i in range(start, stop):
        if len(out) > 0:
            open_record(records, i, people, i)
        written, activity, length = run_patient(people, i, numbers, stream, horizon, granted, book, m)
        if written == FULL:
            return i, m, 0.0, 0.0
        if np.isnan(p[i].death_day):
            return i, IMPOSSIBLE, float(DEATH), p[i].death_day
        if written == IMPOSSIBLE:
            return i, IMPOSSIBLE, activity, length
        m = written
    return stop, m, 0.0, 0.0


def run_patient(
    p: Any, i: int, theta: Any, stream: Any, horizon: float, granted: Any, book: Any, m: int
) -> tuple[int, float, float]:
    """Run one patient to death or the end of follow-up: rows written so far, or FULL, or IMPOSSIBLE and the stay."""
    servers, queue, days, following = granted
    p[i].now = p[i].arrival
    limit = p[i].arrival + horizon
    next_grant = queue[i].first
    for verb, what, amount in inlined(story(p, i, theta, stream)):
        now = p[i].now
        if not p[i].death_day > now:
            break
        if verb == FREE:
            continue
        event, value = what, amount
        if verb == ASK:
            event, value = GRANTED + what, 0.0
            if servers[what].places > 0:
                if next_grant == NOBODY:
                    break
                p[i].now = days[next_grant]
                value = days[next_grant] - now
                next_grant = following[next_grant]
        elif verb == STAY and not (amount >= 0.0 and amount < np.inf):
            return IMPOSSIBLE, float(what), amount
        m = put(book, m, i, stream[2] + i, p[i].now, event, value)
        if m == FULL:
            return FULL, 0.0, 0.0
        if verb == STAY:
            if now + amount >= min(p[i].death_day, limit):
                break
            p[i].now = now + amount
    if p[i].death_day < limit:
        end = max(p[i].death_day, p[i].now)
        m = put(book, m, i, stream[2] + i, end, DEATH, float(p[i].death_cause))
    return m, 0.0, 0.0


def put(book: Any, m: int, i: int, patient: int, day: float, event: int, value: float) -> int:
    """One row into the journal and into the patient's record, where they are kept: rows so far, or FULL."""
    rows, room, records, recording = book
    if room > 0:
        if m == room:
            return FULL
        rows[m].patient = patient
        rows[m].day = day
        rows[m].event = event
        rows[m].value = value
        m += 1
    if recording:
        record(records, i, day, event, value)
    return m
