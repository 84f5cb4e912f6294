"""Answers in plain numbers, and written into a folder in one step."""

import json
from pathlib import Path
from typing import Any


def plain(content: Any) -> dict[str, Any]:
    """As JSON reads it back; what has no value is None."""
    from haicsim.analysis.results.formats import as_json

    read: dict[str, Any] = json.loads(as_json(content))
    return read


def saved(place: Path, files: dict[str, Any], figures: dict[str, Any]) -> Path:
    """Write dictionaries as JSON, tables as CSV, bytes as they are, and figures, in one step.

    Raises InputError where a folder holds something else.
    """
    from haicsim.analysis.figures.files import save
    from haicsim.analysis.results.folder import keep_answer
    from haicsim.analysis.results.formats import as_json

    def write(fresh: Path) -> None:
        for file, content in files.items():
            if isinstance(content, bytes):
                (fresh / file).write_bytes(content)
                continue
            text = as_json(content) if file.endswith(".json") else content.to_csv(index=False)
            (fresh / file).write_text(text, encoding="utf-8")
        for name, figure in figures.items():
            save(figure, fresh, name)

    return keep_answer(place, write)
