"""From what is set on the page to the scenario that is run."""

from dataclasses import dataclass

from haicsim.analysis.page.link import Side, State
from haicsim.analysis.page.target import Target, find
from haicsim.analysis.page.upload import read_upload
from haicsim.analysis.whatif.ranges import Say
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario


@dataclass(frozen=True)
class Made:
    """A scenario ready to be run. base: the shipped scenario it builds on, or None. target: what was found, if asked."""

    scenario: Scenario
    base: str | None
    target: Target | None = None


def read(side: Side, overrides: list[str]) -> Scenario:
    """The scenario of a side with values set as after `--set`; InputError with every fault."""
    if side.file is None:
        return load_scenario(side.name, overrides)
    return read_upload(side.file, side.name, overrides)


def make(state: State, side: Side, say: Say) -> Made:
    """The scenario of a side as all is set; InputError with every fault. Looks for the conversion rate, if one is asked.

    say: called with what is being done and the share of it that is done.
    """
    size = [f"run.patients={state.patients}", f"run.seed={state.seed}", "run.replications=1"]
    scenario = read(side, [*size, *side.settings.overrides(read(side, []))])
    base = side.name if side.file is None else None
    if side.settings.by is None or side.settings.to is None:
        return Made(scenario, base)
    found = find(scenario, side.settings.by, side.settings.to, say)
    return Made(found.scenario, base, found)
