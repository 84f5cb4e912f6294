"""Authority: the tree, the Makefile and the model. CONTRIBUTING names no file, command or target that is not there."""

import re
import shlex

import pytest
from tree import ROOT, files

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))
KINDS = (
    "number",
    "criterion",
    "fact",
    "column",
    "measure",
    "figure",
    "study",
    "scenario",
    "experiment",
    "command",
    "mechanism",
)


def rows(section: str) -> list[list[str]]:
    lines = [line for line in SECTIONS[section].splitlines() if line.startswith("| ")]
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:] if "---" not in line
    ]


def test_every_file_and_folder_named_exists() -> None:
    named = re.findall(
        r"`((?:sim|analysis|scenarios|haicsim|docs|tests|examples|benchmarks|\.ci|\.github)/[\w./-]*)`", PAGE
    )
    assert len(named) > 40
    assert [path for path in named if not (ROOT / path.rstrip(".")).exists()] == []


def test_every_make_target_and_program_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"`make ([a-z]+)`", PAGE)) | set(re.findall(r"^make ([a-z]+)$", PAGE, re.M))
    assert {"test", "verify", "docs", "bench"} <= named <= targets
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.M | re.S)
    for words in (shlex.split(line) for block in blocks for line in block.splitlines()):
        paths = [word for word in words[1:] if "/" in word]
        assert all((ROOT / path).exists() for path in paths), words
        assert words[0] in ("make", ".venv/bin/python"), words


def test_the_table_says_for_every_kind_of_addition_which_files_it_takes() -> None:
    table = {row[0]: row for row in rows("What an addition takes")}
    assert all(len(row) == 3 and all(row) for row in table.values())
    assert [kind for kind in KINDS if not any(kind in adding for adding in table)] == []


@pytest.mark.slow
def test_files_said_to_be_generated_are_those_that_are() -> None:
    from haicsim.generate import pages

    row = next(row for row in rows("What an addition takes") if row[0].startswith("a number"))
    said = re.findall(r"`([\w/.]+)`", row[1].partition("*Generated*")[2])
    assert set(said) <= set(pages())


def test_the_folders_of_the_table_are_those_that_are_imported() -> None:
    imported = {row[0].strip("`/"): row[1].strip("`") for row in rows("Where things are") if row[1] != "-"}
    for folder, name in imported.items():
        assert (ROOT / folder).is_dir()
        assert (ROOT / name.replace(".", "/")).resolve() == (ROOT / folder).resolve(), name


def test_no_page_sends_anyone_into_the_links() -> None:
    """haicsim/sim is a link; pages and messages link to the real folders."""
    found = [
        f"{path}: {link}"
        for path in files()
        if path.suffix == ".md"
        for link in re.findall(r"\]\(([^)\s]+)\)", (ROOT / path).read_text(encoding="utf-8"))
        if re.search(r"haicsim/(sim|analysis|scenarios)/", link)
    ]
    assert found == []
