"""Runs kept in folders: where they belong, what is there already, and what else is written beside the outcomes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from haicsim.api.result import Progress, Result

if TYPE_CHECKING:
    from haicsim.analysis.results.write import Beside
    from haicsim.analysis.studies import Study
    from haicsim.sim.scenario.model import Scenario

MOST_PATIENTS_WITH_JOURNAL = 200_000


@dataclass(frozen=True)
class KeptRun:
    """A folder of results. there: whether it was there already, so that nothing was simulated."""

    folder: Path
    there: bool


def run_and_keep(
    scenario: "Scenario",
    study: str = "kurume",
    out: Path | None = None,
    *,
    again: bool = False,
    journal: bool | None = None,
    compare: bool = True,
    progress: Progress | None = None,
) -> KeptRun:
    """What `haicsim run` does: simulate unless the results are there already, compare, and write everything.

    journal: whether every event is kept; None keeps it up to 200,000 patients. Raises InputError where the folder holds
    something else, cannot be written, or the run does not fit into memory.
    """
    from haicsim.analysis.results.folder import (
        BRIEFLY,
        IN_FULL,
        JOURNAL,
        already_there,
        check_place,
        folder_for,
    )
    from haicsim.analysis.results.origin import compared_with

    folder = folder_for(scenario, out)
    again = again or (journal is True and not (folder / JOURNAL).exists())
    whence = compared_with(_study_known(study), IN_FULL if compare else BRIEFLY)
    if already_there(folder, scenario, whence, again):
        return KeptRun(folder, True)
    patients = scenario.run.patients * scenario.run.replications
    kept = patients <= MOST_PATIENTS_WITH_JOURNAL if journal is None else journal
    check_place(folder)
    result = simulated(scenario, kept, progress)
    save_result(result, folder, study, compare, again, progress)
    return KeptRun(folder, False)


def _study_known(name: str) -> "Study":
    """A study, before anything is simulated; InputError where the simulator cannot pick its patients."""
    from haicsim.analysis.studies import load_study
    from haicsim.analysis.survival.counterparts import refuse_unknown_rule

    study = load_study(name)
    refuse_unknown_rule(study)
    return study


def simulated(scenario: "Scenario", journal: bool, progress: Progress | None = None) -> Result:
    """Simulate a scenario; InputError where it does not fit into memory."""
    from haicsim.memory import check_memory
    from haicsim.sim.engines.choice import choose, where_compiled
    from haicsim.sim.run import run

    settings, report, done = scenario.run, progress or _silent, 0
    patients = settings.patients * settings.replications

    def advance(more: int) -> None:
        nonlocal done
        done += more
        report(f"Simulating {patients:,} patients", done / patients)

    engine = choose(settings.engine, settings.patients, settings.replications).engine
    check_memory(patients, engine, journal)
    compiles = engine == "compiled" and where_compiled() == "absent"
    report(
        "Compiling the model, once: about a minute" if compiles else f"Simulating {patients:,} patients", 0.0
    )
    start = time.perf_counter()
    found = run(scenario, journal, advance)
    return Result(found, time.perf_counter() - start)


def save_result(
    result: Result,
    folder: str | PathLike[str] | None,
    study: str,
    compare: bool,
    again: bool,
    progress: Progress | None,
) -> Path:
    """Write the folder of a result, unless it is there already: the folder."""
    from haicsim.analysis.audit.calibration_targets import kept_worth
    from haicsim.analysis.figures.in_results import of_run
    from haicsim.analysis.results.folder import BRIEFLY, IN_FULL, already_there, check_place, folder_for
    from haicsim.analysis.results.origin import compared_with
    from haicsim.analysis.results.write import save
    from haicsim.analysis.studies import load_study

    report = progress or _silent
    published, scenario = load_study(study), result.scenario
    place = folder_for(scenario, None if folder is None else Path(folder))
    if already_there(place, scenario, compared_with(published, IN_FULL if compare else BRIEFLY), again):
        return place
    check_place(place)
    start = time.perf_counter()
    beside = _beside(scenario, published, study, report) if compare else None
    report("Writing results", 1.0)
    seconds = result.seconds + time.perf_counter() - start
    comparison = None if beside is None else beside.comparison
    draw = of_run(result.simulated, published, comparison, kept_worth(study))
    with backend_kept():
        return save(result.simulated, published, place, seconds, again, compare, beside, draw)


def _beside(scenario: "Scenario", study: "Study", name: str, progress: Progress) -> "Beside | None":
    """The comparison with studies of the published size; None where nobody would be shown by one."""
    from haicsim.analysis.audit.calibration_targets import read_targets
    from haicsim.analysis.results.write import Beside
    from haicsim.analysis.validation.counterfactual import conventions, without_surgery
    from haicsim.analysis.validation.replicates import NobodyError
    from haicsim.analysis.validation.verdict import compare_with

    try:
        found = compare_with(scenario, study, read_targets(name), power=False, report=progress)
    except NobodyError:
        return None
    return Beside(
        found, (without_surgery(scenario, found.pool, study, found.ends, progress), conventions(found.pool))
    )


@contextmanager
def backend_kept() -> Iterator[None]:
    """Leave matplotlib as a notebook had it: figures for files are drawn with a backend of their own."""
    import matplotlib

    before = matplotlib.get_backend()
    try:
        yield
    finally:
        if matplotlib.get_backend() != before:
            matplotlib.use(before)


def _silent(what: str, share: float) -> None:
    pass
