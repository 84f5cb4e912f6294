"""A sweep's answer on the screen."""

from collections.abc import Iterator, Sequence
from math import floor, isnan, log10
from typing import TYPE_CHECKING, Any

from haicsim.analysis.experiments.reference import said
from haicsim.show.screen import say, screen

if TYPE_CHECKING:
    from rich.table import Table

    from haicsim.analysis.experiments.differences import Difference
    from haicsim.analysis.experiments.summary import Line

_MOST_ROWS = 30
_SHARE = "share of 1"
Column = tuple[str, list[str]]  # its heading and its cells


def show_lines(question: str, lines: "Sequence[Line]") -> None:
    """The question, then a row for every scenario and setting, a column for every outcome.

    Outcomes for which the screen is too narrow have a table of their own below.
    """
    console = screen()
    console.print(" ".join(question.split()), style="bold", markup=False)
    rows: dict[tuple[str, tuple[Any, ...]], list[Line]] = {}
    for line in lines:
        rows.setdefault((line.scenario, line.settings), []).append(line)
    shown = list(rows.items())[:_MOST_ROWS]
    columns = [
        (_heading(mine[0].outcome), [interval(line) for line in mine])
        for mine in zip(*(mine for _, mine in shown), strict=True)
    ]
    settings = _settings(lines, [setting for setting, _ in shown], console.width)
    room = console.width - 2 - sum(_width(column) for column in settings)
    for some in _fitting(columns, room):
        console.print(_table(settings, some, room))
    if len(rows) > _MOST_ROWS:
        console.print(f"... and {len(rows) - _MOST_ROWS:,} settings more, in summary.csv")


def _heading(outcome: str) -> str:
    from haicsim.analysis.measures.outcome_measures import OUTCOMES

    return f"{OUTCOMES[outcome].label}{' (%)' if OUTCOMES[outcome].unit == _SHARE else ''}"


def _settings(
    lines: "Sequence[Line]", shown: "Sequence[tuple[str, tuple[Any, ...]]]", room: int
) -> list[Column]:
    """A column for the scenario, where there are several, and for whatever is varied; all in one where room is scarce."""
    paths = dict.fromkeys(path for line in lines for path, _ in line.settings)
    columns = [
        (path.replace(".", " ").replace("_", " "), [said(settings[place][1]) for _, settings in shown])
        for place, path in enumerate(paths)
    ]
    if len({line.scenario for line in lines}) > 1:
        columns.insert(0, ("scenario", [scenario for scenario, _ in shown]))
    if columns and sum(_width(column) for column in columns) > room / 2:
        parts = zip(*(cells for _, cells in columns), strict=True)
        return [(", ".join(name for name, _ in columns), [", ".join(row) for row in parts])]
    return columns


def _width(column: Column) -> int:
    """What a column needs so that no word of it is broken, with the space beside it."""
    name, cells = column
    return max(len(word) for text in (name, *cells) for word in text.split()) + 2


def _fitting(columns: list[Column], room: int) -> "Iterator[list[Column]]":
    """The columns in as few groups as have the room."""
    group: list[Column] = []
    for column in columns:
        if group and sum(map(_width, (*group, column))) > room:
            yield group
            group = []
        group.append(column)
    yield group


def _table(settings: list[Column], outcomes: list[Column], room: int) -> "Table":
    """Settings as narrow as they can be; the outcomes share the room that is left for them."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    spare = max(room - sum(map(_width, outcomes)), 0) // len(outcomes)
    for column in settings:
        table.add_column(column[0], width=_width(column) - 2)
    for column in outcomes:
        longest = max(len(line) for text in (column[0], *column[1]) for line in text.split("\n"))
        table.add_column(column[0], justify="right", width=min(longest, _width(column) - 2 + spare))
    for row in zip(*(cells for _, cells in (*settings, *outcomes)), strict=True):
        table.add_row(*row)
    return table


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
    say(f"Differences from {reference}, on common random numbers: differences.csv{gain}.")


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
