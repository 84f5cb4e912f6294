"""Every history of one group that agrees with its own printed figures: the states it can pass through."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import factorial

from analysis.audit.curves import Box, CurveProblem

# moments passed, number at risk, events so far, survival times n! (0 once no figure asks for survival any more)
State = tuple[int, int, int, int]
Moves = tuple[
    State | None, State | None, State | None
]  # after an event, after a censoring, after the next moment
NONE = -1


@dataclass(frozen=True)
class Histories:
    """The states of one group from which its figures can still come true, and the moves between them.

    States are numbered; `start` is NONE where no history agrees. event, censor, step: the state after an event,
    after a censoring, and after the next moment has passed; NONE where that cannot be.
    complete: every state is listed; otherwise there were too many and only some were kept.
    """

    n: int
    states: list[State]
    start: int
    event: list[int]
    censor: list[int]
    step: list[int]
    complete: bool


@dataclass(frozen=True)
class Ahead:
    """What a state must satisfy because of moments still to come, and at the end."""

    km_least: list[int]
    risk_least: list[int]
    events_most: list[int]
    in_all: tuple[int, int]


def look_ahead(boxes: list[Box], in_all: tuple[int, int]) -> Ahead:
    """Survival and numbers at risk only fall and events only rise, so later limits bind earlier states."""
    km_least, risk_least, events_most = [0], [0], [in_all[1]]
    for box in reversed(boxes):
        km_least.append(max(km_least[-1], box.km[0]))
        risk_least.append(max(risk_least[-1], box.risk[0]))
        events_most.append(min(events_most[-1], box.events[1]))
    return Ahead(km_least[::-1], risk_least[::-1], events_most[::-1], in_all)


def allowed(state: State, ahead: Ahead) -> bool:
    """Whether a state may still lead to the printed figures, as far as looking ahead can tell."""
    passed, risk, events, km = state
    return (
        km >= ahead.km_least[passed]
        and risk >= ahead.risk_least[passed]
        and events <= ahead.events_most[passed]
        and events + risk >= ahead.in_all[0]
    )


def fits(state: State, box: Box) -> bool:
    """Whether a state satisfies what is demanded at one moment."""
    _, risk, events, km = state
    return (
        box.km[0] <= km <= box.km[1]
        and box.risk[0] <= risk <= box.risk[1]
        and box.events[0] <= events <= box.events[1]
    )


class _Listing:
    """The states of one group, found from the start forward, level by level."""

    def __init__(self, problem: CurveProblem, leaf: int, most: int) -> None:
        self.name, self.n = problem.leaves[leaf]
        self.boxes = problem.boxes(self.name)
        self.in_all = problem.events_in_all(self.name)
        self.judged = problem.judged(self.name)
        self.ahead = look_ahead(self.boxes, self.in_all)
        self.most = most
        self.complete = True
        self.states: list[State] = []
        self.after: list[Moves] = []

    def moves(self, state: State) -> Moves:
        """The states after an event, a censoring, and the passing of the next moment."""
        passed, risk, events, km = state
        if passed == len(self.boxes):
            return None, None, None
        event = censor = step = None
        if risk > 0:
            event = self._if_allowed((passed, risk - 1, events + 1, km // risk * (risk - 1)))
            censor = self._if_allowed((passed, risk - 1, events, km))
        if fits(state, self.boxes[passed]):
            step = self._if_allowed((passed + 1, risk, events, km if passed + 1 < self.judged else 0))
        return event, censor, step

    def fill(self) -> None:
        """Go through all levels: moments passed upwards, numbers at risk downwards."""
        first = self._if_allowed((0, self.n, 0, factorial(self.n) if self.judged else 0))
        levels: dict[tuple[int, int], set[State]] = {(0, self.n): {first}} if first else {}
        for passed in range(len(self.boxes) + 1):
            for risk in range(self.n, -1, -1):
                for state in self._thinned(levels.pop((passed, risk), set())):
                    after = self.moves(state)
                    self.states.append(state)
                    self.after.append(after)
                    for following in after:
                        if following is not None:
                            levels.setdefault(following[:2], set()).add(following)

    def _if_allowed(self, state: State) -> State | None:
        return state if allowed(state, self.ahead) else None

    def _thinned(self, states: set[State]) -> Iterable[State]:
        """All states of a level, or an even choice by survival where there are too many."""
        if len(states) <= self.most:
            return sorted(states)
        self.complete = False
        ordered = sorted(states, key=lambda state: (state[3], state[2]))
        return [ordered[round(place * (len(ordered) - 1) / (self.most - 1))] for place in range(self.most)]


def list_histories(problem: CurveProblem, leaf: int, most: int = 20_000) -> Histories:
    """Every live state of one leaf; beyond `most` with the same number at risk, an even choice of them."""
    listing = _Listing(problem, leaf, most)
    listing.fill()
    number = {state: one for one, state in enumerate(listing.states)}
    last = len(listing.boxes)
    live = [False] * len(listing.states)
    for one in range(len(listing.states) - 1, -1, -1):  # moves only lead to states listed later
        state = listing.states[one]
        live[one] = state[0] == last or any(
            live[number[after]] for after in listing.after[one] if after in number
        )
    kept = [one for one, alive in enumerate(live) if alive]
    new = {listing.states[one]: place for place, one in enumerate(kept)}
    tables = [[new.get(listing.after[one][move], NONE) for one in kept] for move in range(3)]  # type: ignore[arg-type]
    states = [listing.states[one] for one in kept]
    start = 0 if states and states[0][:2] == (0, listing.n) else NONE
    return Histories(listing.n, states, start, tables[0], tables[1], tables[2], listing.complete)
