"""`haicsim sensitivity SCENARIO`: which parameters the outcomes depend on."""

from pathlib import Path
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
from haicsim.commands.sweep import AnewOption, CellOption, Cluster, MaxHours, ShardOption, Workers, shard_of
from haicsim.working import How, run_one, say_failures, work_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from haicsim.analysis.measures.outcome_measures import Outcome
    from haicsim.analysis.sensitivity.design import Analysis
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
    json: Json = False,
) -> None:
    """Vary parameters over their ranges and report which of them the outcomes depend on.

    haicsim sensitivity kurume --method sobol --size 1024 --vary tumour.kill_median --vary policy.refusal
    """
    from haicsim.analysis.measures.outcome_measures import named_outcomes

    asked = named_outcomes(outcome)
    given = {"patients": patients, "replications": replications, "seed": seed, "engine": engine}
    loaded = _loaded(scenario, with_acceptance(set_, accept_implausible), given)
    question, paths = _question(loaded, method, vary or [], size, draws, replications)
    how = How(shard_of(shard), again, workers, cluster, max_hours)
    if cell is None:
        _worked(question, asked, paths, out, how, json)
    else:
        run_one(question.work, cell)


def _worked(
    question: "Analysis", asked: "list[Outcome]", paths: list[str], out: Path | None, how: How, json: bool
) -> None:
    """Run the cells and, if all are done, print the answer."""
    folder = out if out is not None else Path("results") / question.work.name
    if work_on(question.work, folder, how) is not None:
        _answer(question, asked, paths, folder, json)


def _answer(question: "Analysis", asked: "list[Outcome]", paths: list[str], folder: Path, json: bool) -> None:
    """Tables, figures and the screen; exit code 4 and no answer where cells failed."""
    from haicsim.analysis.experiments.cells_folder import write_beside
    from haicsim.analysis.experiments.checkpoint_log import read_finished
    from haicsim.analysis.figures.in_results import draw_sensitivity
    from haicsim.analysis.results.formats import as_json
    from haicsim.analysis.sensitivity.report import answers_of, rows_of, write_answers
    from haicsim.show.screen import say
    from haicsim.show.sensitivity import show_answers

    _, log = read_finished(folder)
    say_failures(question.work, log.finished)
    answers = answers_of(question, log, asked, paths)

    def write(there: Path) -> None:
        write_answers(answers, there)
        draw_sensitivity(question, log, answers, there)

    write_beside(folder, write)
    if json:
        print(as_json(rows_of(answers)), end="")
    else:
        show_answers(answers)
        say(f"\n{len(question.work.cells):,} cells, kept in {folder}/: cells.parquet, indices.csv, figures/")


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
) -> "tuple[Analysis, list[str]]":
    """What is asked, and the columns of the draws; says which parameters are left out."""
    from haicsim.analysis.sensitivity.question import question_of
    from haicsim.show.sensitivity import show_left_out

    question = question_of(scenario, method, vary, size, draws, replications)
    show_left_out(question.left_out)
    return question.analysis, list(question.paths)


def _plain(row: object, outcome: str) -> dict[str, object]:
    return {"outcome": outcome, **{k: None if v != v else v for k, v in vars(row).items()}}
