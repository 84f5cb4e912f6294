"""Authority: the page on reports: every command on it runs, in the order shown, and writes what it names."""

from pathlib import Path

import pytest
from blocks import follow
from tree import ROOT


@pytest.mark.slow
def test_every_command_of_the_page_runs_and_leaves_the_reports_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    follow(page, lambda: capfd.readouterr().out, lambda block: False)
    for name in ("report.html", "together.html", "report.docx", "report.md", "beds.html", "unsaved.html"):
        assert name in page
        assert (tmp_path / name).stat().st_size > 10_000
