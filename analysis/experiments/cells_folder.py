"""Whose a folder of cells is: its mark, the files that are ours, and answers written beside the cells over nobody's files.

The mark, `cells.json`, repeats the first line of the logs, so that a damaged one can be mended, and names every other file
haicsim has written there. A name is entered before its file is written, so that no kill makes our own file a stranger.
"""

import json
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from haicsim.analysis.experiments.log_lines import as_cell, as_head
from haicsim.analysis.results.leftovers import FRESH, workplace
from haicsim.analysis.results.origin import digest_of_file, files_in, refusal

TABLE = "cells.parquet"
MARK = "cells.json"
_LOG = re.compile(r"log(-[0-9]+-of-[0-9]+)?\.jsonl")
_LOCK = re.compile(r"lock|log(-[0-9]+-of-[0-9]+)?\.lock")
_HALF_WRITTEN = re.compile(rf"\.({re.escape(TABLE)}|{re.escape(MARK)}|log[0-9a-z.-]*\.jsonl)-([0-9]+)")
_LONGEST_LOCK = 20  # bytes: a lock holds the number of a process


@dataclass(frozen=True)
class CellsMark:
    """What `cells.json` says. head: the first line of every log. files: digests by name, "" while one is written."""

    head: str
    files: dict[str, str] = field(default_factory=dict)


def read_mark(folder: Path) -> CellsMark | None:
    """The mark of a folder; None where there is none, or none that can be trusted."""
    try:
        said = json.loads((folder / MARK).read_bytes())
        head, files = said["head"], said["files"]
        trusted = as_head(head.encode()) is not None and all(isinstance(name, str) for name in files)
        return CellsMark(head, dict(files)) if trusted else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def write_mark(folder: Path, mark: CellsMark) -> None:
    """Put the mark in place by one rename."""
    text = json.dumps({"head": mark.head, "files": mark.files}, indent=1) + "\n"
    put(folder / MARK, text.encode())


def put(target: Path, content: bytes) -> None:
    """Write a file of ours by one rename, on the disk before that."""
    temporary = target.with_name(f".{target.name}-{os.getpid()}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, target)


def enter_file(folder: Path, names: Iterable[str]) -> None:
    """Say in the mark that files of these names are ours, before they are written."""
    mark = read_mark(folder)
    if mark is not None:
        write_mark(folder, replace(mark, files={**mark.files, **dict.fromkeys(names, "")}))


def logs_of(folder: Path) -> list[Path]:
    """The files that are called as our logs are."""
    return sorted(path for path in folder.glob("log*.jsonl") if _LOG.fullmatch(path.name))


def spare_head(folder: Path) -> Any:
    """What the first line of a log says, as the mark or any log has it; None where nobody does."""
    mark = read_mark(folder)
    if mark is not None:
        return as_head(mark.head.encode())
    return next((head for log in logs_of(folder) if (head := _head(log)) is not None), None)


def refuse_foreign(folder: Path) -> None:
    """InputError where a folder holds something and nothing says that haicsim keeps cells there: it is somebody's own."""
    strangers = sorted(path.name for path in folder.iterdir() if not _may_be_ours(path))
    known = spare_head(folder) is not None
    for log in logs_of(folder):
        if not _is_our_log(log, known):
            rule = f"{log.name} is no log of finished cells, or its first line is damaged: nothing of it was touched; "
            raise refusal(folder, f"{rule}move it away to keep it, or name another folder with --out")
    if strangers and not known:
        rule = f"is there already and holds no finished cells ({strangers[0]} is not haicsim's): name another with --out"
        raise refusal(folder, rule)
    for path in folder.iterdir():
        if _LOCK.fullmatch(path.name) and not _may_be_ours(path):
            raise stranger(folder, path.name)


def stranger(folder: Path, name: str) -> Any:
    """The refusal to write over a file that is not ours."""
    return refusal(folder, f"holds a file of yours, {name}: move it out, or name another folder with --out")


def write_beside(folder: Path, write: Callable[[Path], object]) -> None:
    """Put answers beside the cells they follow from, over files of our own alone that nobody has changed.

    write: fills the folder it is given. Raises InputError where a file of that name is not ours, before any is replaced, and
    where they cannot be written; the cells are kept.
    """
    try:
        with workplace(folder) as place:
            fresh = place / FRESH
            write(fresh)
            names, mark = sorted(files_in(fresh)), read_mark(folder) or CellsMark("")
            for name in names:
                if not _may_be_replaced(folder / name, mark.files.get(name)):
                    raise stranger(folder, name)
            enter_file(folder, names)
            digests = {name: digest_of_file(fresh / name) for name in names}
            for name in names:
                (folder / name).parent.mkdir(exist_ok=True)
                os.replace(fresh / name, folder / name)
            write_mark(folder, replace(mark, files={**mark.files, **digests}))
    except OSError as problem:
        rule = f"cannot be written ({os.strerror(problem.errno or 0)}): every cell is kept in the log"
        raise refusal(folder, f"{rule}; make room and repeat the command") from None


def _may_be_replaced(path: Path, digest: str | None) -> bool:
    """Whether nothing stands there, or a file of ours as we wrote it, or as a killed process left it (digest "")."""
    if not path.exists():
        return True
    return digest == "" or (digest is not None and path.is_file() and digest_of_file(path) == digest)


def sweep_half_written(folder: Path) -> None:
    """Remove what killed processes had only begun to write."""
    for path in folder.iterdir():
        found = _HALF_WRITTEN.fullmatch(path.name)
        if found is not None and not _lives(int(found[2])):
            path.unlink(missing_ok=True)


def is_our_table(folder: Path) -> bool:
    """Whether the table that stands there, if one does, was written by haicsim: by the mark, or by its own metadata."""
    import pyarrow as pa
    from pyarrow import parquet

    mark, table = read_mark(folder), folder / TABLE
    if not table.is_file() or (mark is not None and TABLE in mark.files):
        return True
    try:
        return b"haicsim_table" in (parquet.read_schema(table).metadata or {})
    except (OSError, pa.ArrowException):
        return False


def _may_be_ours(path: Path) -> bool:
    """Whether a file could be what an earlier version, or a start that was killed, has left."""
    if _LOCK.fullmatch(path.name):
        held = path.read_bytes()[: _LONGEST_LOCK + 1] if path.is_file() else b"no file"
        return not held or held.isdigit()
    return bool(_LOG.fullmatch(path.name) or _HALF_WRITTEN.fullmatch(path.name) or path.name == MARK)


def _is_our_log(log: Path, known: bool) -> bool:
    """Whether a log is one of ours: by its head, by a whole line where another says the head, or hardly begun."""
    content = log.read_bytes() if log.is_file() else b"\n"
    first, *lines = content.split(b"\n")
    if not lines:  # a start that was killed, or another shard that has only just begun
        return known or _begins_a_line(first)
    return as_head(first) is not None or (known and any(as_cell(line) is not None for line in lines))


def _begins_a_line(torn: bytes) -> bool:
    return re.fullmatch(rb'[0-9a-f]{0,16}|[0-9a-f]{16} (\{"format":"haicsim.*)?', torn, re.DOTALL) is not None


def _head(log: Path) -> Any:
    with log.open("rb") as file:
        return as_head(file.readline())


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return process != os.getpid()
