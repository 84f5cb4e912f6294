"""`haicsim sweep SWEEP.yaml`: every scenario with every setting, one cell at a time."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haicsim.commands.arguments import (
    AcceptImplausible,
    Engine,
    Figures,
    Json,
    Out,
    Overrides,
    Patients,
    PosteriorName,
    Replications,
    Seed,
    whole_number,
    with_acceptance,
)
from haicsim.working import How, run_one, say_failures, work_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from haicsim.analysis.experiments.checkpoint_log import Shard
    from haicsim.analysis.experiments.plan import Work
    from haicsim.analysis.experiments.reference import Setting
    from haicsim.analysis.experiments.spec import SweepFile
    from haicsim.analysis.experiments.summary import Line

SweepArgument = Annotated[str, typer.Argument(metavar="SWEEP", help="A sweep file, or a shipped experiment.")]
Workers = Annotated[
    int | None,
    typer.Option(parser=whole_number, metavar="N", help="Threads (compiled engine) or processes (SimPy)."),
]
Cluster = Annotated[
    str | None, typer.Option(metavar="tcp://HOST:PORT", help="Use the workers of this Dask scheduler.")
]
ShardOption = Annotated[
    str | None, typer.Option("--shard", metavar="I/N", help="Run part I of N only, for a job array.")
]
MaxHours = Annotated[
    float | None, typer.Option(min=0.0, metavar="H", help="Stop after H hours; the same command resumes.")
]
AnewOption = Annotated[bool, typer.Option("--again", help="Discard finished cells and start again.")]
CellOption = Annotated[
    int | None,
    typer.Option("--cell", parser=whole_number, metavar="N", help="Run one cell and print its outcomes."),
]


ReferenceOption = Annotated[
    str | None,
    typer.Option(
        "--reference",
        metavar="N|NAME=VALUE,...",
        help="Setting that others are compared with: a cell's number, or policy.boldness=1. Default: the first.",
    ),
]
PrecisionOption = Annotated[
    str | None,
    typer.Option(
        "--precision",
        metavar="A=H,...",
        help="Add replications until the intervals have these half-widths: itt60=0.01.",
    ),
]


def sweep(
    file: SweepArgument,
    out: Out = None,
    patients: Patients = None,
    replications: Replications = None,
    seed: Seed = None,
    engine: Engine = None,
    set_: Overrides = None,
    accept_implausible: AcceptImplausible = False,
    posterior: PosteriorName = None,
    workers: Workers = None,
    cluster: Cluster = None,
    shard: ShardOption = None,
    max_hours: MaxHours = None,
    again: AnewOption = False,
    cell: CellOption = None,
    precision: PrecisionOption = None,
    reference: ReferenceOption = None,
    figures: Figures = None,
    json: Json = False,
) -> None:
    """Run a sweep; finished cells are kept, and the same command resumes.

    haicsim sweep scan-interval

    haicsim sweep my-sweep.yaml --max-hours 8 --posterior kurume

    haicsim sweep boldness --reference policy.boldness=1 --set policy.refusal=0.1
    """
    from haicsim.analysis.experiments.precision import wanted_precision
    from haicsim.analysis.experiments.resize import resized
    from haicsim.analysis.experiments.spec import load_sweep
    from haicsim.sized import size_of_sweep

    size = size_of_sweep(patients, replications, seed, engine, posterior)
    given = resized(load_sweep(file), size, with_acceptance(set_, accept_implausible))
    wanted = None if precision is None else wanted_precision(precision)
    how = How(shard_of(shard), again, workers, cluster, max_hours, wanted)
    _swept(given, out, how, cell, reference, json)


def _swept(
    given: "SweepFile", out: Path | None, how: How, cell: int | None, reference: str | None, json: bool
) -> None:
    """Do a sweep, or one cell of it, and show the answer."""
    from haicsim.analysis.experiments.plan import work_of
    from haicsim.analysis.experiments.reference import reference_of

    if how.precision is not None and how.shard is not None:
        raise typer.BadParameter("--precision needs all cells together: it does not go with --shard.")
    work = work_of(given)
    if cell is not None:
        run_one(work, cell)
        return
    against = reference_of(work, reference)
    folder = out if out is not None else Path("results") / work.name
    finished = work_on(work, folder, how)
    if finished is not None:
        _answer(given, finished, folder, against, json)


def _answer(file: "SweepFile", work: "Work", folder: Path, against: "Setting", json: bool) -> None:
    """Show the summary and say what failed; exit code 4 if anything did."""
    from haicsim.analysis.experiments.cells_folder import write_beside
    from haicsim.analysis.experiments.checkpoint_log import read_finished
    from haicsim.analysis.experiments.differences import differences, write_differences
    from haicsim.analysis.experiments.summary import summarise_work, write_summary
    from haicsim.analysis.results.formats import as_json
    from haicsim.show.screen import say
    from haicsim.show.sweep import show_changes, show_lines

    _, log = read_finished(folder)
    lines = summarise_work(work, log, file.sweep.outcomes)
    changes = differences(work, log, file.sweep.outcomes, against)

    def write(there: Path) -> None:
        write_summary(lines, there)
        write_differences(changes, there)
        _draw(work, lines, there)

    write_beside(folder, write)
    if json:
        rows = [{**vars(line), "settings": dict(line.settings)} for line in lines]
        print(as_json(rows), end="")
    else:
        show_lines(file.sweep.question, lines)
        show_changes(changes, against.words)
        say(
            f"{len(work.cells):,} cells, kept in {folder}/: cells.parquet, summary.csv, differences.csv, figures/"
        )
    say_failures(work, log.finished)


def _draw(work: "Work", lines: "Sequence[Line]", folder: Path) -> None:
    """The sweep's figure, where there is more than one setting to compare."""
    from haicsim.analysis.figures.files import save
    from haicsim.api.sweeps import figure_of

    figure = figure_of(work, lines)
    if figure is not None:
        save(figure, folder / "figures", "sweep")


def shard_of(text: str | None) -> "Shard | None":
    """The part an option such as 3/20 means."""
    from haicsim.analysis.experiments.checkpoint_log import Shard

    if text is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})", text)
    if found is None or int(found[1]) > int(found[2]):
        raise typer.BadParameter(f"'{text}' must be a part and a number of parts, such as 3/20.")
    return Shard(int(found[1]), int(found[2]))
