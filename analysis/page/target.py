"""A conversion rate asked for on the page: the value of a mechanism's number that gives it, on the same patients."""

from dataclasses import dataclass

from haicsim.analysis.whatif.conversion import Mover
from haicsim.analysis.whatif.mechanisms import CAPACITY, mechanism
from haicsim.analysis.whatif.ranges import Say
from haicsim.analysis.whatif.worlds import for_many_runs, world
from haicsim.sim.scenario.model import Scenario

DIGITS = 6  # of the number found: more would say nothing, and a file with fewer is read by people


@dataclass(frozen=True)
class Target:
    """What was found. scenario: with the number there, or as it was where the rate cannot be reached.

    said: a sentence on what was moved, from where to where, or how far the rate can be moved at all. caveat: what the model
    cannot know of it.
    """

    scenario: Scenario
    reached: bool
    said: str
    caveat: str


class _Heard(Mover):
    """Says of every value that it is tried, so that whoever listens can end the search."""

    def at(self, value: float) -> Scenario:
        """The scenario with the mechanism's number there."""
        self.say(f"Looking for the conversion rate: {self.mechanism.name} at {value:.4g}", 0.0)
        return super().at(value)


def find(scenario: Scenario, by: str, to: float, say: Say) -> Target:
    """Look for the rate; InputError where the mechanism is not to be had in the scenario or follow-up is short.

    say: called before every run that is made, with what is being done and a share.
    """
    lever = mechanism(scenario, by)
    mover = _Heard(for_many_runs(scenario), lever, world(scenario), "converted", say)
    found, unit = mover.find(to), lever.unit(scenario)
    now = f"{lever.present(scenario):g}"
    what = "places of all that is scarce, times" if lever.path == CAPACITY else lever.path
    if not found.reached:
        said = (
            f"{100 * to:.0f}% cannot be reached by {lever.words}: the nearest is {100 * found.ceiling:.1f}%, with {what} = "
            f"{found.ceiling_at:g} {unit}".rstrip()
            + f" (now {now}). The scenario is shown as it is."
        )
        return Target(scenario, False, said, lever.caveat)
    value = float(f"{found.value:.{DIGITS}g}")
    said = f"{lever.words[0].upper()}{lever.words[1:]}: {what} from {now} to {value:g} {unit}".rstrip() + "."
    there = scenario if value == lever.present(scenario) else lever.at(lever.roomy(scenario), value)
    return Target(there, True, said, lever.caveat)
