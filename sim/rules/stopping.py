"""When a team stops HAIC though the tumour has not progressed: named rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim.codes import BY_MARKER_LEVEL, IF_STABLE, STABLE

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients, Thetas


def stops(p: Patients, i: int, theta: Thetas) -> bool:
    """Whether the team stops after this CT: no response yet, or AFP not fallen enough, from a given CT on."""
    answer = False
    if p[i].scans >= theta[0].stop_at_ct:
        if theta[0].stop_rule == IF_STABLE:
            answer = p[i].response == STABLE
        elif theta[0].stop_rule == BY_MARKER_LEVEL:
            answer = p[i].afp > theta[0].stop_marker * p[i].afp_baseline
    return bool(answer)
