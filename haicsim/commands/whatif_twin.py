"""`haicsim whatif twin RESULT --patient K`: one person in two worlds, with surgery and without."""

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
    ReplicationNumber,
    refuse_others_folder,
    whole_number,
    with_acceptance,
)

if TYPE_CHECKING:
    from haicsim.analysis.whatif.twin import BothWorlds
    from haicsim.sim.scenario.model import Scenario

Named = Annotated[str, typer.Argument(metavar="RESULT", help="A folder of results, or a scenario.")]
Patient = Annotated[
    int | None,
    typer.Option("--patient", parser=whole_number, metavar="N", help="The patient's number, from 0."),
]
Everyone = Annotated[bool, typer.Option("--all", help="Everybody's gain, as a table.")]


def twin(
    result: Named,
    patient: Patient = None,
    replication: ReplicationNumber = 0,
    everyone: Everyone = False,
    patients: Patients = None,
    set_: Overrides = None,
    accept_implausible: AcceptImplausible = False,
    ranges: Ranges = True,
    posterior: PosteriorName = None,
    out: Out = None,
    figures: Figures = None,
    json: Json = False,
) -> None:
    """Show one person in two worlds that are the same until an operation is offered: as it is, and with nobody operated.

    haicsim whatif twin kurume --patient 7

    haicsim whatif twin results/kurume-1a2b3c4d --all --out build/twins
    """
    from haicsim.analysis.whatif.ranges import where_else
    from haicsim.analysis.whatif.twin import both_worlds, with_ranges
    from haicsim.show.progress import following
    from haicsim.sim.errors import Fault, InputError

    if (patient is None) != everyone:
        raise InputError([Fault("whatif twin", None, "", "", "takes either --patient N or --all")])
    refuse_others_folder(out)
    scenario = _named(result, with_acceptance(set_, accept_implausible), patients)
    where = where_else(ranges, posterior)
    with following() as say:
        both = both_worlds(scenario, not everyone, say)
        both = with_ranges(both, say, where) if everyone and where else both
    if patient is None:
        _everyone(both, out, json)
    else:
        _one(both, patient, replication, out, json)


def _named(result: str, overrides: list[str], patients: int | None) -> "Scenario":
    """The scenario of a name, a file or a folder of results."""
    from haicsim.analysis.whatif.settled import is_results, scenario_of
    from haicsim.sized import load_for_worlds

    base = scenario_of(Path(result)) if is_results(result) else result
    return load_for_worlds(base, overrides, {"patients": patients}, "--{name} {value}")


def _one(both: "BothWorlds", patient: int, replication: int, out: Path | None, json: bool) -> None:
    from haicsim.analysis.whatif.twin import twin_of
    from haicsim.api.whatif_results import TwinResult
    from haicsim.commands.answer import give
    from haicsim.show.whatif_twin import show_twin

    scenario = both.as_it_is.scenario
    found = TwinResult(twin_of(both, patient, replication), scenario)
    give(found, lambda: show_twin(found.found, scenario.title), json, out, "twin.json and the figure twin")


def _everyone(both: "BothWorlds", out: Path | None, json: bool) -> None:
    from haicsim.api.whatif_results import TwinsResult
    from haicsim.commands.answer import give
    from haicsim.show.whatif_twins import show_twins

    give(TwinsResult(both), lambda: show_twins(both), json, out, "twins.csv")
