"""Policies beside the first: the change of the main outcome, its interval, and the ranges of what is not identified."""

from typing import Any

from haicsim.analysis.figures.style import FAINT, INK, PAGE, QUIET, canvas, foot, head, settings
from haicsim.analysis.whatif.policy_compare import Compared
from haicsim.analysis.whatif.ranges import ENDS

_COLOUR = "#0072B2"


def draw_policies(found: Compared) -> Any:
    """The figure: left the change of the main outcome, right how many are treated otherwise, and operated under each."""
    count = len(found.others)
    with settings():
        figure = canvas(PAGE, 2.3 + 0.55 * count)
        height = figure.get_figheight()
        panel = figure.add_axes((0.30, 0.95 / height, 0.50, 1.0 - (0.95 + 0.95) / height))
        for y, each in enumerate(found.others):
            _row(panel, each, float(y))
        panel.axvline(0.0, color=INK, lw=0.9)
        panel.set(ylim=(count - 0.4, -0.6))
        panel.set_yticks(range(count), [each.policy.name for each in found.others])
        panel.tick_params(axis="y", length=0)
        main = found.others[0].outputs[0].outcome
        share = main.unit == "share of 1"
        panel.set_xlabel(f"change: {main.label}" + (", points of percent" if share else ""))
        for y, each in enumerate(found.others):
            panel.text(
                1.03,
                y,
                _treated(each),
                transform=panel.get_yaxis_transform(),
                va="center",
                fontsize=8.5,
                color=QUIET,
            )
        head(
            figure,
            f"Policies beside {found.reference.name}",
            f"{found.people:,} patients, the same under each",
        )
        over = found.others[0].ranges.over
        singly = ", one number at a time" if over == ENDS.words else ""
        foot(figure, f"Thick: 95% by the number of patients. Thin: least and most over {over}{singly}.")
    return figure


def _row(panel: Any, each: Any, y: float) -> None:
    factor = 100.0 if each.outputs[0].outcome.unit == "share of 1" else 1.0
    value, low, high = (factor * end for end in each.ranges.own)
    if each.ranges.ends:
        ends = [factor * end[1][0] for end in (each.ranges.least, each.ranges.most)]
        panel.plot(ends, [y, y], color=_COLOUR, lw=1.0)
    panel.plot([low, high], [y, y], color=_COLOUR, lw=4.0, solid_capstyle="butt")
    panel.plot(value, y, marker="o", ms=6, color=_COLOUR)
    panel.axhline(y, color=FAINT, lw=0.4, zorder=0)


def _treated(each: Any) -> str:
    before, after, _ = each.parts.operated
    otherwise = each.whom["treated otherwise"].people
    return f"{otherwise:,} treated otherwise\n{before:,} operated, then {after:,}"
