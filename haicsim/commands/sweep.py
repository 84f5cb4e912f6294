"""`haicsim sweep SWEEP.yaml`: every scenario with every setting, kept cell by cell."""

import re
import sys
from dataclasses import dataclass, replace
from json import dumps
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from haicsim.commands.arguments import Engine, Json, Out, Patients, Replications, Seed, whole_number
from haicsim.edge import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from analysis.store import Finished, Shard, Store
    from analysis.sweeps.crews import Crew
    from analysis.sweeps.plan import Work
    from analysis.sweeps.sweep import SweepFile

FAILED_CELLS = 4

SweepArgument = Annotated[str, typer.Argument(metavar="SWEEP", help="A sweep file, or a shipped experiment.")]
Workers = Annotated[
    int | None,
    typer.Option(parser=whole_number, metavar="N", help="Threads (compiled engine) or processes (SimPy)."),
]
Cluster = Annotated[
    str | None, typer.Option(metavar="tcp://HOST:PORT", help="Use the workers of this Dask scheduler.")
]
ShardOption = Annotated[
    str | None, typer.Option("--shard", metavar="I/N", help="Only part I of N, as a job of an array does.")
]
MaxHours = Annotated[
    float | None, typer.Option(min=0.0, metavar="H", help="Stop after so long; go on later.")
]
AnewOption = Annotated[bool, typer.Option("--again", help="Forget what is finished and start anew.")]
CellOption = Annotated[
    int | None,
    typer.Option("--cell", parser=whole_number, metavar="N", help="Tell this one cell and show it."),
]


PrecisionOption = Annotated[
    str | None,
    typer.Option(
        "--precision", metavar="A=H,...", help="Add replications until these half-widths hold: os60=0.01."
    ),
]


def sweep(
    file: SweepArgument,
    out: Out = None,
    patients: Patients = None,
    replications: Replications = None,
    seed: Seed = None,
    engine: Engine = None,
    workers: Workers = None,
    cluster: Cluster = None,
    shard: ShardOption = None,
    max_hours: MaxHours = None,
    again: AnewOption = False,
    cell: CellOption = None,
    precision: PrecisionOption = None,
    json: Json = False,
) -> None:
    """Run a sweep; what is finished is kept, and the same command goes on where it was left.

    haicsim sweep scan-interval

    haicsim sweep my-sweep.yaml --workers 2 --max-hours 8

    haicsim sweep my-sweep.yaml --shard 3/20
    """
    from analysis.sweeps.plan import work_of
    from analysis.sweeps.precision import wanted_precision
    from analysis.sweeps.resize import resized
    from analysis.sweeps.sweep import load_sweep

    size = {"patients": patients, "replications": replications, "seed": seed, "engine": engine}
    given = resized(load_sweep(file), size)
    part = shard_of(shard)
    work = work_of(given)
    if cell is not None:
        tell_one(work, cell)
        return
    folder = out if out is not None else Path("results") / work.name
    wanted = None if precision is None else wanted_precision(precision)
    if wanted is not None and part is not None:
        raise typer.BadParameter("--precision needs all cells together: it does not go with --shard.")
    finished = work_on(work, folder, part, again, workers, cluster, max_hours, wanted)
    if finished is not None:
        _answer(given, finished, folder, json)


def work_on(
    work: "Work", folder: Path, shard: "Shard | None", again: bool = False, workers: int | None = None,
    cluster: str | None = None, max_hours: float | None = None, precision: "Mapping[str, float] | None" = None,
) -> "Work | None":  # fmt: skip
    """Tell what is not yet finished of some work and write its table: the work, if all of it is done now.

    precision: half-widths until which replications are added; they are in the work then. Raises typer.Exit with 130
    where it was interrupted or its time was up; what is finished is kept.
    """
    from analysis.store import Shard, open_store
    from analysis.sweeps.conduct import put_together

    part = shard or Shard()
    deadline = None if max_hours is None else monotonic() + max_hours * 3600.0
    with open_store(folder, work.plan, work.trial.columns, part, again) as store:
        if store.damaged:
            _note(f"{store.damaged} damaged lines in the log: their cells are told again.")
        hands = _Hands(store, part, workers, cluster, max_hours, deadline)
        try:
            work = _told(work, hands, precision)
            done = put_together(work, store)
        except KeyboardInterrupt:
            _stopped("Interrupted", work, store)
        if not done:
            left = sum(each.key not in store.finished for each in work.cells)
            _note(f"Part {part.number} of {part.of} is done; {left:,} cells of other parts are not.")
            _note("When all parts are, the same command without --shard puts the table together.")
    return work if done else None


