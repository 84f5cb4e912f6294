"""`haicsim sensitivity SCENARIO`: which parameters the outcomes depend on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haicsim.commands.arguments import (
    AcceptImplausible,
    Engine,
    Figures,
    Json,
    Out,
    Overrides,
    Patients,
    PosteriorName,
    Replications,
    ScenarioFile,
    Seed,
    whole_number,
    with_acceptance,
)
from haicsim.commands.sweep import AnewOption, CellOption, Cluster, MaxHours, ShardOption, Workers, shard_of
from haicsim.working import How, run_one, say_failures, work_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from haicsim.analysis.measures.outcome_measures import Outcome
    from haicsim.analysis.sensitivity.question import Question
    from haicsim.sim.scenario.model import Scenario

_PATIENTS = 2000

Method = Annotated[
    str,
    typer.Option("--method", metavar="NAME", help="oneway, twoway, morris, sobol, pawn, prcc or regression."),
]
Outcomes = Annotated[
    str, typer.Option("--outcome", metavar="A,B,...", help="Outcome measures: conversion_rate,itt60.")
]
Vary = Annotated[
    list[str] | None,
    typer.Option(
        "--vary", metavar="WHAT[=LOW..HIGH]", help="Parameter to vary; its stated range by default."
    ),
]
Size = Annotated[
    int | None,
    typer.Option(
        "--size", parser=whole_number, metavar="N", help="Sobol's N, Morris trajectories, or points."
    ),
]
Draws = Annotated[
    Path | None, typer.Option("--draws", metavar="FILE", help="Joint draws of parameters estimated together.")
]


def sensitivity(
    scenario: ScenarioFile,
    method: Method = "oneway",
    outcome: Outcomes = "conversion_rate,itt60",
    vary: Vary = None,
    size: Size = None,
    draws: Draws = None,
    posterior: PosteriorName = None,
    patients: Patients = None,
    replications: Replications = None,
    seed: Seed = None,
    engine: Engine = None,
    set_: Overrides = None,
    accept_implausible: AcceptImplausible = False,
    out: Out = None,
    workers: Workers = None,
    cluster: Cluster = None,
    shard: ShardOption = None,
    max_hours: MaxHours = None,
    again: AnewOption = False,
    cell: CellOption = None,
    figures: Figures = None,
    json: Json = False,
) -> None:
    """Vary parameters over their ranges and report which of them the outcomes depend on.

    haicsim sensitivity kurume --method sobol --size 1024 --vary tumour.kill_median --vary policy.refusal

    haicsim sensitivity kurume --method prcc --posterior kurume
    """
    asked = _outcomes(outcome)
    given = {"patients": patients, "replications": replications, "seed": seed, "engine": engine}
    loaded = _loaded(scenario, with_acceptance(set_, accept_implausible), given)
    question = _question(loaded, method, vary or [], size, draws, replications, posterior)
    if cell is not None:
        run_one(question.analysis.work, cell)
        return
    _worked(question, asked, out, How(shard_of(shard), again, workers, cluster, max_hours), json)


def _outcomes(names: str) -> "list[Outcome]":
    from haicsim.analysis.measures.outcome_measures import named_outcomes

    return named_outcomes(names)


def _worked(question: "Question", asked: "list[Outcome]", out: Path | None, how: How, json: bool) -> None:
    """Run the cells and, if all are done, print the answer."""
    work = question.analysis.work
    folder = out if out is not None else Path("results") / work.name
    if work_on(work, folder, how) is not None:
        _answer(question, asked, folder, json)


def _answer(question: "Question", asked: "list[Outcome]", folder: Path, json: bool) -> None:
    """Tables, figures and the screen; exit code 4 and no answer where cells failed."""
    from haicsim.analysis.experiments.cells_folder import write_beside
    from haicsim.analysis.experiments.checkpoint_log import read_finished
    from haicsim.analysis.figures.in_results import draw_sensitivity
    from haicsim.analysis.results.formats import as_json
    from haicsim.analysis.sensitivity.over_posterior import headlines
    from haicsim.analysis.sensitivity.report import answers_of, as_plain, write_answers
    from haicsim.show.screen import say
    from haicsim.show.sensitivity import show_answers, show_over_posterior

    _, log = read_finished(folder)
    analysis, mine = question.analysis, question.calibrated
    say_failures(analysis.work, log.finished)
    answers = answers_of(analysis, log, asked, question.paths)
    over = () if mine is None else headlines(analysis, log, asked)

    def write(there: Path) -> None:
        write_answers(answers, there)
        draw_sensitivity(analysis, log, answers, there)

    write_beside(folder, write)
    if json:
        print(as_json(as_plain(answers, mine, over)), end="")
    else:
        if mine is not None:
            show_over_posterior(analysis.method, mine, over)
        show_answers(answers, "As it is" if mine is None else "In the middle of the posterior")
        say(f"\n{len(analysis.work.cells):,} cells, kept in {folder}/: cells.parquet, indices.csv, figures/")


def _loaded(scenario: str, set_: list[str] | None, size: "Mapping[str, object]") -> "Scenario":
    """The scenario in the size asked for, one replication: the design sets their number."""
    from haicsim.sized import load_sized

    wording = "--{name} {value}"
    given = {**size, "patients": _PATIENTS if size["patients"] is None else size["patients"]}
    load_sized(scenario, set_ or (), given, wording)  # refuses a faulty number of replications
    return load_sized(scenario, set_ or (), {**given, "replications": 1}, wording)


def _question(
    scenario: "Scenario",
    method: str,
    vary: list[str],
    size: int | None,
    draws: Path | None,
    replications: int | None,
    posterior: str | None,
) -> "Question":
    """What is asked; says which parameters are left out."""
    from haicsim.analysis.sensitivity.over_posterior import asked_question, drawn_from
    from haicsim.show.sensitivity import show_left_out

    question = asked_question(scenario, method, vary, size, draws, replications, drawn_from(posterior))
    show_left_out(question.left_out)
    return question
