"""Authority: files that `run`, `study compare` and `diff` really wrote. The dictionary describes them, all and only them."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import haicsim
from haicsim.analysis.dictionary import look_up
from haicsim.analysis.measures.queue_series import NOT_MEASURED
from haicsim.analysis.measures.summary import summarise
from haicsim.analysis.results import columns as results
from haicsim.analysis.results.hospital_columns import HOSPITAL
from haicsim.analysis.studies.reported_values import Count, PValue, Size, Summary
from haicsim.analysis.studies.survival_values import AtRisk, Events, MedianSurvival, Survival
from haicsim.analysis.survival.patients_table import PATIENT_COLUMNS
from haicsim.sim import codes
from haicsim.sim.columns import NEVER_MISSING, Column
from haicsim.sim.outcomes import columns as outcomes
from haicsim.sim.outcomes import journal_columns
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.outcomes.table import records_of
from haicsim.sim.provenance import model_version

Frame = pd.DataFrame


def has(journal: Frame, event: str) -> set[int]:
    """The patients in whose journal an event stands."""
    return set(journal["patient"][journal["event_name"] == event])


# who has no value, by the words of the dictionary: from the table's other columns, or from the journal
MISSING: dict[str, Callable[[Frame, Frame], Any]] = {
    NEVER_MISSING: lambda t, j: t["patient"] < 0,
    outcomes.NOT_INFUSED: lambda t, j: ~t["patient"].isin(has(j, "first infusion")),
    outcomes.NOT_PROGRESSED: lambda t, j: ~t["patient"].isin(has(j, "progression")),
    outcomes.NOT_SCANNED: lambda t, j: ~t["patient"].isin(has(j, "response judged")),
    outcomes.NO_SECOND_LINE: lambda t, j: ~t["patient"].isin(has(j, "systemic second line begins")),
    outcomes.NOT_FOUND: lambda t, j: ~t["patient"].isin(has(j, "recurrence")),
    outcomes.NOT_CONVERTED: lambda t, j: ~t["converted"],
    outcomes.NO_THROMBUS: lambda t, j: ~t["converted"] | ((t["vp"] == 0) & (t["vv"] == 0)),
    outcomes.NOT_RESECTED: lambda t, j: ~t["resected"],
    outcomes.NOT_DISCHARGED: lambda t, j: ~t["patient"].isin(has(j, "discharged")),
    outcomes.NO_RECURRENCE: lambda t, j: t["recurrences"] == 0,
    outcomes.ALIVE: lambda t, j: t["death_cause"] == "alive",
}


@pytest.fixture(scope="module")
def table(made: Path) -> Frame:
    return pd.read_parquet(made / "run" / "outcomes.parquet")


@pytest.fixture(scope="module")
def journal(made: Path) -> Frame:
    return pd.read_parquet(made / "run" / "journal.parquet")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["outcomes", "journal"])
@pytest.mark.parametrize("run", ["run", "other"])
def test_the_columns_types_and_categories_are_those_of_the_dictionary(
    made: Path, run: str, name: str
) -> None:
    file, (described, *_) = made / run / f"{name}.parquet", look_up(name)
    frame = pd.read_parquet(file)
    assert list(frame.columns) == [column.name for column in described.columns]
    for column in described.columns:
        found = frame[column.name]
        if column.categories:
            assert list(found.cat.categories) == list(column.categories), column.name
            assert not found.cat.ordered
        elif column.bits:
            known = set(column.bits.values())
            assert found.dtype == object
            assert all(text == "none" or set(text.split(" + ")) <= known for text in found.unique())
        else:
            assert found.dtype == np.dtype(column.dtype), column.name


@pytest.mark.parametrize("column", PATIENT_COLUMNS, ids=lambda column: column.name)
def test_there_is_no_value_exactly_where_the_dictionary_says_so(
    table: Frame, journal: Frame, column: Column
) -> None:
    found = table[column.name]
    absent = found == int(column.instead) if column.instead else found.isna()
    if column.missing == outcomes.NEVER_GRANTED:
        resource = codes.RESOURCES.index(column.name.removesuffix("_waited_days"))
        event = codes.EVENTS[codes.GRANTED + resource].label
        granted = found.index[table["patient"].isin(has(journal, event))]
        assert not absent[granted].any()
        assert absent.drop(granted).all()
    else:
        assert (absent == MISSING[column.missing](table, journal)).all()
    if not column.instead and column.dtype[0] == "i" and not column.codes and not column.bits:
        assert (found >= 0).all()  # -1 stands for what is missing only where the dictionary says so


def test_enough_happens_in_the_run_to_tell_missing_from_there(table: Frame, journal: Frame) -> None:
    for who, missing in MISSING.items():
        mask = missing(table, journal)
        assert not mask.all(), who
        assert who == NEVER_MISSING or mask.any(), who


def test_the_journal_has_a_value_in_every_cell(journal: Frame) -> None:
    assert [column.missing for column in journal_columns.COLUMNS] == [NEVER_MISSING] * len(journal.columns)
    assert not journal.isna().any(axis=None)


def test_every_event_says_what_its_value_is_and_zero_where_nothing(journal: Frame) -> None:
    events = {column.name: column.meaning for column in journal_columns.EVENTS}
    assert list(events) == list(journal["event_name"].cat.categories)
    assert {f"gets {name}" for name in ("theatre", "CT", "ICU", "ward")} <= set(events)
    assert all(events.values())
    silent = [name for name, meaning in events.items() if meaning == "nothing: 0"]
    assert len(silent) > 5
    assert (journal["value"][journal["event_name"].isin(silent)] == 0.0).all()


def test_two_runs_in_which_other_things_happened_have_tables_of_the_same_types(made: Path) -> None:
    for name in ("outcomes", "journal"):
        files = [made / run / f"{name}.parquet" for run in ("run", "other")]
        first, second = (pd.read_parquet(file) for file in files)
        assert first.dtypes.equals(second.dtypes)
        assert pd.concat([first, second]).dtypes.equals(first.dtypes)
        assert pq.read_schema(files[0]).equals(pq.read_schema(files[1]), check_metadata=True)
    assert set(first["event_name"].unique()) != set(second["event_name"].unique())


def test_the_records_are_read_back_from_the_file_as_they_were(made: Path) -> None:
    result = haicsim.run("no-surgery", patients=80, replications=2, engine="process", journal=False)
    read = records_of(pd.read_parquet(made / "other" / "outcomes.parquet"))
    assert read.dtype == RECORD
    for name in RECORD.names or ():
        assert np.array_equal(read[name], result.records[name], equal_nan=read[name].dtype.kind == "f"), name


@pytest.mark.parametrize("name", ["outcomes", "journal"])
def test_a_parquet_file_says_of_every_field_what_the_dictionary_says(made: Path, name: str) -> None:
    schema, (described, *_) = pq.read_schema(made / "run" / f"{name}.parquet"), look_up(name)
    for column in described.columns:
        said = {key.decode(): value.decode() for key, value in schema.field(column.name).metadata.items()}
        assert said == {
            "unit": column.unit,
            "type": column.type,
            "description": column.meaning,
            "missing": column.missing_when,
        }
    assert schema.metadata[b"haicsim_table"] == name.encode()
    assert schema.metadata[b"haicsim_version"] == model_version().encode()
    assert b"pandas" in schema.metadata


def leaves(content: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The numbers of a file by their path; a list of three is one."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from leaves(value, f"{path}.{name}" if path else name)
    else:
        yield path, content


@pytest.mark.parametrize("run", ["run", "other"])
def test_the_summary_holds_what_the_dictionary_says_and_nothing_else(made: Path, run: str) -> None:
    found = dict(leaves(json.loads((made / run / "summary.json").read_text())))
    assert list(found) == [column.name for column in results.SUMMARY]
    assert found.pop("hospital") == []  # nothing is scarce here
    for column in results.SUMMARY[:-1]:
        check_number(column, found[column.name])


@pytest.mark.slow
@pytest.mark.parametrize("journal", [True, False])
def test_the_rows_of_the_hospital_hold_what_the_dictionary_says_and_nothing_else(journal: bool) -> None:
    run = haicsim.run("one-theatre", patients=80, engine="process", journal=journal)
    found = run.summary()["hospital"]
    assert [row["resource"] for row in found] == ["infusion_bed", "meeting", "theatre"]
    for row in found:
        assert list(row) == [column.name for column in HOSPITAL]
        assert (row["state"] == NOT_MEASURED) == (not journal)
        for column in HOSPITAL:
            check_number(column, row[column.name])
            assert not column.words or row[column.name] in (*column.words, None)


def check_number(column: Column, value: Any) -> None:
    numbers = value if column.dtype == "shares" and isinstance(value, list) else [value]
    assert len(numbers) == (3 if column.dtype == "shares" and isinstance(value, list) else 1)
    assert column.missing != NEVER_MISSING or None not in numbers, column.name
    kind = {"i8": int, "text": str}.get(column.dtype, float)
    assert all(isinstance(number, kind) for number in numbers if number is not None), column.name


def test_a_number_of_the_summary_is_missing_only_where_the_dictionary_says_so(
    table: Frame, made: Path
) -> None:
    records = records_of(table)
    groups = {
        results.NOBODY_INFUSED: records[np.isnan(records["first_haic_day"])],
        results.NOBODY_STARTED_SO: records[~records["both_vessels"]],
    }
    for why, mine in groups.items():
        found = dict(leaves(summarise(mine, 3650.0)))
        for column in results.SUMMARY[:-1]:
            value = found[column.name]
            assert column.missing != NEVER_MISSING or value is not None, column.name
            assert (column.missing == why) <= (value is None), column.name


def test_the_survival_file_holds_what_the_dictionary_says(made: Path) -> None:
    for run in ("run", "other"):
        found = rows(made / run / "survival.csv")
        check_rows(found, results.SURVIVAL)
        for row in found:
            follows = row["simulated"] != ""
            assert (row["simulated_in_printed_interval"] != "") == follows
            assert follows or (row["simulated_low"], row["simulated_high"]) == ("", "")
            if follows and not row["simulated_low"]:
                assert float(row["simulated"]) in (0.0, 100.0)


def test_the_comparison_holds_what_the_dictionary_says(made: Path) -> None:
    found = rows(made / "run" / "comparison.csv")
    check_rows(found, results.COMPARISON)
    for row in found:
        assert (row["unit"] == "") == (row["part"] in ("count", "p"))
        assert (row["exact_low"] == "") == (row["exact_high"] == "") == (row["kind"] != "survival")
        assert (row["months"] == "") == (row["kind"] != "survival")
        assert (row["reasons"] == "") == (row["mark"] == "usable")
        assert (row["position"] == "") == (row["low"] == "") == (float(row["known"]) == 0.0)
        assert (row["printed_in_predictive_interval"] == "") == (float(row["known"]) < 0.5)


def check_rows(found: list[dict[str, str]], described: tuple[Column, ...]) -> None:
    """Columns, types, closed lists of words, and no empty cell where there is never one."""
    assert list(found[0]) == [column.name for column in described]
    read = {"f8": float, "i8": int, "?": {"True": True, "False": False}.__getitem__, "text": str}
    for row in found:
        for column in described:
            cell = row[column.name]
            assert cell or column.missing != NEVER_MISSING, column.name
            if cell:
                read[column.dtype](cell)
            assert not column.words or cell in column.words


def test_kinds_and_parts_of_the_comparison_are_those_of_the_study_file() -> None:
    kinds = (Size, Count, Summary, PValue, Survival, AtRisk, MedianSurvival, Events)
    words = {column.name: column.words for column in results.COMPARISON if column.words}
    assert set(words["part"]) == {part for kind in kinds for part in kind.part_names()}
    said = [kind.model_fields["kind"].annotation for kind in kinds]
    assert set(words["kind"]) == {getattr(literal, "__args__", ("",))[0] for literal in said}


def test_the_difference_of_two_runs_holds_what_the_dictionary_says(difference: dict[str, Any]) -> None:
    found: list[str] = []
    for name, value in difference.items():
        inside = value[0] if isinstance(value, list) else None
        found += [name] if inside is None else [f"{name}.{key}" for key in inside]
    assert sorted(found) == sorted(column.name for column in results.DIFF)
    for column in results.DIFF:
        name, _, key = column.name.partition(".")
        values = [each[key] for each in difference[name]] if key else [difference[name]]
        assert column.missing != NEVER_MISSING or None not in values
        assert not column.words or {each for each in values if each is not None} <= set(column.words)
    measures = {column.name: column.unit for column in look_up("measures")[0].columns}
    assert {each["outcome"]: each["unit"] for each in difference["outputs"]} == measures


def test_a_wait_has_a_column_for_every_resource() -> None:
    assert [column.name for column in outcomes.WAITS] == [f"{name}_waited_days" for name in codes.RESOURCES]
