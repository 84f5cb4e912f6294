"""The checkout that is measured, where its measurements are kept, and the digests that say of what they are."""

import json
import platform
import shutil
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from haicsim.scenarios import FOLDER

ROOT = FOLDER.resolve().parent
KEPT = ROOT / "docs" / "trust"
NOT_COPIED = (".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis")
NOT_COPIED_AT_THE_TOP = ("results", "build", "dist")  # analysis/results is code


def digests(names: Iterable[str], place: Path = ROOT) -> dict[str, str]:
    """The digest (16 hexadecimal digits) of every file, by its path within the project or a copy of it."""
    return {name: sha256((place / name).read_bytes()).hexdigest()[:16] for name in sorted(names)}


def python_files(folder: str) -> list[str]:
    """The Python files of a folder (or the file itself), by their paths within the project."""
    start = ROOT / folder
    found = [start] if start.is_file() else start.rglob("*.py")
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def copy(target: Path) -> Path:
    """A copy of the project that may be spoilt."""
    everywhere = shutil.ignore_patterns(*NOT_COPIED)

    def ignored(folder: str, names: list[str]) -> set[str]:
        return everywhere(folder, names) | (set(NOT_COPIED_AT_THE_TOP) if Path(folder) == ROOT else set())

    shutil.copytree(ROOT, target, symlinks=True, ignore=ignored)
    return target


def read(name: str) -> dict[str, Any]:
    """A kept measurement; empty where there is none."""
    file = KEPT / f"{name}.json"
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return content


def keep(name: str, content: dict[str, Any]) -> None:
    """Write a measurement down."""
    KEPT.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=1, ensure_ascii=False)
    (KEPT / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def occasion() -> dict[str, str]:
    """When, and by which Python."""
    return {"date": date.today().isoformat(), "python": platform.python_version()}
