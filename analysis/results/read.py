"""A folder of results read again: outcomes, journal, and the answer; every file checked against its digest first."""

import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.results import columns
from haicsim.analysis.results.as_written import OTHER_VERSION, as_written, check_numbers, check_table
from haicsim.analysis.results.events import CountedRun, counted_run
from haicsim.analysis.results.folder import (
    AGREEMENT,
    COMPARISON,
    JOURNAL,
    LANDMARKS,
    OUTCOMES,
    SCENARIO,
    SUMMARY,
)
from haicsim.analysis.results.formats import read_csv
from haicsim.analysis.results.origin import PROVENANCE, check_files, read_mark, read_provenance, refusal
from haicsim.analysis.survival.patients_table import PATIENT_COLUMNS
from haicsim.sim.engines.choice import Choice
from haicsim.sim.errors import InputError
from haicsim.sim.journal import ROW
from haicsim.sim.outcomes.journal_columns import COLUMNS as JOURNAL_COLUMNS
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.run import Result
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario

Array = NDArray[Any]
_TEXTS = ("figure", "part", "kind", "subject", "group", "what", "unit", "printed", "mark")
_LISTS = ("places", "reasons")


def read_records(folder: Path, columns: np.dtype[Any] = RECORD) -> tuple[Scenario, Array]:
    """The scenario and everybody's outcomes, those before the warm-up too: of all columns, or of those of a dtype.

    columns: fields of `haicsim.sim.outcomes.schema.RECORD`. Raises InputError where it is no folder of results, a file is
    not as it was written, or another version of haicsim wrote them in names this one does not know.
    """
    import pyarrow.parquet as pq

    from haicsim.sim.outcomes.table import records_of

    check_files(folder, (SCENARIO, OUTCOMES))
    scenario = load_scenario(folder / SCENARIO)
    everyone = scenario.run.patients * scenario.run.replications
    known = [column for column in PATIENT_COLUMNS if column.name in (columns.names or ())]
    check_table(folder, OUTCOMES, known, everyone)
    with as_written(folder):
        table = pq.read_table(folder / OUTCOMES, columns=list(columns.names or ()))
        return scenario, records_of(table.to_pandas(), columns)


def read_counted_run(folder: Path) -> CountedRun:
    """Who is counted, and what happened to them; without a journal where the folder keeps none.

    Raises InputError as `read_records` does.
    """
    return counted_run(read_run(folder))


def read_run(folder: Path) -> Result:
    """A run read back from its folder, as it was simulated; without journals where none were kept.

    Raises InputError as `read_records` does.
    """
    origin = read_provenance(folder)
    scenario, records = read_records(folder)
    journals: list[Array] = []
    if JOURNAL in origin.files:
        check_files(folder, (JOURNAL,))
        check_table(folder, JOURNAL, JOURNAL_COLUMNS)
        with as_written(folder):
            journals = _read_journals(folder / JOURNAL, scenario.run.replications)
    choice = Choice(origin.engine.told_by, origin.engine.reason)
    return Result(scenario, records, tuple(journals), choice, origin.cohort_digest)


def _read_journals(path: Path, replications: int) -> list[Array]:
    """The journals of all replications, which stand one after the other; KeyError for an event without a code here."""
    import pyarrow.parquet as pq

    from haicsim.sim.outcomes.table import event_codes

    names = ROW.names or ()
    table = pq.read_table(path, columns=["replication", *names, "event_name"])
    rows = np.zeros(len(table), ROW)
    for name in names:
        rows[name] = table[name].to_numpy()
    rows["event"] = event_codes(table["event_name"].to_pandas())
    starts = np.searchsorted(table["replication"].to_numpy(), np.arange(replications + 1))
    return [rows[first:last] for first, last in pairwise(starts)]


def read_answer(folder: Path) -> dict[str, Any]:
    """The answer of a folder of results: `summary`, `survival`, `provenance`, and the `folder` it was read from.

    `comparison` and `agreement` are None where the run was not compared with studies of the published size. Raises
    InputError where it is no folder of results, or a file is not as it was written.
    """
    check_files(folder, (SUMMARY, LANDMARKS))
    compared = AGREEMENT in read_mark(folder).files
    with as_written(folder):
        if not (folder / LANDMARKS).stat().st_size:
            raise ValueError(LANDMARKS)
        return {
            "folder": str(folder),
            "summary": _summary(folder),
            "survival": [_landmark(row) for row in read_csv(folder / LANDMARKS)],
            **(_compared(folder) if compared else {"comparison": None, "agreement": None}),
            "provenance": _json(folder / PROVENANCE),
        }


def read_back(there: Path, result: Result, folder: Path) -> None:
    """That results just written can be read again, before they are called written; InputError, of their folder, where not."""
    try:
        scenario, _ = read_records(there, np.dtype([("patient", RECORD["patient"])]))
        if JOURNAL in read_mark(there).files:
            check_table(there, JOURNAL, JOURNAL_COLUMNS, sum(map(len, result.journals)))
        read_answer(there)
    except InputError as unread:
        rule = f"cannot be written so that it can be read again ({unread.faults[0].rule})"
        raise refusal(folder, rule) from unread
    if scenario.digest() != result.scenario.digest():
        raise refusal(folder, "cannot be written: its scenario would be read as another")


def read_comparison(folder: Path) -> dict[str, Any]:
    """A comparison again: `summary`, `comparison`, `agreement`; InputError where a file is not as it was written."""
    check_files(folder, (SUMMARY,))
    with as_written(folder):
        return {"folder": str(folder), "summary": _summary(folder), **_compared(folder)}


def _compared(folder: Path) -> dict[str, Any]:
    check_files(folder, (COMPARISON, AGREEMENT))
    rows = read_csv(folder / COMPARISON)
    return {"comparison": [_compared_row(row) for row in rows], "agreement": _json(folder / AGREEMENT)}


def _summary(folder: Path) -> Any:
    """The answer in numbers; InputError where it lacks what this version says, or says what this one does not know."""
    content = _json(folder / SUMMARY)
    if set(content) != {column.name.split(".")[0] for column in columns.SUMMARY}:
        raise refusal(folder, f"{OTHER_VERSION} (--again)")
    check_numbers(content, columns.SUMMARY)
    return content


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _landmark(row: Mapping[str, str]) -> dict[str, Any]:
    """A row of survival.csv in numbers again: percentages, counts, yes or no; an empty cell is None."""
    whole = {name: int(row[name]) for name in ("n", "patients")}
    return {
        name: text if name in ("endpoint", "group") else _value(text) for name, text in row.items()
    } | whole


def _compared_row(row: Mapping[str, str]) -> dict[str, Any]:
    """A row of comparison.csv again."""
    return {name: _cell(name, text) for name, text in row.items()}


def _cell(name: str, text: str) -> Any:
    if name in _LISTS:
        return [each for each in text.split("; ") if each]
    return text if name in _TEXTS else _value(text)


def _value(text: str) -> float | bool | None:
    if text in ("True", "False"):
        return text == "True"
    return float(text) if text else None
