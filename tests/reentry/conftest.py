"""Numbers and hand-worked cases entered a second time from the literature by a reader who had not seen the code."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

_HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def cases() -> dict[str, Any]:
    return YAML(typ="safe").load(_HERE / "cases.yaml")


@pytest.fixture(scope="session")
def numbers() -> dict[str, dict[str, Any]]:
    topics = YAML(typ="safe").load(_HERE / "numbers.yaml")
    return {
        entry["key"]: entry for entries in topics.values() for entry in entries if isinstance(entry, dict)
    }
