"""The page of trust is as what is kept says; every test it names exists; a changed source is said to have changed."""

import ast
import json
import shutil
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tree import ROOT

from benchmarks.trust.at_length import outcomes
from haicsim.generate import pages_of_the_checks
from haicsim.show.trust_page import changed_since, trust_page

INDEX = tomllib.loads((ROOT / "docs" / "trust" / "tech-ver.toml").read_text(encoding="utf-8"))
PARTS = {part["name"]: part["item"] for part in INDEX["part"]}
ITEMS = [item for items in PARTS.values() for item in items]


def test_the_page_is_not_stale() -> None:
    page = pages_of_the_checks(ROOT)["docs/trust.md"]
    assert (ROOT / "docs" / "trust.md").read_text(encoding="utf-8") == page, "run `make docs`"


def test_every_item_of_techvers_table_2_is_there_by_the_count_of_the_paper() -> None:
    assert {name: len(items) for name, items in PARTS.items()} == {
        "Before the analysis": 7, "Events and states": 26, "Results": 22, "Uncertainty": 29,
    }  # fmt: skip


def test_every_item_has_tests_or_a_reason() -> None:
    for item in ITEMS:
        assert item["status"] in ("tested", "in part", "not done", "not applicable")
        tested = item["status"] in ("tested", "in part")
        assert bool(item.get("tests")) == tested, item["asks"]
        assert item["status"] == "tested" or item.get("why"), item["asks"]


@pytest.mark.parametrize("test", sorted({test for item in ITEMS for test in item.get("tests", [])}))
def test_a_test_that_is_named_exists(test: str) -> None:
    file, _, function = test.partition("::")
    names = [
        node.name for node in ast.parse((ROOT / file).read_text()).body if isinstance(node, ast.FunctionDef)
    ]
    assert function in names


def waits_for_make_long(function: ast.stmt) -> bool:
    """Whether all or some cases of a test are long."""
    marks = [ast.unparse(each) for each in getattr(function, "decorator_list", [])]
    return any(mark == "pytest.mark.long" or "long_but(" in mark for mark in marks)


def test_of_every_long_test_the_page_says_what_became_of_it() -> None:
    long = {
        f"{file.relative_to(ROOT).as_posix()}::{each.name}"
        for file in (ROOT / "tests").rglob("test_*.py")
        for each in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(each, ast.FunctionDef) and waits_for_make_long(each)
    }
    kept = json.loads((ROOT / "docs" / "trust" / "long.json").read_text(encoding="utf-8"))
    assert set(kept) == long, "run `python -m benchmarks.trust long` with the tests that differ"
    assert {each["outcome"] for each in kept.values()} <= {"passed", "skipped", "failed", "not run"}


def test_a_test_is_as_bad_as_its_worst_case_by_hand() -> None:
    cases = (
        '<testcase classname="tests.a.test_b" name="test_c[1]"/>',
        '<testcase classname="tests.a.test_b" name="test_c[2]"><failure/></testcase>',
        '<testcase classname="tests.a.test_b" name="test_c[3]"><skipped/></testcase>',
        '<testcase classname="tests.a.test_b" name="test_d"/>',
    )
    report = ElementTree.fromstring(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    assert outcomes(report) == {
        "tests/a/test_b.py::test_c": "failed",
        "tests/a/test_b.py::test_d": "passed",
    }


def test_numbers_in_names_of_tests_are_those_of_the_list() -> None:
    file = "tests/verification/test_tech_ver.py"
    numbered = {}
    for number, item in enumerate(ITEMS, start=1):
        for test in item.get("tests", []):
            if test.startswith(file):
                numbered.setdefault(test.partition("::")[2], set()).add(str(number))
    for name, numbers in numbered.items():
        said = {word for word in name.split("_") if word.isdigit()}
        assert said & numbers, name
    functions = [
        node.name for node in ast.parse((ROOT / file).read_text()).body if isinstance(node, ast.FunctionDef)
    ]
    assert {name for name in functions if name.startswith("test_")} == set(numbered)


def copied(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "docs" / "trust", tmp_path / "docs" / "trust")
    return tmp_path


def test_a_source_that_changed_since_it_was_measured_is_said_to_have(tmp_path: Path) -> None:
    measured = json.loads((ROOT / "docs" / "trust" / "mutation.json").read_text())
    (name, group), *_ = measured.items()
    gone = changed_since(copied(tmp_path), group["sources"])  # there are no sources at all in the copy
    assert gone == list(group["sources"])
    assert f"| {len(gone)} of {len(gone)} files |" in trust_page(tmp_path)
    assert name in trust_page(tmp_path)


def test_what_was_not_measured_is_said_not_to_be(tmp_path: Path) -> None:
    place = copied(tmp_path)
    for name in ("mutation", "coverage", "pythons"):
        (place / "docs" / "trust" / f"{name}.json").unlink(missing_ok=True)
    page = trust_page(place)
    assert "Not measured yet." in page
    assert "Not measured. The command is" in page
    assert "was not measured for this page" in page
