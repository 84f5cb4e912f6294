"""What a run leaves on disk: outcomes, journal, summary, comparison with the paper, figures, and where it comes from."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from haicsim.analysis.measures.hospital import hospital_of
from haicsim.analysis.measures.summary import summarise
from haicsim.analysis.results import folder as result_folder
from haicsim.analysis.results import write_comparison
from haicsim.analysis.results.folder import JOURNAL, LANDMARKS, OUTCOMES, SCENARIO, SUMMARY
from haicsim.analysis.results.formats import as_json, write_csv
from haicsim.analysis.results.origin import compared_with, sign
from haicsim.analysis.results.parquet_metadata import described
from haicsim.analysis.results.read import read_back
from haicsim.analysis.studies import Study
from haicsim.analysis.survival.patients_table import PATIENT_COLUMNS, outcomes_table
from haicsim.analysis.validation.counterfactual import Conventions, WithoutSurgery
from haicsim.analysis.validation.landmarks import LandmarkRow
from haicsim.analysis.validation.landmarks import compare as compare_landmarks
from haicsim.analysis.validation.verdict import Comparison
from haicsim.sim.provenance import provenance
from haicsim.sim.run import Result

_ROWS_A_GROUP = 1 << 20
Draw = Callable[[Path, Sequence[LandmarkRow]], None]


@dataclass(frozen=True)
class Beside:
    """The comparison with studies of the published size, and what such a study cannot show."""

    comparison: Comparison
    counterfactual: tuple[WithoutSurgery, Conventions]


def save(
    result: Result,
    study: Study,
    folder: Path,
    seconds: float,
    again: bool = False,
    compare: bool = False,
    beside: Beside | None = None,
    draw: Draw | None = None,
) -> Path:
    """Write everything, whole or not at all; what another process wrote of the same run meanwhile stays.

    again: replaces results of the same run. compare: whether a comparison was asked for; beside: what came of it, None
    where nobody could be compared. draw: draws the figures into the folder before it is sealed, given the landmarks too.
    seconds: how long it took, for `provenance.json`. Raises InputError where the folder holds something else or cannot be
    written.
    """
    how = compared_with(study, result_folder.IN_FULL if compare else result_folder.BRIEFLY)

    def write(there: Path) -> None:
        landmarks = compare_landmarks(result.counted, study, result.scenario.run.base("horizon"))
        _write(result, study, landmarks, there)
        if beside is not None:
            write_comparison.write(result.scenario, beside.comparison, beside.counterfactual, there)
        if draw is not None:
            draw(there, landmarks)
        origin = provenance(result.scenario, result.choice, result.cohort, seconds)
        sign(there, {**origin, "compared_with": how})
        read_back(there, result, folder)

    def may_replace() -> bool:
        return not result_folder.already_there(folder, result.scenario, how, again)

    return result_folder.in_one_step(folder, write, may_replace)


def _write(result: Result, study: Study, landmarks: Sequence[LandmarkRow], there: Path) -> None:
    _parquet(there / OUTCOMES, outcomes_table(result.records, result.scenario.run.base("horizon")))
    if result.journals:
        _write_journal(there / JOURNAL, result)
    (there / SCENARIO).write_text(result.scenario.as_json(), encoding="utf-8")
    summary = summarise(result.counted, result.scenario.run.base("horizon"), study)
    (there / SUMMARY).write_text(as_json({**summary, "hospital": hospital_of(result)}), encoding="utf-8")
    write_csv(there / LANDMARKS, [asdict(row) for row in landmarks])


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
