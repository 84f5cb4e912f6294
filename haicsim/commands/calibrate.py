"""`haicsim calibrate PLAN`: which values of the disease's numbers the published series allow, taken together."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haicsim.commands.arguments import Figures, Json, Out, whole_number
from haicsim.commands.sweep import AnewOption, Cluster, MaxHours, ShardOption, Workers, shard_of
from haicsim.working import How, work_on

if TYPE_CHECKING:
    from haicsim.analysis.calibration.calibrate import Carry, Problem
    from haicsim.analysis.experiments.checkpoint_log import FinishedCell
    from haicsim.analysis.experiments.plan import Work

PlanArgument = Annotated[str, typer.Argument(metavar="PLAN", help="A plan file, or a shipped plan.")]
VariantOption = Annotated[
    str | None, typer.Option("--variant", metavar="NAME", help="One of the plan's other structures instead.")
]
CoverageOption = Annotated[
    int | None,
    typer.Option(
        "--coverage",
        parser=whole_number,
        metavar="N",
        help="Instead: would N known truths be found? Evaluations are taken for the truth in turn.",
    ),
]


def calibrate(
    plan: PlanArgument = "kurume",
    variant: VariantOption = None,
    out: Out = None,
    workers: Workers = None,
    cluster: Cluster = None,
    shard: ShardOption = None,
    max_hours: MaxHours = None,
    again: AnewOption = False,
    coverage: CoverageOption = None,
    figures: Figures = None,
    json: Json = False,
) -> None:
    """Find which values of a plan's numbers the published series allow; evaluations are kept, and the same command resumes.

    haicsim calibrate kurume

    haicsim calibrate my-plan.yaml --max-hours 3

    haicsim calibrate kurume --variant two-consecutive

    haicsim calibrate kurume --coverage 40
    """
    from haicsim.analysis.calibration.calibrate import problem_of
    from haicsim.analysis.calibration.plan import load_plan, varied
    from haicsim.show.calibration import say_beforehand

    if coverage is not None and not 4 <= coverage <= 1000:
        raise typer.BadParameter("--coverage takes 4 to 1000 truths.")
    file = load_plan(plan)
    problem = problem_of(file if variant is None else varied(file, variant))
    folder = out if out is not None else Path("results") / f"calibration-{problem.file.plan.name}"
    how = How(shard_of(shard), again, workers, cluster, max_hours)
    say_beforehand(problem, how, first_only=coverage is not None)
    if coverage is None:
        _find(problem, folder, _carried(how), json)
    else:
        _try_truths(problem, folder, _carried(how), coverage, json)


def _carried(how: How) -> "Carry":
    """What carries out evaluations; it ends the command where somebody interrupts, or only a part was asked for."""
    from haicsim.analysis.experiments.checkpoint_log import read_finished

    def carry(work: "Work", place: Path) -> "Mapping[str, FinishedCell]":
        if work_on(work, place, how, "Calibration") is None:
            raise typer.Exit
        return read_finished(place)[1].finished

    return carry


def _find(problem: "Problem", folder: Path, carry: "Carry", json: bool) -> None:
    """The posterior, and what the series said."""
    from haicsim.analysis.calibration.calibrate import calibrate as calibrated
    from haicsim.api.calibrations import CalibrationResult
    from haicsim.commands.answer import give
    from haicsim.show.calibration import show_calibration
    from haicsim.show.progress import following

    with following() as say:
        result = CalibrationResult(calibrated(problem, folder, carry, say))
    files = "posterior.parquet, centre.yaml, calibration.json, narrowed.csv, predicted.csv, narrowed and predicted as pictures"
    give(result, lambda: show_calibration(result.found), json, folder / "answer", files)


def _try_truths(problem: "Problem", folder: Path, carry: "Carry", truths: int, json: bool) -> None:
    """Whether known truths are found."""
    from haicsim.analysis.calibration.calibrate import first_evaluations
    from haicsim.analysis.calibration.coverage import coverage
    from haicsim.api.calibrations import CoverageResult
    from haicsim.commands.answer import give
    from haicsim.show.calibration import show_coverage
    from haicsim.show.progress import following

    points, values = first_evaluations(problem, folder, carry)
    seed = problem.file.plan.seed
    with following() as say:
        result = CoverageResult(coverage(problem, points, values, truths, seed, say))
    files = "coverage.json, coverage.csv, ranks as a picture"
    give(result, lambda: show_coverage(result.found), json, folder / f"coverage-{truths}", files)
