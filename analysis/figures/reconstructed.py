"""Curves reconstructed from printed figures: a band for each group, with the printed landmarks and numbers at risk."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures.style import PAGE, SMALLEST, in_lines, settings
from haicsim.analysis.reconstruction.bands import at_risk, columns_of, curve_of
from haicsim.analysis.reconstruction.drawing import Drawn
from haicsim.analysis.studies import Landmark, Study
from haicsim.analysis.studies.quantities import factor
from haicsim.analysis.studies.reported_values import Curve

INK, SHADE = "#1a1a1a", "#56B4E9"
STEPS = 240  # points of a curve
TICKS_APART = (3, 6, 12, 24, 60)  # months
MOST_TICKS, TICK_INCHES = 7, 0.37  # of numbers at risk: how many at most, and the room of each


def draw(endpoints: Sequence[Drawn], study: Study, until: float, subtitle: str) -> Any:
    """The figure: a row for each endpoint, a panel for each group. until: months shown at most."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    groups = [columns_of(drawn, study) for drawn in endpoints]
    wide, tall = max(len(each) for each in groups), len(endpoints)
    with settings():
        size = (min(2.0 + 2.9 * wide, PAGE), 1.5 + 3.2 * tall)
        figure, panels = plt.subplots(tall, wide, figsize=size, squeeze=False)
        margins = {"left": 1.0 / size[0], "right": 1 - 0.2 / size[0]}
        figure.subplots_adjust(
            **margins, top=1 - 0.75 / size[1], bottom=1.35 / size[1], wspace=0.18, hspace=0.62
        )
        for row, drawn, own in zip(panels, endpoints, groups, strict=True):
            longest = min(until, float(drawn.material.longest))
            for place, panel in enumerate(row):
                if place < len(own):
                    name = list(own)[place]
                    _panel(panel, drawn, study, name, own[name], longest)
                else:
                    panel.set_axis_off()
            row[0].set_ylabel(f"{study.endpoints[drawn.material.endpoint].label}\nnot yet had the event")
        figure.suptitle(subtitle, x=0.01, y=0.995, ha="left", va="top", fontsize=10)
        _legend(figure, panels, size)
    return figure


def _panel(
    panel: Any, drawn: Drawn, study: Study, group: str, columns: NDArray[np.intp], longest: float
) -> None:
    """One group: the band, the middle, what is printed or read off, numbers at risk below the axis."""
    curve = curve_of(drawn, columns, np.linspace(0.0, longest, STEPS + 1))
    panel.fill_between(
        curve.months,
        curve.low,
        curve.high,
        color=SHADE,
        alpha=0.45,
        lw=0,
        step="post",
        label="95% of the data sets",
    )
    panel.step(
        curve.months, curve.middle, where="post", color=INK, lw=1.3, label="the middle one at each time"
    )
    _printed(panel, drawn, study, group, longest)
    inches = panel.get_position().width * panel.figure.get_figwidth()
    ticks = _ticks(longest, min(MOST_TICKS, int(inches / TICK_INCHES)))
    panel.set(xlim=(0, longest), ylim=(0, 1.03), xticks=ticks)
    panel.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    zero = study.endpoints[drawn.material.endpoint].time_zero.replace("_", " ")
    panel.set_xlabel(in_lines(f"Months since {zero}; at risk below", inches), fontsize=SMALLEST)
    title = f"{_short(study.groups[group].label)} (n = {len(columns)})"
    panel.set_title(in_lines(title, inches, 10.5), fontsize=9.5)
    low, _, high = at_risk(drawn, columns, np.array(ticks, float))
    for tick, least, most in zip(ticks, low.tolist(), high.tolist(), strict=True):
        text = str(least) if least == most else f"{least}-{most}"
        panel.text(tick, -0.35, text, transform=panel.get_xaxis_transform(), ha="center", fontsize=SMALLEST)


def _printed(panel: Any, drawn: Drawn, study: Study, group: str, longest: float) -> None:
    """Printed landmarks, full where the data sets agree with them, crossed where they were left out; readings as dots."""
    mine = [
        one
        for one in study.landmarks
        if (one.endpoint, one.group) == (drawn.material.endpoint, group) and one.time_months <= longest
    ]
    used = set(drawn.material.used)
    kept = [one for one in mine if _refs(one) & used]
    out = [one for one in mine if not _refs(one) & used]
    for some, marker, look, label in (
        (kept, "o", {"mfc": "white", "ms": 6.5}, "printed, agreed with"),
        (out, "X", {"mfc": INK, "ms": 8.0}, "printed, left out"),
    ):
        x, y = [one.time_months for one in some], [one.percent / 100 for one in some]
        panel.plot(x, y, ls="none", marker=marker, color=INK, label=label, zorder=5, clip_on=False, **look)
    points = [
        (time * float(factor(figure.unit, "month")), percent / 100)
        for figure in study.figures
        if isinstance(figure, Curve) and (figure.endpoint, figure.group) == (drawn.material.endpoint, group)
        for time, percent in figure.points
    ]
    shown = [(x, y) for x, y in points if x <= longest]
    panel.plot(
        *zip(*shown, strict=True) if shown else ([], []),
        ls="none",
        marker=".",
        ms=4,
        color=INK,
        label="read off",
    )


def _refs(landmark: Landmark) -> set[str]:
    return {f"{landmark.figure}.percent", f"{landmark.figure}.count"}


def _ticks(longest: float, most: int) -> list[int]:
    """Round numbers of months, few enough for numbers at risk to stand below them."""
    apart = next((step for step in TICKS_APART if longest / step < most), 120)
    return list(range(0, int(longest) + 1, apart))


def _short(label: str, most: int = 26) -> str:
    return label if len(label) <= most else label[: most - 3].rstrip() + "..."


def _legend(figure: Any, panels: NDArray[Any], size: tuple[float, float]) -> None:
    """One legend for all panels, of what there is."""
    found: dict[str, Any] = {}
    for panel in panels.flat:
        for handle, label in zip(*panel.get_legend_handles_labels(), strict=True):
            if not hasattr(handle, "get_xdata") or len(handle.get_xdata()):
                found.setdefault(label, handle)
    columns = min(len(found), max(int(size[0] // 2.2), 1))
    figure.legend(found.values(), found.keys(), loc="lower center", ncols=columns, fontsize=SMALLEST)
