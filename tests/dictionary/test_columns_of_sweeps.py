"""Authority: files that `haicsim sweep` really wrote, and measures of patients among whom something did not happen."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import haicsim
from haicsim.analysis.experiments import columns as sweeps
from haicsim.analysis.measures import outcome_measures as measures
from haicsim.analysis.measures.outcome_measures import OUTCOMES, Outcome
from haicsim.sim.columns import NEVER_MISSING, Column

PATHS = {
    "small": ["surgery.remnant_ample", "surgery.remnant_marginal", "policy.criteria"],
    "drawn": ["policy.refusal", "surgery.ward_stay"],
}
ALWAYS = 3650.0
MEDIANS = {"median_os": "first_haic_day", "median_itt": "entry_day"}  # and from when they count


def names(columns: tuple[Column, ...], paths: list[str], without: str = "") -> list[str]:
    return [column.name for column in sweeps.with_paths(columns, paths) if column.name != without]


@pytest.mark.slow
@pytest.mark.parametrize("name", PATHS)
def test_the_cells_hold_what_the_dictionary_says(swept: Path, name: str) -> None:
    table = pq.read_table(swept / name / "cells.parquet")
    described = {column.name: column for column in sweeps.with_paths(sweeps.CELLS, PATHS[name])}
    without = "" if name == "drawn" else "draw"
    assert table.column_names == names(sweeps.CELLS, PATHS[name], without)
    frame = table.to_pandas()
    failed = frame["failed"].notna()
    assert failed.any() == (name == "small")
    for column in (described[each] for each in table.column_names):
        absent = frame[column.name].isna()
        kind = {"i8": "i", "f8": "f", "text": "O", "any": "fiO"}[column.dtype]
        assert frame[column.name].dtype.kind in kind, column.name
        if column.missing == NEVER_MISSING:
            assert not absent.any(), column.name
        elif column.missing == sweeps.NOT_FAILED:
            assert (absent == ~failed).all()
        else:
            assert column.missing.startswith(sweeps.FAILED)
            assert absent[failed].all()
            assert column.missing != sweeps.FAILED or (absent == failed).all(), column.name


@pytest.mark.parametrize("name", PATHS)
def test_the_cells_say_of_themselves_what_the_dictionary_says(swept: Path, name: str) -> None:
    schema = pq.read_schema(swept / name / "cells.parquet")
    described = {column.name: column for column in sweeps.with_paths(sweeps.CELLS, PATHS[name])}
    for field in schema:
        said = {key.decode(): value.decode() for key, value in field.metadata.items()}
        assert said == described[field.name].description()
    assert schema.metadata[b"haicsim_table"] == b"cells"


def lines(file: Path) -> pd.DataFrame:
    with file.open(newline="") as opened:
        return pd.DataFrame(list(csv.DictReader(opened)))


@pytest.mark.parametrize("name", PATHS)
def test_the_summary_of_a_sweep_holds_what_the_dictionary_says(swept: Path, name: str) -> None:
    found = lines(swept / name / "summary.csv")
    paths = PATHS[name] if name == "small" else []
    assert list(found.columns) == names(sweeps.SUMMARY, paths)
    cells, spread = found["cells"].astype(int), 2 if name == "small" else 4
    for column in sweeps.with_paths(sweeps.SUMMARY, paths):
        absent = found[column.name] == ""
        expected: Any = {sweeps.NO_CELL: cells == 0, sweeps.ONE_CELL: cells < spread}.get(
            column.missing, cells < 0
        )
        assert (absent == expected).all(), column.name
        if column.dtype in ("i8", "f8"):
            pd.to_numeric(found[column.name])
    assert set(found["outcome"]) <= set(OUTCOMES)


def test_the_differences_of_a_sweep_hold_what_the_dictionary_says(swept: Path) -> None:
    found = lines(swept / "small" / "differences.csv")
    assert list(found.columns) == names(sweeps.DIFFERENCES, PATHS["small"])
    for column in sweeps.with_paths(sweeps.DIFFERENCES, PATHS["small"]):
        if column.missing == NEVER_MISSING:
            assert (found[column.name] != "").all()
        if column.dtype in ("i8", "f8"):
            pd.to_numeric(found[column.name])
    assert (found["reduction"][found["low"] == ""] == "").all()
    assert (found["low"] == "").any()  # the failed cells pair with nobody
    assert (found["low"] != "").any()
    assert set(found["outcome"]) <= set(OUTCOMES)


@pytest.fixture(scope="module")
def records() -> Any:
    return haicsim.run("kurume", patients=500, engine="process", journal=False).records


def nobody(records: Any, measure: Outcome) -> dict[str, bool]:
    """Which of the dictionary's reasons hold of these patients."""
    waits = measure.name.endswith("_waited_days")
    infused = ~np.isnan(records["first_haic_day"])
    return {
        measures.NOBODY_INFUSED: not infused.any(),
        measures.NOBODY_CONVERTED: not records["converted"].any(),
        measures.NOBODY_OPERATED: not records["resected"].any(),
        measures.ALL_OPERATED: records["resected"].all(),
        "all who were infused were operated": not (infused & ~records["resected"]).any(),
        "it was granted to nobody": waits and not np.isfinite(records[measure.name]).any(),
        "no case was heard": not records["meetings"].any(),
    }


def reasons(measure: Outcome) -> set[str]:
    return set() if measure.missing == NEVER_MISSING else set(measure.missing.split(", or "))


@pytest.mark.slow
@pytest.mark.parametrize("measure", OUTCOMES.values(), ids=list(OUTCOMES))
def test_a_measure_is_missing_exactly_where_the_dictionary_says_so(records: Any, measure: Outcome) -> None:
    groups = (
        records,
        records[np.isnan(records["first_haic_day"])],
        records[~records["converted"]],
        records[~records["resected"]],
        records[records["resected"]],
    )
    late = {measures.NOT_FOLLOWED, measures.LIVED_ON}
    for group in groups:
        true = {reason for reason, holds in nobody(group, measure).items() if holds}
        assert reasons(measure) - late <= set(nobody(group, measure)), "a reason this test does not know"
        value = measure(group, ALWAYS)  # ten years: everybody is followed beyond five
        lived_on = measure.name in MEDIANS and more_than_half_lived_on(group, MEDIANS[measure.name])
        assert np.isnan(value) == bool(reasons(measure) & true or lived_on), (measure.name, true)


def more_than_half_lived_on(group: Any, since: str) -> bool:
    counted = group[~np.isnan(group[since])]
    dead = counted["death_day"] <= counted["entry_day"] + ALWAYS
    return bool(len(dead)) and float(dead.mean()) < 0.5


@pytest.mark.parametrize("measure", OUTCOMES.values(), ids=list(OUTCOMES))
def test_a_measure_at_a_time_is_missing_where_follow_up_ended_before(records: Any, measure: Outcome) -> None:
    """Followed for 200 days after entry, somebody in every group is without the event, and more than half live."""
    days = 200.0
    seen = records[~(records["hepatectomy_day"] > records["entry_day"] + days)]
    missing = np.isnan(measure(seen, days))
    assert missing == bool(reasons(measure) & {measures.NOT_FOLLOWED, measures.LIVED_ON})
