"""Figures as an option asks for them, two runs in one figure, a hospital in motion: what is written and what is refused."""

from pathlib import Path

import pytest
from commands import here


@pytest.mark.slow
def test_pictures_are_of_the_kinds_and_it_is_said_which_are_wider_than_asked(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert here("pictures", "kept", "--figures", "pdf,85mm", "--out", "narrow") == 0
    suffixes = {path.suffix for path in (kept.parent / "narrow").iterdir()}
    assert suffixes == {".pdf", ".json"}
    said = capsys.readouterr()
    assert "each as PDF:" in said.out
    warned = " ".join(said.err.split())
    assert "180 mm wide: flow, reasons, occupancy, swimmer, waterfall, spider. At 85 mm their text" in warned


@pytest.mark.parametrize(
    ("text", "rule"), [("gif", "'gif' is none of png, svg, pdf"), ("2mm", "not between 40mm")]
)
def test_what_figures_cannot_be_is_refused(
    kept: Path, capsys: pytest.CaptureFixture[str], text: str, rule: str
) -> None:
    assert here("pictures", "kept", "--figures", text) == 2
    error = capsys.readouterr().err
    assert error.startswith("--figures")
    assert rule in error
    assert not (kept.parent / "kept-pictures").exists()


def test_two_runs_in_one_figure(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert here("diff", "kept", "kept", "--out", "both", "--figures", "svg") == 0
    drawn = (kept.parent / "both" / "two-runs.svg").read_text(encoding="utf-8")
    assert "kept (n = 60)" in drawn
    assert "kept, again (n = 60)" in drawn
    assert "At risk" in drawn
    assert "Written to both/" in capsys.readouterr().out


def test_a_hospital_where_nothing_is_scarce_has_nothing_to_show(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert here("animate", "kept") == 2
    assert "nothing is scarce" in capsys.readouterr().err
    assert not (kept.parent / "year.html").exists()


@pytest.mark.slow
def test_a_year_needs_a_journal_and_somebodys_file_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    size = ("--patients", "40", "--engine", "process", "--no-compare", "--set", "arrivals.warm_up=0")
    assert here("run", "one-theatre", *size, "--no-journal", "--out", "without") == 0
    assert here("run", "one-theatre", *size, "--out", "with") == 0
    assert here("animate", "without") == 2
    assert "keeps no journal" in capsys.readouterr().err
    Path("year.html").write_text("mine", encoding="utf-8")
    assert here("animate", "with") == 2
    assert Path("year.html").read_text(encoding="utf-8") == "mine"
    assert here("animate", "with", "--again", "--events", "events.csv") == 0
    assert (
        Path("events.csv").read_text(encoding="utf-8").startswith("entity_id,pathway,event_type,event,time,")
    )
