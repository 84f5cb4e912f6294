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
from pathlib import Path
from typing import Any

from haicsim.analysis.experiments import cells_folder
from haicsim.analysis.experiments.cells_folder import MARK, TABLE, CellsMark, logs_of, spare_head
from haicsim.analysis.experiments.log_lines import (
    FinishedCell,
    as_cell,
    as_head,
    cell_line,
    head_line,
    is_whole,
)
from haicsim.analysis.results.leftovers import tidy
from haicsim.analysis.results.origin import check_name, refusal

__all__ = ["MARK", "TABLE", "CheckpointLog", "FinishedCell", "Shard", "open_checkpoint_log", "read_finished"]
Plan = Mapping[str, Any]


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
        lines = b"".join(map(cell_line, fresh))
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
    check_name(folder.absolute())
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
    cells_folder.refuse_foreign(folder)
    held.enter_context(_locked(folder, "lock", shared=shard.of > 1))
    held.enter_context(_locked(folder, f"{shard.name}.lock"))
    tidy(folder)
    cells_folder.sweep_half_written(folder)
    if again:
        _forget(folder, shard)
    store, own, head = (
        CheckpointLog(folder, columns),
        folder / f"{shard.name}.jsonl",
        head_line(plan, columns),
    )
    _mend(own, spare_head(folder), store, plan)
    for log in logs_of(folder):
        _read(store, log, plan)
    mark = cells_folder.read_mark(folder)
    if mark is None or mark.head.encode() != head:
        cells_folder.write_mark(folder, CellsMark(head.decode(), {} if mark is None else mark.files))
    store._log = _open_log(own, head)
    held.callback(os.close, store._log)
    return store


def read_finished(folder: Path) -> tuple[dict[str, Any], CheckpointLog]:
    """The plan of a folder's logs and what is finished, only to look at; InputError where there is nothing."""
    logs = logs_of(folder)
    if not logs:
        raise refusal(folder, "is no folder of finished cells: there is no log in it")
    head = spare_head(folder)
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
    """Delete what is kept, which has been seen to be ours: everything, or of a shard only its own."""
    for log in logs_of(folder) if shard.of == 1 else [folder / f"{shard.name}.jsonl"]:
        log.unlink(missing_ok=True)
    if cells_folder.is_our_table(folder):
        (folder / TABLE).unlink(missing_ok=True)


def _write_all(log: int, content: bytes) -> None:
    while content:
        content = content[os.write(log, content) :]


def _mend(log: Path, spare: Any, store: CheckpointLog, plan: Plan) -> None:
    """Cut what a killed process had only begun to write, and put back a first line that is damaged.

    spare: what the first line says elsewhere. A head of another plan is refused as it stands, before anything is changed.
    """
    if not log.exists():
        return
    content = log.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    first = whole[: whole.find(b"\n")]
    if whole and as_head(first) is None and spare is not None:
        _refuse_changed(store, spare, _plain(plan))
        kept = [line for line in whole.split(b"\n") if as_cell(line) is not None]
        whole = head_line(spare["plan"], spare["columns"]) + b"".join(line + b"\n" for line in kept)
        cells_folder.put(log, whole)
        return
    while whole and not is_whole(whole[(start := whole[:-1].rfind(b"\n") + 1) : -1]):
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


def _read(store: CheckpointLog, log: Path, plan: Plan) -> None:
    """Add what a log holds; refuse the log of another plan."""
    first, *lines = log.read_bytes().split(b"\n")
    if not lines:  # another shard has only just begun it
        return
    head = as_head(first) or spare_head(store.folder)
    _refuse_changed(store, head, _plain(plan))
    for line in lines[:-1]:  # after the last line end nothing is whole
        cell = as_cell(line)
        if cell is None:
            store.damaged += 1
        else:
            store.finished[cell.key] = cell


def _plain(plan: Plan) -> dict[str, Any]:
    """A plan as it comes back from a file."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(plan)))
    return plain


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
