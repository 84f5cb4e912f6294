"""The explanations keep their word. Authorities: their own calculations, run again; the pages' numbers are what they print."""

import re
from pathlib import Path

import pytest
from blocks import blocks, follow
from tree import ROOT

FOLDER = ROOT / "docs" / "explanations"
PAGES = sorted(page.stem for page in FOLDER.glob("*.md"))


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_what_an_explanation_calculates_is_what_it_shows(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    page = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert {"python", "text"} <= {block.language for block in blocks(page)}
    follow(page, lambda: capfd.readouterr().out, lambda block: False)


def test_every_explanation_is_named_by_its_question_and_linked_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in PAGES:
        title = (FOLDER / f"{name}.md").read_text(encoding="utf-8").partition("\n")[0]
        assert re.fullmatch(r"# Why .+", title)
        assert f"(docs/explanations/{name}.md)" in readme
