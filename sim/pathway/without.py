"""Without surgery: control for a time where the tumour had not progressed, then progression and its treatment."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import (
    CONTROLLED,
    NEVER,
    NOTE,
    ON_HAIC,
    PARTIAL,
    PHASE_CONTROLLED,
    PHASE_PROGRESSED,
    PROGRESSED,
    PROGRESSIVE,
    SECOND_LINE,
    STAY,
)
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules import chance
from haicsim.sim.rules.survival import foretell, settle, spread_day
from haicsim.sim.rules.tumour import grow, load_factor
from haicsim.sim.units import DAYS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Step, Thetas


def control_if_not_operated(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """A responder judged resectable who is not operated goes on with HAIC; how long it controls is settled now."""
    if p[i].status == ON_HAIC and p[i].decided == 1 and p[i].response <= PARTIAL:
        control(p, i, theta, stream)


def control(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """From now on the disease is controlled for an exponential time: until then no progression, and no CT that decides.

    After a response the time is the parameter's alone, whatever had spread unseen; without one it ends at the first
    spread at the latest.
    """
    grow(p, i, theta)
    settle(p, i, theta)
    p[i].load = load_factor(p, i, theta)
    responded = p[i].response <= PARTIAL
    median = theta[0].control_without_response_days
    if responded:
        median = theta[0].control_after_response_days
    days = chance.exponential(uniform(stream, i, key.CONTROL, 0), math.log(2.0) / median)
    end = min(p[i].now + days, NEVER)
    if not responded:
        end = max(min(end, spread_day(p, i)), p[i].now)
    p[i].control_end = end
    p[i].ct_due = NEVER
    p[i].phase = PHASE_CONTROLLED
    foretell(p, i, theta)


def without_surgery(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """Controlled until progression where it had not come yet; then second line, if it exists by then, or support."""
    if p[i].response != PROGRESSIVE:
        if p[i].phase != PHASE_CONTROLLED:
            control(p, i, theta, stream)
        if p[i].control_end > p[i].now:
            yield STAY, CONTROLLED, p[i].control_end - p[i].now
        yield NOTE, PROGRESSED, max(p[i].now - p[i].control_end, 0.0)
    settle(p, i, theta)
    p[i].phase = PHASE_PROGRESSED
    p[i].hazard_progressed = theta[0].death_after_progression_per_day
    second_line = systemic_exists(p, i, theta)
    if second_line:
        p[i].hazard_progressed *= theta[0].systemic_factor
    foretell(p, i, theta)
    if second_line:
        yield NOTE, SECOND_LINE, 0.0


def systemic_exists(p: Patients, i: int, theta: Thetas) -> bool:
    """Systemic second-line treatment exists by the calendar year of today, by the patient's own year of entry."""
    year = p[i].entry_year + (p[i].now - p[i].arrival) / DAYS_PER_YEAR
    return bool(year >= theta[0].systemic_year)
