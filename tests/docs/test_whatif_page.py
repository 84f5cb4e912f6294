"""Authority: the program itself: the page of what-ifs names every mechanism, and its commands run."""

import re
import shlex
from pathlib import Path

import pytest
from tree import ROOT

from haicsim.analysis.whatif.mechanisms import CAPACITY, MECHANISMS
from haicsim.edge import ending
from haicsim.main import obey

PAGE = (ROOT / "docs" / "whatif.md").read_text()
COMMANDS = re.findall(r"^haicsim (whatif .*)$", PAGE, re.M)


def test_the_table_names_every_mechanism_and_what_it_moves() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", PAGE, re.M)
    assert [name for name, _, _ in rows] == list(MECHANISMS)
    for name, words, moved in rows:
        assert words == MECHANISMS[name].words
        if name != CAPACITY:
            assert moved == f"`{MECHANISMS[name].path}`"


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_run(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    small = [*shlex.split(command), "--patients", "300"]
    if "conversion" in command or "breakeven" in command:
        small.append("--no-ranges")
    assert ending(lambda: obey(small)) == 0
