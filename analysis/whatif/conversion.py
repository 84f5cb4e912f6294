"""What if another share were converted, by one mechanism: who is converted then, how they fare, and what all starters gain."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from haicsim.analysis.survival.intervals import mean_interval
from haicsim.analysis.whatif.decomposition import Decomposition, Parts, decompose, lives, over_ranges, split
from haicsim.analysis.whatif.lever import Lever, Search
from haicsim.analysis.whatif.mechanisms import Mechanism
from haicsim.analysis.whatif.ranges import Ranged, Say, Where, at_ends, words_of
from haicsim.analysis.whatif.whom import features
from haicsim.analysis.whatif.worlds import (
    Interval,
    Mask,
    World,
    mean_of,
    same_people,
    sized,
    without_surgery,
    world,
)
from haicsim.sim.run import run
from haicsim.sim.scenario.model import Scenario

# conversion rates that other series have published; beyond them nothing was ever seen
SEEN = (0.05, 0.26)
FRESH = 5
AtEnd = tuple[str, tuple[Interval, ...]]
EVERYBODY, NOW, NOT, MARGINAL, BEFORE, NO_LONGER = (
    "all who start", "the converted", "the unconverted", "newly converted", "converted in both", "no longer converted",
)  # fmt: skip


@dataclass(frozen=True)
class Fare:
    """How some people fare: how many, mean months within 60 from entry, and the share alive at 60, as they were and now.

    change, gain: months, mean with 95% interval, pair by pair: now less before; and now less their own twins without surgery.
    features: who they are, see `whom`.
    """

    people: int
    months: tuple[float, float]
    alive: tuple[float, float]
    change: Interval
    gain: Interval
    features: dict[str, float]


@dataclass(frozen=True)
class Fresh:
    """The rate at the value found, on patients it was not looked for with: mean of some runs, with its 95% interval."""

    runs: int
    rate: Interval


@dataclass(frozen=True)
class Moved:
    """One rate by one mechanism. whom: by the names above. change, gain: months of all who start, and of the newly converted
    beside their twins without surgery, over the ranges; alive: share of all who start alive at 60 months."""

    mechanism: Mechanism
    lever: Lever
    scenario: Scenario
    fresh: Fresh | None
    whom: dict[str, Fare]
    parts: Decomposition
    change: Ranged
    gain: Ranged
    months: Ranged
    alive: Ranged

    @property
    def extrapolated(self) -> bool:
        """Whether no series has published such a rate."""
        return not SEEN[0] <= self.lever.target <= SEEN[1]


@dataclass
class Mover:
    """One scenario and one mechanism: what is simulated once serves every rate.

    base: everybody as it is. rate: the column whose share is to be reached, "converted" or "resected".
    """

    scenario: Scenario
    mechanism: Mechanism
    base: World
    rate: str
    say: Say

    @cached_property
    def base_without(self) -> World:
        """Everybody as it is, without surgery."""
        return world(without_surgery(self.scenario))

    @cached_property
    def roomy(self) -> Scenario:
        """The scenario with room for what is tried."""
        return self.mechanism.roomy(self.scenario)

    @cached_property
    def search(self) -> Search:
        """The rates tried so far."""
        least, most = self.mechanism.ends(self.scenario)
        return Search(self._rate, self.mechanism.present(self.scenario), least, most, len(self.base))

    def at(self, value: float) -> Scenario:
        """The scenario with the mechanism's number there; where it is now, nothing is moved."""
        return self.scenario if value == self.search.present else self.mechanism.at(self.roomy, value)

    def find(self, target: float) -> Lever:
        """The value that gives a rate."""
        self.say(f"{self.mechanism.name}: looking for {target:.0%}", 0.0)
        return self.search.find(target)

    def moved(self, lever: Lever, ranges: Where = True, fresh: bool = True) -> Moved:
        """All that is said of one rate that can be reached."""
        there = self.at(lever.value)
        now, without = world(there), world(without_surgery(there))
        same_people(self.base, now)
        whom = self._whom(now, without)
        ends, over = list(self._at_ends(lever.value, ranges)) if ranges else [], words_of(ranges)
        numbers = [end for end, _ in ends]
        parts = decompose(lives(self.base, self.base_without), lives(now, without))
        return Moved(
            self.mechanism,
            lever,
            there,
            self._fresh(there) if fresh else None,
            whom,
            replace(parts, ranges=over_ranges(parts, [each for _, each in ends])),
            _over(whom[EVERYBODY].change, numbers, 0, over),
            _over(whom[MARGINAL].gain, numbers, 1, over),
            _over(mean_of(now.months), numbers, 2, over),
            _over(mean_of(now.alive), numbers, 3, over),
        )

    def _rate(self, value: float) -> float:
        if value == self.search.present:
            return float(self.base.records[self.rate].mean())
        return float(run(self.at(value), journal=False).counted[self.rate].mean())

    def _whom(self, now: World, without: World) -> dict[str, Fare]:
        first, then = self.base.converted, now.converted
        masks = {
            EVERYBODY: np.ones(len(now), np.bool_), NOW: then, NOT: ~then, BEFORE: first & then,
            MARGINAL: then & ~first, NO_LONGER: first & ~then,
        }  # fmt: skip
        return {name: fare(self.base, now, without, mask) for name, mask in masks.items()}

    def _fresh(self, there: Scenario) -> Fresh:
        """The rate in replications that the search has not seen."""
        self.say(f"{self.mechanism.name}: fresh patients", 0.5)
        runs = self.scenario.run.replications
        records = run(sized(there, replications=runs + FRESH), journal=False).counted
        rates = [
            float(records[self.rate][records["replication"] == number].mean())
            for number in range(runs, runs + FRESH)
        ]
        return Fresh(FRESH, mean_interval(rates))

    def _at_ends(self, value: float, ranges: Where) -> list[tuple[AtEnd, Parts]]:
        """The same numbers at every end of the ranges, the mechanism's number being the same."""
        found: list[tuple[AtEnd, Parts]] = []
        moved = value != self.search.present
        for where, end in at_ends(self.scenario, self.say, self.mechanism.name, ranges):
            if where.partition(" = ")[0] == self.mechanism.path:
                continue  # the mechanism itself is what is moved
            there = self.mechanism.at(self.mechanism.roomy(end), value) if moved else end
            before, now, without = world(end), world(there), world(without_surgery(there))
            marginal = now.converted & ~before.converted
            numbers = (
                mean_of(now.months - before.months), mean_of((now.months - without.months)[marginal]),
                mean_of(now.months), mean_of(now.alive),
            )  # fmt: skip
            parts = split(lives(before, world(without_surgery(end))), lives(now, without))
            found.append(((where, numbers), parts))
        return found


def fare(before: World, now: World, without: World, who: Mask) -> Fare:
    """How some of the people fare in two worlds, and beside themselves without surgery."""
    if not who.any():
        none = (np.nan, np.nan, np.nan)
        return Fare(0, (np.nan, np.nan), (np.nan, np.nan), none, none, features(now.records[who]))
    return Fare(
        int(who.sum()),
        (float(before.months[who].mean()), float(now.months[who].mean())),
        (float(before.alive[who].mean()), float(now.alive[who].mean())),
        mean_of((now.months - before.months)[who]),
        mean_of((now.months - without.months)[who]),
        features(now.records[who]),
    )


def _over(own: Interval, ends: list[AtEnd], which: int, over: str) -> Ranged:
    return Ranged(own, tuple((where, numbers[which]) for where, numbers in ends), over)
