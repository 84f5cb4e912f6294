"""Authority: the commands that the page on naive comparisons names. Every figure it gives must come from running them."""

import json
import re
import shlex

import pytest
from tree import ROOT

from haicsim.edge import ending
from haicsim.main import obey

PAGE = (ROOT / "docs" / "experiments" / "naive-comparison.md").read_text()
COMMANDS = re.findall(r"^haicsim (whatif bias .*)$", PAGE, re.M)
FIGURE = re.compile(r"(-?\d+\.\d+)\s\((-?\d+\.\d+) to (-?\d+\.\d+)\)")
COVERED = re.compile(r"(\d+) of (\d+)")
ANSWER = PAGE[PAGE.index("**Answer**") : PAGE.index("**Caveats.**")]
USELESS = PAGE[PAGE.index("## If surgery were useless") : PAGE.index("## The registries")]


def figures(said: dict[str, object]) -> list[tuple[float, float, float]]:
    """Every estimate with its ends: truths, biases, and means with where 95% of the studies lie."""
    found = []
    for each in said["methods"]:  # type: ignore[attr-defined]
        found += [tuple(each[name].values()) for name in ("truth", "bias")]
        found.append((each["mean"], each["spread"]["low"], each["spread"]["high"]))
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("command", "text"), [(COMMANDS[0], ANSWER), (COMMANDS[1], USELESS)])
def test_every_figure_of_the_page_is_what_its_command_gives(
    command: str, text: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert ending(lambda: obey([*shlex.split(command), "--json"])) == 0
    said = json.loads(capfd.readouterr().out)
    given, stated = figures(said), FIGURE.findall(text)
    assert len(stated) >= 3
    for each in stated:
        digits = len(each[0].partition(".")[2])
        assert any(tuple(f"{number:.{digits}f}" for number in known) == each for known in given), each
    counts = {(str(each["covered"]), str(each["studies"])) for each in said["methods"]}
    assert COVERED.findall(text)
    assert set(COVERED.findall(text)) <= counts
