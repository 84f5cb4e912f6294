"""TACE beside HAIC, where the response lags and the portal vein is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import IN_WARD, NOTE, ON_HAIC, STABLE, SUITE, TACE, TACE_GIVEN, WARD
from haicsim.sim.pathway.use import use
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules.tumour import grow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Step, Thetas


def tace(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """One TACE if the team's trigger says so: its kill is a step in size, its price a risk to the liver."""
    if p[i].status == ON_HAIC and tace_due(p, i, theta):
        yield from use(SUITE, TACE, theta[0].suite_session_days)
        grow(p, i, theta)
        p[i].embolised += theta[0].tace_kill
        if uniform(stream, i, key.TACE_COST, p[i].taces) < theta[0].tace_liver_cost_prob:
            p[i].points_lost += 1
        p[i].taces += 1
        yield NOTE, TACE_GIVEN, float(p[i].taces)
        yield from use(WARD, IN_WARD, theta[0].tace_stay_days)


def tace_due(p: Patients, i: int, theta: Thetas) -> bool:
    """Trigger: no response by the CT from which TACE may be added, some TACE left, no major portal thrombus now or ever."""
    asked = theta[0].tace_at_ct > 0.5 and p[i].scans >= theta[0].tace_at_ct
    open_vein = p[i].vp <= theta[0].tace_vp_limit  # a thrombus falls a grade and never rises one
    return bool(asked and open_vein and p[i].response == STABLE and p[i].taces < theta[0].tace_most)
