"""`haicsim capacity SCENARIO`: how many places of a resource are enough."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from haicsim.commands.arguments import (
    AcceptImplausible,
    Engine,
    Json,
    Out,
    Overrides,
    Patients,
    Replications,
    ScenarioFile,
    Seed,
    whole_number,
    with_acceptance,
)

if TYPE_CHECKING:
    from haicsim.analysis.experiments.capacity_search import CapacityFound
    from haicsim.sim.scenario.model import Scenario

Resource = Annotated[
    str,
    typer.Option(
        "--resource", metavar="NAME", help="What is to be counted: infusion_bed, theatre, ward, ..."
    ),
]
Keep = Annotated[
    str,
    typer.Option(
        "--keep",
        metavar="LIMIT",
        help="What must stay below: OUTCOME_loss<NUMBER, wait_median<DAYS or wait_p90<DAYS.",
    ),
]
Most = Annotated[
    int | None, typer.Option("--most", parser=whole_number, metavar="N", help="Places at the most.")
]

_FILES = "capacity.json, trials.csv, demand.csv"


def capacity(
    scenario: ScenarioFile,
    resource: Resource,
    keep: Keep = "conversion_loss<0.01",
    patients: Patients = None,
    replications: Replications = None,
    seed: Seed = None,
    engine: Engine = None,
    set_: Overrides = None,
    accept_implausible: AcceptImplausible = False,
    most: Most = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Find the smallest number of places with which patients fare almost as if the resource were unlimited.

    haicsim capacity kurume --resource infusion_bed --keep 'conversion_loss<0.01'

    haicsim capacity one-theatre --resource meeting --keep 'wait_p90<60' --patients 2000

    haicsim capacity kurume --resource ward --keep 'os36_loss<0.02' --set arrivals.per_year=60
    """
    from haicsim.api.capacities import CapacityResult
    from haicsim.commands.answer import give
    from haicsim.show.capacity import show_capacity
    from haicsim.sized import load_sized

    size = {"patients": patients, "replications": replications, "seed": seed, "engine": engine}
    changes, wording = with_acceptance(set_, accept_implausible), "--{name} {value}"
    found = _found(lambda: load_sized(scenario, changes, size, wording), resource, keep, most)
    give(CapacityResult(found), lambda: show_capacity(found), json, out, _FILES)


def _found(load: "Callable[[], Scenario]", resource: str, keep: str, most: int | None) -> "CapacityFound":
    """The answer; names are looked at before the scenario is read."""
    from haicsim.analysis.experiments.capacity_limit import limit_of
    from haicsim.analysis.experiments.capacity_search import resource_number, smallest_capacity
    from haicsim.memory import check_worlds
    from haicsim.show.progress import progress_bar

    number, limit = resource_number(resource), limit_of(keep)
    scenario = load()
    check_worlds([scenario], journal=True, worlds=2)
    with progress_bar() as progress:
        bar = progress.add_task("Reading", total=1.0)

        def report(what: str, share: float) -> None:
            progress.update(bar, description=what, completed=share)

        return smallest_capacity(scenario, number, limit, most, report)
