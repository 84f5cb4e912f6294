"""Authority: the page on the hospital: every command on it runs, in the order shown, and prints what the page says."""

from pathlib import Path

import pytest
from blocks import follow
from tree import ROOT


@pytest.mark.slow
def test_every_command_of_the_page_runs_and_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def printed() -> str:
        said = capfd.readouterr()
        return said.out + said.err

    follow((ROOT / "docs" / "hospital.md").read_text(encoding="utf-8"), printed, lambda block: False)
