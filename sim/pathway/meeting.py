"""The multidisciplinary meeting: senior surgeons judge resectability by named criteria, in the team's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import (
    ACCEPTED,
    CONVERTED,
    DECISION,
    EMBOLISATION,
    FAILED,
    ICG_MEASURED,
    LESIONS_SHOWN,
    LIVER_MARGIN,
    MEETING,
    NOTE,
    OFFERED,
    ON_TREATMENT,
    OPERATE,
    PROGRESSIVE,
    REFUSED,
    REMNANT_GROWTH,
    RETRACTED,
    SCORE,
    SHRUNK,
    SUITE,
    TUMOUR_MARGIN,
    VESSEL_MARGIN,
    VP_SHOWN,
    VV_SHOWN,
)
from haicsim.sim.criteria import CONSENT, FITNESS, LIVER, MOST, TUMOUR, VESSELS, margin
from haicsim.sim.pathway.haic import score_liver
from haicsim.sim.pathway.measure import whole_day
from haicsim.sim.pathway.use import ask, stay, use
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules.liver import measured_icg
from haicsim.sim.rules.resectability import (
    liver_margin,
    response_margin,
    shortfall,
    tumour_margin,
    vessel_margin,
)
from haicsim.sim.rules.resection import count_shown, vp_now, vv_now
from haicsim.sim.rules.tumour import look, thrombus_ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Step, Thetas


def meeting(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """The case is heard when there is a place; the meeting decides by the first criterion that fails."""
    if p[i].status == ON_TREATMENT and p[i].decided == 0 and put_forward(p, i, theta):
        yield from ask(p, i, theta, MEETING)
        prepare(p, i, theta, stream)
        first = failing(p, i, theta)
        if response_margin(p, i, theta) >= 0.0:
            yield NOTE, LIVER_MARGIN, liver_margin(p, i, theta)
            yield NOTE, TUMOUR_MARGIN, tumour_margin(p, i, theta)
            yield NOTE, VESSEL_MARGIN, vessel_margin(p, i, theta)
        if first != OPERATE and tolerated(p, i, theta):
            first = OPERATE
        yield NOTE, FAILED, float(p[i].failed)
        yield NOTE, DECISION, float(first)
        if first == OPERATE:
            yield from conversion(p, i, theta, stream)
        elif p[i].failed == 1 << LIVER and embolise(p, i, theta):
            yield from portal_embolisation(p, i, theta, stream)


def put_forward(p: Patients, i: int, theta: Thetas) -> bool:
    """Whether the team brings this case: everyone without progression, or only those whose response suffices."""
    return bool(theta[0].discuss_all > 0.5 or response_margin(p, i, theta) >= 0.0)


def prepare(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """What the meeting sees beside the last CT: liver tests of the day, and the tumour as it has grown since."""
    look(p, i, theta)
    score_liver(p, i)
    u = uniform(stream, i, key.ICG_ERROR, whole_day(p, i))
    p[i].icg_measured = measured_icg(p, i, theta, u, vp_now(p, i, theta))


def failing(p: Patients, i: int, theta: Thetas) -> int:
    """The first criterion that fails in the team's order, OPERATE if none; all that fail are kept as bits."""
    first = OPERATE
    p[i].failed = 0
    for place in range(MOST):
        criterion = int(theta[0].criteria[place])
        if margin(p, i, theta, criterion) < 0.0:
            p[i].failed |= 1 << criterion
            if first == OPERATE:
                first = criterion
    return first


def tolerated(p: Patients, i: int, theta: Thetas) -> bool:
    """Not resectable by the criteria, but safe, and within the shortfall that this team operates all the same."""
    safe = p[i].failed & (1 << LIVER | 1 << FITNESS) == 0 and p[i].response != PROGRESSIVE
    return bool(
        safe and theta[0].tolerated_shortfall > 0.0 and shortfall(p, i, theta) <= theta[0].tolerated_shortfall
    )


def tumour_allows(p: Patients, i: int, theta: Thetas) -> bool:
    """Tumour and vessels as last seen meet the criteria that the team asks of them."""
    look(p, i, theta)
    allows = True
    for place in range(MOST):
        criterion = int(theta[0].criteria[place])
        if criterion in (TUMOUR, VESSELS) and margin(p, i, theta, criterion) < 0.0:
            allows = False
    return allows


def conversion(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """Judged resectable: surgery is offered where the team operates, and the patient consents or not."""
    p[i].decided = 1
    yield NOTE, CONVERTED, p[i].anatomical_mm
    yield NOTE, SHRUNK, p[i].anatomical_ratio
    yield NOTE, ICG_MEASURED, p[i].icg_measured
    yield from findings(p, i, theta)
    if theta[0].operate > 0.5:
        yield NOTE, OFFERED, 0.0
        if asks_consent(theta) and uniform(stream, i, key.REFUSAL, 0) < theta[0].refusal_prob:
            yield NOTE, REFUSED, 0.0
        else:
            p[i].status = ACCEPTED


def findings(p: Patients, i: int, theta: Thetas) -> Iterator[Step]:
    """What else a table of converted patients prints: lesions that still show, thrombus, Child-Pugh score."""
    yield NOTE, LESIONS_SHOWN, float(count_shown(p, i, theta))
    yield NOTE, VP_SHOWN, float(vp_now(p, i, theta))
    yield NOTE, VV_SHOWN, float(vv_now(p, i, theta))
    yield NOTE, SCORE, float(p[i].score_now)
    if p[i].thrombus_mm > 0.0:
        yield NOTE, RETRACTED, 1.0 - thrombus_ratio(p, i, theta)


def asks_consent(theta: Thetas) -> bool:
    """Consent stands among the criteria."""
    asked = False
    for place in range(MOST):
        if int(theta[0].criteria[place]) == CONSENT:
            asked = True
    return asked


def embolise(p: Patients, i: int, theta: Thetas) -> bool:
    """Portal embolisation: the team does it, and it was not done before."""
    return bool(theta[0].portal_embolisation > 0.5 and p[i].remnant_gain == 1.0)


def portal_embolisation(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """The portal branch of the side to be resected is closed, and the other side grows."""
    yield from use(p, i, theta, SUITE, EMBOLISATION, theta[0].suite_session_days)
    yield from stay(p, i, theta, REMNANT_GROWTH, theta[0].embolisation_wait_days)
    p[i].remnant_gain = theta[0].embolisation_gain
