"""One person's two lives, as two lines that are the same up to the fork."""

import math
from typing import Any

import numpy as np

from haicsim.analysis.figures.style import INK, PAGE, QUIET, SMALLEST, canvas, foot, head, settings
from haicsim.analysis.figures.swimmer import legend, swim
from haicsim.analysis.figures.swimmer_data import Lane, lanes
from haicsim.analysis.whatif.twin import Branch, Twin
from haicsim.sim.codes import GROUPS
from haicsim.sim.units import DAYS_PER_MONTH

_MONTHS = 60.0
NOTES = (
    "Same person, same random numbers; the lives part where an operation is offered. One life's difference rests on chance "
    "that is kept in rank between the worlds: means over many such pairs are meaningful, this pair alone is not."
)


def draw_twin(twin: Twin, scenario: str, horizon_days: float) -> Any:
    """The figure: the life with surgery above the life without, months since first infusion."""
    both = [_lane(branch, horizon_days) for branch in (twin.operated, twin.not_operated)]
    last = min(max(max(lane.end for lane in both) * 1.08, 12.0), horizon_days / DAYS_PER_MONTH * 1.05)
    zero = float(twin.operated.record["first_haic_day"])
    with settings():
        figure = canvas(PAGE, 5.2)
        record = twin.operated.record
        head(
            figure,
            f"Patient {twin.patient} of {scenario} in two worlds",
            f"group {GROUPS[record['group']]}, {record['age_years']:.0f} years; lives {twin.operated.months:.1f} of the first "
            f"60 months with surgery, {twin.not_operated.months:.1f} without",
        )
        panel = figure.add_axes((0.13, 0.49, 0.85, 0.33))
        for y, lane in enumerate(both):
            swim(panel, lane, float(y), -1.0, last)
        if math.isfinite(twin.fork_day):
            month = (twin.fork_day - zero) / DAYS_PER_MONTH
            panel.axvline(month, color=INK, lw=0.9, ls=(0, (4, 3)), zorder=0)
            panel.text(
                month, -0.78, "the lives part", ha="center", va="bottom", fontsize=SMALLEST, color=QUIET
            )
        panel.set(xlim=(-1.0, last), ylim=(1.6, -0.7), yticks=[0, 1])
        panel.set_yticklabels(["as it is", "no surgery"])
        panel.tick_params(axis="y", length=0)
        panel.spines["left"].set_visible(False)
        panel.set_xlabel("Months since first infusion")
        figure.legend(
            handles=legend(),
            loc="lower center",
            ncols=4,
            fontsize=SMALLEST,
            columnspacing=1.4,
            bbox_to_anchor=(0.5, 0.1),
        )
        foot(figure, NOTES)
    return figure


def _lane(branch: Branch, horizon_days: float) -> Lane:
    journal = branch.rows.copy()
    journal["patient"] = 0
    return lanes(journal, np.array([branch.record]), np.array([0]), horizon_days)[0]
