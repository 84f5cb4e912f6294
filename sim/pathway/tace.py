"""TACE beside HAIC, where the response lags and the portal vein is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import IN_WARD, NOTE, ON_TREATMENT, STABLE, SUITE, TACE, TACE_GIVEN, WARD
from haicsim.sim.pathway.use import use
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules.disease import go_on, reach_today, weigh_tumour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Step, Thetas


def tace(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """One TACE if the team's trigger says so: its kill is a step in size, its price a risk to the liver."""
    if p[i].status == ON_TREATMENT and tace_due(p, i, theta):
        yield from use(p, i, theta, SUITE, TACE, theta[0].suite_session_days)
        embolise_tumour(p, i, theta, stream)
        yield NOTE, TACE_GIVEN, float(p[i].taces)
        yield from use(p, i, theta, WARD, IN_WARD, theta[0].tace_stay_days)


def embolise_tumour(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """What a TACE does: every tumour in place shrinks by a step, and the liver may lose a point."""
    reach_today(p, i, theta)
    p[i].embolised += theta[0].tace_kill
    p[i].node_ln_volume -= 3.0 * theta[0].tace_kill
    weigh_tumour(p, i, theta)
    if uniform(stream, i, key.TACE_COST, p[i].taces) < theta[0].tace_liver_cost_prob:
        p[i].points_lost += 1
    p[i].taces += 1
    go_on(p, i, theta)


def tace_due(p: Patients, i: int, theta: Thetas) -> bool:
    """Trigger: by the response, from the CT on from which TACE may be added, some TACE left, no major portal thrombus ever.

    A team that begins with TACE gives the first before any CT.
    """
    open_vein = p[i].vp <= theta[0].tace_vp_limit  # a thrombus falls a grade and never rises one
    asked = theta[0].tace_first > 0.5
    if p[i].scans > 0:
        wanted = p[i].response <= STABLE and theta[0].tace_for[min(p[i].response, STABLE)] > 0.5
        asked = wanted and theta[0].tace_at_ct > 0.5 and p[i].scans >= theta[0].tace_at_ct
    return bool(asked and open_vein and p[i].taces < theta[0].tace_most)
