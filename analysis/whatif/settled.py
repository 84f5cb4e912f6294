"""A world named by a person: a scenario, or a folder of results, whose scenario is run again to the same bits."""

from pathlib import Path

from haicsim.analysis.results.folder import SCENARIO
from haicsim.analysis.results.origin import PROVENANCE, check_files
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario


def is_results(named: str | Path) -> bool:
    """Whether a name is that of a folder of results."""
    return (Path(named) / PROVENANCE).is_file()


def scenario_of(folder: Path) -> Scenario:
    """The scenario whose results a folder holds; InputError where the folder is none or the file was changed."""
    check_files(folder, (SCENARIO,))
    return load_scenario(folder / SCENARIO)
