"""Every printed number beside studies simulated with draws of a posterior, each on the span of what was simulated."""

from collections.abc import Sequence
from typing import Any

from haicsim.analysis.calibration.learned import Predicted
from haicsim.analysis.figures.style import INK, settings

_SIMULATED, _PRINTED, _OUTSIDE = "#0072B2", "#222222", "#D55E00"


def draw(rows: Sequence[Predicted]) -> Any:
    """The figure: a line from 0% to 100% of the simulated studies for each number, and where the printed one lies."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    with settings():
        figure, panel = plt.subplots(figsize=(8.5, 1.6 + 0.21 * len(rows)))
        labels = []
        for place, row in enumerate(reversed(rows)):
            panel.plot([0.025, 0.975], [place, place], color=_SIMULATED, lw=1.4, zorder=1)
            colour, marker = (_PRINTED, "o") if row.inside else (_OUTSIDE, "X")
            panel.scatter(row.position, place, color=colour, marker=marker, s=26, zorder=2, clip_on=False)
            labels.append(f"{row.study}: {row.what}")
        panel.scatter([], [], color=_PRINTED, s=26, label="printed, among simulated studies")
        panel.scatter([], [], color=_OUTSIDE, marker="X", s=26, label="printed, outside 95% of them")
        panel.set_yticks(range(len(rows)), labels, fontsize=7.5)
        panel.set_ylim(-0.8, len(rows) - 0.2)
        panel.set_xlim(0.0, 1.0)
        panel.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
        panel.axvline(0.5, color=INK, lw=0.5, zorder=0)
        panel.set_xlabel("Share of simulated studies below what is printed")
        figure.legend(loc="upper center", ncols=2, frameon=False, fontsize=9)
        figure.tight_layout(rect=(0.0, 0.0, 1.0, 0.97))
    return figure
