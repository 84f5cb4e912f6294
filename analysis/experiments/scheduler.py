"""Scheduling work: what is not yet finished is run in batches, kept as it comes, and can be left at any moment."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from math import ceil
from statistics import median
from time import monotonic

from haicsim.analysis.experiments.cells import Cell, TimedCell, rows_of
from haicsim.analysis.experiments.checkpoint_log import CheckpointLog, Shard
from haicsim.analysis.experiments.executors import CellExecutor
from haicsim.analysis.experiments.plan import Work
from haicsim.analysis.experiments.table import write_table

_BATCH_SECONDS = 0.1  # least work worth handing out, and worth a write to the disk
_MOST_IN_A_BATCH = 256
_REMEMBERED = 64


@dataclass(frozen=True)
class CellProgress:
    """How far work has come. left: seconds to go as far as can be told, None before the first cells are done."""

    done: int
    of: int
    failed: int
    left: float | None


@dataclass
class _Pace:
    """How long a cell takes; the first of each worker do not count, since they load the engine."""

    workers: int
    begun: int = 0
    seconds: deque[float] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))

    def learn(self, cells: Sequence[TimedCell]) -> None:
        """Take note of how long each took."""
        for each in cells:
            self.begun += 1
            if self.begun > self.workers:
                self.seconds.append(each.seconds)

    @property
    def cell(self) -> float | None:
        """Seconds a cell takes, if that can be told yet."""
        return median(self.seconds) if self.seconds else None

    def batch(self, waiting: int) -> int:
        """How many cells to hand out at once: enough to be worth it, but some for everybody."""
        if self.cell is None:
            return 1
        enough = ceil(_BATCH_SECONDS / max(self.cell, 1e-9))
        return max(min(enough, _MOST_IN_A_BATCH, waiting // (2 * self.workers)), 1)

    def left(self, cells: int) -> float | None:
        """Seconds so many cells will take all workers together."""
        return None if self.cell is None else self.cell * cells / self.workers


def mine(work: Work, shard: Shard) -> list[Cell]:
    """The cells of a shard: every so manyth, so that shards take about as long as one another."""
    return [cell for cell in work.cells if cell.number % shard.of == shard.number - 1]


def unfinished(cells: Sequence[Cell], log: CheckpointLog) -> list[Cell]:
    """Cells that are not done; those that failed are tried again."""
    done = log.finished
    return [cell for cell in cells if cell.key not in done or done[cell.key].failed is not None]


def run_all(
    cells: Sequence[Cell],
    log: CheckpointLog,
    executor: CellExecutor,
    report: Callable[[CellProgress], None] | None = None,
    most_seconds: float | None = None,
) -> bool:
    """Run cells and keep each as it is done; whether all were run before the time was up.

    report: called as cells are done. Raises InputError where they cannot be kept; whatever is raised, also an interrupt,
    what was done by then is kept.
    """
    start, pace = monotonic(), _Pace(executor.workers)
    waiting, running = deque(_different(cells)), set[Future[list[TimedCell]]]()
    finished = set[Future[list[TimedCell]]]()
    done, of, failed = 0, len(waiting), 0
    try:
        while waiting or running:
            in_time = most_seconds is None or monotonic() - start < most_seconds
            while waiting and in_time and len(running) < 2 * executor.workers:
                size = pace.batch(len(waiting))
                running.add(executor.submit([waiting.popleft() for _ in range(min(size, len(waiting)))]))
            if not running:
                return False
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            kept = _kept(log, finished)
            pace.learn(kept)
            done += len(kept)
            failed += sum(each.cell.failed is not None for each in kept)
            if report is not None:
                report(CellProgress(done, of, failed, pace.left(of - done)))
    except BaseException:
        with suppress(Exception):
            _kept(log, {each for each in {*finished, *running} if each.done()})  # once more does no harm
        for each in running:
            each.cancel()
        raise
    return True


def _different(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Two cells with the same key are the same run."""
    return iter({cell.key: cell for cell in cells}.values())


def _kept(log: CheckpointLog, finished: set["Future[list[TimedCell]]"]) -> list[TimedCell]:
    kept: list[TimedCell] = []
    try:
        for each in finished:
            with suppress(CancelledError):
                kept += each.result()
    finally:
        log.append(each.cell for each in kept)
    return kept


def put_together(work: Work, log: CheckpointLog) -> bool:
    """Write the sorted table if every cell is done; whether it is."""
    if any(cell.key not in log.finished for cell in work.cells):
        return False
    rows = rows_of(work.cells, work.scenarios, work.with_draws)
    write_table(log, rows, [cell.key for cell in work.cells])
    return True
