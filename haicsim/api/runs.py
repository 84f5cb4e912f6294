"""Runs: simulating a scenario, and reading results back."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from haicsim.api.result import Progress, Result
from haicsim.sized import ScenarioLike, load_sized


def run(
    scenario: ScenarioLike = "kurume",
    *,
    patients: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    engine: str | None = None,
    overrides: Sequence[str] = (),
    journal: bool = True,
    progress: Progress | None = None,
) -> Result:
    """Simulate a scenario: a Scenario, a path, the name of a shipped one, or a mapping (see `load`).

    patients, replications, seed, engine ("auto", "process" or "compiled") stand in for those of the scenario. overrides:
    as on the command line. journal: keep every event, about 1 kB a patient. progress: called with what is being done and
    the share of it that is done. Nothing is written; `Result.save` does that. Raises InputError with every fault.

    >>> import haicsim
    >>> kurume = haicsim.run("kurume", patients=100)
    >>> narrow = haicsim.run(kurume.scenario.with_({"capacity.theatre": 1}))
    >>> len(narrow.outcomes), narrow.cohort == kurume.cohort
    (100, True)
    """
    from haicsim.api.keep import simulated

    size = {"patients": patients, "replications": replications, "seed": seed, "engine": engine}
    return simulated(load_sized(scenario, overrides, size, "{name}={value!r}"), journal, progress)


def read(folder: str | PathLike[str]) -> Result:
    """Read a folder of results, as `haicsim run` and `Result.save` write it.

    Raises InputError where it is none, a file is not as it was written, or another version of haicsim wrote it in words
    this one does not know.

    >>> import haicsim, tempfile
    >>> result = haicsim.run("kurume", patients=50)
    >>> with tempfile.TemporaryDirectory() as place:
    ...     again = haicsim.read(result.save(f"{place}/first"))
    >>> again.outcomes.equals(result.outcomes)
    True
    """
    from haicsim.analysis.results.read import read_run

    place = Path(folder)
    return Result(read_run(place), folder=place)
