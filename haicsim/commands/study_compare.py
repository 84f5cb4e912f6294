"""`haicsim study compare`: every printed figure beside simulated studies of the paper's size, and what that is worth."""

import json as json_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from haicsim.commands.arguments import (
    Again,
    Figures,
    Json,
    Out,
    Overrides,
    Patients,
    Seed,
    StudyFile,
    whole_number,
)

if TYPE_CHECKING:
    from haicsim.analysis.results.write_comparison import Request
    from haicsim.analysis.studies import Study
    from haicsim.sim.scenario.model import Scenario

Compared = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO|RESULT", help="A scenario, or a folder of results, whose scenario is taken."
    ),
]
Replicates = Annotated[
    int, typer.Option(parser=whole_number, metavar="N", help="Number of simulated studies, 100 to 20,000.")
]
Everything = Annotated[bool, typer.Option("--all", help="List every figure, not only those outside.")]
WithPower = Annotated[bool, typer.Option("--power/--no-power", help="Try wrong models too (default).")]
WithRanges = Annotated[
    bool,
    typer.Option(
        "--ranges/--no-ranges",
        help="Try wrong models at both ends of what the answer hinges on, too (default; half a minute).",
    ),
]
LEAST, MOST = 100, 20_000


def compare(
    scenario: Compared,
    study: StudyFile = "kurume",
    patients: Patients = None,
    seed: Seed = None,
    set_: Overrides = None,
    replicates: Replicates = 2_000,
    power: WithPower = True,
    ranges: WithRanges = True,
    out: Out = None,
    again: Again = False,
    everything: Everything = False,
    figures: Figures = None,
    json: Json = False,
) -> None:
    """Draw studies of the published size from the simulated patients and see where the paper's figures lie.

    haicsim study compare kurume

    haicsim study compare results/kurume-1a2b3c4d --all

    haicsim study compare my.yaml --study my-study.yaml --no-power
    """
    from haicsim.analysis.results.write_comparison import Request
    from haicsim.analysis.studies import load_study
    from haicsim.analysis.survival.counterparts import refuse_unknown_rule

    if not LEAST <= replicates <= MOST:
        raise typer.BadParameter(
            f"{replicates:,} is not between {LEAST:,} and {MOST:,}.", param_hint="--replicates"
        )
    loaded = _scenario(scenario, {"patients": patients, "seed": seed}, set_ or ())
    published = load_study(study)
    refuse_unknown_rule(published)
    ask = Request(loaded, published, replicates, power, ranges)
    folder, there = _compared(ask, study, out, again)
    _show(folder, published, there, everything, json)


def _scenario(name: str, size: dict[str, Any], overrides: Any) -> "Scenario":
    """A scenario by name or file, or that of a folder of results."""
    from haicsim.analysis.results.folder import SCENARIO
    from haicsim.analysis.results.origin import PROVENANCE, check_files
    from haicsim.sized import load_sized

    folder = Path(name)
    if (folder / PROVENANCE).is_file():
        check_files(folder, (SCENARIO,))
        name = str(folder / SCENARIO)
    return load_sized(name, overrides, size, "--{name} {value}")


def _compared(ask: "Request", name: str, out: Path | None, again: bool) -> tuple[Path, bool]:
    """The folder of the comparison, and whether it was there already."""
    from haicsim.analysis.audit.calibration_targets import read_targets
    from haicsim.analysis.figures.in_results import of_comparison
    from haicsim.analysis.results import write_comparison
    from haicsim.analysis.results.folder import check_place
    from haicsim.show.progress import progress_bar

    folder = out or ask.folder
    if ask.already_there(folder, again):
        return folder, True
    check_place(folder)
    with progress_bar() as progress:
        bar = progress.add_task("Reading what the audit says of the figures", total=1.0)
        targets = read_targets(name)
        report = lambda what, share: progress.update(bar, description=what, completed=share)  # noqa: E731
        write_comparison.save(ask, targets, folder, report, again, of_comparison(ask.scenario.name))
    return folder, False


def _show(folder: Path, published: "Study", there: bool, everything: bool, json: bool) -> None:
    from rich.console import Console
    from rich.markup import escape

    from haicsim.analysis.results.read import read_comparison
    from haicsim.show import agreement as show
    from haicsim.show.starters import show_starters

    answer = read_comparison(folder)
    if json:
        print(json_.dumps(answer, indent=2))
        return
    console, content, rows = Console(highlight=False), answer["agreement"], answer["comparison"]
    show_starters(console, answer["summary"])
    show.show_survival(console, rows, content, published)
    show.show_tables(console, rows, everything)
    show.show_counts(console, content)
    show.show_wrong_models(console, content)
    show.show_claims(console, content, published)
    show.show_beyond(console, content, published)
    show.show_not_simulated(console, content, everything)
    console.print(f"\n{'Already there' if there else 'Written'}: {escape(str(folder))}/", soft_wrap=True)
