"""Survival of simulated patients, a curve a group, for people who plot it themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from haicsim.analysis.figures import km_panel
from haicsim.analysis.figures.files import MM_PER_INCH, asked
from haicsim.analysis.figures.style import GROUP_LOOK, GROUP_NAMES, settings, small
from haicsim.analysis.survival.kaplan_meier import kaplan_meier, numbers_at_risk
from haicsim.analysis.survival.observation import Times
from haicsim.sim.units import DAYS_PER_MONTH

_COLUMN = 4.7  # inches: a narrower figure has fewer ticks, and its legend one column
LOOKS: list[tuple[str, Any]] = [  # no two alike in grey
    ("#0072B2", "-"), ("#D55E00", (0, (5, 2))), ("#009E73", (0, (1, 1.2))), ("#CC79A7", (0, (5, 1, 1, 1))),
    ("#56B4E9", (0, (3, 1, 1, 1, 1, 1))), ("#E69F00", (0, (10, 3))), ("#000000", (0, (2, 3))),
]  # fmt: skip
TITLES = {
    "itt": ("Survival of everyone who started", "Months since the decision for HAIC"),
    "os": ("Survival of the infused", "Months since first infusion"),
    "rfs": ("Recurrence-free survival", "Months since hepatectomy"),
}


def draw(groups: Mapping[str, Times], endpoint: str, axes: Any = None, below: bool = False) -> Any:
    """Kaplan-Meier curves with their 95% bands, one a group, upon the axes given or upon new ones: the axes.

    groups: times by the name of each group, in the order in which they are drawn. endpoint: a name in TITLES. New axes
    have numbers at risk and the legend below them; others if `below` and their figure leaves room for what stands outside
    axes (layout "constrained"). Where figures are written for one column of a journal, new axes are made for it. The
    backend of matplotlib is left as it is.
    """
    column = asked().width_mm if axes is None and asked().narrow else None
    with settings(in_print=column is not None):
        panel = _new_axes(column) if axes is None else axes
        looks = []
        for place, (name, times) in enumerate(groups.items()):
            colour, dashes = GROUP_LOOK[name][:2] if name in GROUP_LOOK else LOOKS[place % len(LOOKS)]
            curve = kaplan_meier(times)
            label = f"{GROUP_NAMES.get(name, name)} (n = {len(times.days):,})"
            band = curve.low, curve.estimate, curve.high
            km_panel.steps(panel, curve.days / DAYS_PER_MONTH, band, (colour, dashes), label)
            looks.append(colour)
        title, beneath = TITLES[endpoint]
        km_panel.shares(panel)
        panel.set(xlabel=beneath, ylabel="Survival", title=title)
        panel.set_xlim(left=0.0)
        if groups and (below or axes is None):
            _below(panel, groups, looks)
        elif groups:
            _above_the_curves(panel)
    return panel


def _new_axes(column_mm: float | None) -> Any:
    """Axes of a figure of their own, as wide as a column of so many mm or as ever."""
    import matplotlib.pyplot as plt

    size = (6.4, 5.0) if column_mm is None else (column_mm / MM_PER_INCH, 3.5)
    return plt.subplots(figsize=size, layout="constrained")[1]


def _below(panel: Any, groups: Mapping[str, Times], colours: Sequence[str]) -> None:
    """Numbers at risk, and the legend below them."""
    last = panel.get_xlim()[1]
    most = 8 if panel.figure.get_figwidth() > _COLUMN else 5
    apart = next((step for step in (1, 3, 6, 12, 24, 36, 60) if last / step <= most), 120)
    ticks = np.arange(0.0, last + 1e-9, apart)
    panel.set_xticks(ticks)
    rows = []
    for (name, times), colour in zip(groups.items(), colours, strict=True):
        counts = numbers_at_risk(times, ticks * DAYS_PER_MONTH).tolist()
        rows.append(km_panel.AtRisk(_short(name), colour, [f"{count:,}" for count in counts]))
    km_panel.at_risk(panel, ticks.tolist(), rows)
    columns = 2 if panel.figure.get_figwidth() > _COLUMN else 1
    panel.figure.legend(loc="outside lower center", ncols=columns, fontsize=small(0.95))


def _short(name: str, most: int = 12) -> str:
    said = "All" if name == "all" else name
    return said if len(said) <= most else f"{said[: most - 3].rstrip()}..."


def _above_the_curves(panel: Any) -> None:
    """The legend upon somebody's own axes: in room made for it above 100%, where no curve comes."""
    legend = panel.legend(fontsize=9, loc="upper right", ncols=2, borderaxespad=0.1)
    canvas = panel.figure.canvas
    if not hasattr(canvas, "get_renderer"):
        return
    share = legend.get_window_extent(canvas.get_renderer()).height / panel.bbox.height
    panel.set_ylim(0.0, 1.03 / max(1.0 - 1.25 * share, 0.3))
