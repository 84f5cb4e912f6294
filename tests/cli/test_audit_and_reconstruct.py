"""`haicsim study audit` and `reconstruct`: what is printed, what is kept, exit codes, what is refused."""

import json
import os
import re
from pathlib import Path

import pytest
from commands import contents, here

from haicsim.analysis.studies import load_study

RECONSTRUCT = ("study", "reconstruct", "--draws", "20", "--out", "rebuilt")
FILES = {"patients.parquet", "summary.json", "curves.pdf", "curves.png", "curves.svg", "provenance.json"}
COHERENT = """
format: 1
name: harbour
title: A study in which nothing is wrong
source: invented
design:
  entry_rule: {name: resected, words: all, place: Methods}
  follow_up: none
  tests: [log_rank]
  place: Methods
groups:
  all: {label: All patients, n: 6}
endpoints:
  OS: {label: Overall survival, time_zero: hepatectomy, event: death, censored: [loss], convention: os, place: Methods}
figures:
  - {id: os_1y, kind: survival, endpoint: OS, at: 1 year, percent: "83", place: Results}
"""


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reconstruction of the source paper, made once."""
    at, before = tmp_path_factory.mktemp("rebuilt"), Path.cwd()
    os.chdir(at)
    try:
        assert here(*RECONSTRUCT) == 0
    finally:
        os.chdir(before)
    return at / "rebuilt"


@pytest.fixture
def harbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A coherent study file in the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "harbour.yaml").write_text(COHERENT)
    return tmp_path / "harbour.yaml"


@pytest.mark.slow
def test_audit_ends_with_3_where_a_contradiction_is_proved(capsys: pytest.CaptureFixture[str]) -> None:
    assert here("study", "audit", "kurume") == 3
    screen = capsys.readouterr().out
    assert "proved impossible together" in screen
    assert len(screen.splitlines()) <= 60
    assert all(len(line) <= 80 for line in screen.splitlines())


def test_audit_ends_with_0_where_there_is_none(harbour: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert here("study", "audit", "harbour.yaml") == 0
    assert "No findings" in capsys.readouterr().out


def test_audit_ends_with_3_once_a_figure_is_altered_and_names_it_for_machines(
    harbour: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    harbour.write_text(COHERENT.replace('"83"', '"90"'))
    assert here("study", "audit", "harbour.yaml", "--json") == 3
    told = json.loads(capsys.readouterr().out)
    assert told["contradicted"] is True
    assert [one["odd"] for one in told["findings"]] == [["os_1y.percent"]]
    assert told["not_usable"]["os_1y.percent"]["status"] == "unusable"


def test_audit_ends_with_2_where_the_file_is_faulty(
    harbour: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    harbour.write_text(COHERENT.replace("endpoint: OS,", "endpoint: OSS,"))
    assert here("study", "audit", "harbour.yaml") == 2
    assert "did you mean 'OS'" in capsys.readouterr().err


def test_marks_are_written_beside_the_study(harbour: Path, capsys: pytest.CaptureFixture[str]) -> None:
    harbour.write_text(COHERENT.replace('"83"', '"90"'))
    assert here("study", "audit", "harbour.yaml", "--write-marks") == 3
    assert "harbour.marks.yaml" in capsys.readouterr().out
    assert "os_1y.percent" in Path("harbour.marks.yaml").read_text()


@pytest.mark.slow
def test_reconstruct_writes_the_files_promised_and_no_others(rebuilt: Path) -> None:
    assert set(contents(rebuilt)) == FILES


@pytest.mark.slow
def test_the_patients_on_disk_are_those_of_the_study(rebuilt: Path) -> None:
    import pandas as pd

    patients, study = pd.read_parquet(rebuilt / "patients.parquet"), load_study("kurume")
    assert patients.columns.tolist() == ["draw", "endpoint", "group", "patient", "days", "event"]
    assert sorted(patients.draw.unique()) == list(range(20))
    sizes = patients.groupby(["draw", "endpoint", "group"], observed=True).size()
    assert len(sizes) == 20 * 2 * 3
    for (_, _, group), n in sizes.items():
        assert n == study.groups[group].n
    assert (patients.days > 0).all()


@pytest.mark.slow
def test_the_screen_fits_80_columns_and_tells_what_was_left_out(
    rebuilt: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(rebuilt.parent)
    before = contents(rebuilt)
    assert here(*RECONSTRUCT) == 0
    screen = capsys.readouterr().out
    assert "Already there" in screen
    assert contents(rebuilt) == before
    assert all(len(line) <= 80 for line in screen.splitlines())
    for endpoint in ("Overall survival (OS)", "Disease-free survival (DFS)"):
        table = screen.partition(f"{endpoint}, ")[2]
        assert re.search(r"\A[^\n]*data sets.*?^ all patients +18 +\d", table, re.MULTILINE | re.DOTALL), (
            endpoint
        )
    assert "left out" in screen
    assert "doubtful but kept" in screen


@pytest.mark.slow
def test_json_holds_the_rows_and_the_folder(
    rebuilt: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(rebuilt.parent)
    assert here(*RECONSTRUCT, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["folder"] == "rebuilt"
    assert [(row["endpoint"], row["group"]) for row in told["rows"]] == [
        (endpoint, group) for endpoint in ("OS", "DFS") for group in ("all", "A", "B", "C")
    ]


@pytest.mark.slow
def test_the_same_seed_writes_the_same_bytes_again(rebuilt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(rebuilt.parent)
    before = contents(rebuilt)
    (rebuilt / "patients.parquet").write_bytes(b"spoilt")
    assert here(*RECONSTRUCT) == 2
    assert here(*RECONSTRUCT, "--again") == 0
    assert contents(rebuilt) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--draws", "0"), "--draws must be between 1 and"),
        (("--seed", "-1"), "--seed must not be negative"),
        (("nowhere.yaml",), "nowhere.yaml"),
    ],
)
def test_what_cannot_be_done_is_refused(
    words: tuple[str, ...], said: str, harbour: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert here("study", "reconstruct", *words) == 2
    assert said in capsys.readouterr().err
    assert not Path("results").exists()


def test_a_folder_of_something_else_is_refused(harbour: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine").mkdir()
    (Path("mine") / "letter.txt").write_text("keep")
    assert here("study", "reconstruct", "harbour.yaml", "--draws", "5", "--out", "mine") == 2
    assert "mine" in capsys.readouterr().err
    assert contents(Path("mine")) == {"letter.txt": b"keep"}


def test_readings_nobody_can_have_are_refused_with_their_name(
    harbour: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    curve = "  - {id: read, kind: curve, endpoint: OS, unit: month, within: 1, points: [[6, 40], [12, 90]], place: Figure}\n"
    harbour.write_text(COHERENT + curve)
    assert here("study", "reconstruct", "harbour.yaml", "--draws", "5") == 2
    assert "figures.read" in capsys.readouterr().err
