"""Authority: the command the page names. Every figure of its table and text must come from running it."""

import json
import re

import pytest
from tree import ROOT

from haicsim.edge import ending
from haicsim.main import obey

PAGE = (ROOT / "docs" / "validation.md").read_text()


@pytest.mark.slow
def test_every_figure_is_what_the_command_gives(capfd: pytest.CaptureFixture[str]) -> None:
    assert ending(lambda: obey(["study", "validate", "--json"])) == 0
    found = json.loads(capfd.readouterr().out)
    said = re.findall(r"^\| (\w[^|]*) \| (\d+) of (\d+) \|$", PAGE, re.M)
    names = {
        "targets of a search": "fitted",
        "overall survival, never a target": "survival",
        "others that were no target": "other",
    }
    assert {name: (int(inside), int(of)) for name, inside, of in said} == {
        name: (found["inside"][key]["inside"], found["inside"][key]["of"]) for name, key in names.items()
    }
    ratio = re.search(r"Printed median survival is ([\d.]+) times", PAGE)
    assert ratio is not None
    assert f"{found['survival_ratio']:.2f}" == ratio[1]
    assert all(each["same_direction"] and each["within_factor"] < 1.2 for each in found["contrasts"])


def test_the_screen_fits_80_columns(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert ending(lambda: obey(["study", "validate", "scoop-2"])) == 0
    screen = capfd.readouterr().out
    assert max(map(len, screen.splitlines())) <= 80
    assert "…" not in screen
    assert "alive at 1 year, %" in screen
    assert len(re.findall(r" fitted$", screen, re.M)) == 3
