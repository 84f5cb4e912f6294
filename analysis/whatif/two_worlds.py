"""Two scenarios on the same people, each with surgery and without."""

from dataclasses import replace

from haicsim.analysis.whatif.decomposition import Decomposition, Lives, decompose, lives, over_ranges, split
from haicsim.analysis.whatif.ranges import Say, Where, at_ends, words_of
from haicsim.analysis.whatif.worlds import World, for_many_runs, same_people, without_surgery, world
from haicsim.sim.scenario.model import Scenario


def decomposed(before: Scenario, after: Scenario, say: Say, ranges: Where = True) -> Decomposition:
    """Where the change in the life of all who start comes from; InputError where they are not the same people.

    ranges: whether to look at both ends of what is not identified too, of both scenarios at once.
    """
    one, two = for_many_runs(before), for_many_runs(after)
    (first, mine), (second, theirs) = _pair(one, say), _pair(two, say)
    same_people(first, second)
    found = decompose(mine, theirs)
    if not ranges:
        return found
    there = dict(at_ends(two, _silent, "", ranges))
    ends = [
        split(lives_of(end), lives_of(there[where]))
        for where, end in at_ends(one, say, "where it comes from", ranges)
        if where in there
    ]
    return replace(found, ranges=over_ranges(found, ends), over=words_of(ranges))


def lives_of(scenario: Scenario) -> Lives:
    """Everybody with surgery and without."""
    return lives(world(scenario), world(without_surgery(scenario)))


def _pair(scenario: Scenario, say: Say) -> tuple[World, Lives]:
    say(f"{scenario.name}, with surgery and without", 0.0)
    as_it_is = world(scenario)
    return as_it_is, lives(as_it_is, world(without_surgery(scenario)))


def _silent(what: str, share: float) -> None:
    pass
