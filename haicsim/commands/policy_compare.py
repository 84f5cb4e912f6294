"""`haicsim policy compare A B ...`: policies on the same people."""

from typing import Annotated

import typer

from haicsim.commands.arguments import (
    Figures,
    Json,
    Out,
    Overrides,
    Patients,
    PosteriorName,
    Ranges,
    Replications,
    Seed,
)

Policies = Annotated[
    list[str],
    typer.Argument(
        metavar="A B ...",
        help="Scenarios or folders of results; or settings of A, 'policy.ct_interval=1; policy.boldness=1.2'.",
    ),
]
Outcomes = Annotated[
    str | None,
    typer.Option(
        "--outcome", metavar="NAME,...", help="Outcomes to compare; the ranges are tried for the first."
    ),
]


def compare(
    policies: Policies,
    outcome: Outcomes = None,
    ranges: Ranges = True,
    posterior: PosteriorName = None,
    patients: Patients = None,
    replications: Replications = None,
    seed: Seed = None,
    set_: Overrides = None,
    out: Out = None,
    figures: Figures = None,
    json: Json = False,
) -> None:
    """Compare policies on the same people: what moves, who is treated otherwise, and where the change comes from.

    The first is what the others are compared with. Values set with --set count for all.

    haicsim policy compare kurume except-vv bold

    haicsim policy compare kurume 'policy.ct_interval=1' 'policy.liver_rule=albi; policy.boldness=1.2'
    """
    from haicsim.analysis.whatif.ranges import where_else
    from haicsim.api.policy import compared
    from haicsim.api.policy_results import PolicyComparison
    from haicsim.commands.answer import give
    from haicsim.show.policy_compare import show_compared
    from haicsim.show.progress import following

    size = {"patients": patients, "replications": replications, "seed": seed, "engine": None}
    where = where_else(ranges, posterior)
    with following() as say:
        found = compared(policies, set_ or (), size, "--{name} {value}", outcome, where, say)
    files = "policies.json, policies.csv and the figure policies"
    give(PolicyComparison(found), lambda: show_compared(found), json, out, files)
