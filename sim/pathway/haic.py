"""Infusions: weekly cycles in courses, with toxicity, until something ends them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import (
    BED,
    COURSE_GAP,
    CYCLE_REST,
    DOSE_DELAYED,
    DOSE_GIVEN,
    DOSE_REDUCED,
    ENDED_CAP,
    ENDED_LIVER,
    ENDED_TOXICITY,
    FIRST_INFUSION,
    FREE,
    HAIC_ENDED,
    HAIC_ON,
    INFUSION,
    NEVER,
    NOTE,
    ON_TREATMENT,
    TOXICITY,
    TOXICITY_PAUSE,
    WITHOUT_SURGERY,
)
from haicsim.sim.pathway.port import port_check
from haicsim.sim.pathway.use import ask, stay
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules.disease import go_on, reach_today, weigh_seeds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Step, Thetas


def course(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """A course of weekly cycles: induction first, then further ones on their days, until something ends HAIC."""
    if p[i].courses < theta[0].max_courses and p[i].course_due > p[i].now:
        yield from stay(p, i, theta, COURSE_GAP, p[i].course_due - p[i].now)
    yield from may_go_on(p, i, theta, stream)
    left = planned_cycles(p, i, theta)
    p[i].toxic_course = 0
    while left > 0.0 and p[i].status == ON_TREATMENT:
        left -= 1.0
        yield from cycle(p, i, theta, stream)
    p[i].courses += 1
    plan_course(p, i, theta, stream)
    p[i].unseen = 1
    if p[i].courses == 1:
        plan_first_ct(p, i, theta, stream)


def may_go_on(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """Before a course: HAIC ends by its cap, with the port, or for the liver."""
    if p[i].courses >= theta[0].max_courses:
        p[i].status = WITHOUT_SURGERY
        yield NOTE, HAIC_ENDED, float(ENDED_CAP)
    elif p[i].courses > 0:
        yield from port_check(p, i, theta, stream)
    score_liver(p, i)
    poor = p[i].decompensation_day <= p[i].now or p[i].score_now > theta[0].haic_score_limit
    if p[i].status == ON_TREATMENT and poor:
        p[i].status = WITHOUT_SURGERY
        yield NOTE, HAIC_ENDED, float(ENDED_LIVER)


def course_is_next(p: Patients, i: int, theta: Thetas) -> bool:
    """The course comes before the CT: whichever is due first; a CT due within a course is taken at its nearer end.

    After the last planned course there is one more CT, and then nothing (the course's chapter ends HAIC).
    """
    half = 0.5 * planned_cycles(p, i, theta) * (theta[0].cycle_infusion_days + theta[0].cycle_rest_days)
    answer = p[i].course_due + half < p[i].ct_due
    if p[i].courses >= theta[0].max_courses and p[i].ct_due < NEVER:
        answer = p[i].unseen == 0
    return bool(answer and theta[0].haic == HAIC_ON)


def plan_course(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """The day of the next course: a rest after the last by response, longer after severe toxicity, with scatter."""
    days = theta[0].course_gap_days[p[i].response]
    if p[i].toxic_course == 1:
        days = max(days, theta[0].course_gap_after_toxicity_days)
    scatter = 2.0 * uniform(stream, i, key.GAP, p[i].courses) - 1.0
    p[i].course_due = p[i].covered_until + days + scatter * theta[0].gap_scatter_days


def plan_first_ct(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """The day of the first CT: some time after the induction, with scatter."""
    scatter = 2.0 * uniform(stream, i, key.FIRST_CT, 0) - 1.0
    days = theta[0].first_ct_after_days + scatter * theta[0].first_ct_scatter_days
    p[i].ct_due = p[i].covered_until + max(days, 0.0)


def planned_cycles(p: Patients, i: int, theta: Thetas) -> float:
    """Cycles of the next course: induction, or by the response seen last, fewer after severe toxicity in the last."""
    cycles = theta[0].induction_cycles
    if p[i].courses > 0:
        cycles = theta[0].later_cycles[p[i].response]
        if p[i].toxic_course == 1:
            cycles = min(cycles, theta[0].cycles_after_toxicity)
    return float(cycles)


def score_liver(p: Patients, i: int) -> None:
    """The Child-Pugh score today: at entry, one point more once the liver has worsened, and what treatment cost."""
    p[i].score_now = p[i].score + p[i].points_lost
    if p[i].worsening_day <= p[i].now:
        p[i].score_now += 1


def cycle(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """One week: five days of cisplatin and 5-FU in an infusion bed, two days off."""
    yield from ask(p, i, theta, BED)
    begin_cycle(p, i, theta)
    if p[i].cycles == 1:
        yield NOTE, FIRST_INFUSION, 1.0
    yield NOTE, DOSE_GIVEN, p[i].dose
    yield from stay(p, i, theta, INFUSION, theta[0].cycle_infusion_days)
    yield FREE, BED, 0.0
    yield from stay(p, i, theta, CYCLE_REST, theta[0].cycle_rest_days)
    if uniform(stream, i, key.TOXICITY, p[i].cycles - 1) < theta[0].toxicity_prob:
        yield from severe_toxicity(p, i, theta, stream)


def begin_cycle(p: Patients, i: int, theta: Thetas) -> None:
    """The drug runs from now on, for the days of infusion: this is done to the disease."""
    reach_today(p, i, theta)
    p[i].infusion_end = p[i].now + theta[0].cycle_infusion_days
    p[i].infused_dose = p[i].dose * theta[0].infusion_intensity
    p[i].covered_until = p[i].infusion_end + theta[0].cycle_rest_days
    p[i].standard_day = p[i].infusion_end
    p[i].cycles += 1
    if p[i].cycles == 1:
        p[i].first_infusion_day = p[i].now
        accompany(p, i, theta)
    go_on(p, i, theta)


def accompany(p: Patients, i: int, theta: Thetas) -> None:
    """A systemic drug given beside HAIC slows tumour, thrombus and seeds from the first infusion on; at 1 there is none."""
    if theta[0].accompanied_growth < 1.0:
        p[i].pace = theta[0].accompanied_growth
        weigh_seeds(p, i, theta)


def severe_toxicity(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """Severe toxicity pauses HAIC, reduces the dose from the second time on, or ends it."""
    p[i].toxicities += 1
    p[i].toxic_course = 1
    yield NOTE, TOXICITY, float(p[i].toxicities)
    if uniform(stream, i, key.TOXICITY_STOP, p[i].toxicities - 1) < theta[0].toxicity_stop_prob:
        p[i].status = WITHOUT_SURGERY
        yield NOTE, HAIC_ENDED, float(ENDED_TOXICITY)
    else:
        if p[i].toxicities == 2:
            p[i].dose = theta[0].reduced_dose
            yield NOTE, DOSE_REDUCED, p[i].dose
        yield NOTE, DOSE_DELAYED, theta[0].toxicity_pause_days
        yield from stay(p, i, theta, TOXICITY_PAUSE, theta[0].toxicity_pause_days)
