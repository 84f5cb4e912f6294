"""How many places are enough: `haicsim.capacity`."""

import json
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haicsim.api.keep_files import saved
from haicsim.api.result import Progress
from haicsim.sized import ScenarioLike, load_sized

if TYPE_CHECKING:
    import pandas

    from haicsim.analysis.experiments.capacity_search import CapacityFound


class CapacityResult:
    """The smallest number of places found, every number tried, and the demand quarter by quarter.

    found: as `haicsim.analysis.experiments.capacity_search` gives it.
    """

    def __init__(self, found: "CapacityFound") -> None:
        """Wrap what the search gives."""
        self.found = found

    @property
    def places(self) -> int:
        """The smallest number of places that keeps the limit."""
        return self.found.places

    @property
    def trials(self) -> "pandas.DataFrame":
        """One row for each number of places tried: places, value, loss, low, high (95% interval of the loss), kept."""
        import pandas as pd

        return pd.DataFrame([vars(trial) for trial in self.found.trials])

    @property
    def demand(self) -> "pandas.DataFrame":
        """What the patients ask for a quarter where nothing is in their way: what, low, middle, high (90% band), quarters."""
        import pandas as pd

        columns = ["what", "low", "middle", "high", "quarters"]
        return pd.DataFrame([vars(band) for band in self.found.quarters], columns=columns)

    def as_dict(self) -> dict[str, Any]:
        """All of it in plain numbers, as `haicsim capacity --json` prints it; what has no value is None."""
        from haicsim.analysis.results.formats import as_json

        found, run = self.found, self.found.scenario.run
        content = {
            "scenario": found.scenario.name, "set": list(found.scenario.set_by_hand),
            "patients": run.patients, "replications": run.replications, "seed": run.seed,
            "resource": found.resource, "keep": found.limit.text, "unit": found.limit.unit, "places": found.places,
            "session_days": found.session_days, "unlimited": found.unlimited,
            "trials": [vars(trial) for trial in found.trials], "demand_per_quarter": [vars(band) for band in found.quarters],
        }  # fmt: skip
        plain: dict[str, Any] = json.loads(as_json(content))
        return plain

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write capacity.json, trials.csv and demand.csv into a folder; InputError where it holds something else."""
        files = {"capacity.json": self.as_dict(), "trials.csv": self.trials, "demand.csv": self.demand}
        return saved(Path(folder), files, {})

    def __repr__(self) -> str:
        """The answer in two lines."""
        found = self.found
        return (
            f"<CapacityResult {found.scenario.name}: {found.places} of {found.resource} keep {found.limit.text}\n"
            " .places .trials .demand .as_dict() .save(folder)>"
        )


def capacity(
    scenario: ScenarioLike, resource: str, keep: str, *, patients: int | None = None, replications: int | None = None,
    seed: int | None = None, engine: str | None = None, overrides: Sequence[str] = (), most: int | None = None,
    progress: Progress | None = None,
) -> CapacityResult:  # fmt: skip
    """The smallest number of places of a resource with which patients fare almost as if it were unlimited.

    resource: as in `capacity` of a scenario, "infusion_bed". keep: "OUTCOME_loss<NUMBER" for any outcome measure, in its unit
    ("conversion_loss<0.01": at most one in a hundred fewer are converted), or "wait_median<DAYS", "wait_p90<DAYS" of those who
    ask. Every number of places is tried on the same patients with the same random numbers. most: places at the most.
    progress: called with what is being done and a share. Raises InputError for what is not known, and where no number of
    places keeps the limit.

    >>> import haicsim
    >>> found = haicsim.capacity("kurume", "infusion_bed", "wait_median<10", patients=150, engine="process")
    >>> found.places < 30, bool(found.trials.set_index("places").loc[found.places, "kept"])
    (True, True)
    """
    from haicsim.analysis.experiments.capacity_limit import limit_of
    from haicsim.analysis.experiments.capacity_search import resource_number, smallest_capacity
    from haicsim.api.sweeps import in_words_of_python
    from haicsim.memory import check_worlds

    size = {"patients": patients, "replications": replications, "seed": seed, "engine": engine}
    with in_words_of_python():
        number, limit = resource_number(resource), limit_of(keep)
        loaded = load_sized(scenario, overrides, size, "{name}={value!r}")
        check_worlds([loaded], journal=True, worlds=2)
        return CapacityResult(smallest_capacity(loaded, number, limit, most, progress))
