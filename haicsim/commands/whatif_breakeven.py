"""`haicsim whatif breakeven OUTCOME --over PARAMETER`: the value at which an answer changes its sign."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haicsim.commands.arguments import (
    AcceptImplausible,
    Figures,
    Json,
    Out,
    Overrides,
    Patients,
    PosteriorName,
    Ranges,
    Replications,
    Seed,
    refuse_others_folder,
    with_acceptance,
)

if TYPE_CHECKING:
    from haicsim.analysis.whatif.ranges import Where
    from haicsim.sim.scenario.model import Scenario

Outcome = Annotated[
    str, typer.Argument(metavar="OUTCOME", help="gain (months by surgery), or an outcome measure.")
]
Over = Annotated[
    str,
    typer.Option("--over", metavar="PATH[=LOW..HIGH]", help="The number moved; its stated range by default."),
]
By = Annotated[
    str | None, typer.Option("--by", metavar="group", help="Each group of vascular invasion as well.")
]
Against = Annotated[
    list[str] | None,
    typer.Option(
        "--against", metavar="WHAT=VALUE", help="Beside what (default: no surgery). May be repeated."
    ),
]
Of = Annotated[
    str, typer.Option("--scenario", metavar="SCENARIO", help="A scenario file, or the name of a shipped one.")
]


def breakeven(
    outcome: Outcome,
    over: Over,
    by: By = None,
    scenario: Of = "kurume",
    against: Against = None,
    ranges: Ranges = True,
    posterior: PosteriorName = None,
    patients: Patients = None,
    replications: Replications = None,
    seed: Seed = None,
    set_: Overrides = None,
    accept_implausible: AcceptImplausible = False,
    out: Out = None,
    figures: Figures = None,
    json: Json = False,
) -> None:
    """Find the value of a number at which an answer changes its sign, with the interval that the patients leave.

    The answer is a difference on the same people: with surgery less without, or a scenario less the same with other settings.

    haicsim whatif breakeven gain --over surgery.operative_death.ample=0..0.9 --by group

    haicsim whatif breakeven rmst60_itt --over policy.ct_interval --against policy.decision=two_consecutive
    """
    from haicsim.analysis.whatif.ranges import where_else
    from haicsim.sim.errors import Fault, InputError
    from haicsim.sized import load_for_worlds

    if by not in (None, "group"):
        raise InputError([Fault(f"--by {by}", None, "", "", "must be group, or left out")])
    refuse_others_folder(out)
    size = {"patients": patients, "replications": replications, "seed": seed, "engine": None}
    loaded = load_for_worlds(scenario, with_acceptance(set_, accept_implausible), size, "--{name} {value}")
    _answer(loaded, (outcome, over, by is not None, against or (), where_else(ranges, posterior)), out, json)


def _answer(
    scenario: "Scenario", asked: "tuple[str, str, bool, Sequence[str], Where]", out: Path | None, json: bool
) -> None:
    """asked: outcome, over what, whether by group, against what, where else it is looked at."""
    from haicsim.analysis.whatif.thresholds import thresholds
    from haicsim.api.whatif_results import BreakEvenResult
    from haicsim.commands.answer import give
    from haicsim.show.progress import following
    from haicsim.show.whatif_breakeven import show_thresholds

    with following() as say:
        found = thresholds(scenario, *asked, say)
    files = "breakeven.json and the figure breakeven"
    result = BreakEvenResult(found, scenario, asked[3])
    give(result, lambda: show_thresholds(scenario, found, asked[3]), json, out, files)
