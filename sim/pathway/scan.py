"""CT after induction and then every two months: measured with error, judged by mRECIST."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import (
    CT,
    ENDED_PROGRESSION,
    HAIC_ENDED,
    MEASURED,
    NEVER,
    NOTE,
    ON_HAIC,
    PARTIAL,
    PHASE_PROGRESSED,
    PROGRESSED,
    PROGRESSIVE,
    RESPONSE,
    SCANNING,
    STAY,
    UNTIL_CT,
    WITHOUT_SURGERY,
)
from haicsim.sim.pathway.haic import plan_course
from haicsim.sim.pathway.measure import measure, new_disease, whole_day
from haicsim.sim.pathway.use import use
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules.response import confirmed, whole_category
from haicsim.sim.rules.survival import foretell, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Step, Thetas


def assessment(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """The next CT: wait for its date, scan, judge; progression ends HAIC."""
    if p[i].status == ON_HAIC:
        until = ct_day(p, i, theta)
        if until > p[i].now:
            yield STAY, UNTIL_CT, until - p[i].now
        yield from use(CT, SCANNING, theta[0].ct_stay_days)
        judge(p, i, theta, stream)
        yield NOTE, MEASURED, p[i].target_mm
        yield NOTE, RESPONSE, float(p[i].response)
        if p[i].response == PROGRESSIVE:
            progress(p, i, theta)
            yield NOTE, PROGRESSED, days_since_seen(p, i)
            yield NOTE, HAIC_ENDED, float(ENDED_PROGRESSION)
        else:
            plan_course(p, i, theta, stream)


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
    p[i].found = whole_category(p, i, theta, new_disease(p, i, theta, stream))
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


def progress(p: Patients, i: int, theta: Thetas) -> None:
    """Progression is known: HAIC has failed, and the hazard is that of progressed disease from now on."""
    settle(p, i, theta)
    p[i].status = WITHOUT_SURGERY
    p[i].phase = PHASE_PROGRESSED
    p[i].hazard_progressed = theta[0].death_after_progression_per_day
    foretell(p, i, theta)
