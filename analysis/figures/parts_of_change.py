"""Where a change of mean months lived comes from: a bar for each part, and the whole."""

from typing import Any

from haicsim.analysis.figures.style import FAINT, INK, QUIET, canvas, foot, head, settings
from haicsim.analysis.whatif.decomposition import WORDS, Decomposition

_LESS, _MORE, _WHOLE = "#E69F00", "#56B4E9", "#7A7A7A"


def draw_parts(found: Decomposition, first: str, second: str) -> Any:
    """The figure: bars of months for each starter, strokes their 95% intervals, thin lines the ranges if tried."""
    rows = {"change": "the whole change", **WORDS}
    if not round(found.intervals["others"][0], 3):
        del rows["others"]
    with settings():
        figure = canvas(9.0, 1.9 + 0.42 * len(rows))
        height = figure.get_figheight()
        panel = figure.add_axes((0.4, 1.13 / height, 0.57, 1.0 - 1.83 / height))
        for place, name in enumerate(reversed(rows)):
            _bar(panel, place, name, found)
        panel.axvline(0.0, color=INK, lw=0.9)
        panel.set_yticks(range(len(rows)), list(reversed(rows.values())))
        panel.tick_params(axis="y", length=0)
        panel.grid(axis="x", color=FAINT, lw=0.6)
        panel.set_axisbelow(True)
        panel.set(xlabel="months of the first 60 for each starter", ylim=(-0.6, len(rows) - 0.4))
        before, after, _ = found.operated
        who = f"{found.people:,} simulated patients, the same in both; {before:,} and {after:,} operated"
        head(figure, f"{first} and {second}: where the change comes from", who)
        ranges = f"\nThin lines: the least and the most over {found.over}." if found.ranges else ""
        foot(figure, f"Parts add up to the whole. Thick strokes: 95% by the number of patients.{ranges}")
    return figure


def _bar(panel: Any, place: int, name: str, found: Decomposition) -> None:
    value, low, high = found.change if name == "change" else found.intervals[name]
    colour = _WHOLE if name == "change" else _MORE if value >= 0.0 else _LESS
    panel.barh(place, value, height=0.62, color=colour, edgecolor=INK, lw=0.5)
    panel.plot([low, high], [place, place], color=INK, lw=2.2, solid_capstyle="butt")
    if found.ranges:
        panel.plot(found.ranges[name], [place - 0.42] * 2, color=QUIET, lw=1.0, marker="|", ms=5)
