"""What the command line says of work on cells: how far it has come, why it stopped, what failed in it.

The work itself is done by `haicsim.analysis.experiments.work`.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from haicsim.analysis.experiments.work_options import WorkOptions as How
from haicsim.edge import INTERRUPTED, fitted

if TYPE_CHECKING:
    from haicsim.analysis.experiments.checkpoint_log import FinishedCell
    from haicsim.analysis.experiments.plan import Work
    from haicsim.analysis.experiments.work import WorkDone

__all__ = ["FAILED_CELLS", "How", "run_one", "say_failures", "work_on"]
FAILED_CELLS = 4


def work_on(work: "Work", folder: Path, options: How, what: str = "Sweep") -> "Work | None":
    """Run what is not yet finished of some work and write its table: the work, if all of it is done now.

    what: kind of work it is, for the progress bar.
    Raises typer.Exit with 130 where it was interrupted or its time was up; what is finished is kept.
    """
    from haicsim.analysis.experiments.work import WorkInterruptedError, carry_out
    from haicsim.memory import check_work
    from haicsim.show.progress import watched

    check_work(work, options)

    try:
        done = carry_out(
            work, folder, options, lambda of, cells: watched(f"{what} {of.name}", cells, options.max_hours)
        )
    except WorkInterruptedError as interrupt:
        _note_damage(interrupt.done)
        _stopped("Interrupted", interrupt.done)
    _note_damage(done)
    if done.state == "out of time":
        _stopped("The time is up", done)
    if done.state == "shard done":
        part, left = options.shard, len(done.work.cells) - done.kept
        assert part is not None
        _note(f"Part {part.number} of {part.of} is done; {left:,} cells of other parts are not.")
        _note("When all parts are, the same command without --shard puts the table together.")
        return None
    return done.work


def _note_damage(done: "WorkDone") -> None:
    if done.damaged:
        _note(f"{done.damaged} damaged lines in the log: their cells are run again.")


def _stopped(why: str, done: "WorkDone") -> NoReturn:
    _note(f"{why}: {done.kept:,} of {len(done.work.cells):,} cells are kept.")
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


def run_one(work: "Work", number: int) -> None:
    """Run one cell here and now, and print its outcomes."""
    from haicsim.analysis.experiments.work import cell_of, run_one_cell
    from haicsim.analysis.measures.outcome_measures import OUTCOMES

    cell = cell_of(work, number)
    settings = ", ".join(f"{path}={value}" for path, value in cell.settings) or "nothing set"
    print(f"Cell {number}: {work.scenarios[cell.base]}, {settings}, replication {cell.replication}")
    for name, value in run_one_cell(work, cell).items():
        share = OUTCOMES[name].unit == "share of 1"
        print(f"{name:<30}  {OUTCOMES[name].label:<37}  {f'{100 * value:.6g}%' if share else f'{value:.6g}'}")


def _this_command() -> str:
    from shlex import join

    words = [word for word in sys.argv[1:] if word not in ("--again",)]
    return join(["haicsim", *words])


def _note(line: str) -> None:
    print(fitted(line), file=sys.stderr)
