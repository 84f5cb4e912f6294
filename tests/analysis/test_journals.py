"""What a folder of results tells is what the run told: records and journals, warm-up and replications included."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from haicsim.analysis.figures.gallery import Gallery
from haicsim.analysis.patient_report.read import read_life
from haicsim.analysis.results.events import CountedRun, counted_run, joined, rows_of
from haicsim.analysis.results.read import read_counted_run
from haicsim.analysis.results.write import save
from haicsim.analysis.studies import load_study
from haicsim.sim.errors import InputError
from haicsim.sim.journal import as_rows, same
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.outcomes.table import outcomes_table, records_of
from haicsim.sim.run import Result, run
from haicsim.sim.scenario.load import load_scenario


@pytest.fixture(scope="module")
def result() -> Result:
    changes = ["run.patients=90", "run.replications=3", "arrivals.warm_up=0.3", "run.engine=process"]
    return run(load_scenario("kurume", changes))


@pytest.fixture(scope="module")
def kept(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "kept"
    return save(result, load_study("kurume"), folder, 1.0)


def same_records(a: np.ndarray, b: np.ndarray) -> bool:
    return all(
        np.array_equal(a[name], b[name], equal_nan=a[name].dtype.kind == "f") for name in RECORD.names or ()
    )


def test_the_patient_of_a_journal_is_the_place_in_the_records_by_hand() -> None:
    records = np.zeros(
        4, RECORD
    )  # two replications of two; the first patient of the second is of the warm-up
    records["replication"], records["patient"] = [0, 0, 1, 1], [0, 1, 0, 1]
    records["counted"] = [True, True, False, True]
    first = as_rows([(0, 1.0, 40, 0.0), (1, 2.0, 40, 0.0)])
    second = as_rows([(0, 3.0, 40, 0.0), (1, 4.0, 40, 0.0), (1, 5.0, 80, 1.0)])
    kept, journal = joined(records, [first, second])
    assert kept[["replication", "patient"]].tolist() == [(0, 0), (0, 1), (1, 1)]
    assert journal.tolist() == [(0, 1.0, 40, 0.0), (1, 2.0, 40, 0.0), (2, 4.0, 40, 0.0), (2, 5.0, 80, 1.0)]
    assert rows_of(journal, 2)["day"].tolist() == [4.0, 5.0]


def test_records_come_back_from_their_table_as_they_were(result: Result) -> None:
    assert same_records(records_of(outcomes_table(result.records)), result.records)
    assert len(set(result.records["failed_criteria"].tolist())) > 5


def test_a_folder_tells_what_the_run_told(result: Result, kept: Path) -> None:
    ours, read = counted_run(result), read_counted_run(kept)
    assert 0 < len(ours.records) < len(result.records)  # the warm-up does something
    assert same_records(read.records, ours.records)
    assert ours.journal is not None
    assert read.journal is not None
    assert same(read.journal, ours.journal)
    assert read.scenario.digest() == ours.scenario.digest()
    assert np.unique(read.journal["patient"]).tolist() == list(range(len(read.records)))


def test_a_figure_says_whom_it_counts(result: Result) -> None:
    counted = int(result.records["counted"].sum())
    said = Gallery(counted_run(result)).subtitle
    assert said == f"kurume: {counted:,} started HAIC after the warm-up in 3 replications"


def test_without_a_journal_there_are_records_alone(result: Result, tmp_path: Path) -> None:
    quiet = replace(result, journals=())
    read = read_counted_run(save(quiet, load_study("kurume"), tmp_path / "quiet", 1.0))
    assert read.journal is None
    assert same_records(read.records, counted_run(quiet).records)
    assert isinstance(counted_run(quiet), CountedRun)


def test_a_table_with_words_of_another_version_is_refused(kept: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    from haicsim.analysis.results.origin import digest_of_file

    other = tmp_path / "other"
    other.mkdir()
    for path in kept.glob("*.*"):
        (other / path.name).write_bytes(path.read_bytes())
    table = pq.read_table(other / "outcomes.parquet")
    pq.write_table(table.drop_columns(["first_failing"]), other / "outcomes.parquet")
    mark = json.loads((other / "provenance.json").read_text())
    mark["files"]["outcomes.parquet"] = digest_of_file(other / "outcomes.parquet")
    (other / "provenance.json").write_text(json.dumps(mark))
    with pytest.raises(InputError, match="was written by another version of haicsim"):
        read_counted_run(other)


def with_events(kept: Path, folder: Path, code: int, renamed: dict[str, str]) -> Path:
    """A copy in which all events have this code, and some of them another name."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from haicsim.analysis.results.origin import digest_of_file

    folder.mkdir()
    for path in kept.glob("*.*"):
        (folder / path.name).write_bytes(path.read_bytes())
    table = pq.read_table(folder / "journal.parquet").to_pandas()
    table["event"] = np.int16(code)
    table["event_name"] = table["event_name"].cat.rename_categories(renamed)
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), folder / "journal.parquet")
    mark = json.loads((folder / "provenance.json").read_text())
    mark["files"]["journal.parquet"] = digest_of_file(folder / "journal.parquet")
    (folder / "provenance.json").write_text(json.dumps(mark))
    return folder


def test_a_journal_is_read_by_the_names_of_its_events_whatever_their_codes_were(
    kept: Path, tmp_path: Path
) -> None:
    renumbered = with_events(kept, tmp_path / "renumbered", 41, {})
    ours, read = read_counted_run(kept).journal, read_counted_run(renumbered).journal
    assert ours is not None
    assert read is not None
    assert same(ours, read)
    assert read_life(kept, 3).as_dict() == read_life(renumbered, 3).as_dict()
    assert read_life(renumbered, 3).case is not None


def test_an_event_this_version_has_no_name_for_is_refused_or_listed_as_it_stands(
    kept: Path, tmp_path: Path
) -> None:
    other = with_events(kept, tmp_path / "renamed", 41, {"enters": "enters somewhere else"})
    with pytest.raises(InputError, match="was written by another version of haicsim"):
        read_counted_run(other)
    life = read_life(other, 3)
    assert life.case is None
    assert life.events[0].name == "enters somewhere else"
    assert float(life.events[0].detail) > 0


@pytest.mark.parametrize("name", ["outcomes.parquet", "journal.parquet", "scenario.json"])
def test_a_file_that_has_changed_is_refused_by_name(name: str, kept: Path, tmp_path: Path) -> None:
    import shutil

    copy = shutil.copytree(kept, tmp_path / "copy")
    (copy / name).write_bytes((copy / name).read_bytes()[:-1])
    with pytest.raises(InputError, match=f"{name} has changed since it was written"):
        read_counted_run(copy)
