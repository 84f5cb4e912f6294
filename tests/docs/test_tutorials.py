"""The tutorials keep their word: every block runs in the order shown, and prints what the page says it prints."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from blocks import Block, blocks, follow, missing
from tree import ROOT

FOLDER = ROOT / "docs" / "tutorials"
PAGES = sorted(page.stem for page in FOLDER.glob("*.md"))
SLOW = ("study compare",)


def needs(block: Block, words: tuple[str, ...]) -> bool:
    return any(word in block.text for word in words)


@pytest.fixture
def read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[[], str]:
    """In an empty folder: what has been printed since it was last asked."""
    monkeypatch.chdir(tmp_path)

    def printed() -> str:
        said = capfd.readouterr()
        return said.out + said.err

    return printed


def page(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_every_quick_block_of_a_tutorial_runs_and_prints_what_it_says(
    name: str, read: Callable[[], str]
) -> None:
    assert any(block.language == "text" for block in blocks(page(name)))
    follow(page(name), read, lambda block: needs(block, SLOW))


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in PAGES if any(word in page(name) for word in SLOW)])
def test_slow_blocks_run_too(name: str, read: Callable[[], str]) -> None:
    follow(page(name), read, lambda block: False)


def test_a_page_that_shows_what_is_not_printed_is_caught(read: Callable[[], str]) -> None:
    wrong = "```python\nprint(6 * 7)\n```\n\n```text\n43\n```\n"
    with pytest.raises(AssertionError, match="43"):
        follow(wrong, read, lambda block: False)
    follow(wrong.replace("43", "42"), read, lambda block: False)


def test_a_command_that_ends_otherwise_than_shown_is_caught(read: Callable[[], str]) -> None:
    with pytest.raises(AssertionError, match="no-such"):
        follow("```sh\nhaicsim check no-such\n```\n", read, lambda block: False)
    follow("```sh\nhaicsim check no-such  # ends with 2\n```\n", read, lambda block: False)


def test_spaces_of_tables_do_not_matter_but_words_do() -> None:
    assert missing("a  1\nb 2", "x\na 1\n  b\n2") == []
    assert missing("a 3", "a 1") == ["a 3"]


def test_the_tutorials_lead_from_one_to_the_next_and_the_readme_to_each() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\(docs/tutorials/([\w-]+)\.md\)", readme.partition("Wanting to")[2]) == [
        "first-scenario",
        "what-if-by-hand",
        "a-study-of-your-own",
    ]
    assert set(PAGES) == {"first-scenario", "what-if-by-hand", "a-study-of-your-own"}
