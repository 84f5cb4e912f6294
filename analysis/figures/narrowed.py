"""How far a calibration narrowed each number: the prior's range as a grey bar, what the series left as a line upon it."""

from collections.abc import Sequence
from typing import Any

from haicsim.analysis.calibration.learned import Narrowed
from haicsim.analysis.figures.style import FAINT, INK, QUIET, settings

_LEFT = "#0072B2"


def draw(rows: Sequence[Narrowed], prior_places: Sequence[tuple[float, float, float, float]]) -> Any:
    """The figure; prior_places: of each row the places (-1 to 1) of low, middle, high, and where the scenario stands."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    with settings():
        figure, panel = plt.subplots(figsize=(9.0, 1.5 + 0.36 * len(rows)))
        for place, (row, (low, middle, high, now)) in enumerate(
            zip(reversed(rows), reversed(prior_places), strict=True)
        ):
            panel.barh(place, 2.0, left=-1.0, height=0.62, color=FAINT, zorder=0)
            panel.plot([low, high], [place, place], color=_LEFT, lw=3.2, solid_capstyle="butt", zorder=1)
            panel.scatter(middle, place, color=_LEFT, s=34, zorder=2)
            panel.scatter(now, place, color="white", edgecolor=INK, marker="D", s=30, zorder=3)
            panel.text(-1.02, place, f"{row.range[0]:.3g}", ha="right", va="center", fontsize=8, color=QUIET)
            panel.text(
                1.02, place, f"{row.range[1]:.3g} {row.unit}", ha="left", va="center", fontsize=8, color=QUIET
            )
        panel.scatter([], [], color=_LEFT, s=34, label="what the series leave: median and 90%")
        panel.scatter([], [], color="white", edgecolor=INK, marker="D", s=30, label="the scenario now")
        panel.barh(-5, 0.0, color=FAINT, label="range beforehand")
        panel.set_yticks(range(len(rows)), [row.label for row in reversed(rows)])
        panel.tick_params(axis="y", pad=34, length=0)
        panel.set_ylim(-0.7, len(rows) - 0.3)
        panel.set_xlim(-1.0, 1.0)
        panel.set_xticks([])
        for side in panel.spines.values():
            side.set_visible(False)
        figure.legend(loc="upper center", ncols=3, frameon=False, fontsize=9)
        figure.tight_layout(rect=(0.0, 0.0, 0.93, 0.94))
    return figure
