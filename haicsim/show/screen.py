"""The screen that tables and sentences are shown on."""

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_WIDEST = 160


def screen() -> "Console":
    """As wide as the terminal is, or as COLUMNS says; a file or a pipe has room for every column."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = max(console.width, _WIDEST)
    return console


def say(text: str) -> None:
    """Print a sentence; what is too long for a line is broken between words."""
    screen().print(text, markup=False)


def show_rows(console: "Console", heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows with names as a table or, where the screen is too narrow, the name of each row on a line of its own."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(*heads, box=SIMPLE_HEAD)
    for row in rows:
        table.add_row(*row)
    if (
        console.measure(table, options=console.options.update(max_width=_WIDEST * 10)).maximum
        <= console.width
    ):
        console.print(table)
        return
    for line in _stacked(heads, rows, console.width):
        console.print(line, markup=False)


def _stacked(heads: Sequence[str], rows: Sequence[Sequence[str]], most: int) -> Iterator[str]:
    """Each row's name on a line of its own and its cells below; one below the other where the screen is narrower still."""
    cells = [[row[column] for row in rows] for column in range(1, len(heads))]
    widths = [max(map(len, (head, *column))) for head, column in zip(heads[1:], cells, strict=True)]

    def line(texts: Sequence[str]) -> str:
        return "    " + "  ".join(t.ljust(w) for t, w in zip(texts, widths, strict=True)).rstrip()

    yield f"\n  {heads[0]}"
    if 4 + sum(widths) + 2 * (len(widths) - 1) > most:
        for row in rows:
            yield f"  {row[0]}"
            yield from (f"    {head}  {cell}" for head, cell in zip(heads[1:], row[1:], strict=True))
        yield ""
        return
    yield line(heads[1:])
    yield "  " + "\N{BOX DRAWINGS LIGHT HORIZONTAL}" * (2 + sum(widths) + 2 * (len(widths) - 1))
    for row in rows:
        yield f"  {row[0]}"
        yield line(row[1:])
    yield ""
