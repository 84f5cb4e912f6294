"""What an operation settles: what was left behind, when it will be back and where, and the operation's own risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import NEVER, NO_RECURRENCE, OPERATED, PHASE_RESECTED, SINGLE_INTRAHEPATIC
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules.liver import operative_risk
from haicsim.sim.rules.recurrence import de_novo_days, hazard_after, residual_days, residual_site, treatment
from haicsim.sim.rules.survival import foretell, rate_of_risk, settle

if TYPE_CHECKING:
    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Thetas


def resect(p: Patients, i: int, theta: Thetas, stream: RandomStream, k: float, extent: int) -> None:
    """The tumour is out. k: ICG-K of the remnant, 1/min; it and the extent of resection decide the operation's risk."""
    settle(p, i, theta)
    p[i].status = OPERATED
    p[i].phase = PHASE_RESECTED
    p[i].operative_hazard = rate_of_risk(operative_risk(theta, k, extent), theta[0].operative_period_days)
    p[i].operative_end = p[i].now + theta[0].operative_period_days
    leave_behind(p, i, theta, stream)
    new = de_novo_days(theta, p[i].aetiology, uniform(stream, i, key.DE_NOVO, 0))
    settle_recurrence(p, i, theta, stream, p[i].now + new, 0)


def leave_behind(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """Whether disease was left behind, when it will be detectable, and where."""
    residual = residual_days(
        theta,
        p[i].group,
        p[i].potential,
        uniform(stream, i, key.RESIDUAL, 0),
        uniform(stream, i, key.RESIDUAL_TIME, 0),
    )
    p[i].residual_day = p[i].now + residual
    p[i].residual_site = NO_RECURRENCE
    if residual < NEVER:
        p[i].residual_site = residual_site(
            theta,
            p[i].group,
            uniform(stream, i, key.EXTRAHEPATIC_SITE, 0),
            uniform(stream, i, key.SITE, 0),
            uniform(stream, i, key.ALSO_LIVER, 0),
            uniform(stream, i, key.MULTIPLE, 0),
            uniform(stream, i, key.ATRIAL, 0),
        )


def recurs_in_time(p: Patients, i: int, theta: Thetas) -> bool:
    """The recurrence becomes detectable while the patient is followed, at home or not."""
    return bool(p[i].recurrence_day < p[i].arrival + theta[0].horizon_days)


def settle_recurrence(
    p: Patients, i: int, theta: Thetas, stream: RandomStream, day: float, before: int
) -> None:
    """The next recurrence and its treatment are settled, though nobody knows yet.

    day: of the next one in the liver; disease left behind comes first where it shows before, and else stays to come.
    before: recurrences so far.
    """
    p[i].recurrence_day = day
    p[i].recurrence_site = SINGLE_INTRAHEPATIC
    if p[i].residual_site != NO_RECURRENCE and p[i].residual_day < day:
        p[i].recurrence_day = max(p[i].residual_day, p[i].now)
        p[i].recurrence_site = p[i].residual_site
        p[i].residual_site = NO_RECURRENCE
    u = uniform(stream, i, key.TREATMENT, before)
    p[i].treatment = treatment(theta, p[i].recurrence_site, before, u)
    p[i].hazard_recurred = hazard_after(theta, p[i].treatment)
    foretell(p, i, theta)
