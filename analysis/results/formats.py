"""The two text formats of results, JSON and CSV, with one rule: what is no finite number is null, or an empty cell."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np


def plain(content: Any) -> Any:
    """Content as JSON can hold it: Python's own numbers, lists for tuples, None for what is no finite number."""
    if isinstance(content, Mapping):
        return {name: plain(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [plain(value) for value in content]
    if isinstance(content, np.generic):
        content = content.item()
    return None if isinstance(content, float) and not isfinite(content) else content


def to_digits(content: Any, digits: int = 10) -> Any:
    """Content with so many significant digits: the last ones of a sum of many terms differ between kinds of processor."""
    if isinstance(content, Mapping):
        return {name: to_digits(value, digits) for name, value in content.items()}
    if isinstance(content, list):
        return [to_digits(value, digits) for value in content]
    return float(f"{content:.{digits}g}") if isinstance(content, float) else content


def as_json(content: Any) -> str:
    """Content as the text of a JSON file."""
    return json.dumps(plain(content), indent=2, allow_nan=False) + "\n"


def write_csv(path: Path, rows: Iterable[Mapping[str, Any]], names: Sequence[str] | None = None) -> None:
    """Rows as a table with a line of names: those given, else those of the first row."""
    listed = list(rows)
    columns = list(listed[0]) if names is None and listed else list(names or ())
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(plain(row) for row in listed)


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a table as they stand there, cell by cell."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
