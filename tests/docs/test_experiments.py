"""Authority: the command each page of an experiment names. Every figure of its answer must come from running it."""

import csv
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from lengths import long_but
from reported import is_reported_soon
from tree import ROOT

from haicsim.edge import ending
from haicsim.main import obey

PAGES = sorted(page.stem for page in (ROOT / "docs" / "experiments").glob("*.md"))
ASKED = re.compile(r"```sh\nhaicsim (whatif (?:conversion|breakeven) .*?|policy compare .*?)\n```", re.S)
WHAT_IFS = sorted(
    page for page in PAGES if ASKED.search((ROOT / "docs" / "experiments" / f"{page}.md").read_text())
)
SWEEPS = sorted(file.stem for file in (ROOT / "scenarios" / "experiments").glob("*.yaml"))
FIGURE = re.compile(r"(\d+\.?\d*)%?( points| months)?\s\((\d+\.?\d*) to (\d+\.?\d*)\)")


def answer_of(page: str) -> str:
    text = (ROOT / "docs" / "experiments" / f"{page}.md").read_text()
    found = re.search(r"\*\*Answer\*\*(.*?)\*\*Caveats\.\*\*", text, re.S)
    assert found is not None, "the page has no answer"
    return found[1]


def printed(value: float, low: float, high: float, digits: int) -> list[tuple[str, ...]]:
    """How a figure may stand on a page: as it is or in percent; a loss as its size."""
    if value < 0:
        value, low, high = -value, -high, -low
    return [tuple(f"{factor * each:.{digits}f}" for each in (value, low, high)) for factor in (1, 100)]


def test_every_experiment_has_a_page_with_question_command_figure_answer_and_caveats() -> None:
    assert set(SWEEPS) <= set(PAGES)
    for page in PAGES:
        text = (ROOT / "docs" / "experiments" / f"{page}.md").read_text()
        assert re.match(r"# [A-Z].*\?\n", text)
        assert "```sh\nhaicsim " in text
        assert len(FIGURE.findall(answer_of(page))) >= 3
        pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
        assert pictures
        assert all((ROOT / "docs" / "experiments" / picture).is_file() for picture in pictures)


@pytest.mark.slow
@pytest.mark.parametrize("name", SWEEPS)
def test_every_figure_of_the_answer_is_what_the_command_gives(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ending(lambda: obey(["sweep", name, "--out", "kept"])) == 0
    tables = [Path(f"kept/{table}.csv").read_text() for table in ("summary", "differences")]
    rows = [row for table in tables for row in csv.DictReader(table.splitlines())]
    given = [(float(row.get("mean") or row["change"]), float(row["low"]), float(row["high"])) for row in rows]
    every_figure_is_among(given, name)
    is_reported_soon(tmp_path / "kept")


def every_figure_is_among(given: list[tuple[float, float, float]], page: str) -> None:
    for said in FIGURE.findall(answer_of(page)):
        digits = len(said[0].partition(".")[2])
        stated = (said[0], said[2], said[3])
        assert any(stated in printed(*each, digits) for each in given), stated


def intervals_in(answer: object) -> Iterator[tuple[float, float, float]]:
    """Every number with both ends of its interval, wherever it stands in the answer."""
    if isinstance(answer, list):
        for each in answer:
            yield from intervals_in(each)
    if isinstance(answer, dict):
        for names in (
            ("value", "low", "high"),
            ("change", "low", "high"),
            ("effect", "effect_low", "effect_high"),
        ):
            three = [answer.get(name) for name in names]
            if all(isinstance(each, float) for each in three):
                yield tuple(three)  # type: ignore[misc]
        for each in answer.values():
            yield from intervals_in(each)


@pytest.mark.slow
@pytest.mark.parametrize("name", long_but(WHAT_IFS, "surgery-for-vv", "conversion-by-mechanism"))
def test_every_figure_of_a_what_if_is_what_the_command_gives(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "docs" / "experiments" / f"{name}.md").read_text()
    command = ASKED.search(text)
    assert command is not None
    kept = tmp_path / "kept"
    assert ending(lambda: obey([*shlex.split(command[1]), "--json", "--out", str(kept)])) == 0
    every_figure_is_among(list(intervals_in(json.loads(capfd.readouterr().out))), name)
    is_reported_soon(kept)
