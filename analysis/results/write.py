"""What a run leaves on disk: outcomes, journal, summary, comparison with the paper, figures, and where it comes from."""

import csv
import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from haicsim import analysis
from haicsim.analysis.measures.summary import summarise
from haicsim.analysis.results import folder as result_folder
from haicsim.analysis.results import write_comparison
from haicsim.analysis.results.folder import (
    AGREEMENT,
    COMPARISON,
    JOURNAL,
    LANDMARKS,
    OUTCOMES,
    PROVENANCE,
    SCENARIO,
    SUMMARY,
    as_json,
)
from haicsim.analysis.results.parquet_metadata import described
from haicsim.analysis.studies import Study
from haicsim.analysis.survival.patients_table import PATIENT_COLUMNS, outcomes_table
from haicsim.analysis.validation import as_dicts, compare
from haicsim.analysis.validation.counterfactual import Conventions, WithoutSurgery
from haicsim.analysis.validation.verdict import Comparison
from haicsim.sim.provenance import provenance
from haicsim.sim.run import Result
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.sources import digest_of_sources

_ROWS_A_GROUP = 1 << 20


@dataclass(frozen=True)
class Beside:
    """The comparison with studies of the published size, and what such a study cannot show."""

    comparison: Comparison
    beyond: tuple[WithoutSurgery, Conventions]


def save(
    result: Result,
    study: Study,
    folder: Path,
    seconds: float,
    again: bool = False,
    compare: bool = False,
    beside: Beside | None = None,
) -> Path:
    """Write everything, whole or not at all; what another process wrote of the same run meanwhile stays.

    again: replaces results of the same run. compare: whether a comparison was asked for; beside: what came of it, None
    where nobody could be write_comparison. seconds: how long it took, for `provenance.json`. Raises InputError
    where the folder holds something else or cannot be written.
    """
    whence = compared_with(study, result_folder.IN_FULL if compare else result_folder.BRIEFLY)

    def write(there: Path) -> None:
        _write(result, study, there)
        if beside is not None:
            write_comparison.write(beside.comparison, beside.beyond, result.scenario.name, there)
        sign(there, provenance(result.scenario, result.choice, result.cohort, seconds), whence)

    def may_replace() -> bool:
        return not result_folder.already_there(folder, result.scenario, whence, again)

    return result_folder.in_one_step(folder, write, may_replace)


def sign(there: Path, origin: Mapping[str, Any], whence: Mapping[str, str]) -> None:
    """Write `provenance.json`, the last file of a folder: where it comes from, and the digest of every other file."""
    files = {path.relative_to(there).as_posix(): result_folder.digest_of_file(path) for path in _files(there)}
    (there / PROVENANCE).write_text(as_json({**origin, "compared_with": whence, "files": files}))


def compared_with(study: Study, how: str) -> dict[str, str]:
    """The study a run is compared with, how, and the program that compares: digests, so that a change shows."""
    content = sha256(study.model_dump_json().encode()).hexdigest()
    program = digest_of_sources(Path(inspect.getfile(analysis)).parent)
    return {"study": study.name, "study_digest": content, "how": how, "analysis": program}


def read_answer(folder: Path) -> dict[str, Any]:
    """The answer of a folder of results: `summary`, `survival`, `provenance`, and the `folder` it was read from.

    `comparison` and `agreement` are None where the run was not compared with studies of the published size.

    Raises InputError where it is no folder of results, or a file is not as it was written.
    """
    result_folder.check_files(folder, (SUMMARY, LANDMARKS))
    with (folder / LANDMARKS).open(newline="") as file:
        survival = [_typed(row) for row in csv.DictReader(file)]
    judged = AGREEMENT in result_folder.read_provenance(folder).files
    if judged:
        result_folder.check_files(folder, (COMPARISON, AGREEMENT))
    return {
        "folder": str(folder),
        "summary": json.loads((folder / SUMMARY).read_text()),
        "survival": survival,
        "comparison": write_comparison.read_rows(folder / COMPARISON) if judged else None,
        "agreement": json.loads((folder / AGREEMENT).read_text()) if judged else None,
        "provenance": json.loads((folder / PROVENANCE).read_text()),
    }


def horizon_days(scenario: Scenario) -> float:
    """Days each patient is followed after entry."""
    from haicsim.sim.theta import theta

    return float(theta(scenario)[0]["horizon_days"])


def _write(result: Result, study: Study, there: Path) -> None:
    horizon = horizon_days(result.scenario)
    rows = compare(result.counted, study, horizon)
    _parquet(there / OUTCOMES, outcomes_table(result.records, horizon))
    if result.journals:
        _write_journal(there / JOURNAL, result)
    (there / SCENARIO).write_text(result.scenario.as_json(), encoding="utf-8")
    (there / SUMMARY).write_text(as_json(plain_numbers(summarise(result.counted, horizon))))
    _csv(there / LANDMARKS, as_dicts(rows))
    _draw(result, study, rows, there / "figures")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _parquet(path: Path, table: Any) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = pa.Table.from_pandas(table, preserve_index=False)
    pq.write_table(described(content, PATIENT_COLUMNS, "outcomes"), path, compression="zstd")


def _write_journal(path: Path, result: Result) -> None:
    """The journal with the names of its events, a piece at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from haicsim.sim.outcomes.journal_columns import COLUMNS
    from haicsim.sim.outcomes.table import journal_table

    def piece(replication: int, start: int) -> Any:
        rows = result.journals[replication][start : start + _ROWS_A_GROUP]
        table = pa.Table.from_pandas(journal_table(rows, replication), preserve_index=False)
        return described(table, COLUMNS, "journal")

    with pq.ParquetWriter(path, piece(0, 0).schema, compression="zstd") as writer:
        for replication, journal in enumerate(result.journals):
            for start in range(0, len(journal), _ROWS_A_GROUP):
                writer.write_table(piece(replication, start))


def plain_numbers(content: Any) -> Any:
    """Content in Python's own numbers, as JSON needs them."""
    if isinstance(content, dict):
        return {name: plain_numbers(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [plain_numbers(value) for value in content]
    return content.item() if isinstance(content, np.generic) else content


def _csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _typed(row: Mapping[str, str]) -> dict[str, Any]:
    """A row of survival.csv in numbers again: shares, counts, yes or no; an empty cell is None."""
    return {name: text if name in ("endpoint", "group") else _value(name, text) for name, text in row.items()}


def _value(name: str, text: str) -> float | int | bool | None:
    if not text:
        return None
    if name == "inside":
        return text == "True"
    return int(text) if name in ("n", "patients") else float(text)


def _draw(result: Result, study: Study, rows: Any, folder: Path) -> None:
    from haicsim.analysis.figures import style, survival_curves

    if not study.endpoints:
        return
    records = result.counted
    resected = int(records["resected"].sum())
    subtitle = f"{result.scenario.name}: {len(records):,} started HAIC, {resected:,} resected"
    figure = survival_curves.draw(records, study, rows, horizon_days(result.scenario), subtitle)
    style.save(figure, folder, "survival")