@dataclass(frozen=True)
class _Hands:
    """What the cells of some work are told by, and until when."""

    store: "Store"
    part: "Shard"
    workers: int | None
    cluster: str | None
    max_hours: float | None
    deadline: float | None


def _told(work: "Work", hands: _Hands, precision: "Mapping[str, float] | None") -> "Work":
    """Tell the work, and as many replications more as the precision asks for."""
    from analysis.sweeps.conduct import conduct, mine, unfinished
    from analysis.sweeps.precision import more_cells
    from haicsim.show.progress import watched

    while True:
        cells = unfinished(mine(work, hands.part), hands.store)
        if cells:
            seconds = None if hands.deadline is None else max(hands.deadline - monotonic(), 0.0)
            with (
                watched(f"Sweep {work.name}", len(cells), hands.max_hours) as report,
                _crew(work, len(cells), hands.workers, hands.cluster) as crew,
            ):
                if not conduct(cells, hands.store, crew, report, seconds):
                    _stopped("The time is up", work, hands.store)
        extra = more_cells(work, hands.store, precision) if precision else []
        if not extra:
            return work
        work = replace(work, cells=(*work.cells, *extra))


def _crew(
    work: "Work", cells: int, workers: int | None, address: str | None
) -> "AbstractContextManager[Crew]":
    """Who tells the cells: a cluster if one is named, else threads or processes, whichever suits the engine."""
    from analysis.sweeps import crews

    if address is not None:
        return crews.cluster(work.trial, address)
    if work.trial.shares_threads:
        return crews.threads(work.trial, workers)
    few = workers is None and work.lives * cells < _WORTH_PROCESSES
    return crews.threads(work.trial, 1) if few or workers == 1 else crews.processes(work.trial, workers)


_WORTH_PROCESSES = 20_000  # lives: fewer are told sooner than processes have started


def _stopped(why: str, work: "Work", store: "Store") -> NoReturn:
    kept = sum(cell.key in store.finished for cell in work.cells)
    _note(f"{why}: {kept:,} of {len(work.cells):,} cells are kept.")
    _note(f"To go on, repeat the command: {_this_command()}")
    raise typer.Exit(INTERRUPTED)


def _answer(file: "SweepFile", work: "Work", folder: Path, json: bool) -> None:
    """Show the summary and say what failed; exit code 4 if anything did."""
    from analysis.store import read_finished
    from analysis.sweeps.precision import differences, write_differences
    from analysis.sweeps.summary import summarise_work, write_summary
    from haicsim.show.sweep import show_changes, show_lines

    _, store = read_finished(folder)
    lines = summarise_work(work, store, file.sweep.outcomes)
    changes = differences(work, store, file.sweep.outcomes)
    write_summary(lines, folder)
    write_differences(changes, folder)
    if json:
        rows = [{**vars(line), "settings": dict(line.settings)} for line in lines]
        print(dumps([{k: None if v != v else v for k, v in row.items()} for row in rows], indent=2))
    else:
        show_lines(file.sweep.question, lines)
        show_changes(changes)
        print(f"{len(work.cells):,} cells, kept in {folder}/: cells.parquet, summary.csv, differences.csv")
    say_failures(work, store.finished)


def say_failures(work: "Work", finished: "Mapping[str, Finished]") -> None:
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
    from sim.errors import Fault, InputError

    if not 0 <= number < len(work.cells):
        rule = f"cells are numbered from 0 to {len(work.cells) - 1}"
        raise InputError([Fault(f"--cell {number}", None, "", "", rule)])
    cell = work.cells[number]
    settings = ", ".join(f"{path}={value}" for path, value in cell.settings) or "nothing set"
    print(f"Cell {number}: {work.scenarios[cell.base]}, {settings}, replication {cell.replication}")
    for name, value in zip(work.trial.columns, work.trial.tell(cell), strict=True):
        print(f"{name:<32} {value:.6g}")


def shard_of(text: str | None) -> "Shard | None":
    """The part an option such as 3/20 means."""
    from analysis.store import Shard

    if text is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})", text)
    if found is None or int(found[1]) > int(found[2]):
        raise typer.BadParameter(f"'{text}' must be a part and a number of parts, such as 3/20.")
    return Shard(int(found[1]), int(found[2]))


def _this_command() -> str:
    from shlex import join

    words = [word for word in sys.argv[1:] if word not in ("--again",)]
    return join(["haicsim", *words])


def _note(line: str) -> None:
    print(line, file=sys.stderr)
