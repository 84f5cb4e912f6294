"""Two scenarios on the same people, each with surgery and without."""

from haicsim.analysis.whatif.decomposition import Decomposition, Lives, decompose, lives
from haicsim.analysis.whatif.ranges import Say
from haicsim.analysis.whatif.worlds import World, for_many_runs, same_people, without_surgery, world
from haicsim.sim.scenario.model import Scenario


def decomposed(before: Scenario, after: Scenario, say: Say) -> Decomposition:
    """Where the change in the life of all who start comes from; InputError where they are not the same people."""
    (first, mine), (second, theirs) = (
        _pair(for_many_runs(each), say, done) for each, done in ((before, 0.0), (after, 0.5))
    )
    same_people(first, second)
    return decompose(mine, theirs)


def _pair(scenario: Scenario, say: Say, done: float) -> tuple[World, Lives]:
    say(f"{scenario.name}", done)
    as_it_is = world(scenario)
    say(f"{scenario.name} without surgery", done + 0.25)
    return as_it_is, lives(as_it_is, world(without_surgery(scenario)))
