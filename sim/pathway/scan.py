"""CT after induction and then every two months: measured with error, judged by mRECIST; it changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import (
    AFP_MEASURED,
    CT,
    ENDED_NO_RESPONSE,
    ENDED_PROGRESSION,
    HAIC_ENDED,
    HAIC_ON,
    MEASURED,
    NEVER,
    NOTE,
    ON_TREATMENT,
    PARTIAL,
    PIVKA_MEASURED,
    PROGRESSED,
    PROGRESSIVE,
    RESPONSE,
    SCANNING,
    UNTIL_CT,
    WITHOUT_SURGERY,
)
from haicsim.sim.pathway.haic import plan_course
from haicsim.sim.pathway.measure import measure, new_disease, whole_day
from haicsim.sim.pathway.use import stay, use
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules.response import confirmed, whole_category
from haicsim.sim.rules.stopping import stops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Step, Thetas


def assessment(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """The next CT on treatment: wait for its date, scan, judge; progression ends HAIC."""
    if p[i].status == ON_TREATMENT:
        yield from scan(p, i, theta, stream, ct_day(p, i, theta))
        if p[i].response == PROGRESSIVE:
            p[i].status = WITHOUT_SURGERY
            yield NOTE, PROGRESSED, days_since_seen(p, i)
            if theta[0].haic == HAIC_ON:
                yield NOTE, HAIC_ENDED, float(ENDED_PROGRESSION)
        elif theta[0].haic == HAIC_ON:
            plan_course(p, i, theta, stream)


def stop_rule(p: Patients, i: int, theta: Thetas) -> Iterator[Step]:
    """Not progressive and not resectable: the team's rule may stop HAIC all the same."""
    if p[i].status == ON_TREATMENT and theta[0].haic == HAIC_ON and stops(p, i, theta):
        p[i].status = WITHOUT_SURGERY
        yield NOTE, HAIC_ENDED, float(ENDED_NO_RESPONSE)


def scan(p: Patients, i: int, theta: Thetas, stream: RandomStream, day: float) -> Iterator[Step]:
    """One CT on its day."""
    if day > p[i].now:
        yield from stay(p, i, theta, UNTIL_CT, day - p[i].now)
    yield from read(p, i, theta, stream)


def read(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """Today's CT: measured, judged and written down, the markers of the day with it."""
    yield from use(p, i, theta, CT, SCANNING, theta[0].ct_stay_days)
    judge(p, i, theta, stream)
    yield NOTE, MEASURED, p[i].target_mm
    yield NOTE, RESPONSE, float(p[i].response)
    yield NOTE, AFP_MEASURED, p[i].afp
    yield NOTE, PIVKA_MEASURED, p[i].pivka


def ct_day(p: Patients, i: int, theta: Thetas) -> float:
    """The day of the next CT: when it is due, and not after the next course has begun."""
    day = p[i].ct_due
    if p[i].courses < theta[0].max_courses:
        day = min(day, p[i].course_due)
    return float(day)


def judge(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """Measure, judge against baseline and nadir as measured, and set the next date."""
    found_before, seen_before = p[i].found, p[i].target_mm
    measure(p, i, theta, stream)
    new = new_disease(p, i, theta, stream)
    p[i].new_disease = 1 if new else 0
    p[i].found = whole_category(p, i, theta, new)
    p[i].response = confirmed(p[i].found, found_before, theta[0].confirmation > 0.5)
    p[i].responses_running += 1
    if p[i].response > PARTIAL:
        p[i].responses_running = 0
    p[i].last_change = 0.0
    if seen_before > 0.0:
        p[i].last_change = p[i].target_mm / seen_before - 1.0
    p[i].target_nadir_mm = min(p[i].target_nadir_mm, p[i].target_mm)
    p[i].other_nadir_mm = min(p[i].other_nadir_mm, p[i].other_mm)
    p[i].thrombus_nadir_mm = min(p[i].thrombus_nadir_mm, p[i].thrombus_seen_mm)
    p[i].scans += 1
    p[i].unseen = 0
    scatter = 2.0 * uniform(stream, i, key.CT_DATE, whole_day(p, i)) - 1.0
    p[i].ct_due = p[i].now + max(theta[0].ct_interval_days + scatter * theta[0].ct_scatter_days, 1.0)


def days_since_seen(p: Patients, i: int) -> float:
    """Progression is dated at first sight: days since a new lesion, too small to count, was first seen."""
    days = 0.0
    if p[i].new_seen_day < NEVER:
        days = p[i].now - p[i].new_seen_day
    return float(days)
