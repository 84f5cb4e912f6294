"""Authority: the bytes before. The cache is shown and cleared, and the audit's marks are written over nobody's file."""

import json
from pathlib import Path

import pytest
from commands import here

from haicsim.analysis.studies import study_path


def test_the_cache_is_shown_and_cleared(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert here("cache") == 0
    assert "".join(capfd.readouterr().out.split()) == f"Nothingiskeptin{tmp_path}/haicsim."
    for name in ("pools", "0123456789abcdef0123"):
        (tmp_path / "haicsim" / name).mkdir(parents=True)
        (tmp_path / "haicsim" / name / "file").write_bytes(b"x" * 2_000_000)
    assert here("cache", "--json") == 0
    assert json.loads(capfd.readouterr().out)["bytes"] == {
        "0123456789abcdef0123": 2_000_000,
        "pools": 2_000_000,
    }
    assert here("cache", "--clear") == 0
    out = capfd.readouterr().out
    assert "4.0 MB removed" in out
    assert "compiled models: 1, 2.0 MB" in out
    assert list((tmp_path / "haicsim").iterdir()) == []


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small study with nothing beside it."""
    from haicsim.analysis.audit import calibration_targets
    from haicsim.analysis.audit.findings import Report

    monkeypatch.setattr(
        "haicsim.commands.study_audit._examined", lambda loaded, *_: Report(loaded.name, "any", ())
    )
    assert calibration_targets.HEAD
    (tmp_path / "mine.yaml").write_text(study_path("kurume").read_text())
    return tmp_path / "mine.yaml"


def test_marks_are_written_anew_over_marks_alone(study: Path, capfd: pytest.CaptureFixture[str]) -> None:
    marks = study.with_suffix(".marks.yaml")
    audit = ("study", "audit", str(study), "--write-marks")
    assert here(*audit) == 0
    first = marks.read_text()
    assert here(*audit) == 0
    assert marks.read_text() == first
    marks.write_text("my own notes\n")
    assert here(*audit) == 2
    assert "holds something that the audit did not write: move it away" in capfd.readouterr().err
    assert marks.read_text() == "my own notes\n"
    assert sorted(path.name for path in study.parent.iterdir()) == ["mine.marks.yaml", "mine.yaml"]


def test_marks_are_not_written_through_a_link(study: Path) -> None:
    elsewhere = study.parent / "elsewhere.txt"
    elsewhere.write_text("mine")
    study.with_suffix(".marks.yaml").symlink_to(elsewhere)
    assert here("study", "audit", str(study), "--write-marks") == 2
    assert elsewhere.read_text() == "mine"
