"""The lines of a log of finished cells: each carries its checksum, the first says what the others are of."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from math import isfinite
from typing import Any

_FORMAT = "haicsim cells 1"
SUM = 16  # hexadecimal digits before each line


@dataclass(frozen=True)
class FinishedCell:
    """A finished cell: its key, and its values (in the order of the store's columns) or why it failed.

    A value that is not finite is kept as NaN.
    """

    key: str
    values: tuple[float, ...] = ()
    failed: str | None = None


def head_line(plan: Mapping[str, Any], columns: Sequence[str]) -> bytes:
    """The first line: the plan everything follows from, and the names of the values."""
    return _line({"format": _FORMAT, "columns": list(columns), "plan": dict(plan)})


def as_head(line: bytes) -> Any:
    """What a first line says; None where it is none of ours, or damaged."""
    head = _content(line.rstrip(b"\n"))
    return head if isinstance(head, dict) and head.get("format") == _FORMAT else None


def cell_line(cell: FinishedCell) -> bytes:
    """The line of a cell."""
    values = [value if isfinite(value) else None for value in cell.values]
    return _line([cell.key, values] if cell.failed is None else [cell.key, values, cell.failed])


def as_cell(line: bytes) -> FinishedCell | None:
    """The cell of a line; None where it is not as it was written."""
    content = _content(line)
    if not isinstance(content, list):
        return None
    values = tuple(float("nan") if value is None else value for value in content[1])
    return FinishedCell(content[0], values, *content[2:])


def is_whole(line: bytes) -> bool:
    """Whether a line is as it was written, whatever it says."""
    return _content(line) is not None


def _line(content: Any) -> bytes:
    text = json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
    return _checksum(text) + b" " + text + b"\n"


def _checksum(text: bytes) -> bytes:
    return blake2s(text, digest_size=SUM // 2).hexdigest().encode()


def _content(line: bytes) -> Any:
    if line[: SUM + 1] != _checksum(line[SUM + 1 :]) + b" ":
        return None
    return json.loads(line[SUM + 1 :])
