"""`haicsim run SCENARIO`: simulate, keep the results, show the answer."""

import sys
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING

from haicsim.commands.arguments import (
    AcceptImplausible,
    Again,
    Compare,
    Engine,
    Figures,
    Journal,
    Json,
    Out,
    Overrides,
    Patients,
    PosteriorName,
    Replications,
    ScenarioFile,
    Seed,
    StudyFile,
    with_acceptance,
)

if TYPE_CHECKING:
    from haicsim.analysis.calibration.posterior import Posterior
    from haicsim.analysis.calibration.uncertain import Uncertain
    from haicsim.sim.scenario.model import Scenario


_AS_THEY_WERE = (
    "The results are there already, with figures as they were drawn then: --again draws them anew."
)


def run(
    scenario: ScenarioFile,
    patients: Patients = None,
    replications: Replications = None,
    seed: Seed = None,
    engine: Engine = None,
    set_: Overrides = None,
    accept_implausible: AcceptImplausible = False,
    study: StudyFile = "kurume",
    out: Out = None,
    again: Again = False,
    journal: Journal = None,
    compare: Compare = True,
    posterior: PosteriorName = None,
    figures: Figures = None,
    json: Json = False,
) -> None:
    """Simulate a scenario and compare survival with the published study, allowing for the study's size.

    haicsim run kurume

    haicsim run one-theatre --patients 2000 --seed 7

    haicsim run my.yaml --set policy.refusal=0.1 --out refusals

    haicsim run kurume --posterior kurume
    """
    from haicsim.api.keep import run_and_keep
    from haicsim.show.progress import following
    from haicsim.sized import load_sized

    size = {"patients": patients, "replications": replications, "seed": seed, "engine": engine}
    loaded = load_sized(scenario, with_acceptance(set_, accept_implausible), size, "--{name} {value}")
    drawn = _draws(loaded, posterior)
    with following() as say:
        kept = run_and_keep(loaded, study, out, again=again, journal=journal, compare=compare, progress=say)
    _say_of_figures(kept.there, figures)
    over = None if drawn is None else _over_draws(loaded, drawn)
    _show(kept.folder, loaded.question, study, kept.there, json, over, drawn.alarm if drawn else "")


def _say_of_figures(there: bool, figures: str | None) -> None:
    """That a run which was there already is not drawn otherwise."""
    if there and figures is not None:
        print(_AS_THEY_WERE, file=sys.stderr)


def _draws(scenario: "Scenario", named: str | None) -> "Posterior | None":
    """The posterior asked for, seen to go with the scenario before anything is simulated."""
    from haicsim.analysis.calibration.posterior import read_posterior
    from haicsim.analysis.calibration.uncertain import settings_for

    if named is None:
        return None
    found = read_posterior(named)
    settings_for(scenario, found, 1)
    return found


def _over_draws(scenario: "Scenario", posterior: "Posterior") -> "tuple[Uncertain, ...]":
    from haicsim.analysis.calibration.uncertain import uncertain
    from haicsim.show.progress import following

    with following() as say:
        return uncertain(scenario, posterior, say=say)


def _show(
    folder: Path,
    question: str,
    study: str,
    there: bool,
    json: bool,
    over: "tuple[Uncertain, ...] | None",
    alarm: str,
) -> None:
    """The answer of a folder of results, for people or for machines.

    over: the same over draws of a posterior. alarm: what speaks against that.
    """
    from haicsim.analysis.results.as_written import as_written
    from haicsim.analysis.results.read import read_answer
    from haicsim.analysis.studies import load_study
    from haicsim.show.answer import show_answer
    from haicsim.show.calibration import show_uncertain

    answer = read_answer(folder)
    if json:
        told = {} if over is None else {"alarm": alarm, "over_the_posterior": [asdict(each) for each in over]}
        print(dumps(answer | told, indent=2))
        return
    with as_written(folder):
        show_answer(answer, question, load_study(study), folder, there)
    if over is not None:
        show_uncertain(over, alarm)
