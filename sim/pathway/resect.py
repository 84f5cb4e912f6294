"""What an operation does to the disease: what it takes, what ultrasound finds, and the operation's own risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import NEVER, OPERATED
from haicsim.sim.pathway.sites import site_bits, take_away
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules import seeding
from haicsim.sim.rules.disease import go_on, weigh_seeds
from haicsim.sim.rules.hazard import rate_of_risk
from haicsim.sim.rules.liver import operative_risk

if TYPE_CHECKING:
    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Thetas


def take_out(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> int:
    """The tumour, its thrombus and the seeds around them are removed; how many others ultrasound found, removed too.

    From now on nothing sheds seeds any more, and what was given beside HAIC ends.
    """
    p[i].primary = 0
    p[i].pace = 1.0  # a drug given beside HAIC ends with it
    p[i].standard_day = NEVER
    found = 0
    for slot in range(seeding.SEEDS):
        inside = slot < seeding.OUTSIDE
        can_be_found = not seeding.is_beyond(slot) and (
            seeding.seed_mm(p, i, theta, slot) >= theta[0].seed_suspicious_mm
        )
        if (
            can_be_found
            and not inside
            and uniform(stream, i, key.ULTRASOUND, slot) < theta[0].ultrasound_prob
        ):
            found += 1
            inside = True
        if inside:
            take_away(p, i, theta, stream, slot)
    return found


def shed(p: Patients, i: int) -> None:
    """The operation itself sheds a seed beyond the liver, born today; who had such spread from the start has it already."""
    if p[i].seed_clock[seeding.SHED] == seeding.GONE:
        p[i].seed_clock[seeding.SHED] = p[i].node_clock


def burden(p: Patients, i: int, theta: Thetas, k: float, extent: int) -> None:
    """The operation's own risk, by ICG-K of the remnant (1/min) and extent; and the disease goes on with what is left."""
    p[i].status = OPERATED
    p[i].operated_day = p[i].now
    p[i].operative_hazard = rate_of_risk(operative_risk(theta, k, extent), theta[0].operative_period_days)
    p[i].operative_end = p[i].now + theta[0].operative_period_days
    weigh_seeds(p, i, theta)
    go_on(p, i, theta)


def sites_on(p: Patients, i: int, theta: Thetas, stream: RandomStream, day: float) -> int:
    """Where the disease will show on that day, nothing being done before: bits of SITES."""
    ahead = theta[0].seed_growth * p[i].growth * p[i].pace * (day - p[i].node_day)
    p[i].clock = p[i].node_clock + ahead
    p[i].seeds_killed = p[i].node_seeds_killed
    return site_bits(p, i, theta, stream, day)
