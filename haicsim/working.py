"""Work done by a command: told by whoever was asked for, watched, left and gone on with, and what failed in it."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NoReturn

import typer

from haicsim.edge import INTERRUPTED

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from haicsim.analysis.experiments.checkpoint_log import CheckpointLog, FinishedCell, Shard
    from haicsim.analysis.experiments.executors import CellExecutor
    from haicsim.analysis.experiments.plan import Work

FAILED_CELLS = 4


@dataclass(frozen=True)
class How:
    """How work is to be done: which part of it, anew or not, by whom, for how long, and how precisely.

    precision: half-widths until which replications are added.
    """

    shard: "Shard | None" = None
    again: bool = False
    workers: int | None = None
    cluster: str | None = None
    max_hours: float | None = None
    precision: Mapping[str, float] | None = None


def work_on(work: "Work", folder: Path, how: How) -> "Work | None":
    """Tell what is not yet finished of some work and write its table: the work, if all of it is done now.

    The replications that a precision asks for are in it then. Raises typer.Exit with 130 where it was interrupted or its
    time was up; what is finished is kept.
    """
    from haicsim.analysis.experiments.checkpoint_log import Shard, open_checkpoint_log
    from haicsim.analysis.experiments.scheduler import put_together

    part = how.shard or Shard()
    with open_checkpoint_log(folder, work.plan, work.model.columns, part, how.again) as log:
        if log.damaged:
            _note(f"{log.damaged} damaged lines in the log: their cells are told again.")
        try:
            work = _told(work, log, part, how)
            done = put_together(work, log)
        except KeyboardInterrupt:
            _stopped("Interrupted", work, log)
        if not done:
            left = sum(each.key not in log.finished for each in work.cells)
            _note(f"Part {part.number} of {part.of} is done; {left:,} cells of other parts are not.")
            _note("When all parts are, the same command without --shard puts the table together.")
    return work if done else None


def _told(work: "Work", log: "CheckpointLog", part: "Shard", how: How) -> "Work":
    """Tell the work, and as many replications more as the precision asks for."""
    from haicsim.analysis.experiments.precision import more_cells
    from haicsim.analysis.experiments.scheduler import mine, run_all, unfinished
    from haicsim.show.progress import watched

    deadline = None if how.max_hours is None else monotonic() + how.max_hours * 3600.0
    while True:
        cells = unfinished(mine(work, part), log)
        if cells:
            seconds = None if deadline is None else max(deadline - monotonic(), 0.0)
            with (
                watched(f"Sweep {work.name}", len(cells), how.max_hours) as report,
                _crew(work, len(cells), how) as executor,
            ):
                if not run_all(cells, log, executor, report, seconds):
                    _stopped("The time is up", work, log)
        extra = more_cells(work, log, how.precision) if how.precision else []
        if not extra:
            return work
        work = replace(work, cells=(*work.cells, *extra))


def _crew(work: "Work", cells: int, how: How) -> "AbstractContextManager[CellExecutor]":
    """Who tells the cells: a cluster if one is named, else threads or processes, whichever suits the engine."""
    from haicsim.analysis.experiments import executors

    if how.cluster is not None:
        return executors.cluster(work.model, how.cluster)
    if work.model.shares_threads:
        return executors.threads(work.model, how.workers)
    few = how.workers is None and work.lives * cells < _WORTH_PROCESSES
    return (
        executors.threads(work.model, 1)
        if few or how.workers == 1
        else executors.processes(work.model, how.workers)
    )


_WORTH_PROCESSES = 20_000  # lives: fewer are told sooner than processes have started


def _stopped(why: str, work: "Work", log: "CheckpointLog") -> NoReturn:
    kept = sum(cell.key in log.finished for cell in work.cells)
    _note(f"{why}: {kept:,} of {len(work.cells):,} cells are kept.")
    _note(f"To go on, repeat the command: {_this_command()}")
    raise typer.Exit(INTERRUPTED)


def say_failures(work: "Work", finished: "Mapping[str, FinishedCell]") -> None:
    """The cells that failed, why, and how to repeat them; exit code 4 if there are any."""
    failed = [each for each in work.cells if finished[each.key].failed is not None]
    if not failed:
        return
    for each in failed[:5]:
        _note(f"Cell {each.number} failed: {finished[each.key].failed}")
        _note(f"  to repeat it: {_this_command()} --cell {each.number}")
    if len(failed) > 5:
        _note(f"... and {len(failed) - 5:,} cells more, named in cells.parquet")
    raise typer.Exit(FAILED_CELLS)


def tell_one(work: "Work", number: int) -> None:
    """Tell one cell here and now, and show what it gives."""
    from haicsim.sim.errors import Fault, InputError

    if not 0 <= number < len(work.cells):
        rule = f"cells are numbered from 0 to {len(work.cells) - 1}"
        raise InputError([Fault(f"--cell {number}", None, "", "", rule)])
    cell = work.cells[number]
    settings = ", ".join(f"{path}={value}" for path, value in cell.settings) or "nothing set"
    print(f"Cell {number}: {work.scenarios[cell.base]}, {settings}, replication {cell.replication}")
    for name, value in zip(work.model.columns, work.model.tell(cell), strict=True):
        print(f"{name:<32} {value:.6g}")


def _this_command() -> str:
    from shlex import join

    words = [word for word in sys.argv[1:] if word not in ("--again",)]
    return join(["haicsim", *words])


def _note(line: str) -> None:
    print(line, file=sys.stderr)
