"""Authority: the page on policies: every command on it runs, in the order shown, and prints what the page says."""

from pathlib import Path

import pytest
from blocks import follow
from tree import ROOT

from haicsim.analysis.whatif.choices import DEFAULT, combinations, default_choices
from haicsim.commands.policy_search import search
from haicsim.sim.scenario.load import load_scenario

PAGE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_command_of_the_page_runs_and_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def printed() -> str:
        said = capfd.readouterr()
        return said.out + said.err

    follow(PAGE, printed, lambda block: False)


def test_every_usual_choice_is_in_the_table_and_their_combinations_are_counted() -> None:
    assert [name for name in DEFAULT if f"| `{name}` |" not in PAGE] == []
    assert f"{', '.join(DEFAULT)}." in (search.__doc__ or ""), "the help names them"
    assert f"{combinations(default_choices(load_scenario('kurume'))):,} policies" in PAGE
