"""The port: laid in the angiography suite, lost at times, laid again as the team allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import (
    ENDED_PORT,
    HAIC_ENDED,
    NOTE,
    PORT_HEALING,
    PORT_IMPLANTATION,
    PORT_LOST,
    PORT_PLANNING,
    SUITE,
    WITHOUT_SURGERY,
)
from haicsim.sim.pathway.use import stay, use
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules import chance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Step, Thetas


def port(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """A port is implanted in the angiography suite, the catheter's tip in the hepatic artery."""
    yield from stay(p, i, theta, PORT_PLANNING, theta[0].port_wait_days)
    yield from implantation(p, i, theta, stream)


def implantation(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """One implantation, repeated once where it fails; where that fails too HAIC ends. A complication must heal."""
    yield from use(p, i, theta, SUITE, PORT_IMPLANTATION, theta[0].port_implantation_days)
    fails = uniform(stream, i, key.PORT_SUCCESS, 2 * p[i].ports) >= theta[0].port_success_prob
    if fails:
        yield from use(p, i, theta, SUITE, PORT_IMPLANTATION, theta[0].port_implantation_days)
        fails = uniform(stream, i, key.PORT_SUCCESS, 2 * p[i].ports + 1) >= theta[0].port_success_prob
    if fails:
        p[i].status = WITHOUT_SURGERY
        yield NOTE, HAIC_ENDED, float(ENDED_PORT)
    else:
        if uniform(stream, i, key.PORT_COMPLICATION, p[i].ports) < theta[0].port_complication_prob:
            yield from stay(p, i, theta, PORT_HEALING, theta[0].port_complication_delay_days)
        life = chance.exponential(
            uniform(stream, i, key.PORT_LIFE, p[i].ports), theta[0].port_failure_per_day
        )
        p[i].port_lost_day = p[i].now + life
        p[i].ports += 1


def port_check(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """Before a course: a lost port is laid again, or HAIC ends."""
    if p[i].port_lost_day <= p[i].now:
        yield NOTE, PORT_LOST, 0.0
        if p[i].ports <= theta[0].port_replacements:
            yield from implantation(p, i, theta, stream)
        else:
            p[i].status = WITHOUT_SURGERY
            yield NOTE, HAIC_ENDED, float(ENDED_PORT)
