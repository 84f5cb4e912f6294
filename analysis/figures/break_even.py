"""A difference over a number of the scenario, group by group, and where it is nothing."""

from collections.abc import Sequence
from typing import Any

from haicsim.analysis.figures.style import GROUP_LOOK, GROUP_NAMES, INK, QUIET, canvas, foot, head, settings
from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.whatif.thresholds import GAIN, Threshold


def draw_break_even(found: Sequence[Threshold], scenario: str) -> Any:
    """The figure: a panel for each group; line the difference, band its 95% interval, diamond the break-even with its own."""
    first = found[0]
    share = first.outcome != GAIN and OUTCOMES[first.outcome].unit == "share of 1"
    with settings():
        figure = canvas(_width(found), 4.4)
        panels = figure.subplots(1, len(found), sharey=True, squeeze=False)[0]
        figure.subplots_adjust(
            left=0.65 / _width(found), right=1.0 - 0.2 / _width(found), top=0.76, bottom=0.28, wspace=0.15
        )
        for panel, each in zip(panels, found, strict=True):
            _panel(panel, each, 100.0 if share else 1.0)
        panels[0].set_ylabel(_label(first))
        figure.text(0.53, 0.165, f"{first.factor.path}{_unit(first)}", ha="center", va="center")
        head(figure, _title(first), f"{scenario}: the same people at every value; only this number is moved")
        foot(figure, "Bands: 95% by the number of patients. Diamond: where the difference is nothing, with its 95% interval.\n"
             "Dashed: the scenario's own value.")  # fmt: skip
    return figure


def _width(found: Sequence[Threshold]) -> float:
    """Inches: room for the title and the notes, and for each panel."""
    return max(7.4, 2.2 + 2.4 * len(found))


def _panel(panel: Any, each: Threshold, factor: float) -> None:
    colour, dashes, _ = GROUP_LOOK[each.group]
    values = [value for value, _ in each.found.grid]
    middle, low, high = ([factor * interval[place] for _, interval in each.found.grid] for place in range(3))
    panel.axhline(0.0, color=INK, lw=0.9)
    panel.fill_between(values, low, high, color=colour, alpha=0.2, lw=0)
    panel.plot(values, middle, color=colour, ls=dashes, lw=1.8)
    panel.axvline(each.factor.value, color=QUIET, lw=0.9, ls=(0, (4, 3)))
    for crossing in each.found.crossings:
        ends = [min(max(end, each.factor.low), each.factor.high) for end in (crossing.low, crossing.high)]
        panel.plot(ends, [0.0, 0.0], color=INK, lw=3.2, solid_capstyle="butt")
        panel.plot(crossing.value, 0.0, marker="D", ms=7, color=INK)
        panel.annotate(
            f"{crossing.value:.3g}", (crossing.value, 0.0), (0, 9), textcoords="offset points", ha="left"
        )
    panel.set_xlim(each.factor.low, each.factor.high)
    panel.set_title(GROUP_NAMES[each.group].replace("C: no major vascular invasion", "C: neither"))


def _title(first: Threshold) -> str:
    return "Where surgery stops paying" if first.outcome == GAIN else f"Where {first.outcome} is the same"


def _label(first: Threshold) -> str:
    if first.outcome == GAIN:
        return "months gained by surgery, of 60"
    unit = {"share of 1": "points of percent", "d": "days"}.get(
        OUTCOMES[first.outcome].unit, OUTCOMES[first.outcome].unit
    )
    return f"difference, {unit}"


def _unit(first: Threshold) -> str:
    return "" if first.factor.unit in ("", "ratio", "count", "probability", "1") else f", {first.factor.unit}"
