"""`haicsim pictures`: all figures of a result, beside it; nobody's file is touched, and what is missing is said."""

import json
import shutil
from pathlib import Path

import pytest
from commands import TINY, contents, haicsim, here

from haicsim.analysis.figures.gallery import WHAT, WITHOUT_JOURNAL, folder_beside
from haicsim.analysis.results.read import read_counted_run

FILES = {f"{name}.{kind}" for name in WHAT for kind in ("png", "svg", "pdf")} | {"pictures.json"}


@pytest.fixture(scope="module")
def painted(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the results with their pictures beside it, by the real command; not to be changed."""
    at = tmp_path_factory.mktemp("painted")
    shutil.copytree(made, at / "kept")
    run = haicsim("pictures", "kept/", at=at)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("Written: kept-pictures/, each as PNG, SVG and PDF:\n")
    assert all(f"  {name} " in run.stdout for name in WHAT)
    assert max(map(len, run.stdout.splitlines())) <= 80
    return at


@pytest.fixture
def beside(painted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with `kept` and `kept-pictures` in it."""
    shutil.copytree(painted, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_every_figure_is_there_and_the_results_are_as_they_were(painted: Path, made: Path) -> None:
    assert {path.name for path in painted.iterdir()} == {"kept", "kept-pictures"}
    assert set(contents(painted / "kept-pictures")) == FILES
    assert contents(painted / "kept") == contents(made)


@pytest.mark.long
def test_drawn_again_the_pictures_are_the_same_bytes(beside: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = contents(beside / "kept-pictures")
    assert here("pictures", "kept", "--json") == 0
    out, err = capfd.readouterr()
    assert err == ""
    assert json.loads(out) == {
        "folder": "kept-pictures",
        "files": [f"{name}.{kind}" for name in WHAT for kind in ("png", "svg", "pdf")],
        "not_drawn": {},
    }
    assert contents(beside / "kept-pictures") == before


@pytest.mark.long
def test_without_a_journal_the_rest_is_drawn_and_the_command_shown_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert here("run", "kurume", *TINY, "--no-journal", "--out", "some results") == 0
    capfd.readouterr()
    assert here("pictures", "some results", "--out", "drawn") == 0
    out = capfd.readouterr().out
    names = {path.stem for path in (tmp_path / "drawn").glob("*.png")}
    assert names == set(WITHOUT_JOURNAL)
    assert "Not drawn, because no journal was kept: occupancy, swimmer, waterfall, spider." in out
    mends = out.splitlines()[-1].strip()
    assert mends == "haicsim run 'some results/scenario.json' --journal --again --out 'some results'"
    assert here("run", "some results/scenario.json", "--journal", "--again", "--out", "some results") == 0
    assert read_counted_run(tmp_path / "some results").journal is not None


REFUSED = {
    "no such results": (("nosuch",), "nosuch: there is no such folder."),
    "no results": (
        ("kept-pictures",),
        "kept-pictures: is no folder of results: there is no provenance.json in it.",
    ),
    "within the results": (
        ("kept", "--out", "kept/more"),
        "kept/more: lies in a folder of results, whose files are",
    ),
    "the results themselves": (
        ("kept", "--out", "kept"),
        "kept: lies in a folder of results, whose files are digest",
    ),
    "a folder of others": (
        ("kept", "--out", "mine"),
        "mine: is there already and holds no pictures: name another",
    ),
    "a file": (
        ("kept", "--out", "mine/notes.txt"),
        "mine/notes.txt: is there already and holds no pictures: name",
    ),
    "below a file": (("kept", "--out", "mine/notes.txt/x"), "mine/notes.txt/x: cannot be"),
    "nowhere": (("kept", "--out", "/proc/nosuch/x"), "/proc/nosuch/x: cannot be written ("),
    "pictures of others": (
        ("kept", "--out", "theirs"),
        "theirs: holds the pictures of other results: name another",
    ),
    "a note of mine": (
        ("kept", "--out", "noted"),
        "noted: holds a file of yours, notes.txt: move it out, or name",
    ),
    "damaged results": (
        ("damaged", "--out", "x"),
        "damaged: outcomes.parquet has changed since it was written: run",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("refused", REFUSED)
def test_one_line_exit_2_nothing_written(
    refused: str, beside: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("mine", "theirs", "noted"):
        (beside / name).mkdir()
    (beside / "mine" / "notes.txt").write_text("mine")
    shutil.copytree("kept-pictures", "noted", dirs_exist_ok=True)
    (beside / "noted" / "notes.txt").write_text("mine")
    (beside / "theirs" / "pictures.json").write_text('{"digest": "another", "files": {}}')
    shutil.copytree("kept", "damaged")
    (beside / "damaged" / "outcomes.parquet").write_bytes(b"PAR1")
    before = contents(beside)
    arguments, said = REFUSED[refused]
    assert here("pictures", *arguments) == 2
    out, err = capfd.readouterr()
    assert said in err
    assert (out, err.count("\n")) == ("", 1)
    assert contents(beside) == before
    assert not [path.name for path in beside.iterdir() if path.name.startswith(".")]


@pytest.mark.slow
def test_interrupted_the_pictures_stay_as_they_were(
    beside: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = contents(beside)
    monkeypatch.setattr("haicsim.analysis.figures.reasons.draw", interrupted)
    assert here("pictures", "kept") == 130
    assert capfd.readouterr().err == "Interrupted: nothing was left half-written.\n"
    assert contents(beside) == before


@pytest.mark.slow
def test_of_another_model_what_cannot_be_told_again_is_said(
    beside: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from haicsim.sim.replay import ReplayMismatchError

    def other(*_: object) -> None:
        raise ReplayMismatchError("the journal says this, this program would write that")

    origin = json.loads((beside / "kept" / "provenance.json").read_text())
    (beside / "kept" / "provenance.json").write_text(
        json.dumps({**origin, "model_version": "0.0.1+0123456789ab"})
    )
    monkeypatch.setattr("haicsim.analysis.figures.gallery.baseline_sums", other)
    assert here("pictures", "kept") == 0
    out, err = capfd.readouterr()
    assert "kept: was run by model 0.0.1+0123456789ab; this is " in err
    assert "because another version of the model wrote the journal: waterfall, spider." in " ".join(
        out.split()
    )
    assert out.splitlines()[-1].strip() == "haicsim run kept/scenario.json --journal"
    assert {path.stem for path in (beside / "kept-pictures").glob("*.svg")} == set(WHAT) - {
        "waterfall",
        "spider",
    }


@pytest.mark.parametrize(
    ("result", "beside_it"), [("a/b", "a/b-pictures"), ("b/", "b-pictures"), ("/c", "/c-pictures")]
)
def test_the_folder_beside(result: str, beside_it: str) -> None:
    assert folder_beside(Path(result)) == Path(beside_it)


@pytest.mark.slow
def test_the_folder_beside_the_working_folder(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(beside / "kept")
    assert folder_beside(Path()) == beside.resolve() / "kept-pictures"
