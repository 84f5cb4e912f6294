"""`haicsim run SCENARIO`: simulate, keep the results, show the answer."""

import sys
import time
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING

from haicsim.commands.arguments import (
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
)

if TYPE_CHECKING:
    from rich.progress import Progress

    from haicsim.analysis.results.write import Beside
    from haicsim.analysis.studies import Study
    from haicsim.sim.scenario.model import Scenario

MOST_PATIENTS_WITH_JOURNAL = 200_000


def run(
    scenario: ScenarioFile,
    patients: Patients = None,
    replications: Replications = None,
    seed: Seed = None,
    engine: Engine = None,
    set_: Overrides = None,
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
    from haicsim.analysis.results.folder import BRIEFLY, IN_FULL, JOURNAL, already_there, folder_for
    from haicsim.analysis.results.origin import compared_with
    from haicsim.analysis.studies import load_study
    from haicsim.sized import load_sized

    size = {"patients": patients, "replications": replications, "seed": seed, "engine": engine}
    loaded = load_sized(scenario, set_ or (), size, "--{name} {value}")
    published = load_study(study)
    folder = folder_for(loaded, out)
    again = again or (journal is True and not (folder / JOURNAL).exists())
    there = already_there(folder, loaded, compared_with(published, IN_FULL if compare else BRIEFLY), again)
    if not there:
        _simulate(loaded, published, folder, journal, again, study if compare else None)
    _show(folder, loaded.question, there, json)


def _show(folder: Path, question: str, there: bool, json: bool) -> None:
    """The answer of a folder of results, for people or for machines."""
    from haicsim.analysis.results.read import read_answer
    from haicsim.show.answer import show_answer

    answer = read_answer(folder)
    if json:
        print(dumps(answer, indent=2))
    else:
        show_answer(answer, question, folder, there)


def _simulate(
    scenario: "Scenario",
    study: "Study",
    folder: Path,
    journal: bool | None,
    again: bool,
    marks_of: str | None,
) -> None:
    """Run with a progress bar on the error stream, and write everything; compared in full where marks are named."""
    from haicsim.analysis.figures.in_results import of_run
    from haicsim.analysis.results.folder import check_place
    from haicsim.analysis.results.write import save
    from haicsim.memory import check_memory
    from haicsim.sim.engines.choice import choose
    from haicsim.sim.run import run as simulate

    patients = scenario.run.patients * scenario.run.replications
    kept = patients <= MOST_PATIENTS_WITH_JOURNAL if journal is None else journal
    engine = choose(scenario.run.engine, scenario.run.patients, scenario.run.replications).engine
    check_place(folder)
    check_memory(patients, engine, kept)
    start = time.perf_counter()
    with _progress() as progress:
        bar = progress.add_task(f"Simulating {patients:,} patients{_patience(engine)}", total=patients)
        result = simulate(scenario, kept, lambda done: progress.advance(bar, done))
        beside = _beside(scenario, study, marks_of, progress) if marks_of is not None else None
        progress.update(bar, description="Writing results")
        draw = of_run(result, study, None if beside is None else beside.comparison)
        seconds = time.perf_counter() - start
        save(result, study, folder, seconds, again, marks_of is not None, beside, draw)


def _beside(scenario: "Scenario", study: "Study", name: str, progress: "Progress") -> "Beside | None":
    """The comparison with studies of the published size; None where nobody would be shown by one."""
    from haicsim.analysis.audit.calibration_targets import read_marks
    from haicsim.analysis.results.write import Beside
    from haicsim.analysis.validation.counterfactual import conventions, without_surgery
    from haicsim.analysis.validation.replicates import NobodyError
    from haicsim.analysis.validation.verdict import compare_with

    bar = progress.add_task("Simulating studies of the paper's size", total=1.0)
    try:
        found = compare_with(
            scenario, study, read_marks(name), power=False,
            report=lambda what, share: progress.update(bar, description=what, completed=share),
        )  # fmt: skip
    except NobodyError:
        return None
    return Beside(found, (without_surgery(scenario, found.pool), conventions(found.pool)))


def _progress() -> "Progress":
    """A bar for people who watch; nothing in a log or a pipe."""
    from rich.console import Console
    from rich.progress import Progress

    return Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


def _patience(engine: str) -> str:
    return (
        " (the first run on a machine compiles the model: about half a minute)"
        if engine == "compiled"
        else ""
    )
