"""Two runs in one figure: survival of everyone who started, with numbers at risk."""

from pathlib import Path
from typing import Any

from haicsim.analysis.figures import survival_by
from haicsim.analysis.results.read import read_records
from haicsim.analysis.survival.observation import Times, endpoint


def draw(first: Path, second: Path) -> Any:
    """The figure of two folders of results; InputError where one is none.

    Each is called by its scenario, or by its folder where both are of one name.
    """
    found = [_everyone(folder) for folder in (first, second)]
    names = [name for name, _ in found]
    if names[0] == names[1]:
        names = [folder.resolve().name for folder in (first, second)]
    if names[0] == names[1]:
        names = [str(first), str(second) if first != second else f"{second}, again"]
    times = {name: each for name, (_, each) in zip(names, found, strict=True)}
    return survival_by.draw(times, "itt").figure


def _everyone(folder: Path) -> tuple[str, Times]:
    """A run's scenario by name, and everyone who is counted, from the decision for HAIC."""
    scenario, records = read_records(folder)
    return scenario.name, endpoint(records[records["counted"]], scenario.run.base("horizon"), "os", "entry")
