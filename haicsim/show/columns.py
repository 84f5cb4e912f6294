"""The data dictionary on the screen and as JSON; the page is made in `haicsim.show.dictionary_page`."""

from collections.abc import Iterable, Iterator
from json import dumps

from haicsim.analysis.dictionary import TABLES
from haicsim.sim.columns import Column, Table


def show_list() -> None:
    """The tables, on the screen."""
    wide = max(len(table.name) for table in TABLES)
    for table in TABLES:
        said = f"{table.name:<{wide}}  {len(table.columns):>3} rows  {table.file}: {table.rows}"
        _print_filled(said, 0, wide + 12)
    print()
    _print_filled(
        "haicsim columns NAME shows a table, or one column wherever it stands; --json prints everything.",
        0,
        0,
    )


def show_tables(tables: Iterable[Table]) -> None:
    """Whole tables, or what is left of them, on the screen; nothing is cut."""
    for number, table in enumerate(tables):
        print("\n" * (number > 0), end="")
        _print_filled(f"{table.name} ({table.file}): {table.rows}", 0, 2)
        for column in table.columns:
            print(f"\n  {column.name}{f' ({column.unit})' if column.unit else ''}")
            for line in _lines(column, table.name):
                _print_filled(line, 6, 8)


def _lines(column: Column, table: str) -> Iterator[str]:
    yield column.meaning
    if table != "events":
        yield column.type
        yield f"missing when: {column.missing_when}"


def _print_filled(text: str, first: int, later: int) -> None:
    """Broken between words, so many columns in: its first line, and those that follow."""
    from shutil import get_terminal_size
    from textwrap import fill

    wide = min(get_terminal_size().columns, 110)
    begin, go_on = " " * first, " " * later
    print(
        fill(
            text,
            wide,
            initial_indent=begin,
            subsequent_indent=go_on,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def as_json(tables: Iterable[Table]) -> str:
    """The same for machines."""
    return dumps([_plain(table) for table in tables], indent=1, ensure_ascii=False)


def _plain(table: Table) -> dict[str, object]:
    columns = [
        {"name": column.name, **column.description(), "categories": column.categories}
        for column in table.columns
    ]
    return {"table": table.name, "file": table.file, "rows": table.rows, "columns": columns}
