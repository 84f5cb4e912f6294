"""What all who start gain as more of them are converted, a line for each mechanism: restricted mean and five-year survival."""

from collections.abc import Sequence
from typing import Any

from haicsim.analysis.figures.style import FAINT, INK, canvas, foot, head, settings
from haicsim.analysis.whatif.conversion import SEEN, Moved
from haicsim.analysis.whatif.question import RATES, Line, WhatIf
from haicsim.analysis.whatif.ranges import ENDS, Ranged

_LOOKS = (
    ("#0072B2", "-", "o"), ("#D55E00", (0, (5, 2)), "s"), ("#009E73", (0, (1, 1.2)), "^"), ("#CC79A7", (0, (5, 1, 1, 1)), "D"),
    ("#56B4E9", "-", "v"), ("#8A6D00", (0, (5, 2)), "P"), ("#000000", (0, (1, 1.2)), "X"), ("#7A7A7A", "-", "*"),
)  # fmt: skip
_WIDTH, _HEIGHT = 10.0, 5.6


def draw_conversion(found: WhatIf) -> Any:
    """The figure: both panels share the rate; thick bars are chance, thin lines the ranges of what is not identified."""
    with settings():
        figure = canvas(_WIDTH, _HEIGHT)
        left, right = figure.subplots(1, 2)
        figure.subplots_adjust(left=0.075, right=0.985, top=0.80, bottom=0.295, wspace=0.2)
        word = RATES[found.rate][1]
        for panel, base in ((left, found.months), (right, tuple(100 * each for each in found.alive))):
            _background(panel, found, base)
            panel.set_xlabel(f"% of all who start {word}")
        for place, line in enumerate(found.lines):
            _line(left, line, place, len(found.lines), lambda moved: moved.months, 1.0)
            _line(right, line, place, len(found.lines), lambda moved: moved.alive, 100.0)
        left.set(title="Mean months lived of the first 60", ylabel="months")
        right.set(title="Alive at 5 years", ylabel="% of all who start")
        for panel in (left, right):
            panel.set_ylim(bottom=0.0)
        figure.legend(
            *left.get_legend_handles_labels(),
            loc="lower left",
            bbox_to_anchor=(0.06, 0.115),
            ncols=4,
            fontsize=9,
        )
        run = found.scenario.run
        head(
            figure,
            "If more could be converted",
            f"{found.scenario.title}: {run.patients:,} patients, the same in every point",
        )
        foot(figure, _notes(found))
    return figure


def _background(panel: Any, found: WhatIf, base: Sequence[float]) -> None:
    """What series have published, and the scenario as it is."""
    panel.axvspan(100 * SEEN[0], 100 * SEEN[1], color=FAINT, alpha=0.25, lw=0, label="published rates")
    panel.plot(
        [100 * found.now],
        [base[0]],
        marker="o",
        ms=9,
        mfc="none",
        mec=INK,
        mew=1.4,
        ls="none",
        label="as it is",
    )


def _line(panel: Any, line: Line, place: int, count: int, number: "Any", factor: float) -> None:
    colour, dashes, shape = _LOOKS[place % len(_LOOKS)]
    moved: list[Moved] = sorted(line.moved, key=lambda each: each.lever.target)
    if not moved:
        return
    rates = [100.0 * each.lever.target for each in moved]
    values: list[Ranged] = [number(each) for each in moved]
    middle = [factor * each.own[0] for each in values]
    low, high = ([abs(factor * (each.own[0] - each.own[side])) for each in values] for side in (1, 2))
    shift = 0.45 * (place - (count - 1) / 2.0)
    at = [rate + shift for rate in rates]
    if all(each.ends for each in values):
        least, most = ([factor * end[1][0] for end in ends] for ends in _ends(values))
        panel.vlines(at, least, most, color=colour, lw=0.9, alpha=0.75)
    panel.plot(at, middle, color=colour, ls=dashes, lw=1.5)
    panel.errorbar(
        at, middle, yerr=[low, high], color=colour, marker=shape, ms=5, ls="none", lw=3.0, label=_label(line)
    )


def _ends(values: list[Ranged]) -> tuple[list[Any], list[Any]]:
    return [each.least for each in values], [each.most for each in values]


def _label(line: Line) -> str:
    lost = [lever.target for lever in line.levers if not lever.reached and lever.target > line.reach[1]]
    return line.mechanism.name + (f" (up to {100 * line.reach[1]:.0f}%)" if lost else "")


def _notes(found: WhatIf) -> str:
    ranges = any(each.months.ends for line in found.lines for each in line.moved)
    thin = (
        f"Thin: least and most over {found.over}{', one number at a time' if found.over == ENDS.words else ''},\n"
        "the mechanism's value being the same. " if ranges else ""
    )  # fmt: skip
    return (
        f"Thick: 95% by the number of patients. {thin}Grey: conversion rates that series have published; beyond them "
        "nothing was ever seen.\nThe rate now is set by a prior: the paper does not print how many started."
    )
