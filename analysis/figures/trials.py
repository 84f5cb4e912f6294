"""Median survival that trials print beside what their regimens predict, one line a trial."""

from collections.abc import Sequence
from typing import Any

from haicsim.analysis.figures.style import settings
from haicsim.analysis.validation.trial_predictions import Prediction

_PREDICTED, _PRINTED = "#0072B2", "#D55E00"


def draw(rows: Sequence[Prediction]) -> Any:
    """The figure: the predicted median and the span of 95% of studies of the trial's size, and the printed median."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    with settings():
        figure, panel = plt.subplots(figsize=(8.5, 1.4 + 0.38 * len(rows)))
        for place, row in enumerate(reversed(rows)):
            panel.plot([row.low, row.high], [place, place], color=_PREDICTED, lw=2, zorder=1)
            panel.scatter(row.simulated, place, color=_PREDICTED, s=28, zorder=2)
            panel.scatter(row.printed, place, color=_PRINTED, marker="D", s=34, zorder=3)
        panel.scatter([], [], color=_PREDICTED, s=28, label="predicted, and 95% of studies of that size")
        panel.scatter([], [], color=_PRINTED, marker="D", s=34, label="printed")
        labels = [f"{row.trial} ({row.regimen}, n = {row.n})" for row in reversed(rows)]
        panel.set_yticks(range(len(rows)), labels)
        panel.set_ylim(-0.6, len(rows) - 0.4)
        panel.set_xlim(left=0.0)
        panel.set_xlabel("Median overall survival, months")
        figure.legend(loc="upper center", ncols=2, frameon=False, fontsize=9)
        figure.tight_layout(rect=(0.0, 0.0, 1.0, 0.93))
    return figure
