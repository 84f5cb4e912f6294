"""Authority: the command the page names. Every figure of its table and text must come from running it."""

import json
import re

import pytest
from tree import ROOT

from haicsim.analysis.studies import load_study
from haicsim.analysis.studies.loading import shipped_studies
from haicsim.analysis.validation.validate import series, trials, validate
from haicsim.edge import ending
from haicsim.main import obey

PAGE = (ROOT / "docs" / "validation.md").read_text()
KINDS = ("face", "verification", "cross", "external", "predictive")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_validity_has_a_page_with_question_evidence_and_status(kind: str) -> None:
    page = (ROOT / "docs" / "validation" / f"{kind}.md").read_text(encoding="utf-8")
    assert f"(validation/{kind}.md)" in PAGE
    assert [part for part in ("**Question.**", "**Evidence**", "**Status: ") if part not in page] == []
    named = re.findall(r"`((?:tests|analysis)/[\w./]+)`", page)
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_table_of_every_study_says_what_each_is_for() -> None:
    said = dict(re.findall(r"^\| `(\w+)` \| ([\w -]+) \| (?:\d|-)", PAGE, re.M))
    words = {"calibration": "calibration", "held_out": "held out", None: "-"}
    aside = {"kurume", "fan_2005_conservative", "huang_2022"}
    assert said == {name: words[load_study(name).use] for name in shipped_studies() if name not in aside}


@pytest.mark.slow
def test_the_table_of_every_study_is_what_the_command_gives() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [\w -]+ \| (.*) \| (.*) \|$", PAGE, re.M)
    assert len(rows) >= 27
    names = {name.rpartition("/")[2].replace("-", "_"): name for name in (*trials(), *series())}
    for study, inside, median in rows:
        found = validate([names[study]], [])
        assert inside == f"{sum(row.inside for row in found.rows)} of {len(found.rows)}", study
        ratio = found.survival_ratio
        assert median == ("-" if ratio != ratio else f"{ratio:.2f}"), study


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
