"""Carrying out work: gone on with where it was left, by whichever workers suit, as precisely as asked, as long as allowed.

Nothing is printed here; whoever asks is told by what is returned, and by callbacks on the way.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Literal

from haicsim.analysis.experiments import executors
from haicsim.analysis.experiments.cells import Cell
from haicsim.analysis.experiments.checkpoint_log import (
    CheckpointLog,
    FinishedCell,
    Shard,
    open_checkpoint_log,
)
from haicsim.analysis.experiments.executors import CellExecutor
from haicsim.analysis.experiments.plan import Work
from haicsim.analysis.experiments.precision import more_cells
from haicsim.analysis.experiments.scheduler import CellProgress, mine, put_together, run_all, unfinished
from haicsim.analysis.experiments.work_options import WorkOptions
from haicsim.sim.errors import Fault, InputError

_WORTH_PROCESSES = 20_000  # patients: fewer are simulated sooner than processes have started
State = Literal["done", "shard done", "out of time"]
Report = Callable[[CellProgress], None]


@dataclass(frozen=True)
class WorkDone:
    """How far work has come.

    work: with the replications that a precision asked for. finished: its cells by key. damaged: lines of the log that
    could not be trusted, whose cells were run again.
    """

    work: Work
    folder: Path
    state: State
    finished: Mapping[str, FinishedCell]
    damaged: int = 0

    @property
    def kept(self) -> int:
        """How many cells are finished."""
        return sum(cell.key in self.finished for cell in self.work.cells)

    @property
    def failed(self) -> tuple[tuple[Cell, str], ...]:
        """The cells that failed, each with the reason."""
        found = ((cell, self.finished.get(cell.key)) for cell in self.work.cells)
        return tuple(
            (cell, done.failed) for cell, done in found if done is not None and done.failed is not None
        )


class WorkInterruptedError(KeyboardInterrupt):
    """Somebody interrupted the work; everything finished by then is kept, and the same call goes on from there."""

    def __init__(self, done: WorkDone) -> None:
        """done: how far it had come."""
        kept, cells = done.kept, len(done.work.cells)
        super().__init__(
            f"{kept:,} of {cells:,} cells are kept in {done.folder}/; the same call goes on from there"
        )
        self.done = done


def carry_out(
    work: Work,
    folder: Path,
    options: WorkOptions | None = None,
    watch: Callable[[Work, int], AbstractContextManager[Report | None]] | None = None,
) -> WorkDone:
    """Run what is not yet finished of some work, and write its sorted table once all is.

    watch: called before cells are run with the work and how many are left; gives what reports their progress. Raises
    WorkInterruptedError where it is interrupted and InputError where the folder holds other work or cannot be written;
    what is finished is kept.
    """
    how = options or WorkOptions()
    part = how.shard or Shard()
    if how.precision is not None and part.of > 1:
        rule = "needs all cells together: it does not go with a shard"
        raise InputError([Fault("precision", None, "", "", rule)])
    with open_checkpoint_log(folder, work.plan, work.model.columns, part, how.again) as log:
        reached = _Reached(work)
        try:
            in_time = _run(reached, log, part, how, watch)
            state: State = "out of time"
            if in_time:
                state = "done" if put_together(reached.work, log) else "shard done"
        except KeyboardInterrupt:
            done = WorkDone(reached.work, folder, "out of time", log.finished, log.damaged)
            raise WorkInterruptedError(done) from None
        return WorkDone(reached.work, folder, state, log.finished, log.damaged)


@dataclass
class _Reached:
    """The work as it grows."""

    work: Work


def _run(
    reached: _Reached,
    log: CheckpointLog,
    part: Shard,
    how: WorkOptions,
    watch: Callable[[Work, int], AbstractContextManager[Report | None]] | None,
) -> bool:
    """Run the work, and as many replications more as the precision asks for; whether there was time."""
    deadline = None if how.max_hours is None else monotonic() + how.max_hours * 3600.0
    while True:
        work = reached.work
        cells = unfinished(mine(work, part), log)
        if cells:
            seconds = None if deadline is None else max(deadline - monotonic(), 0.0)
            watching = watch(work, len(cells)) if watch is not None else nullcontext()
            with watching as report, workers_for(work, len(cells), how) as executor:
                if not run_all(cells, log, executor, report, seconds):
                    return False
        extra = more_cells(work, log, how.precision) if how.precision else []
        if not extra:
            return True
        reached.work = replace(work, cells=(*work.cells, *extra))


def workers_for(work: Work, cells: int, how: WorkOptions) -> AbstractContextManager[CellExecutor]:
    """Who runs the cells: a cluster if one is named, else threads or processes, whichever suits the engine."""
    if how.cluster is not None:
        return executors.cluster(work.model, how.cluster)
    if work.model.shares_threads:
        return executors.threads(work.model, how.workers)
    few = how.workers is None and work.patients * cells < _WORTH_PROCESSES
    if few or how.workers == 1:
        return executors.threads(work.model, 1)
    return executors.processes(work.model, how.workers)


def cell_of(work: Work, number: int) -> Cell:
    """One cell by its number; InputError where there is none of that number."""
    if not 0 <= number < len(work.cells):
        rule = f"cells are numbered from 0 to {len(work.cells) - 1}"
        raise InputError([Fault(f"--cell {number}", None, "", "", rule)])
    return work.cells[number]


def run_one_cell(work: Work, cell: Cell) -> dict[str, float]:
    """Run one cell here and now: its outcomes by name. InputError where its settings contradict one another."""
    return dict(zip(work.model.columns, work.model.run(cell), strict=True))
