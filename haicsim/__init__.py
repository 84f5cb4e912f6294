"""haicsim: what if more patients with unresectable liver cancer could be converted to surgery?

>>> import haicsim
>>> result = haicsim.run("kurume", patients=200)
>>> len(result.outcomes)
200
"""

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from haicsim.sim.run import Result
    from haicsim.sim.scenario.model import Scenario

__all__ = ["load", "run"]


def load(scenario: str | PathLike[str], overrides: Sequence[str] = ()) -> "Scenario":
    """Read and check a scenario: a path, or the name of a shipped one.

    overrides: as on the command line, for example ["surgery.ward_stay=21"]. Raises InputError with every fault.
    """
    from haicsim.sim.scenario.load import load_scenario

    return load_scenario(str(scenario), [overrides] if isinstance(overrides, str) else overrides)


def run(
    scenario: str | PathLike[str],
    *,
    patients: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    engine: str | None = None,
    overrides: Sequence[str] = (),
    journal: bool = True,
) -> "Result":
    """Simulate a scenario; `.outcomes` is one row per patient, `.journals` every event.

    scenario: a path, or the name of a shipped one. patients, replications, seed, engine ("auto", "process" or
    "compiled") stand in for those of the file. Raises InputError with every fault.
    """
    from haicsim.sim.run import run as simulate
    from haicsim.sized import load_sized

    size = {"patients": patients, "replications": replications, "seed": seed, "engine": engine}
    return simulate(load_sized(scenario, overrides, size, "{name}={value!r}"), journal)
