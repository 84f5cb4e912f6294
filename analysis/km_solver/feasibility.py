"""Whether any data set meets a set of demands: shown by one, refuted by proof, or left open."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import chain

from haicsim.analysis.km_solver.curve_bounds import refuted
from haicsim.analysis.km_solver.curves import EVER, CurveProblem, Demand
from haicsim.analysis.km_solver.histories import NONE, Histories, cost_of_state, given_up, list_histories
from haicsim.analysis.km_solver.joint_bounds import refuted_apart
from haicsim.analysis.km_solver.joint_search import JointSearch
from haicsim.analysis.km_solver.outer_bounds import OuterBounds
from haicsim.analysis.km_solver.witness import sampled_values, witness

NARROW = 50  # nodes with the same number at risk that the first search follows; the last follows `nodes` of the solver
FEW, LOTS = 2_000, 40_000  # copies drawn
SOME, MANY = 100_000, 1_000_000  # combinations whose bounds are followed
EFFORT, THOROUGH = 30_000, 300_000  # nodes followed in all
GIVE_UP = 200_000  # states of one small group; of larger groups fewer, so that work and memory stay the same
TOO_MANY = 400  # patients of one group of whom no histories are listed
ALTOGETHER = 1_500_000  # nodes followed in answering all questions about one set of curves
THIN = 40_000  # states of one group, chosen evenly, in which a data set is looked for where all are too many


class Feasibility(Enum):
    """possible: a data set was found. impossible: proved that there is none. open: neither within the limits."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    OPEN = "open"


@dataclass
class FeasibilitySolver:
    """Answers questions about one set of curves, each question once.

    states, nodes: how many states of a group, and of all groups together, with the same number at risk are followed
    before the search stops being complete. large: groups with demands under which too many states were met; may be shared by
    solvers of one study. Work and memory are bounded, and counted in states and nodes so that answers never depend on the
    machine: what is too large is judged by bounds alone.
    """

    problem: CurveProblem
    states: int = 20_000
    nodes: int = 20_000
    answers: dict[frozenset[Demand], Feasibility] = field(default_factory=dict)
    unproved: set[frozenset[Demand]] = field(default_factory=set)
    listed: dict[tuple[int, frozenset[Demand]], Histories] = field(default_factory=dict)
    large: list[tuple[str, frozenset[Demand]]] = field(default_factory=list)
    outer: OuterBounds = field(default_factory=OuterBounds)
    inexact: bool = False
    nodes_left: int = ALTOGETHER

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
        if _given_up(histories):
            return set(), False
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
        if _given_up(histories):
            return self._by_bounds(problem, histories)
        attempts = chain(iter([self._soon(problem, histories)]), self._later(problem, histories, thorough))
        return next((verdict for verdict in attempts if verdict is not Feasibility.OPEN), Feasibility.OPEN)

    def _soon(self, problem: CurveProblem, histories: list[Histories]) -> Feasibility:
        """The quickest ways: a narrow search, and bounds."""
        if _given_up(histories):
            return Feasibility.IMPOSSIBLE if self.outer.refuted(problem) else Feasibility.OPEN
        if not problem.unions and all(history.start != NONE for history in histories):
            return Feasibility.POSSIBLE
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

    def _by_bounds(self, problem: CurveProblem, histories: list[Histories]) -> Feasibility:
        """What can be said where some group has too many histories to list them."""
        self.inexact = True
        if self.outer.refuted(problem):
            return Feasibility.IMPOSSIBLE
        if problem.unions:
            return Feasibility.OPEN
        found = all(
            history.start != NONE or (history.given_up and self._thin(problem, leaf))
            for leaf, history in enumerate(histories)
        )
        return Feasibility.POSSIBLE if found else Feasibility.OPEN

    def _thin(self, problem: CurveProblem, leaf: int) -> bool:
        """Whether some history of a group by itself is found among a few at each number at risk."""
        n = problem.leaves[leaf][1]
        if n > TOO_MANY:
            return False
        most = max(THIN // cost_of_state(n) // ((n + 1) * (len(problem.moments) + 1)), 4)
        return list_histories(problem, leaf, most).start != NONE

    @staticmethod
    def _bounds(problem: CurveProblem, histories: list[Histories], most: int) -> bool:
        if all(history.complete for history in histories):
            return refuted_apart(problem, histories, most)
        return refuted(problem, histories)

    def _joint(
        self, problem: CurveProblem, histories: list[Histories], most: int, effort: int
    ) -> Feasibility:
        cost = cost_of_state(sum(n for _, n in problem.leaves))
        search = JointSearch(problem, histories, None, most, min(effort, self.nodes_left) // cost)
        found = search.run()
        self.nodes_left -= min(search.seen * cost, self.nodes_left)
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
        name, n = problem.leaves[leaf]
        own = frozenset(demand for demand in problem.demands if demand.curve == name)
        if n > TOO_MANY or any(name == other and own <= demands for other, demands in self.large):
            return given_up(n)
        key = leaf, own
        if key not in self.listed:
            self.listed[key] = list_histories(problem, leaf, self.states, give_up=GIVE_UP)
            if self.listed[key].given_up:
                self.large.append((name, own))
        return self.listed[key]


def _given_up(histories: list[Histories]) -> bool:
    return any(history.given_up for history in histories)
