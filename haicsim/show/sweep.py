"""A sweep's answer on the screen."""

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.sweeps.precision import Difference
    from analysis.sweeps.summary import Line

_MOST_ROWS = 30


def show_lines(question: str, lines: "Sequence[Line]") -> None:
    """The question, then a row for every scenario and setting, a column for every outcome."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    console.print(question.strip(), style="bold", markup=False)
    rows: dict[tuple[str, tuple[Any, ...]], list[Line]] = {}
    for line in lines:
        rows.setdefault((line.scenario, line.settings), []).append(line)
    outcomes = list(dict.fromkeys(line.outcome for line in lines))
    paths = list(dict.fromkeys(path for line in lines for path, _ in line.settings))
    table = Table(box=SIMPLE_HEAD)
    for heading in ("scenario", *paths):
        table.add_column(heading, overflow="fold")
    for heading in outcomes:
        table.add_column(heading, justify="right", overflow="fold")
    for (scenario, settings), mine in list(rows.items())[:_MOST_ROWS]:
        given = dict(settings)
        table.add_row(
            scenario, *(said(given.get(path, "")) for path in paths), *(interval(line) for line in mine)
        )
    console.print(table)
    if len(rows) > _MOST_ROWS:
        console.print(f"... and {len(rows) - _MOST_ROWS:,} settings more, in summary.csv")


def show_changes(changes: "Sequence[Difference]") -> None:
    """What paired luck is worth."""
    gains = sorted(each.reduction for each in changes if each.reduction == each.reduction)
    if gains:
        middle = gains[len(gains) // 2]
        print(
            f"Differences from the first row on paired luck: differences.csv; their variance is 1/{middle:.3g} of that "
            "of unpaired runs (median)."
        )


def said(value: object) -> str:
    """A setting as it is written."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def interval(line: "Line") -> str:
    """A mean with its interval, as many digits as are worth reading."""
    if isnan(line.mean):
        return "-"
    return f"{line.mean:.4g}" if isnan(line.low) else f"{line.mean:.4g} ({line.low:.4g} to {line.high:.4g})"
