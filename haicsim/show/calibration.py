"""Calibration on the screen: what it will take, how far each number was narrowed, and what is printed beside predictions."""

import sys
from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from haicsim.analysis.calibration.calibrate import Calibration, Problem
from haicsim.analysis.calibration.coverage import Coverage
from haicsim.analysis.calibration.evaluation import cells_at
from haicsim.analysis.calibration.learned import Narrowed, Predicted
from haicsim.analysis.calibration.uncertain import Uncertain
from haicsim.show.progress import duration
from haicsim.show.whatif import console, table

if TYPE_CHECKING:
    from haicsim.analysis.experiments.work_options import WorkOptions


def say_beforehand(problem: Problem, how: "WorkOptions", first_only: bool) -> None:
    """How many evaluations of how many starters, and about how long they take: one is tried, on the error stream."""
    from haicsim.sim.run import cores

    size, plan = problem.file.plan.size, problem.file.plan
    count = size.first if first_only else size.first + size.second + size.check
    here = cells_at(problem.model, [problem.prior.settings(problem.prior.now)])
    problem.model.run(here[0])  # the first one loads the engine
    start = perf_counter()
    problem.model.run(here[0])
    seconds = (perf_counter() - start) * count / (how.workers or cores())
    starters = sum(each.patients for each in plan.series)
    targets = sum(len(each.rows) for each in problem.series)
    where = "" if how.cluster is None else " here; less on the cluster"
    print(
        f"{len(problem.prior)} numbers, {targets} printed numbers of {len(plan.series)} series. {count:,} evaluations of "
        f"{starters:,} starters: about {duration(seconds)}{where}, what is kept not counted.",
        file=sys.stderr,
    )


def show_calibration(found: Calibration) -> None:
    """Print it."""
    screen, posterior = console(), found.posterior
    if posterior.alarm:
        screen.print(f"[bold]{posterior.alarm}[/bold]\n")
    screen.print(
        f"{posterior.plan}: {len(posterior.values):,} draws of {len(found.narrowed)} numbers, from "
        f"{len(found.problem.series)} series. 90% of the draws lie between the ends given.\n"
    )
    show_narrowed(found.narrowed)
    for pair in found.together[:6]:
        screen.print(
            f"Told apart badly: {pair.first} and {pair.second} (correlation {pair.correlation:.2f})."
        )
    _show_predicted(found.predicted)
    _show_trust(found)


def show_narrowed(rows: Sequence[Narrowed]) -> None:
    """Every number before and after, and what that means."""
    screen = console()
    made = table("", "now", "median (90%)", "left", "verdict", first=20)
    for row in rows:
        made.add_row(*_narrowed(row))
    screen.print(made)
    screen.print(
        "\nLeft: spread of the draws as a share of that beforehand. Nothing: the prior speaks, not the series.\n"
    )
    for row in rows:
        if row.at:
            screen.print(f"Presses against the {row.at} end of its range: {row.label}.")


def _narrowed(row: Narrowed) -> tuple[str, ...]:
    label = f"{row.label}, {row.unit}"
    return (
        label,
        f"{row.now:.3g}",
        f"{row.middle:.3g} ({row.low:.3g}-{row.high:.3g})",
        f"{100 * row.left:.0f}%",
        row.said,
    )


def _show_predicted(rows: Sequence[Predicted]) -> None:
    """Every printed number that lies outside; how many lie inside, by series."""
    screen = console()
    screen.print("\n[bold]Printed numbers beside studies simulated with the draws[/bold]")
    for study in dict.fromkeys(row.study for row in rows):
        mine = [row for row in rows if row.study == study]
        screen.print(f"  {study}: {sum(row.inside for row in mine)} of {len(mine)} where 95% of studies lie")
        for row in mine:
            if not row.inside:
                screen.print(
                    f"    outside: {row.what}: {row.printed:.3g} printed, {row.middle:.3g} ({row.low:.3g} to "
                    f"{row.high:.3g}) simulated{', ' + row.unit if row.unit else ''}"
                )
    inside = sum(row.inside for row in rows)
    screen.print(f"  in all {inside} of {len(rows)} ({100 * inside / len(rows):.0f}%)")


def _show_trust(found: Calibration) -> None:
    """How good the draws are, and what went into them besides."""
    screen = console()
    (low, middle, high), (least, median, most) = found.between
    screen.print(
        f"\nBeyond chance series differ by {100 * middle:.0f} points of percent ({100 * low:.0f} to {100 * high:.0f}) in "
        f"shares and {100 * median:.0f}% ({100 * least:.0f} to {100 * most:.0f}) in times: estimated together with the rest."
    )
    worst = max(found.emulated, key=lambda name: found.emulated[name])
    screen.print(
        f"Draws simulated again: the emulator is off by {found.emulated[worst]:.2f} standard deviations of a study at most "
        f"({worst}). The draws count as {found.sampled.independent:,.0f} independent ones."
    )
    screen.print(
        f"Expected log predictive density (WAIC, over all series; of two structures of a plan the higher predicts better): "
        f"{sum(found.fit.values()):.1f}."
    )
    if found.failed:
        screen.print(f"{found.failed} evaluations contradicted the rules of a scenario and took no part.")


def show_coverage(found: Coverage) -> None:
    """Print it."""
    screen, covered, flat = console(), found.covered(), found.flatness()
    screen.print(
        f"{len(found.ranks)} evaluations taken for the truth in turn, one simulated study of each series being the data.\n"
    )
    made = table("", "in 90% intervals", "even ranks, p", "left", first=24)
    for k, label in enumerate(found.labels):
        made.add_row(
            label, f"{100 * covered[k]:.0f}%", f"{flat[k]:.2f}", f"{100 * found.left[:, k].mean():.0f}%"
        )
    screen.print(made)
    screen.print(f"\nOn average {100 * covered.mean():.0f}% of truths lie in their 90% intervals.")
    rung = found.alarm
    screen.print(
        f"Alarm: {found.rung} of {len(rung.amiss)} planted cases rang, in which every second series belongs to no such "
        f"disease. The printed numbers are explained better than the data of {100 * rung.position:.0f}% of "
        f"{len(rung.known)} known diseases."
    )


def show_uncertain(
    rows: Sequence[Uncertain], alarm: str = "", now: str = "now", where: str = "the scenario's own numbers"
) -> None:
    """Headline outcomes with their two intervals; alarm: what speaks against the posterior, said first.

    now, where: what the value beside the intervals is of, in short and in words.
    """
    from haicsim.analysis.measures.outcome_measures import OUTCOMES

    screen = console()
    screen.print("\n[bold]Over draws of the posterior[/bold]")
    if alarm:
        screen.print(f"[bold]{alarm}[/bold]")
    made = table("", now, "by parameters (95%)", "by chance (95%)", first=20)
    for row in rows:
        share = OUTCOMES[row.outcome].unit == "share of 1"
        factor, unit = (100.0, "%") if share else (1.0, "")
        low, middle, high = (factor * value for value in row.parameters)
        least, most = (factor * value for value in row.chance)
        made.add_row(
            OUTCOMES[row.outcome].label, f"{factor * row.now:.1f}{unit}", f"{middle:.1f}{unit} ({low:.1f}-{high:.1f})",
            f"{least:.1f}-{most:.1f}",
        )  # fmt: skip
    screen.print(made)
    screen.print(
        "By parameters: what the calibration leaves open of the disease. By chance: runs of as many patients as this one, "
        f"with {where}."
    )
