"""`docs/data-dictionary.md`, the data dictionary as a page."""

from collections.abc import Iterator

from haicsim.analysis.dictionary import TABLES
from haicsim.show.pages import MADE_BY, table_row
from haicsim.sim.columns import Table

INTRODUCTION = """\
Every column of every table that haicsim writes, and every outcome measure. `haicsim columns NAME` shows the same of one
table or column; the Parquet files say it of themselves, in the metadata of each field.

- A *category* has all the categories listed, in this order, whatever happened in a run. So the tables of two runs have the
  same types and can be put together. Several names at once are plain text.
- *Missing* is NaN or null in Parquet, an empty cell in CSV, `null` in JSON, unless the column says what stands there.
- `_day` is a point in time, in days from the simulation's start; `_days` is a length.
"""


def columns_page() -> str:
    """`docs/data-dictionary.md`: every table, every column."""
    lines = ["# Data dictionary", "", MADE_BY, "", INTRODUCTION]
    lines += [f"- [{table.name}](#{table.name}): `{table.file}`, {table.rows}" for table in TABLES]
    for table in TABLES:
        lines += ["", f"## {table.name}", "", f"`{table.file}`: {table.rows}.", "", *_rows(table)]
    return "\n".join(lines) + "\n"


def _rows(table: Table) -> Iterator[str]:
    if table.name == "events":
        yield from ("| event | value |", "| --- | --- |")
        yield from (table_row(f'"{column.name}"', column.meaning) for column in table.columns)
        return
    yield from ("| column | unit | type | meaning | missing when |", "| --- " * 5 + "|")
    for column in table.columns:
        name = f"`{column.name}`"
        yield table_row(name, column.unit, column.type, column.meaning, column.missing_when)
