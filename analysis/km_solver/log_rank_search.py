"""The log-rank p values that patients with given curves can have."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from haicsim.analysis.km_solver.curves import CurveProblem
from haicsim.analysis.km_solver.histories import NONE, Histories
from haicsim.analysis.km_solver.pooled import Ids, Kms, Pooled

NO_ARM = -1
GIVE_UP = 200_000  # moves after which nothing is said, where all must be followed
MOST_MOVES = 250_000  # moves after which a search among some of them stops
Numbers = tuple[int, ...]  # one for each leaf
Sums = tuple[float, ...]  # observed minus expected in all arms but the last, then their variances
Node = tuple[Ids, Kms, Sums]


@dataclass
class Attainable:
    """p values found, and whether all there are were found."""

    p_values: list[float] = field(default_factory=list)
    complete: bool = True


class LogRankSearch:
    """Follows the arms through every order of events and censorings, adding up the terms of the test.

    arm_of: the arm of each leaf, NO_ARM for a leaf outside the comparison. ties: whether events in one
    instant are considered as well. most: how many nodes with the same number at risk are kept (an even
    choice by how far the arms have drawn apart; give_up: nothing at all instead).
    """

    def __init__(
        self,
        problem: CurveProblem,
        histories: list[Histories],
        arm_of: list[int],
        ties: bool,
        most: int,
        give_up: bool = False,
    ) -> None:
        """Nobody has left yet. histories: of each leaf, followed until nobody is left."""
        leaves = range(len(problem.leaves))
        self.histories = histories
        self.pooled = Pooled(problem, self.histories)
        self.arm_of = arm_of
        self.arms = max(arm_of) + 1
        self.ties = ties
        self.most = most
        self.give_up = give_up
        self.seen = 0
        self.chance = random.Random(0)
        self.moments = len(problem.moments)
        self.none = (0,) * len(leaves)
        self.ones = [tuple(int(other == leaf) for other in leaves) for leaf in leaves]

    def run(self) -> Attainable:
        """All p values reached."""
        found = Attainable(complete=all(history.complete for history in self.histories))
        if any(history.start == NONE for history in self.histories):
            return found
        free = self.arms - 1
        start: Ids = tuple(history.start for history in self.histories)
        first: Node = (start, self.pooled.full(), (0.0,) * (free + free * free))
        front = {sum(history.n for history in self.histories): {first}}
        for passed in range(self.moments):
            front = self._one_period(passed, front, found)
        sums = {node[2] for nodes in front.values() for node in nodes}
        found.p_values = sorted(p for p in map(self._p_value, sums) if p is not None)
        return found

    def _one_period(
        self, passed: int, front: dict[int, set[Node]], found: Attainable
    ) -> dict[int, set[Node]]:
        after: dict[int, set[Node]] = {}
        for risk in range(max(front, default=-1), -1, -1):
            for ids, kms, sums in self._kept(front.pop(risk, set()), found):
                if self.seen > (GIVE_UP if self.give_up else MOST_MOVES):
                    found.complete = False
                    return {}
                totals = self.pooled.totals(ids)
                stepped = tuple(history.step[one] for history, one in zip(self.histories, ids, strict=True))
                if NONE not in stepped and self.pooled.fits(passed, kms, totals):
                    after.setdefault(risk, set()).add((stepped, self.pooled.at_next(passed + 1, kms), sums))
                for moved, events, gone in self._leavings(ids):
                    self.seen += 1
                    fallen = self.pooled.after(passed, kms, totals, events, gone)
                    if fallen is not None:
                        added = self._add(sums, self._at_risk(ids), events)
                        front.setdefault(risk - sum(gone), set()).add((moved, fallen, added))
        return after

    def _kept(self, nodes: set[Node], found: Attainable) -> set[Node]:
        """All nodes of a level; where there are too many, some evenly by how far the arms are apart and some at random."""
        if self.give_up and (len(nodes) > self.most or self.seen > GIVE_UP):
            found.complete = False
            return set()
        if len(nodes) <= self.most:
            return nodes
        found.complete = False
        ordered = sorted(nodes, key=lambda node: (node[2], node[0], node[1]))
        half = self.most // 2
        even = {ordered[round(place * (len(ordered) - 1) / (half - 1))] for place in range(half)}
        return even | set(self.chance.sample(ordered, half))

    def _leavings(self, ids: Ids) -> Iterator[tuple[Ids, Numbers, Numbers]]:
        """A censoring in one group, or one or more events at one instant: states after, events, leavings."""
        for leaf, history in enumerate(self.histories):
            target = history.censor[ids[leaf]]
            if target != NONE:
                yield (*ids[:leaf], target, *ids[leaf + 1 :]), self.none, self.ones[leaf]
        chains = [self._chain(leaf, one) for leaf, one in enumerate(ids)]
        if not self.ties:
            for leaf, chain in enumerate(chains):
                if len(chain) > 1:
                    yield (*ids[:leaf], chain[1], *ids[leaf + 1 :]), self.ones[leaf], self.ones[leaf]
            return
        for numbers in product(*(range(len(chain)) for chain in chains)):
            if any(numbers):
                moved = tuple(chain[number] for chain, number in zip(chains, numbers, strict=True))
                yield moved, numbers, numbers

    def _chain(self, leaf: int, one: int) -> list[int]:
        """The states of a group after 0, 1, 2... events in a row."""
        chain = [one]
        while (target := self.histories[leaf].event[chain[-1]]) != NONE:
            chain.append(target)
            if not self.ties:
                break
        return chain

    def _at_risk(self, ids: Ids) -> list[int]:
        """The number at risk in each arm."""
        at_risk = [0] * self.arms
        for leaf, arm in enumerate(self.arm_of):
            if arm != NO_ARM:
                at_risk[arm] += self.pooled.risk[leaf][ids[leaf]]
        return at_risk

    def _add(self, sums: Sums, at_risk: list[int], numbers: Numbers) -> Sums:
        """The test's sums after one instant with events (hypergeometric mean and variance)."""
        events = [0] * self.arms
        for arm, number in zip(self.arm_of, numbers, strict=True):
            if arm != NO_ARM:
                events[arm] += number
        total, dead = sum(at_risk), sum(events)
        if dead == 0:
            return sums
        free = self.arms - 1
        shares = [n / total for n in at_risk[:free]]
        spread = dead * (total - dead) / (total - 1) if total > 1 else 0.0
        added = list(sums)
        for i in range(free):
            added[i] += events[i] - dead * shares[i]
            for j in range(free):
                added[free + i * free + j] += spread * shares[i] * ((i == j) - shares[j])
        return tuple(round(each, 9) for each in added)

    def _p_value(self, sums: Sums) -> float | None:
        """The p value of the test; None where no arm's events could have been otherwise."""
        from scipy.special import chdtrc

        free = self.arms - 1
        difference = np.array(sums[:free])
        variance = np.array(sums[free:]).reshape(free, free)
        if abs(np.linalg.det(variance)) < 1e-12:
            return None
        statistic = float(difference @ np.linalg.solve(variance, difference))
        return float(chdtrc(free, max(statistic, 0.0)))
