"""Whether the groups' histories can be interleaved so that the pooled figures come true as well."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import factorial

from haicsim.analysis.km_solver.curves import CurveProblem, Demand
from haicsim.analysis.km_solver.histories import NONE, Histories, State
from haicsim.analysis.km_solver.pooled import Ids, Kms, Pooled
from haicsim.analysis.km_solver.rounding import prints_as

Node = tuple[Ids, Kms, str]  # state of each leaf, estimate of each union, watched value


@dataclass
class Found:
    """What a search saw.

    possible: the end was reached. complete: every possibility was followed, so that not reaching it
    is a proof. values: values of the watched figure, as they would print.
    """

    possible: bool = False
    complete: bool = True
    values: set[str] = field(default_factory=set)


class JointSearch:
    """Follows all groups at once, one patient at a time, through every interleaving that can succeed.

    most: how many nodes with the same number at risk are followed; beyond, a sample is (and the search
    is no longer complete). watched: a demand whose attainable values are wanted (itself not imposed).
    give_up: how many nodes are followed in all, beyond which nothing is said.
    """

    def __init__(
        self,
        problem: CurveProblem,
        histories: list[Histories],
        watched: Demand | None = None,
        most: int = 30_000,
        give_up: int = 10**9,
    ) -> None:
        """Start before the first patient leaves."""
        self.problem = problem
        self.histories = histories
        self.pooled = Pooled(problem, histories)
        self.ends = [problem.events_in_all(name) for name, _ in problem.leaves]
        self.union_ends = [problem.events_in_all(name) for name, _ in problem.unions]
        self.watched = watched
        self.most = most
        self.give_up = give_up
        self.seen = 0
        self.last = len(problem.moments)
        self.chance = random.Random(0)
        self.none = (0,) * len(histories)
        self.ones = [
            tuple(int(other == leaf) for other in range(len(histories))) for leaf in range(len(histories))
        ]

    def run(self) -> Found:
        """Search from beginning to end."""
        found = Found()
        if any(history.start == NONE for history in self.histories):
            return found
        first: Node = (tuple(history.start for history in self.histories), self.pooled.full(), "")
        if not self.pooled.allowed(0, first[0], first[1]):
            return found
        front: dict[int, set[Node]] = {sum(history.n for history in self.histories): {first}}
        for passed in range(self.last):
            front, complete = self._one_period(passed, front)
            found.complete &= complete
        for node in (node for risk in sorted(front, reverse=True) for node in front[risk]):
            self._end(node, found)
        return found

    def _one_period(self, passed: int, front: dict[int, set[Node]]) -> tuple[dict[int, set[Node]], bool]:
        """All that can happen until one more moment has passed."""
        after: dict[int, set[Node]] = {}
        complete = True
        for risk in range(max(front, default=-1), -1, -1):
            nodes = front.pop(risk, set())
            self.seen += len(nodes)
            if self.seen > self.give_up:
                return {}, False
            if len(nodes) > self.most:
                complete = False
                nodes = self._some(nodes)
            for node in nodes:
                stepped = self._step(passed, node)
                if stepped is not None:
                    after.setdefault(risk, set()).add(stepped)
                for following in self._leavings(passed, node):
                    front.setdefault(risk - 1, set()).add(following)
        return after, complete

    def _some(self, nodes: set[Node]) -> set[Node]:
        """A choice among too many nodes: half evenly by the pooled estimates, half at random."""
        ordered = sorted(nodes, key=lambda node: (node[1], node[0], node[2]))
        half = self.most // 2
        even = {ordered[round(place * (len(ordered) - 1) / (half - 1))] for place in range(half)}
        return even | set(self.chance.sample(ordered, half))

    def _leavings(self, passed: int, node: Node) -> Iterator[Node]:
        """Each way in which the next patient can leave the number at risk."""
        ids, kms, value = node
        totals = self.pooled.totals(ids)
        for leaf, history in enumerate(self.histories):
            one = self.ones[leaf]
            for table, events in ((history.event, one), (history.censor, self.none)):
                target = table[ids[leaf]]
                if target != NONE:
                    fallen = self.pooled.after(passed, kms, totals, events, one)
                    if fallen is not None:
                        yield (*ids[:leaf], target, *ids[leaf + 1 :]), fallen, value

    def _step(self, passed: int, node: Node) -> Node | None:
        """The node after the next moment, or None where its demands are not met."""
        ids, kms, value = node
        targets = tuple(history.step[one] for history, one in zip(self.histories, ids, strict=True))
        if NONE in targets or not self.pooled.fits(passed, kms, self.pooled.totals(ids)):
            return None
        if self.watched is not None and self.watched.first.moment == self.problem.moments[passed]:
            value = self._value(node)
        kms = self.pooled.at_next(passed + 1, kms)
        return (targets, kms, value) if self.pooled.allowed(passed + 1, targets, kms) else None

    def _end(self, node: Node, found: Found) -> None:
        """Take in a node at which all moments have passed."""
        ends = self._events_at_end(node)
        if ends is None:
            return
        found.possible = True
        if self.watched is None:
            return
        if self.watched.first.moment is None:
            found.values |= self._values_at_end(ends)
        else:
            found.values.add(node[2])

    def _events_at_end(self, node: Node) -> list[tuple[int, int]] | None:
        """The events each leaf may end with, or None where a pooled number cannot be made up."""
        ends = []
        for leaf, (low, high) in enumerate(self.ends):
            _, risk, events, _ = self.histories[leaf].states[node[0][leaf]]
            ends.append((max(low, events), min(high, events + risk)))
        for (least, most), (_, members) in zip(self.union_ends, self.problem.unions, strict=True):
            if (
                sum(ends[leaf][0] for leaf in members) > most
                or sum(ends[leaf][1] for leaf in members) < least
            ):
                return None
        return ends

    def _values_at_end(self, ends: list[tuple[int, int]]) -> set[str]:
        """The numbers of events over the whole follow-up that the watched curve may have."""
        assert self.watched is not None
        curve = self.watched.curve
        members = dict(self.problem.unions).get(curve)
        if members is None:
            leaf = self._leaf(curve)
            low, high = ends[leaf]
            for (least, most), (_, union) in zip(self.union_ends, self.problem.unions, strict=True):
                others = [ends[member] for member in union if member != leaf]
                if leaf in union:
                    low = max(low, least - sum(end[1] for end in others))
                    high = min(high, most - sum(end[0] for end in others))
        else:
            low, high = sum(ends[leaf][0] for leaf in members), sum(ends[leaf][1] for leaf in members)
        size = self.problem.size(curve)
        censored = self.watched.first.what == "censored"
        return {str(size - number if censored else number) for number in range(low, high + 1)}

    def _value(self, node: Node) -> str:
        """The value of the watched figure at this node, as it would print."""
        assert self.watched is not None
        _, risk, events, km = self._curve_state(node, self.watched.curve)
        if self.watched.first.what == "at_risk":
            return str(risk)
        if self.watched.first.what == "events":
            return str(events)
        share = Fraction(100 * km, factorial(self.problem.size(self.watched.curve)))
        return prints_as(share, self.watched.decimals, self.problem.convention)

    def _leaf(self, curve: str) -> int:
        return [name for name, _ in self.problem.leaves].index(curve)

    def _curve_state(self, node: Node, curve: str) -> State:
        for number, (name, _) in enumerate(self.problem.unions):
            if name == curve:
                return self.pooled.state(node[0], node[1], number)
        leaf = self._leaf(curve)
        return self.histories[leaf].states[node[0][leaf]]
