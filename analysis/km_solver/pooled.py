"""Pooled groups while their parts are followed one patient at a time."""

from dataclasses import dataclass
from math import factorial

from haicsim.analysis.km_solver.curves import Box, CurveProblem
from haicsim.analysis.km_solver.histories import Ahead, Histories, State, allowed, fits, look_ahead

Ids = tuple[int, ...]  # the state of each leaf, by number
Kms = tuple[
    int, ...
]  # the Kaplan-Meier estimate of each union times n!, 0 once no figure asks for it any more


@dataclass(frozen=True)
class Union:
    """One pooled group and what is demanded of it."""

    members: tuple[int, ...]
    n: int
    boxes: list[Box]
    ahead: Ahead
    judged: int


class Pooled:
    """Keeps the pooled estimates in step with the states of the groups they are made of."""

    def __init__(self, problem: CurveProblem, histories: list[Histories]) -> None:
        """Prepare the limits of each union."""
        self.risk = [[state[1] for state in history.states] for history in histories]
        self.events = [[state[2] for state in history.states] for history in histories]
        self.unions = [self._union(problem, name, members) for name, members in problem.unions]

    @staticmethod
    def _union(problem: CurveProblem, name: str, members: tuple[int, ...]) -> Union:
        boxes = problem.boxes(name)
        ahead = look_ahead(boxes, problem.events_in_all(name))
        return Union(members, problem.size(name), boxes, ahead, problem.judged(name))

    def full(self) -> Kms:
        """The estimates before anyone has left."""
        return tuple(factorial(union.n) if union.judged else 0 for union in self.unions)

    def at_next(self, passed: int, kms: Kms) -> Kms:
        """The estimates once so many moments have passed."""
        return tuple(km if passed < union.judged else 0 for union, km in zip(self.unions, kms, strict=True))

    def totals(self, ids: Ids) -> list[tuple[int, int]]:
        """The number at risk and of events in each union."""
        risk, events = self.risk, self.events
        found = []
        for union in self.unions:
            at_risk = dead = 0
            for leaf in union.members:
                at_risk += risk[leaf][ids[leaf]]
                dead += events[leaf][ids[leaf]]
            found.append((at_risk, dead))
        return found

    def after(
        self,
        passed: int,
        kms: Kms,
        totals: list[tuple[int, int]],
        events: tuple[int, ...],
        gone: tuple[int, ...],
    ) -> Kms | None:
        """The estimates after so many events, and so many leavings in all, in each leaf at one instant.

        None where the pooled figures can no longer come true, as far as looking ahead can tell.
        """
        fallen = []
        for union, km, (at_risk, dead) in zip(self.unions, kms, totals, strict=True):
            died = left = 0
            for leaf in union.members:
                died += events[leaf]
                left += gone[leaf]
            for place in range(died):
                km = km // (at_risk - place) * (at_risk - place - 1)
            if not allowed((passed, at_risk - left, dead + died, km), union.ahead):
                return None
            fallen.append(km)
        return tuple(fallen)

    def allowed(self, passed: int, ids: Ids, kms: Kms) -> bool:
        """Whether the pooled figures can still come true, as far as looking ahead can tell."""
        totals = self.totals(ids)
        return all(
            allowed((passed, at_risk, dead, km), union.ahead)
            for union, km, (at_risk, dead) in zip(self.unions, kms, totals, strict=True)
        )

    def fits(self, passed: int, kms: Kms, totals: list[tuple[int, int]]) -> bool:
        """Whether the pooled figures of one moment are met."""
        return all(
            fits((passed, at_risk, dead, km), union.boxes[passed])
            for union, km, (at_risk, dead) in zip(self.unions, kms, totals, strict=True)
        )

    def state(self, ids: Ids, kms: Kms, number: int) -> State:
        """The state of one union (moments passed not counted)."""
        return (0, *self.totals(ids)[number], kms[number])
