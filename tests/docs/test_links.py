"""Every relative link of every page leads to a file and, where it names a heading, to that heading."""

import re
from pathlib import Path

import pytest
from tree import ROOT, files

LINK = re.compile(r"\]\(\s*([^)\s]+)\s*\)")
PAGES = [path for path in files() if path.suffix == ".md"]


def prose(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def anchors(text: str) -> set[str]:
    """Headings as web pages name them: small letters, hyphens for spaces, other signs left out; repeated ones counted."""
    found: dict[str, int] = {}
    names = set()
    for heading in re.findall(r"^#+ (.+)$", prose(text), re.M):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", plain).strip().replace(" ", "-")
        names.add(f"{name}-{found[name]}" if name in found else name)
        found[name] = found.get(name, 0) + 1
    return names


def broken(page: Path, text: str) -> list[str]:
    """The links of a page that lead nowhere."""
    missing = []
    for link in LINK.findall(prose(text)):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, heading = link.partition("#")
        file = ROOT / page.parent / target
        if target and not file.exists():
            missing.append(link)
        elif heading and (not target or file.suffix == ".md"):
            there = file.read_text(encoding="utf-8") if target else text
            missing += [link] if heading not in anchors(there) else []
    return missing


@pytest.mark.parametrize(
    "room", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs", "examples", "scenarios"]
)
def test_every_relative_link_is_alive(room: str) -> None:
    pages = [page for page in PAGES if page.parts[0] == room]
    assert pages
    found = {str(page): broken(page, (ROOT / page).read_text(encoding="utf-8")) for page in pages}
    assert {page: links for page, links in found.items() if links} == {}


def test_a_dead_file_and_a_dead_heading_are_found() -> None:
    text = "# One\n[a](docs/nowhere.md) [b](docs/model.md#9-nothing) [c](#one) [d](docs/model.md#3-logic) [e](https://x.org)"
    assert broken(Path("README.md"), text) == ["docs/nowhere.md", "docs/model.md#9-nothing"]


def test_the_list_of_decisions_names_every_decision_with_its_title() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = dict(
        re.findall(r"^- \[(\d{4})\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(), re.M)
    )
    assert sorted(listed.values()) == sorted(page.name for page in folder.glob("0*.md"))
    assert all(file.startswith(number) for number, file in listed.items())
