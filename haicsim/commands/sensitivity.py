"""`haicsim sensitivity SCENARIO`: which parameters the outcomes depend on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haicsim.commands.arguments import (
    Engine,
    Json,
    Out,
    Overrides,
    Patients,
    Replications,
    ScenarioFile,
    Seed,
    whole_number,
)
from haicsim.commands.sweep import AnewOption, CellOption, Cluster, MaxHours, ShardOption, Workers, shard_of
from haicsim.working import How, say_failures, tell_one, work_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from haicsim.analysis.measures.outcome_measures import Outcome
    from haicsim.analysis.sensitivity.design import Analysis
    from haicsim.analysis.sensitivity.factors import Factor
    from haicsim.sim.errors import InputError
    from haicsim.sim.scenario.model import Scenario

_PATIENTS = 2000
_LARGEST = 1 << 20
_REPLICATIONS = {"oneway": 10}

Method = Annotated[
    str,
    typer.Option("--method", metavar="NAME", help="oneway, twoway, morris, sobol, pawn, prcc or regression."),
]
Outcomes = Annotated[
    str, typer.Option("--outcome", metavar="A,B,...", help="Outcome measures: conversion_rate,os60.")
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
    outcome: Outcomes = "conversion_rate,os60",
    vary: Vary = None,
    size: Size = None,
    draws: Draws = None,
    patients: Patients = None,
    replications: Replications = None,
    seed: Seed = None,
    engine: Engine = None,
    set_: Overrides = None,
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

    asked, repeat = named_outcomes(outcome), replications or _REPLICATIONS.get(method, 1)
    given = {"patients": patients, "replications": replications, "seed": seed, "engine": engine}
    loaded = _loaded(scenario, set_, given)
    question, paths = _question(loaded, method, vary or [], size, draws, repeat)
    how = How(shard_of(shard), again, workers, cluster, max_hours)
    if cell is None:
        _worked(question, asked, paths, out, how, json)
    else:
        tell_one(question.work, cell)


def _worked(
    question: "Analysis", asked: "list[Outcome]", paths: list[str], out: Path | None, how: How, json: bool
) -> None:
    """Run the cells and, if all are done, print the answer."""
    folder = out if out is not None else Path("results") / question.work.name
    if work_on(question.work, folder, how) is not None:
        _answer(question, asked, paths, folder, json)


def _answer(question: "Analysis", asked: "list[Outcome]", paths: list[str], folder: Path, json: bool) -> None:
    """Tables, figures and the screen; exit code 4 and no answer where cells failed."""
    from haicsim.analysis.experiments.checkpoint_log import read_finished
    from haicsim.analysis.figures.in_results import draw_sensitivity
    from haicsim.analysis.results.formats import as_json
    from haicsim.analysis.sensitivity.report import answers_of, rows_of, write_answers
    from haicsim.show.sensitivity import show_answers

    _, log = read_finished(folder)
    say_failures(question.work, log.finished)
    answers = answers_of(question, log, asked, paths)
    write_answers(answers, folder)
    draw_sensitivity(question, log, answers, folder)
    if json:
        print(as_json(rows_of(answers)), end="")
    else:
        show_answers(answers)
        print(
            f"\n{len(question.work.cells):,} cells, kept in {folder}/: cells.parquet, indices.csv, figures/"
        )


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
    replications: int,
) -> "tuple[Analysis, list[str]]":
    """What is asked, and the columns of the draws; InputError where the method does not fit."""
    from haicsim.analysis.experiments.draws import read_draws
    from haicsim.analysis.sensitivity.design import ask, ask_draws
    from haicsim.analysis.sensitivity.sampling import METHODS, SIZES
    from haicsim.sim.errors import nearest_name

    engine = scenario.run.engine
    if method == "regression":
        if draws is None:
            raise _refused("--method regression", "needs --draws, a table of joint draws")
        table = read_draws(draws, str(draws), size)
        return ask_draws(scenario, table, replications, engine, str(draws)), list(table[0])
    if method not in METHODS:
        known = [*METHODS, "regression"]
        raise _refused(
            f"--method {method}", f"must be one of {', '.join(known)}", nearest_name(method, known)
        )
    factors = _factors(scenario, method, vary, draws)
    many = SIZES[method] if size is None else size
    _refuse_size(method, many, len(factors))
    return ask(scenario, factors, method, many, replications, engine), []


def _factors(scenario: "Scenario", method: str, vary: list[str], draws: Path | None) -> "list[Factor]":
    """The parameters moved: those asked for, or all that can be moved together."""
    from haicsim.analysis.experiments.draws import read_draws
    from haicsim.analysis.sensitivity.compatible import compatible, refuse_left_out
    from haicsim.analysis.sensitivity.factors import factors_of, refuse_estimated_together
    from haicsim.show.sensitivity import show_left_out

    if not vary and method not in ("oneway", "morris"):
        raise _refused(
            f"--method {method}", "needs parameters: name each by --vary (morris finds which matter)"
        )
    factors, left_out = compatible(scenario, factors_of(scenario, vary), method != "oneway")
    if vary:
        refuse_left_out(left_out)
    show_left_out(left_out)
    if draws is not None:
        refuse_estimated_together(factors, list(read_draws(draws, str(draws))[0]), str(draws))
    return factors


def _refuse_size(method: str, size: int, factors: int) -> None:
    """InputError for a design that cannot be made."""
    if method == "twoway" and factors != 2:
        raise _refused("--method twoway", f"needs two parameters, not {factors}")
    if not (3 if method == "twoway" else 1) <= size <= _LARGEST:
        raise _refused(f"--size {size}", f"must be between 1 (3 for a map) and {_LARGEST:,}")
    if method == "sobol" and size & (size - 1):
        raise _refused(f"--size {size}", "must be a power of 2 for a Sobol design")


def _refused(option: str, rule: str, nearest: str | None = None) -> "InputError":
    from haicsim.sim.errors import Fault, InputError

    return InputError([Fault(option, None, "", "", rule, nearest)])
