"""Authority: how pytest imports tests here: two files of one name, in folders that are no packages, end the whole suite."""

from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def test_no_two_files_of_tests_have_one_name() -> None:
    """Whatever folder they stand in; helpers beside them count as well, as they are imported by name."""
    names = Counter(
        path.name for path in TESTS.rglob("*.py") if path.name not in ("conftest.py", "__init__.py")
    )
    assert [name for name, times in names.items() if times > 1] == []
