"""`haicsim policy search SCENARIO`: the policy that does best under limits."""

from pathlib import Path
from typing import Annotated

import typer

from haicsim.commands.arguments import (
    Json,
    Out,
    Overrides,
    Patients,
    PosteriorName,
    ScenarioFile,
    Seed,
    whole_number,
)

Maximise = Annotated[
    str, typer.Option("--maximise", metavar="OUTCOME", help="What is to be as high as can be.")
]
Limits = Annotated[
    list[str] | None,
    typer.Option(
        "--limit", metavar="OUTCOME<NUMBER", help="What must be kept: 'dead90<0.05'. May be repeated."
    ),
]
Choices = Annotated[
    list[str] | None,
    typer.Option(
        "--choice",
        metavar="WHAT=A,B,...",
        help="What may be chosen: 'policy.ct_interval=1,2,3', or the name of a usual choice. May be repeated.",
    ),
]
ChoiceFile = Annotated[
    Path | None, typer.Option("--choices", metavar="FILE", help="The choices in a YAML file.")
]
Candidates = Annotated[
    int, typer.Option(parser=whole_number, metavar="N", help="How many policies are tried at most.")
]


def search(
    scenario: ScenarioFile = "kurume",
    maximise: Maximise = "rmst60_itt",
    limit: Limits = None,
    choice: Choices = None,
    choices: ChoiceFile = None,
    candidates: Candidates = 256,
    posterior: PosteriorName = None,
    patients: Patients = None,
    seed: Seed = None,
    set_: Overrides = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Search for the policy that does best by one outcome under limits, and say what choosing cost.

    Many policies are tried on a few patients, the better half on twice as many, and so on; the best once more on fresh
    patients. What the data behind it cover stands beside it. Usual choices, all of which are offered where none is named:
    interval, decision, liver, boldness, tace, courses, stop, veins, stable, fitness.

    haicsim policy search kurume --limit 'operations_per_year<30' --limit 'dead90<0.05'

    haicsim policy search kurume --choice 'policy.ct_interval=1,2,3' --choice decision --choice liver --posterior kurume
    """
    from haicsim.api.policy import searched
    from haicsim.api.policy_results import PolicySearch
    from haicsim.commands.answer import give
    from haicsim.show.policy_search import show_searched
    from haicsim.show.progress import following
    from haicsim.sized import load_sized

    size = {"patients": patients, "seed": seed}
    loaded = load_sized(scenario, set_ or (), size, "--{name} {value}")
    with following() as say:
        found = searched(loaded, maximise, limit or (), choice or (), choices, candidates, say, posterior)
    give(PolicySearch(found), lambda: show_searched(found), json, out, "search.json, rungs.csv, coverage.csv")
