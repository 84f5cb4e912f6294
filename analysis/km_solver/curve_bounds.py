"""Bounds that hold for every data set of a group, for groups too large to list: a proof of what cannot be."""

from bisect import insort
from collections.abc import Collection
from math import factorial

from haicsim.analysis.km_solver.curves import Box, CurveProblem
from haicsim.analysis.km_solver.histories import NONE, Histories, look_ahead

Span = tuple[int, int]  # survival times n!, from and to
Spans = dict[tuple[int, int], list[Span]]  # by number at risk and events so far
Pairs = set[tuple[int, int]]


class CurveBounds:
    """Where the Kaplan-Meier estimate of one curve can lie, for every number at risk and of events, as intervals.

    Close values are covered by one interval, so more is let through than is possible, never less: where nothing
    is left, no data set fits. risk_and_events: the pairs possible at each moment, where known from the parts of a
    pooled group. finest: how many intervals are told apart for one pair.
    """

    def __init__(
        self,
        problem: CurveProblem,
        curve: str,
        risk_and_events: list[Pairs] | None = None,
        finest: int = 24,
    ) -> None:
        """Prepare the limits of one curve."""
        self.n = problem.size(curve)
        self.boxes = problem.boxes(curve)
        self.in_all = problem.events_in_all(curve)
        self.ahead = look_ahead(self.boxes, self.in_all)
        self.known = risk_and_events
        self.finest = finest

    def run(self) -> list[Pairs]:
        """The pairs of number at risk and events possible at each moment; an empty set is a proof of impossibility."""
        spans: Spans = {(self.n, 0): [(factorial(self.n), factorial(self.n))]}
        found: list[Pairs] = []
        for passed, box in enumerate(self.boxes):
            spans = self._pass(passed, self._leave(passed, spans), box)
            found.append(set(spans))
        ends = {pair for pair in spans if pair[1] <= self.in_all[1] and sum(pair) >= self.in_all[0]}
        return [*found, ends]

    def _leave(self, passed: int, spans: Spans) -> Spans:
        """Everything that can happen before the next moment."""
        spans = {pair: list(each) for pair, each in spans.items()}
        for risk in range(self.n, 0, -1):
            for events in range(self.n - risk + 1):
                for low, high in spans.get((risk, events), ()):
                    fallen = (low // risk * (risk - 1), -(-high // risk) * (risk - 1))
                    self._add(spans, passed, (risk - 1, events + 1), fallen)
                    self._add(spans, passed, (risk - 1, events), (low, high))
        return spans

    def _add(self, spans: Spans, passed: int, pair: tuple[int, int], span: Span) -> None:
        risk, events = pair
        ahead = self.ahead
        if span[1] < ahead.km_least[passed] or risk < ahead.risk_least[passed]:
            return
        if events > ahead.events_most[passed] or events + risk < ahead.in_all[0]:
            return
        here = spans.setdefault(pair, [])
        if span not in here:
            insort(here, span)
            self._merge(here)

    def _merge(self, here: list[Span]) -> None:
        """Join the two closest intervals while there are too many."""
        while len(here) > self.finest:
            gaps = [here[place + 1][0] - here[place][1] for place in range(len(here) - 1)]
            place = gaps.index(min(gaps))
            first, second = here[place], here.pop(place + 1)
            here[place] = (first[0], max(first[1], second[1]))

    def _pass(self, passed: int, spans: Spans, box: Box) -> Spans:
        """What is left when the moment's demands are met."""
        left: Spans = {}
        known = None if self.known is None else self.known[passed]
        for pair, each in spans.items():
            inside = box.risk[0] <= pair[0] <= box.risk[1] and box.events[0] <= pair[1] <= box.events[1]
            if not inside or (known is not None and pair not in known):
                continue
            cut = [(max(low, box.km[0]), min(high, box.km[1])) for low, high in each]
            kept = [(low, high) for low, high in cut if low <= high]
            if kept:
                left[pair] = kept
        return left


def leaf_pairs(problem: CurveProblem, leaf: int, histories: Histories) -> list[Pairs]:
    """The pairs of number at risk and events one leaf can have at each moment: listed, or bounded where too many."""
    if not histories.complete:
        return CurveBounds(problem, problem.leaves[leaf][0]).run()
    last = len(problem.moments)
    found: list[Pairs] = [set() for _ in range(last + 1)]
    for one, (passed, risk, events, _) in enumerate(histories.states):
        if passed == last:
            found[last].add((risk, events))
        elif histories.step[one] != NONE:
            found[passed].add((risk, events))
    return found


def refuted(problem: CurveProblem, histories: list[Histories]) -> bool:
    """Whether bounds alone prove that no data set fits all demands."""
    pairs = [leaf_pairs(problem, leaf, each) for leaf, each in enumerate(histories)]
    if any(not at_moment for leaf in pairs for at_moment in leaf):
        return True
    for name, members in problem.unions:
        together = [
            _sums([pairs[leaf][moment] for leaf in members]) for moment in range(len(problem.moments))
        ]
        if not all(CurveBounds(problem, name, together).run()):
            return True
    return False


def _sums(parts: list[Collection[tuple[int, int]]]) -> Pairs:
    """All sums of one pair from each part."""
    total: Pairs = {(0, 0)}
    for part in parts:
        total = {(risk + one, events + other) for risk, events in total for one, other in part}
    return total
