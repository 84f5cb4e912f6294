"""What has been computed, kept so that nothing is lost: one checksummed line for each finished cell.

A folder holds a log for each writer (`log.jsonl`, or `log-3-of-8.jsonl` for a shard). Lines are only ever added, by one
process, and are on the disk before `append` returns. Whatever ends that process, the next one cuts a torn last line and
goes on. When every cell is done `haicsim.analysis.experiments.table` puts the sorted table in place.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2s
from math import isfinite
from pathlib import Path
from typing import Any

from haicsim.analysis.results.origin import refusal

TABLE = "cells.parquet"
_FORMAT = "haicsim cells 1"
_SUM = 16  # hexadecimal digits before each line
Plan = Mapping[str, Any]


@dataclass(frozen=True)
class FinishedCell:
    """A finished cell: its key, and its values (in the order of the store's columns) or why it failed.

    A value that is not finite is kept as NaN.
    """

    key: str
    values: tuple[float, ...] = ()
    failed: str | None = None


@dataclass(frozen=True)
class Shard:
    """Part `number` (from 1) of `of` parts of the same work."""

    number: int = 1
    of: int = 1

    @property
    def name(self) -> str:
        """What its files are called after."""
        return "log" if self.of == 1 else f"log-{self.number}-of-{self.of}"


@dataclass
class CheckpointLog:
    """An open log and all that is finished, whichever shard finished it.

    folder: where it lies. columns: the names of the values. finished: by key. damaged: lines that cannot be trusted and
    whose cells are to be run again.
    """

    folder: Path
    columns: tuple[str, ...]
    finished: dict[str, FinishedCell] = field(default_factory=dict)
    damaged: int = 0
    _log: int = -1

    def append(self, cells: Iterable[FinishedCell]) -> None:
        """Keep finished cells: on the disk before this returns. What is already kept is not written twice.

        Raises InputError where the disk is full or failing; what was kept before stays whole.
        """
        fresh = [cell for cell in {cell.key: cell for cell in cells}.values() if not self._kept(cell)]
        if not fresh:
            return
        lines = b"".join(_line(_written(cell)) for cell in fresh)
        before = os.fstat(self._log).st_size
        try:
            _write_all(self._log, lines)
            os.fsync(self._log)
        except BaseException as problem:
            with suppress(OSError):
                os.ftruncate(self._log, before)  # no half line, for more may be added
            if not isinstance(problem, OSError):
                raise
            rule = f"cannot be written ({os.strerror(problem.errno or 0)}): what was finished before is kept"
            raise refusal(self.folder, f"{rule}; make room and repeat the command to go on") from None
        self.finished.update((cell.key, cell) for cell in fresh)

    def _kept(self, cell: FinishedCell) -> bool:
        """Whether this is known: a cell that failed may be run again, and end otherwise."""
        before = self.finished.get(cell.key)
        return before is not None and before.failed in (None, cell.failed)


@contextmanager
def open_checkpoint_log(
    folder: Path, plan: Plan, columns: Sequence[str], shard: Shard | None = None, again: bool = False
) -> Iterator[CheckpointLog]:
    """Open the store of a folder for writing, made if need be; only one process at a time may.

    plan: everything the values follow from, by name; what is kept of another plan is refused, and the keys that changed
    are named. shard: shards write side by side, each its own log. again: forget what is kept and start anew. Raises
    InputError where another process writes here, the plan is another one, or the folder cannot be written.
    """
    with ExitStack() as held:
        try:
            store = _opened(held, folder, plan, tuple(columns), shard or Shard(), again)
        except OSError as problem:
            rule = f"cannot be written ({os.strerror(problem.errno) if problem.errno else problem})"
            raise refusal(folder, rule) from None
        yield store


def _opened(
    held: ExitStack, folder: Path, plan: Plan, columns: tuple[str, ...], shard: Shard, again: bool
) -> CheckpointLog:
    """The store, with the locks and the log that `held` closes again."""
    folder.mkdir(parents=True, exist_ok=True)
    held.enter_context(_locked(folder, "lock", shared=shard.of > 1))
    held.enter_context(_locked(folder, f"{shard.name}.lock"))
    if again:
        _forget(folder, shard)
    store, own = CheckpointLog(folder, columns), folder / f"{shard.name}.jsonl"
    _cut_torn_tail(own)
    for log in sorted(folder.glob("log*.jsonl")):
        _read(store, log, plan)
    head = _line({"format": _FORMAT, "columns": list(columns), "plan": dict(plan)})
    store._log = _open_log(own, head)
    held.callback(os.close, store._log)
    return store


def read_finished(folder: Path) -> tuple[dict[str, Any], CheckpointLog]:
    """The plan of a folder's logs and what is finished, only to look at; InputError where there is nothing."""
    logs = sorted(folder.glob("log*.jsonl"))
    if not logs:
        raise refusal(folder, "is no folder of finished cells: there is no log in it")
    head = next((head for log in logs if (head := _head(log)) is not None), None)
    if head is None:
        raise refusal(folder, "its log is damaged: its first line cannot be read")
    store = CheckpointLog(folder, tuple(head["columns"]))
    for log in logs:
        _read(store, log, head["plan"])
    return head["plan"], store


@contextmanager
def _locked(folder: Path, name: str, shared: bool = False) -> Iterator[None]:
    """Hold a lock that the system takes back however this process ends."""
    lock = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            who = os.pread(lock, 40, 0).decode(errors="replace")
            whose = f" (process {who})" if who.isdigit() else ""
            rule = f"another haicsim{whose} is writing here: wait for it, or name another folder with --out"
            raise refusal(folder, rule) from None
        os.ftruncate(lock, 0)
        if not shared:
            os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(lock)


def _forget(folder: Path, shard: Shard) -> None:
    """Delete what is kept: everything, or of a shard only its own."""
    for log in folder.glob("log*.jsonl") if shard.of == 1 else [folder / f"{shard.name}.jsonl"]:
        log.unlink(missing_ok=True)
    (folder / TABLE).unlink(missing_ok=True)


def _line(content: Any) -> bytes:
    text = json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
    return _checksum(text) + b" " + text + b"\n"


def _checksum(text: bytes) -> bytes:
    return blake2s(text, digest_size=_SUM // 2).hexdigest().encode()


def _written(cell: FinishedCell) -> list[Any]:
    values = [value if isfinite(value) else None for value in cell.values]
    return [cell.key, values] if cell.failed is None else [cell.key, values, cell.failed]


def _content(line: bytes) -> Any:
    """What a line says; None where it is not as it was written."""
    if line[:_SUM] != _checksum(line[_SUM + 1 :]):
        return None
    return json.loads(line[_SUM + 1 :])


def _write_all(log: int, content: bytes) -> None:
    while content:
        content = content[os.write(log, content) :]


def _cut_torn_tail(log: Path) -> None:
    """Cut what a killed process had only begun to write: the last lines, if they are not whole.

    A file whose first line is whole but is no head of ours is left as it is, to be refused.
    """
    if not log.exists():
        return
    content = log.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole and _as_head(whole[: whole.find(b"\n")]) is None:
        return
    while whole and _content(whole[(start := whole[:-1].rfind(b"\n") + 1) : -1]) is None:
        whole = whole[:start]
    if len(whole) < len(content):
        os.truncate(log, len(whole))


def _open_log(log: Path, head: bytes) -> int:
    """The log ready to be added to, with its first line on the disk: the open file."""
    opened = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        if os.fstat(opened).st_size == 0:
            _write_all(opened, head)
            os.fsync(opened)
            folder = os.open(log.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
        return opened
    except OSError:
        os.close(opened)
        raise


def _head(log: Path) -> Any:
    with log.open("rb") as file:
        return _as_head(file.readline().rstrip(b"\n"))


def _as_head(line: bytes) -> Any:
    head = _content(line)
    return head if isinstance(head, dict) and head.get("format") == _FORMAT else None


def _read(store: CheckpointLog, log: Path, plan: Plan) -> None:
    """Add what a log holds; refuse the log of another plan."""
    first, *lines = log.read_bytes().split(b"\n")
    if not lines:  # another shard has only just begun it
        return
    head = _as_head(first)
    if head is None:
        rule = f"{log.name} is damaged, or of another version of haicsim: --again starts anew"
        raise refusal(store.folder, rule)
    _refuse_changed(store, head, json.loads(json.dumps(dict(plan))))
    for line in lines[:-1]:  # after the last line end nothing is whole
        content = _content(line)
        if content is None:
            store.damaged += 1
            continue
        values = tuple(float("nan") if value is None else value for value in content[1])
        store.finished[content[0]] = FinishedCell(content[0], values, *content[2:])


_MOST_NAMED = 8


def _refuse_changed(store: CheckpointLog, head: Any, plan: dict[str, Any]) -> None:
    kept = {**head["plan"], "columns": head["columns"]}
    mine = {**plan, "columns": list(store.columns)}
    changed = [name for name in {**kept, **mine} if kept.get(name) != mine.get(name)]
    if not changed:
        return
    said = [f"{name} ({_said(kept.get(name))}, now {_said(mine.get(name))})" for name in changed]
    more = f" and {len(said) - _MOST_NAMED} more" if len(said) > _MOST_NAMED else ""
    rule = f"holds cells of something else: changed since are {', '.join(said[:_MOST_NAMED])}{more}; "
    raise refusal(store.folder, f"{rule}--again starts anew, --out names another folder")


def _said(value: Any) -> str:
    text = "absent" if value is None else json.dumps(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
