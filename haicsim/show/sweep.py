"""A sweep's answer on the screen."""

from collections.abc import Sequence
from math import floor, isnan, log10
from typing import TYPE_CHECKING, Any

from haicsim.analysis.experiments.reference import said
from haicsim.show.screen import screen

if TYPE_CHECKING:
    from haicsim.analysis.experiments.differences import Difference
    from haicsim.analysis.experiments.summary import Line

_MOST_ROWS = 30
_UNITS = {"share of 1": "%", "d": "days"}


def show_lines(question: str, lines: "Sequence[Line]") -> None:
    """The question, then a row for every scenario and setting, a column for every outcome."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from haicsim.analysis.measures.outcome_measures import OUTCOMES

    console = screen()
    console.print(" ".join(question.split()), style="bold", markup=False)
    rows: dict[tuple[str, tuple[Any, ...]], list[Line]] = {}
    for line in lines:
        rows.setdefault((line.scenario, line.settings), []).append(line)
    outcomes = list(dict.fromkeys(line.outcome for line in lines))
    several = len({line.scenario for line in lines}) > 1
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    paths = dict.fromkeys(path for line in lines for path, _ in line.settings)
    for heading in (*["scenario"] * several, *paths):
        table.add_column(heading.replace(".", " ").replace("_", " "))
    for name in outcomes:
        unit = OUTCOMES[name].unit
        table.add_column(f"{name.replace('_', ' ')} ({_UNITS.get(unit, unit)})", justify="right")
    for (scenario, settings), mine in list(rows.items())[:_MOST_ROWS]:
        given = [said(value) for _, value in settings]
        table.add_row(*[scenario] * several, *given, *(interval(line) for line in mine))
    console.print(table)
    if len(rows) > _MOST_ROWS:
        console.print(f"... and {len(rows) - _MOST_ROWS:,} settings more, in summary.csv")


def show_changes(changes: "Sequence[Difference]", reference: str) -> None:
    """Which setting the others are compared with, and how much common random numbers reduce the variance."""
    if not changes:
        return
    gains = sorted(each.reduction for each in changes if each.reduction == each.reduction)
    gain = (
        f"; their variance is 1/{gains[len(gains) // 2]:.3g} of that of unpaired runs (median)"
        if gains
        else ""
    )
    print(f"Differences from {reference}, on common random numbers: differences.csv{gain}.")


def interval(line: "Line") -> str:
    """A mean with its interval below it, to the digits that the interval's width leaves; shares in percent."""
    from haicsim.analysis.measures.outcome_measures import OUTCOMES

    factor = 100.0 if OUTCOMES[line.outcome].unit == "share of 1" else 1.0
    if isnan(line.mean):
        return "-"
    mean, low, high = factor * line.mean, factor * line.low, factor * line.high
    if isnan(low):
        return f"{mean:.4g}"
    half = (high - low) / 2
    digits = min(max(-floor(log10(half / 2)), 0), 4) if half > 0 else 1
    return f"{mean:.{digits}f}\n{low:.{digits}f}\N{EN DASH}{high:.{digits}f}"
