"""`haicsim expect SCENARIO`: do the simulated patients look like published ones?"""

from typing import Annotated

import typer

from haicsim.commands.arguments import Json, Overrides, PosteriorName, ScenarioFile, Seed, whole_number

Starters = Annotated[
    int, typer.Option(parser=whole_number, metavar="N", help="Patients who start HAIC, in each arm.")
]
Arms = Annotated[
    str | None,
    typer.Option(
        metavar="NAMES",
        help="Arms to run, of reference, untreated (nobody is treated) and surgery-first (resected at once); default all.",
    ),
]


def expect(
    scenario: ScenarioFile = "kurume",
    patients: Starters = 10_000,
    seed: Seed = None,
    set_: Overrides = None,
    arms: Arms = None,
    posterior: PosteriorName = None,
    as_json: Json = False,
) -> None:
    """Compare simulated patients with published ranges: as treated, untreated, and resected at once.

    haicsim expect kurume --patients 20000

    haicsim expect kurume --arms untreated

    haicsim expect kurume --posterior kurume

    haicsim expect my.yaml --json
    """
    from haicsim.analysis.results.formats import as_json as text_of
    from haicsim.api.expectations import expectation_rows, expected
    from haicsim.show.expectations import show_findings
    from haicsim.show.progress import progress_bar

    with progress_bar() as bar:
        task = bar.add_task("", total=1.0)
        report = lambda what, share: bar.update(task, description=what, completed=share)  # noqa: E731
        chosen = None if arms is None else [arms]
        findings, over = expected(scenario, patients, seed, set_ or (), chosen, posterior, report)
    if as_json:
        print(text_of(expectation_rows(findings, over)), end="")
    else:
        show_findings(findings, scenario, patients, over)
