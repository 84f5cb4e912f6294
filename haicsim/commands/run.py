"""`haicsim run SCENARIO`: simulate, keep the results, show the answer."""

from json import dumps
from pathlib import Path

from haicsim.commands.arguments import (
    AcceptImplausible,
    Again,
    Compare,
    Engine,
    Journal,
    Json,
    Out,
    Overrides,
    Patients,
    Replications,
    ScenarioFile,
    Seed,
    StudyFile,
    with_acceptance,
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
    json: Json = False,
) -> None:
    """Simulate a scenario and compare survival with the published study, allowing for the study's size.

    haicsim run kurume

    haicsim run one-theatre --patients 2000 --seed 7

    haicsim run my.yaml --set policy.refusal=0.1 --out refusals
    """
    from haicsim.api.keep import run_and_keep
    from haicsim.show.progress import progress_bar
    from haicsim.sized import load_sized

    size = {"patients": patients, "replications": replications, "seed": seed, "engine": engine}
    loaded = load_sized(scenario, with_acceptance(set_, accept_implausible), size, "--{name} {value}")
    with progress_bar() as progress:
        bar = progress.add_task("Reading", total=1.0)
        kept = run_and_keep(
            loaded, study, out, again=again, journal=journal, compare=compare,
            progress=lambda what, share: progress.update(bar, description=what, completed=share),
        )  # fmt: skip
    _show(kept.folder, loaded.question, study, kept.there, json)


def _show(folder: Path, question: str, study: str, there: bool, json: bool) -> None:
    """The answer of a folder of results, for people or for machines."""
    from haicsim.analysis.results.as_written import as_written
    from haicsim.analysis.results.read import read_answer
    from haicsim.analysis.studies import load_study
    from haicsim.show.answer import show_answer

    answer = read_answer(folder)
    if json:
        print(dumps(answer, indent=2))
        return
    with as_written(folder):
        show_answer(answer, question, load_study(study), folder, there)
