"""A team's file without a fault, to plant faults in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from team_file import GOOD, HEAD


@pytest.fixture
def team(tmp_path: Path) -> Callable[..., Path]:
    """Write the file; rows, the line of names and what is to be replaced may be given."""

    def write(*changes: tuple[str, str], rows: tuple[str, ...] = GOOD, head: str = HEAD) -> Path:
        text = "\n".join((head, *rows)) + "\n"
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "team.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write
