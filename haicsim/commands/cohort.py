"""`haicsim cohort`: a team's own patients, checked, described and laid beside simulated ones."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haicsim.commands.arguments import AcceptImplausible, Figures, Json, Out, Overrides, refuse_others_folder

if TYPE_CHECKING:
    from haicsim.api.cohorts import CohortResult

File = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file, one row a patient.")]
ScenarioName = Annotated[
    str, typer.Option("--scenario", metavar="SCENARIO", help="A scenario file, or the name of a shipped one.")
]
Entry = Annotated[
    str,
    typer.Option(
        "--entry", metavar="RULE", help="Who counts: all_starters, responders, converted or resected."
    ),
]
New = Annotated[bool, typer.Option("--new", help="Write a file to fill in, and do nothing else.")]


def cohort(
    file: File,
    scenario: ScenarioName = "kurume",
    entry: Entry = "all_starters",
    new: New = False,
    set_: Overrides = None,
    accept_implausible: AcceptImplausible = False,
    out: Out = None,
    figures: Figures = None,
    json: Json = False,
) -> None:
    """Lay a team's own patients beside simulated patients like them.

    Nothing leaves the machine; what --out writes holds no row of any patient.

    Examples:

    haicsim cohort --new my-patients.csv

    haicsim cohort my-patients.csv --entry resected --out beside
    """
    if new:
        from haicsim.api.cohorts import new_cohort

        print(f"Written: {new_cohort(file)}. Fill it in, then: haicsim cohort {file}")
        return
    from haicsim.commands.answer import give
    from haicsim.show.cohort import show_cohort

    refuse_others_folder(out)
    found = _found(file, scenario, entry, accept_implausible, set_ or [])
    files = "cohort.json and the figure cohort; no row of any patient"
    give(found, lambda: show_cohort(found.found), json, out, files)


def _found(file: Path, scenario: str, entry: str, accept: bool, overrides: list[str]) -> "CohortResult":
    """The answer, with a bar for those who wait."""
    from haicsim.api.cohorts import cohort as lay_beside
    from haicsim.show.progress import progress_bar

    with progress_bar() as bar:
        task = bar.add_task("Reading", total=1.0)
        report = lambda what, share: bar.update(task, description=what, completed=share)  # noqa: E731
        return lay_beside(
            file, scenario, entry=entry, accept_implausible=accept, overrides=overrides, progress=report
        )
