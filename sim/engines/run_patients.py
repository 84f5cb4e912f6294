"""The compiled engine's second pass: every patient from the start, all grants known. Plain Python, compiled."""

from typing import Any

import numpy as np

from haicsim.sim.codes import ASK, DEATH, FREE, GRANTED, STAY
from haicsim.sim.engines.borrowed_rows import borrowed
from haicsim.sim.engines.contract_errors import write_fault
from haicsim.sim.engines.generator_state import place_bytes
from haicsim.sim.engines.inline_generator import inlined
from haicsim.sim.engines.placeholders import diagnose, open_record, record, story
from haicsim.sim.engines.queues import NOBODY

STOPPED = -1  # the piece of journal has no row left, or the story did what it may not


def draw(p: Any, theta: Any, stream: Any) -> None:
    """Draw every patient of the block at diagnosis."""
    for i in range(len(p)):
        diagnose(borrowed(p), i, borrowed(theta), stream)


def run_patients(
    p: Any, theta: Any, stream: Any, horizon: float, servers: Any, queue: Any, days: Any, following: Any, rows: Any,
    out: Any, start: int, stop: int, fault: Any,
) -> tuple[int, int]:  # fmt: skip
    """Run patients from `start` to before `stop`; write journal rows, records, or both.

    days, following: the grants, as `serve_queues` returns them. rows, out: arrays of journal rows and records; an empty one
    is not written. Returns the next patient to run (before `stop` where the rows are full: nothing of that patient is
    kept) and the number of rows written. `fault` says what a story did that it may not.
    """
    people, numbers, records, wrong = borrowed(p), borrowed(theta), borrowed(out), borrowed(fault)
    place_bytes(story(people, start, numbers, stream))  # refuses a story that could not be resumed
    granted = borrowed(servers), borrowed(queue), days, following
    recording = len(out) > 0
    book = borrowed(rows), len(rows), records, recording
    m = 0
    for i in range(start, stop):
        if recording:
            open_record(records, i, people, i)
        written = run_patient(people, i, numbers, stream, horizon, granted, book, m, wrong)
        if written == STOPPED:
            return i, m
        m = written
    return stop, m


def run_patient(
    p: Any, i: int, theta: Any, stream: Any, horizon: float, granted: Any, book: Any, m: int, fault: Any
) -> int:
    """Run one patient to death or the end of follow-up: rows written so far, or STOPPED."""
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
            write_fault(fault, i, what, amount)
            return STOPPED
        m = put(book, m, i, stream[2] + i, p[i].now, event, value)
        if m == STOPPED:
            return STOPPED
        if verb == STAY:
            if now + amount >= min(p[i].death_day, limit):
                break
            p[i].now = now + amount
    if np.isnan(p[i].death_day):
        write_fault(fault, i, DEATH, p[i].death_day)
        return STOPPED
    return put_death(book, m, p, i, stream[2] + i, limit)


def put_death(book: Any, m: int, p: Any, i: int, patient: int, limit: float) -> int:
    """The death into the journal and the record, where it comes before the end of follow-up: rows so far, or STOPPED."""
    if p[i].death_day < limit:
        end = max(p[i].death_day, p[i].now)
        m = put(book, m, i, patient, end, DEATH, float(p[i].death_cause))
    return m


def put(book: Any, m: int, i: int, patient: int, day: float, event: int, value: float) -> int:
    """One row into the journal and into the patient's record, where they are kept: rows so far, or STOPPED."""
    rows, room, records, recording = book
    if room > 0:
        if m == room:
            return STOPPED
        rows[m].patient = patient
        rows[m].day = day
        rows[m].event = event
        rows[m].value = value
        m += 1
    if recording:
        record(records, i, day, event, value)
    return m
