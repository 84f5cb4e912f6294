"""Hepatectomy: theatre, perfusionist where the thrombus reaches the heart, intensive care, ward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import (
    ABLATED,
    BLOOD_LOSS,
    BYPASS,
    CANCELLED,
    COMPLICATION,
    DISCHARGED,
    ENDED_OPERATION,
    ENDED_PROGRESSION,
    EXCLUSION,
    FREE,
    HAIC_ENDED,
    HAIC_ON,
    HEPATECTOMY,
    ICU,
    IN_ICU,
    IN_WARD,
    LIVER_FAILURE,
    MARGIN,
    NOTE,
    OPERATING,
    OPERATION_TIME,
    PERFUSION,
    PROGRESSED,
    PROGRESSIVE,
    RECURS_AT,
    RECURS_IN,
    RESTING,
    SEEDS_AT_SURGERY,
    SEEDS_LEFT,
    THEATRE,
    THROMBECTOMY,
    ULTRASOUND,
    WARD,
    WITHOUT_SURGERY,
)
from haicsim.sim.pathway.meeting import tumour_allows
from haicsim.sim.pathway.resect import burden, shed, sites_on, take_out
from haicsim.sim.pathway.scan import days_since_seen, read
from haicsim.sim.pathway.use import ask, stay
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules import chance
from haicsim.sim.rules.disease import reach_today
from haicsim.sim.rules.liver import remnant_band
from haicsim.sim.rules.resectability import icg_k_of_remnant
from haicsim.sim.rules.resection import (
    count_outside,
    extent_needed,
    procedure_for,
    side_resected,
    vp_now,
    vv_now,
)
from haicsim.sim.rules.seeding import count_occult, first_shown
from haicsim.sim.rules.tumour import look
from haicsim.sim.units import MINUTES_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Step, Thetas


def surgery(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """The lead time, and the wait for theatre; operate unless a new CT, where the last is old, speaks against it."""
    ready = operation_day(p, i, theta, stream)
    if ready > p[i].now:
        yield from stay(p, i, theta, RESTING, ready - p[i].now)
    asked = p[i].now
    yield from ask(p, i, theta, THEATRE)
    waited = p[i].now - asked
    if p[i].now - p[i].seen_day > theta[0].restage_after_days:
        yield from read(p, i, theta, stream)  # theatre is kept: nobody in the CT waits for anything else
    if called_off(p, i, theta):
        yield FREE, THEATRE, 0.0
        p[i].status = WITHOUT_SURGERY
        yield NOTE, CANCELLED, waited
        yield NOTE, PROGRESSED, days_since_seen(p, i)
        if theta[0].haic == HAIC_ON:
            yield NOTE, HAIC_ENDED, float(ENDED_PROGRESSION)
    else:
        yield from hepatectomy(p, i, theta, stream)


def called_off(p: Patients, i: int, theta: Thetas) -> bool:
    """The last CT showed new disease, or growth that counts as progression and leaves the tumour unresectable."""
    progressed = p[i].response == PROGRESSIVE
    return bool(progressed and (p[i].new_disease == 1 or not tumour_allows(p, i, theta)))


def operation_day(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> float:
    """The day for which theatre is asked: some weeks after the decision, and not before the patient has rested."""
    scatter = 2.0 * uniform(stream, i, key.LEAD_TIME, 0) - 1.0
    day = p[i].now + theta[0].lead_time_days + scatter * theta[0].lead_scatter_days
    if p[i].cycles > 0:
        day = max(day, p[i].infusion_end + theta[0].rest_before_days)
    return float(day)


def hepatectomy(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """The operation and the stay; theatre is blocked until intensive care has a bed, and that until the ward has one."""
    look(p, i, theta)
    bypass = vv_now(p, i, theta) == 3 and uniform(stream, i, key.BYPASS, 0) < theta[0].bypass_share_vv3_prob
    if bypass:
        yield from ask(p, i, theta, PERFUSION)
        look(p, i, theta)
    operated_on = p[i].now
    k = icg_k_of_remnant(p, i, theta)
    extent = extent_needed(p, i, theta, vp_now(p, i, theta), vv_now(p, i, theta))
    days = operation_days(p, i, theta, extent, bypass, uniform(stream, i, key.OPERATION_TIME, 0))
    yield from operation_notes(p, i, theta, stream, extent, bypass, days)
    yield from resection(p, i, theta, stream, k, extent)
    yield from stay(p, i, theta, OPERATING, days)
    yield from ask(p, i, theta, ICU)
    if bypass:
        yield FREE, PERFUSION, 0.0
    yield FREE, THEATRE, 0.0
    yield from recovery(p, i, theta, stream, k)
    yield NOTE, DISCHARGED, p[i].now - operated_on


def resection(
    p: Patients, i: int, theta: Thetas, stream: RandomStream, k: float, extent: int
) -> Iterator[Step]:
    """The tumour is out; of the seeds some go with it, ultrasound finds some, and the rest will come back in their time."""
    reach_today(p, i, theta)
    look(p, i, theta)
    yield NOTE, SEEDS_AT_SURGERY, float(count_occult(p, i, theta))
    if (
        thrombectomy_needed(p, i, theta)
        and uniform(stream, i, key.SHED, 0) < theta[0].shed_by_thrombectomy_prob
    ):
        shed(p, i)
    found = take_out(p, i, theta, stream)
    if found > 0:
        yield NOTE, ULTRASOUND, float(found)
    yield NOTE, SEEDS_LEFT, float(count_occult(p, i, theta))
    burden(p, i, theta, k, extent)
    recurs = max(first_shown(p, i, theta), p[i].now)  # what no CT had shown recurs from the first day on
    if recurs < p[i].arrival + theta[0].horizon_days:
        yield NOTE, RECURS_IN, recurs - p[i].now
        yield NOTE, RECURS_AT, float(sites_on(p, i, theta, stream, recurs))


def operation_notes(
    p: Patients, i: int, theta: Thetas, stream: RandomStream, extent: int, bypass: bool, days: float
) -> Iterator[Step]:
    """What the operation report says."""
    side = side_resected(p, i)
    loss = blood_loss_ml(theta, extent, bypass, uniform(stream, i, key.BLOOD, 0))
    ablated = count_outside(p, i, theta, side, extent)
    yield NOTE, HEPATECTOMY, float(procedure_for(p[i].lesion_lobe[0], side, extent))
    if theta[0].haic == HAIC_ON and p[i].courses > 0:
        yield NOTE, HAIC_ENDED, float(ENDED_OPERATION)
    yield NOTE, OPERATION_TIME, days * MINUTES_PER_DAY
    yield NOTE, BLOOD_LOSS, loss
    yield (
        NOTE,
        MARGIN,
        chance.log_normal(uniform(stream, i, key.MARGIN, 0), theta[0].margin_mm, theta[0].margin_log_sd),
    )
    if thrombectomy_needed(p, i, theta):
        yield NOTE, THROMBECTOMY, 0.0
    if bypass:
        yield NOTE, BYPASS, 0.0
    elif vv_now(p, i, theta) == 3:
        yield NOTE, EXCLUSION, 0.0
    if ablated > 0:
        yield NOTE, ABLATED, float(ablated)


def thrombectomy_needed(p: Patients, i: int, theta: Thetas) -> bool:
    """Thrombus in a first-order portal branch, the portal trunk or the cava is taken out."""
    return bool(vp_now(p, i, theta) >= 3 or vv_now(p, i, theta) == 3)


def recovery(p: Patients, i: int, theta: Thetas, stream: RandomStream, k: float) -> Iterator[Step]:
    """Intensive care, then the ward; liver failure and severe complications lengthen the stay."""
    days = chance.log_normal(uniform(stream, i, key.STAY, 0), theta[0].ward_stay_days, theta[0].ward_log_sd)
    yield from stay(p, i, theta, IN_ICU, theta[0].icu_stay_days)
    if uniform(stream, i, key.LIVER_FAILURE, 0) < theta[0].liver_failure_prob[remnant_band(theta, k)]:
        days += theta[0].failure_stay_days
        yield NOTE, LIVER_FAILURE, 0.0
    if uniform(stream, i, key.COMPLICATION, 0) < theta[0].complication_prob:
        days += theta[0].complication_stay_days
        yield NOTE, COMPLICATION, 0.0
    yield from ask(p, i, theta, WARD)
    yield FREE, ICU, 0.0
    yield from stay(p, i, theta, IN_WARD, days)
    yield FREE, WARD, 0.0


def operation_days(p: Patients, i: int, theta: Thetas, extent: int, bypass: bool, u: float) -> float:
    """Length of the operation, days: by extent of resection, and what is done besides."""
    days = chance.log_normal(u, theta[0].operation_time_days[max(extent - 1, 0)], theta[0].operation_log_sd)
    if thrombectomy_needed(p, i, theta):
        days += theta[0].thrombectomy_time_days
    if bypass:
        days += theta[0].bypass_time_days
    elif vv_now(p, i, theta) == 3:
        days += theta[0].exclusion_time_days
    return days


def blood_loss_ml(theta: Thetas, extent: int, bypass: bool, u: float) -> float:
    """Blood loss, ml: by extent of resection, more with bypass."""
    loss = chance.log_normal(u, theta[0].blood_loss_ml[max(extent - 1, 0)], theta[0].blood_log_sd)
    if bypass:
        loss = loss * theta[0].bypass_blood
    return loss
