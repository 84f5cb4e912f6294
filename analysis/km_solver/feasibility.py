"""Whether any data set meets a set of demands: shown by one, refuted by proof, or left open."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import chain

from haicsim.analysis.km_solver.curve_bounds import refuted
from haicsim.analysis.km_solver.curves import EVER, CurveProblem, Demand
from haicsim.analysis.km_solver.histories import NONE, Histories, list_histories
from haicsim.analysis.km_solver.joint_bounds import refuted_apart
from haicsim.analysis.km_solver.joint_search import JointSearch
from haicsim.analysis.km_solver.witness import sampled_values, witness

NARROW = 50  # nodes with the same number at risk that the first search follows; the last follows `nodes` of the solver
FEW, LOTS = 2_000, 40_000  # copies drawn
SOME, MANY = 100_000, 1_000_000  # combinations whose bounds are followed
EFFORT, THOROUGH = 30_000, 300_000  # nodes followed in all


class Feasibility(Enum):
    """possible: a data set was found. impossible: proved that there is none. open: neither within the limits."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    OPEN = "open"


@dataclass
class FeasibilitySolver:
    """Answers questions about one set of curves, each question once.

    states, nodes: how many states of a group, and of all groups together, with the same number at risk are followed
    before the search stops being complete.
    """

    problem: CurveProblem
    states: int = 20_000
    nodes: int = 20_000
    answers: dict[frozenset[Demand], Feasibility] = field(default_factory=dict)
    unproved: set[frozenset[Demand]] = field(default_factory=set)
    listed: dict[tuple[int, frozenset[Demand]], Histories] = field(default_factory=dict)

    def ask(self, demands: frozenset[Demand], thorough: bool = True) -> Feasibility:
        """Whether these demands can all be met at once. thorough: whether the slowest ways are tried as well."""
        known = self.answers.get(demands)
        if known is None:
            known = self._from_others(demands) or self._search(self.problem.only(demands), thorough)
            self.answers[demands] = known
        return known

    def refutes(self, demands: frozenset[Demand]) -> bool:
        """Whether it is soon proved that these demands cannot all be met; False is no answer."""
        known = self.answers.get(demands) or self._from_others(demands)
        if known is None and demands not in self.unproved:
            problem = self.problem.only(demands)
            histories = self._all_histories(problem)
            known = Feasibility.IMPOSSIBLE if histories is None else self._soon(problem, histories)
            if known is Feasibility.OPEN:
                self.unproved.add(demands)
            else:
                self.answers[demands] = known
        return known is Feasibility.IMPOSSIBLE

    def values(self, demands: frozenset[Demand], watched: Demand) -> tuple[set[str], bool]:
        """The values a further figure can take under these demands, as they would print; whether all are listed."""
        limits = tuple(replace(limit, inside=EVER) for limit in watched.limits)
        free = replace(watched, limits=limits)
        problem = self.problem.only(demands).plus(free)
        histories = self._all_histories(problem)
        if histories is None:
            return set(), True
        found = JointSearch(problem, histories, free, self.nodes, EFFORT).run()
        complete = found.complete and all(history.complete for history in histories)
        return (found.values if complete else found.values | sampled_values(problem, free, FEW)), complete

    def _from_others(self, demands: frozenset[Demand]) -> Feasibility | None:
        """An answer that follows from an earlier one: fewer demands are easier, more are harder."""
        for asked, verdict in self.answers.items():
            if verdict is Feasibility.IMPOSSIBLE and asked <= demands:
                return verdict
            if verdict is Feasibility.POSSIBLE and asked >= demands:
                return verdict
        return None

    def _search(self, problem: CurveProblem, thorough: bool) -> Feasibility:
        """The quickest ways first, then slower ones."""
        histories = self._all_histories(problem)
        if histories is None:
            return Feasibility.IMPOSSIBLE
        attempts = chain(iter([self._soon(problem, histories)]), self._later(problem, histories, thorough))
        return next((verdict for verdict in attempts if verdict is not Feasibility.OPEN), Feasibility.OPEN)

    def _soon(self, problem: CurveProblem, histories: list[Histories]) -> Feasibility:
        """The quickest ways: a narrow search, and bounds."""
        quick = self._joint(problem, histories, NARROW, EFFORT)
        if quick is Feasibility.OPEN and self._bounds(problem, histories, SOME):
            return Feasibility.IMPOSSIBLE
        return quick

    def _later(
        self, problem: CurveProblem, histories: list[Histories], thorough: bool
    ) -> Iterator[Feasibility]:
        """The slower ways, one after the other; the wide search, which hardly ever adds an answer, comes last."""
        yield Feasibility.POSSIBLE if witness(problem, FEW) else Feasibility.OPEN
        yield Feasibility.IMPOSSIBLE if self._bounds(problem, histories, MANY) else Feasibility.OPEN
        if thorough:
            yield Feasibility.POSSIBLE if witness(problem, LOTS) else Feasibility.OPEN
        yield self._joint(problem, histories, self.nodes, THOROUGH if thorough else EFFORT)

    @staticmethod
    def _bounds(problem: CurveProblem, histories: list[Histories], most: int) -> bool:
        if all(history.complete for history in histories):
            return refuted_apart(problem, histories, most)
        return refuted(problem, histories)

    @staticmethod
    def _joint(problem: CurveProblem, histories: list[Histories], most: int, effort: int) -> Feasibility:
        found = JointSearch(problem, histories, None, most, effort).run()
        if found.possible:
            return Feasibility.POSSIBLE
        proved = found.complete and all(history.complete for history in histories)
        return Feasibility.IMPOSSIBLE if proved else Feasibility.OPEN

    def _all_histories(self, problem: CurveProblem) -> list[Histories] | None:
        """The histories of each leaf; None where one has none at all, which is proved."""
        histories = []
        for leaf in range(len(problem.leaves)):
            histories.append(self._histories(problem, leaf))
            if histories[-1].start == NONE and histories[-1].complete:
                return None
        return histories

    def _histories(self, problem: CurveProblem, leaf: int) -> Histories:
        """The histories of one leaf, which depend on its own demands and on the moments alone."""
        name = problem.leaves[leaf][0]
        key = leaf, frozenset(demand for demand in problem.demands if demand.curve == name)
        if key not in self.listed:
            self.listed[key] = list_histories(problem, leaf, self.states)
        return self.listed[key]
