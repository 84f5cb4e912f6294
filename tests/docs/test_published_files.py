"""What is published: no machine's paths, no addresses of package indexes, links that lead somewhere, one version."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from tree import ROOT, files, text

# written in two pieces, or this file would hold what it forbids
FORBIDDEN = {
    "a path of one machine": r"(?<![\w.])/(wo" + r"rk|ho" + r"me|ro" + r"ot|Us" + r"ers|data|mnt)/\w",
    "an address of a package index": r"(?i)(py"
    + r"pi\.|pythonho"
    + r"sted|index-u"
    + r"rl|find-li"
    + r"nks|/sim"
    + r"ple/)",
    "an address in a private network": r"(?<![\d.])(?!127\.0\.0\.1(?![\d.]))(10|127|192|172)(\.\d{1,3}){3}(?![\d.])|local"
    + r"host",  # but the one that is every machine itself, where `haicsim page` listens
}
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in files()
        for number, line in enumerate((text(path) or "").splitlines(), start=1)
        if re.search(FORBIDDEN[what], line)
    ]
    assert found == []


def test_the_files_looked_at_are_those_of_the_project() -> None:
    names = {path.as_posix() for path in files()}
    assert {"README.md", "pyproject.toml", ".ci/run", "sim/run.py", "tests/docs/tree.py"} <= names
    assert not any("__pycache__" in name or name.startswith(".venv") for name in names)


@pytest.mark.parametrize("page", [path for path in files() if path.suffix == ".md"], ids=str)
def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = [link.partition("#")[0] for link in LINK.findall(text(page) or "") if "://" not in link]
    missing = [target for target in targets if target and not (ROOT / page.parent / target).exists()]
    assert missing == []


def test_every_page_of_the_documentation_is_linked_from_another() -> None:
    pages = [path for path in files() if path.suffix == ".md" and path.parts[0] == "docs"]
    linked = {
        (ROOT / page.parent / link.partition("#")[0]).resolve()
        for page in files()
        if page.suffix == ".md"
        for link in LINK.findall(text(page) or "")
    }
    assert [str(page) for page in pages if (ROOT / page).resolve() not in linked] == []


def imported(path: Path) -> set[str]:
    """The first names of all modules a file imports."""
    nodes = list(ast.walk(ast.parse(text(path) or "")))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    parts = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.partition(".")[0] for name in (*plain, *parts)}


def test_the_rooms_are_imported_by_their_installed_names_alone() -> None:
    bare = {"sim", "analysis", "scenarios"}
    assert [str(path) for path in files() if path.suffix == ".py" and imported(path) & bare] == []


def project() -> dict[str, object]:
    described: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return described


def test_the_version_is_the_same_in_package_citation_and_list_of_changes() -> None:
    version = str(project()["version"])
    assert re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.M)[1] == version  # type: ignore[index]
    headings = re.findall(r"^## \[?(\d+\.\d+\.\d+|Unreleased)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert headings, "the list of changes has no heading"
    numbered = [heading for heading in headings if heading != "Unreleased"]
    assert numbered == sorted(numbered, key=Version, reverse=True)
    assert not numbered or numbered[0] == version


def test_licence_is_the_same_in_package_citation_and_file() -> None:
    assert project()["license"] == "MIT"
    assert "license: MIT" in (ROOT / "CITATION.cff").read_text()
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")


def test_every_requirement_is_pinned_once_to_a_version_it_allows() -> None:
    described = project()
    extras: dict[str, list[str]] = described["optional-dependencies"]  # type: ignore[assignment]
    wanted = [Requirement(line) for line in [*described["dependencies"], *extras["test"]]]  # type: ignore[misc]
    lines = [
        line
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    pinned = {
        name.lower().replace("_", "-"): version for name, version in (line.split("==") for line in lines)
    }
    assert len(pinned) == len(lines)
    for requirement in wanted:
        assert pinned[requirement.name.lower().replace("_", "-")] in requirement.specifier, str(requirement)


def test_the_python_versions_named_in_the_readme_are_those_of_the_package() -> None:
    classifiers: list[str] = project()["classifiers"]  # type: ignore[assignment]
    supported = [
        c.rsplit(" ", 1)[1]
        for c in classifiers
        if re.fullmatch(r"Programming Language :: Python :: 3\.\d+", c)
    ]
    named = re.search(r"You need Python ([\d., or]+\d)", (ROOT / "README.md").read_text())
    assert named is not None
    assert re.findall(r"3\.\d+", named[1]) == supported
    assert project()["requires-python"] == f">={supported[0]}"
