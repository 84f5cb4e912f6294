"""Waterfall: how far each patient's targets shrank or grew at best, by the best response judged."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures.style import (
    CONVERTED_MARK,
    INK,
    PAGE,
    RESPONSE_FILL,
    RESPONSE_MARK,
    canvas,
    foot,
    head,
    settings,
)
from haicsim.analysis.results.baseline_ct import shown
from haicsim.sim.codes import MEASURED

CHANGE = np.dtype([("place", "i4"), ("change", "f8"), ("response", "i1"), ("converted", "?")])
MOST = 200
_TOP = 1.0
_NOTES = (
    "Change of the sum of viable target diameters from the baseline CT, as measured, at the CT on which it was smallest. "
    "Best response: by mRECIST over all CTs; one may "
    "progress by a new lesion or a lesion that is no target while the targets shrink. Triangle: beyond the edge. "
    "Patients without a CT on HAIC are not shown."
)


def best_changes(
    journal: NDArray[Any], records: NDArray[Any], baseline_mm: NDArray[np.float64]
) -> NDArray[Any]:
    """The best change of each patient whose baseline is known, the largest growth first (see CHANGE).

    journal, records: see `haicsim.analysis.results.events.CountedRun`. baseline_mm (n records,): the sum measured at
    baseline, NaN for who is not asked for. change: share of baseline, -1 where nothing viable was left. A baseline of
    nothing has no share.
    """
    measured = journal[journal["event"] == MEASURED]
    measured = measured[baseline_mm[measured["patient"]] > 0.0]
    smallest = np.full(len(records), np.inf)
    np.minimum.at(smallest, measured["patient"], measured["value"])
    places = np.flatnonzero(np.isfinite(smallest))
    out = np.zeros(len(places), CHANGE)
    out["place"] = places
    out["change"] = smallest[places] / baseline_mm[places] - 1.0
    out["response"] = records["best_response"][places]
    out["converted"] = records["converted"][places]
    return out[np.argsort(-out["change"], kind="stable")]


def draw(
    journal: NDArray[Any],
    records: NDArray[Any],
    baseline_mm: NDArray[np.float64],
    thresholds: tuple[float, float],
    subtitle: str,
) -> Any:
    """The figure: one bar a patient, cut where the targets more than doubled.

    thresholds: shares of baseline and of the smallest sum at which PR and PD begin, as the scenario has them.
    """
    changes = best_changes(journal, records, baseline_mm)
    partial, progression = (100.0 * (threshold - 1.0) for threshold in thresholds)
    with settings():
        figure = canvas(PAGE, 6.4)
        head(figure, "Best change of the targets on HAIC", f"{subtitle}; {shown(len(changes), records)}")
        panel = figure.add_axes((0.075, 0.125, 0.91, 0.71))
        _draw_bars(panel, changes)
        panel.axhline(0, color=INK, lw=0.8)
        _threshold(panel, partial, f"partial response: {partial:+.0f}% from baseline", (0, (5, 3)), 0.01)
        _threshold(
            panel, progression, f"progression: {progression:+.0f}% from the smallest", (0, (1, 2)), 0.99
        )
        panel.set(xlim=(-1, max(len(changes), 1)), ylim=(-112, 100 * _TOP + 9), xticks=[])
        panel.set_yticks([-100, -75, -50, -25, 0, 25, 50, 75, 100])
        panel.set_ylabel("Best change from baseline, %")
        panel.spines["bottom"].set_visible(False)
        figure.legend(
            handles=_legend(changes), loc="upper right", ncols=3, fontsize=9, bbox_to_anchor=(0.99, 0.925)
        )
        foot(figure, _NOTES)
    return figure


def _threshold(panel: Any, percent: float, name: str, dashes: Any, x: float) -> None:
    """A line where a response begins; its name stands where there are no bars."""
    panel.axhline(percent, color=INK, lw=0.9, ls=dashes, zorder=0)
    side = "left" if x < 0.5 else "right"
    panel.text(
        x, percent + 2, name, transform=panel.get_yaxis_transform(), ha=side, va="bottom", fontsize=8.5
    )


def _draw_bars(panel: Any, changes: NDArray[Any]) -> None:
    at = np.arange(len(changes))
    height = 100.0 * np.minimum(changes["change"], _TOP)
    for response, look in RESPONSE_FILL.items():
        mine = changes["response"] == response
        panel.bar(at[mine], height[mine], width=0.86, **look.areas())
    for x in at[changes["change"] > _TOP]:
        panel.plot(x, 100 * _TOP + 3, marker="^", ms=4, color=INK, clip_on=False)
    converted = at[changes["converted"]]
    below = np.minimum(height[changes["converted"]], 0.0) - 5
    mark = CONVERTED_MARK
    panel.plot(converted, below, ls="", marker=mark.shape, ms=5, color=mark.colour, mec=INK, mew=0.7)


def _legend(changes: NDArray[Any]) -> list[Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = [
        Patch(**look.areas(), label=f"{RESPONSE_MARK[code].meaning}: {(changes['response'] == code).sum()}")
        for code, look in RESPONSE_FILL.items()
    ]
    mark = CONVERTED_MARK
    label = f"converted: {changes['converted'].sum()}"
    return [
        *handles,
        Line2D([], [], ls="", marker=mark.shape, ms=6, color=mark.colour, mec=INK, label=label),
    ]
