"""Whether any data set meets a set of demands: shown by one, refuted by proof, or left open."""

from dataclasses import dataclass, field, replace
from enum import Enum

from analysis.audit.curves import EVER, CurveProblem, Demand
from analysis.audit.envelope import refuted
from analysis.audit.histories import NONE, Histories, list_histories
from analysis.audit.joint import Found, JointSearch

NARROW = (50, 500, 3000)  # widths tried before the full one


class Verdict(Enum):
    """possible: a data set was found. impossible: proved that there is none. open: neither within the limits."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    OPEN = "open"


@dataclass
class Oracle:
    """Answers questions about one set of curves, each question once.

    states, nodes: how many states of a group, and of all groups together, with the same number at risk are followed
    before the search stops being complete.
    """

    problem: CurveProblem
    states: int = 20_000
    nodes: int = 20_000
    answers: dict[frozenset[Demand], Verdict] = field(default_factory=dict)
    listed: dict[tuple[int, frozenset[Demand]], Histories] = field(default_factory=dict)

    def ask(self, demands: frozenset[Demand]) -> Verdict:
        """Whether these demands can all be met at once."""
        known = self.answers.get(demands)
        if known is None:
            known = self._from_others(demands) or self._search(self.problem.only(demands))[0]
            self.answers[demands] = known
        return known

    def values(self, demands: frozenset[Demand], watched: Demand) -> tuple[set[str], bool]:
        """The values a further figure can take under these demands, as they would print; whether all are listed."""
        limits = tuple(replace(limit, inside=EVER) for limit in watched.limits)
        free = replace(watched, limits=limits)
        found = self._search(self.problem.only(demands).plus(free), free)[1]
        return found.values, found.complete

    def _from_others(self, demands: frozenset[Demand]) -> Verdict | None:
        """An answer that follows from an earlier one: fewer demands are easier, more are harder."""
        for asked, verdict in self.answers.items():
            if verdict is Verdict.IMPOSSIBLE and asked <= demands:
                return verdict
            if verdict is Verdict.POSSIBLE and asked >= demands:
                return verdict
        return None

    def _search(self, problem: CurveProblem, watched: Demand | None = None) -> tuple[Verdict, Found]:
        histories = []
        for leaf in range(len(problem.leaves)):
            histories.append(self._histories(problem, leaf))
            if histories[-1].start == NONE and histories[-1].complete:
                return Verdict.IMPOSSIBLE, Found()
        complete = all(history.complete for history in histories)
        if not complete and refuted(problem, histories):
            return Verdict.IMPOSSIBLE, Found()
        found = self._joint(problem, histories, watched)
        found.complete &= complete
        if found.possible:
            return Verdict.POSSIBLE, found
        if found.complete or (complete and refuted(problem, histories)):
            return Verdict.IMPOSSIBLE, found
        return Verdict.OPEN, found

    def _histories(self, problem: CurveProblem, leaf: int) -> Histories:
        """The histories of one leaf, which depend on its own demands alone."""
        name = problem.leaves[leaf][0]
        key = leaf, frozenset(demand for demand in problem.demands if demand.curve == name)
        if key not in self.listed:
            self.listed[key] = list_histories(problem, leaf, self.states)
        return self.listed[key]

    def _joint(self, problem: CurveProblem, histories: list[Histories], watched: Demand | None) -> Found:
        """First narrow searches, which find a data set soon where there are many; then the full one."""
        for most in () if watched is not None else NARROW:
            found = JointSearch(problem, histories, None, most).run()
            if found.possible or found.complete:
                return found
        return JointSearch(problem, histories, watched, self.nodes).run()
