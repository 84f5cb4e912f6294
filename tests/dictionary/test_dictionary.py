"""The data dictionary itself: complete, in the units and words of the house, and shown as asked."""

import json

import pytest

from haicsim.analysis.dictionary import TABLES, look_up
from haicsim.edge import ending
from haicsim.main import obey
from haicsim.sim.columns import TYPES, Column
from haicsim.sim.errors import InputError
from haicsim.sim.units import UNITS

COLUMNS = [(table.name, column) for table in TABLES for column in table.columns]
SUFFIXES = {"_day": "d", "_days": "d", "_mm": "mm", "_ml": "ml", "_minutes": "min", "_mg": "mg", "_mg_per_m2": "mg/m2",
            "_months": "months", "_years": "years"}  # fmt: skip
WORDS = {"", "share of 1", "points", "tumours", "m2", "mg", "as printed", "by event", "the scenario's",
         "the outcome measure's", "that of `unit`"}  # fmt: skip


def here(*arguments: str) -> int:
    return ending(lambda: obey(list(arguments)))


@pytest.mark.parametrize(
    ("table", "column"), COLUMNS, ids=[f"{table}:{each.name}" for table, each in COLUMNS]
)
def test_a_column_says_what_it_is_in_known_units(table: str, column: Column) -> None:
    assert column.meaning
    assert column.missing
    assert column.dtype in TYPES
    assert column.unit in WORDS | {unit for units in UNITS.values() for unit in units}
    for suffix, unit in SUFFIXES.items():
        if column.name.endswith(suffix) and column.dtype == "f8":
            assert column.unit == unit


def test_no_table_names_a_column_twice_and_no_two_tables_have_one_name() -> None:
    assert len({table.name for table in TABLES}) == len(TABLES)
    for table in TABLES:
        assert len({column.name for column in table.columns}) == len(table.columns)


def test_a_table_is_found_by_its_name_and_its_file_and_a_column_wherever_it_stands() -> None:
    assert look_up("outcomes") == look_up("outcomes.parquet") == (TABLES[0],)
    assert [table.name for table in look_up("theatre_waited_days")] == ["outcomes", "measures", "cells"]
    assert [len(table.columns) for table in look_up("theatre_waited_days")] == [1, 1, 1]
    assert [table.name for table in look_up("cells")] == ["cells", "sweep-summary"]  # a table, and a column
    assert look_up("flow.started")[0].columns[0].dtype == "i8"


def test_a_misspelt_name_is_refused_with_the_nearest(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match="Did you mean 'hepatectomy_day'"):
        look_up("hepatectomy_dya")
    assert here("columns", "hepatectomy_dya") == 2
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "hepatectomy_dya: is neither a table nor a column" in err
    assert "Did you mean 'hepatectomy_day'?" in err


def test_the_command_shows_a_table_a_column_and_the_list(capfd: pytest.CaptureFixture[str]) -> None:
    assert here("columns") == 0
    listed = capfd.readouterr().out
    assert all(table.name in listed and table.file in listed for table in TABLES)
    assert here("columns", "death_cause") == 0
    out = capfd.readouterr().out
    assert "cause of death" in out
    assert '"pulmonary embolism"' in out
    assert "missing when: never" in out
    assert "first_haic_day" not in out
    assert here("columns", "journal.parquet") == 0
    out = capfd.readouterr().out
    assert "event_name" in out
    assert "code of HAIC_ENDS" in out


def test_for_machines_everything_is_there(capfd: pytest.CaptureFixture[str]) -> None:
    assert here("columns", "--json") == 0
    told = json.loads(capfd.readouterr().out)
    assert [(each["table"], [column["name"] for column in each["columns"]]) for each in told] == [
        (table.name, [column.name for column in table.columns]) for table in TABLES
    ]
    group = next(column for column in told[0]["columns"] if column["name"] == "group")
    assert group["categories"] == ["A", "B", "C"]
    assert set(group) == {"name", "unit", "type", "description", "missing", "categories"}
