"""What panels of survival share: steps with their band, printed figures by what they are worth, numbers at risk below."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures.style import INK, QUIET, small

Array = NDArray[Any]
_FIRST, _APART = (
    4.1,
    1.22,
)  # sizes of text below the axis: the first row of numbers at risk, and from row to row
_GREY = "#9A9A9A"
_WORTH = {  # what the audit says of a printed figure: how its mark is filled, and what that means
    "usable": "",
    "doubtful": "printed, disputed (at odds with others)",
    "unusable": "printed, unusable (cannot be true)",
}


class Printed(NamedTuple):
    """Printed survival: times (m,), shares of 1 (m,) with their intervals (m,), and what the audit says of each."""

    at: Array
    share: Array
    low: Array
    high: Array
    worth: Sequence[str]


class AtRisk(NamedTuple):
    """A row below the axis: its name, its colour, and what stands at each tick."""

    name: str
    colour: str
    counts: Sequence[str]


def steps(panel: Any, at: Array, band: tuple[Array, Array, Array], look: tuple[str, Any], label: str) -> None:
    """A curve in steps over its band. band: low, middle, high."""
    low, middle, high = band
    colour, dashes = look
    panel.fill_between(at, low, high, step="post", color=colour, alpha=0.15, lw=0)
    panel.step(at, middle, where="post", color=colour, ls=dashes, lw=1.7, label=label)


def printed(panel: Any, found: Printed, look: tuple[str, str], label: str) -> None:
    """Printed figures with their intervals: hollow; grey where they are disputed, crossed out where they are unusable."""
    colour, marker = look
    whiskers = [np.maximum(found.share - found.low, 0.0), np.maximum(found.high - found.share, 0.0)]
    panel.errorbar(
        found.at, found.share, yerr=whiskers, fmt="none", ecolor=colour, lw=1, capsize=2.5, zorder=4, clip_on=False
    )  # fmt: skip
    there = [worth for worth in _WORTH if worth in found.worth]
    for worth in there:
        mine = np.array([each == worth for each in found.worth], bool)
        panel.plot(
            found.at[mine], found.share[mine], ls="", marker=marker, color=colour, ms=6.5, mew=1.5, zorder=5,
            mfc="white" if worth == "usable" else _GREY, clip_on=False, label=label if worth == there[0] else None,
        )  # fmt: skip
        if worth == "unusable":
            cross: dict[str, Any] = {"marker": "x", "color": INK, "ms": 11, "mew": 1.6}
            panel.plot(found.at[mine], found.share[mine], ls="", zorder=6, clip_on=False, **cross)


def worth_handles(worth: Sequence[str], marker: str = "D") -> list[Any]:
    """What grey and crossed marks mean, for a legend: only of what is there."""
    from matplotlib.lines import Line2D

    there = [each for each in _WORTH if each != "usable" and each in worth]
    looks: dict[str, dict[str, Any]] = {
        "doubtful": {"marker": marker, "mfc": _GREY, "mec": INK},
        "unusable": {"marker": "x", "mec": INK, "mew": 1.6},
    }
    return [Line2D([], [], ls="", ms=7, label=_WORTH[each], **looks[each]) for each in there]


def at_risk(panel: Any, ticks: Sequence[float], rows: Sequence[AtRisk], heading: str = "At risk") -> None:
    """Numbers at risk below the axis at its ticks, a row each, at the same distance whatever the figure's size."""
    from matplotlib.transforms import ScaledTranslation

    def below(row: float, base: Any) -> Any:
        down = -small(_FIRST + _APART * row) / 72.0
        return base + ScaledTranslation(0.0, down, panel.figure.dpi_scale_trans)

    aside = panel.transAxes + ScaledTranslation(-small(2.3) / 72.0, 0.0, panel.figure.dpi_scale_trans)
    plain = len(rows) == 1 and not rows[0].name
    where = below(0, panel.transAxes if plain else aside)
    side = "left" if plain else "right"
    panel.text(0.0, 0.0, heading, transform=where, ha=side, va="center", fontsize=small(), color=QUIET)
    for place, row in enumerate(rows, start=1):
        panel.text(
            0.0, 0.0, row.name, transform=below(place, aside), ha="right", va="center", fontsize=small(), color=row.colour,
            fontweight="bold",
        )  # fmt: skip
        for tick, said in zip(ticks, row.counts, strict=True):
            panel.text(
                tick, 0.0, said, transform=below(place, panel.get_xaxis_transform()), ha="center", va="center",
                fontsize=small(),
            )  # fmt: skip


def shares(panel: Any) -> None:
    """The upright axis in percent, from nobody to everybody."""
    panel.set_ylim(0.0, 1.03)
    panel.set_yticks([0.0, 0.25, 0.5, 0.75, 1.0])
    panel.yaxis.set_major_formatter(lambda share, _: f"{100 * share:.0f}%")
