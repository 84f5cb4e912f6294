"""A patient's life from the first decision to death: the chapters in their order.

Follows the paper's Methods from top to bottom: port and induction, CT, meeting, further courses every one or two
months until progression or conversion, hepatectomy, recurrence. Courses and CTs have days of their own; whichever is
due first comes next. A team that operates first, or gives no HAIC, is told by the same chapters. Every yield is (verb,
what, amount), see `haicsim.sim.codes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim.codes import (
    ACCEPTED,
    BASELINE_MEASURED,
    HAIC_ON,
    NOTE,
    ON_TREATMENT,
    OPERATED,
    SEEDS_AT_ENTRY,
    STARTED,
)
from haicsim.sim.pathway.after import after_surgery
from haicsim.sim.pathway.entry import enter
from haicsim.sim.pathway.haic import course, course_is_next
from haicsim.sim.pathway.meeting import meeting
from haicsim.sim.pathway.port import port
from haicsim.sim.pathway.scan import assessment, stop_rule
from haicsim.sim.pathway.surgery import surgery
from haicsim.sim.pathway.tace import tace
from haicsim.sim.pathway.without import without_surgery
from haicsim.sim.rules.disease import foresee
from haicsim.sim.rules.seeding import count_occult

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Step, Thetas


def story(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """From the first decision on; the engine ends it at death or at the end of follow-up."""
    enter(p, i, theta, stream)
    yield NOTE, STARTED, p[i].lesion_mm[0]
    yield NOTE, BASELINE_MEASURED, p[i].anatomical_mm
    yield NOTE, SEEDS_AT_ENTRY, float(count_occult(p, i, theta))
    if theta[0].surgery_first > 0.5:
        yield from meeting(p, i, theta, stream)
        if p[i].status == ACCEPTED:
            yield from surgery(p, i, theta, stream)
    if p[i].status == ON_TREATMENT:
        yield from tace(p, i, theta, stream)
        if theta[0].haic == HAIC_ON:
            yield from port(p, i, theta, stream)
    while p[i].status == ON_TREATMENT:
        if course_is_next(p, i, theta):
            yield from course(p, i, theta, stream)
        else:
            yield from assessment(p, i, theta, stream)
            yield from meeting(p, i, theta, stream)
            if p[i].status == ACCEPTED:
                yield from surgery(p, i, theta, stream)
            else:
                yield from stop_rule(p, i, theta)
                yield from tace(p, i, theta, stream)
    if p[i].status == OPERATED:
        yield from after_surgery(p, i, theta, stream)
    else:
        yield from without_surgery(p, i, theta, stream)
    foresee(p, i, theta, p[i].arrival + theta[0].horizon_days)
