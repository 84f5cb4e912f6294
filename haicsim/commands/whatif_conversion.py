"""`haicsim whatif conversion SCENARIO --to RATE --by MECHANISM`: what if more, or fewer, were converted."""

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
    ScenarioFile,
    Seed,
    refuse_others_folder,
    with_acceptance,
)

if TYPE_CHECKING:
    from haicsim.analysis.whatif.question import WhatIf
    from haicsim.analysis.whatif.ranges import Where
    from haicsim.sim.scenario.model import Scenario

To = Annotated[
    str | None,
    typer.Option("--to", metavar="RATE", help="0.30, 30%, 0.2,0.3 or 0.05:0.50:0.05 (from, to, step)."),
]
By = Annotated[
    str,
    typer.Option(
        "--by", metavar="A,B,...", help="Mechanisms, see --levers; or numbers of the scenario by path."
    ),
]
RateOf = Annotated[
    str, typer.Option("--rate", metavar="NAME", help="What the rate is of: conversion or resection.")
]
Levers = Annotated[
    bool, typer.Option("--levers", help="List the mechanisms, what each moves and how far it goes.")
]


def conversion(
    scenario: ScenarioFile = "kurume",
    to: To = None,
    by: By = "efficacy",
    rate: RateOf = "conversion",
    levers: Levers = False,
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
    """What if another share of all who start were converted: by what, for whom, and what would they gain?

    A conversion rate is an outcome: name the mechanism by which it changes. Its number is searched for on the same patients
    with the same random numbers.

    haicsim whatif conversion kurume --to 0.30 --by efficacy

    haicsim whatif conversion kurume --to 0.05:0.50:0.05 --by efficacy,boldness,forced --out build/conversion

    haicsim whatif conversion kurume --to 0.30 --by efficacy --posterior kurume

    haicsim whatif conversion kurume --levers
    """
    from haicsim.sized import load_for_worlds

    refuse_others_folder(out)
    size = {"patients": patients, "replications": replications, "seed": seed, "engine": None}
    loaded = load_for_worlds(scenario, with_acceptance(set_, accept_implausible), size, "--{name} {value}")
    if levers or to is None:
        _levers(loaded, rate, json)
    else:
        _answer(_found(loaded, to, by, rate, _where(ranges, posterior)), out, json)


def _where(ranges: bool, posterior: str | None) -> "Where":
    from haicsim.analysis.whatif.ranges import where_else

    return where_else(ranges, posterior)


def _levers(scenario: "Scenario", rate: str, json: bool) -> None:
    from haicsim.analysis.results.formats import as_json
    from haicsim.analysis.whatif.plain import levers_as_dict
    from haicsim.analysis.whatif.question import RATES, reaches
    from haicsim.show.progress import following
    from haicsim.show.whatif_conversion import show_levers

    with following() as say:
        found = reaches(scenario, rate, say)
    if json:
        print(as_json(levers_as_dict(scenario, found)), end="")
    else:
        show_levers(scenario, found, RATES[rate][1])


def _found(scenario: "Scenario", to: str, by: str, rate: str, ranges: "Where") -> "WhatIf":
    from haicsim.analysis.whatif.question import what_if
    from haicsim.analysis.whatif.rates import rates_of
    from haicsim.show.progress import following

    names = [name.strip() for name in by.split(",") if name.strip()]
    targets = rates_of(to)
    with following() as say:
        return what_if(scenario, targets, names, rate, ranges, say)


def _answer(found: "WhatIf", out: Path | None, json: bool) -> None:
    from haicsim.api.whatif_results import ConversionResult
    from haicsim.commands.answer import give
    from haicsim.show.whatif_conversion import show_what_if

    files = "whatif.json, whatif.csv, and figures"
    give(ConversionResult(found), lambda: show_what_if(found), json, out, files)
