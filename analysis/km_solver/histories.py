"""Every history of one group that agrees with its own printed figures: the states it can pass through."""

from dataclasses import dataclass
from itertools import groupby
from math import factorial

from haicsim.analysis.km_solver.curves import Box, CurveProblem

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
    complete: every state is listed; otherwise there were too many and only some were kept, or those close in survival
    were taken for one. given_up: there were so many that none was kept.
    """

    n: int
    states: list[State]
    start: int
    event: list[int]
    censor: list[int]
    step: list[int]
    complete: bool
    given_up: bool = False


@dataclass(frozen=True)
class Ahead:
    """What a state must satisfy because of moments still to come, and at the end.

    share_most: the most survival for each patient at risk, as a fraction (numerator, denominator).
    """

    km_least: list[int]
    risk_least: list[int]
    events_most: list[int]
    share_most: list[tuple[int, int]]
    in_all: tuple[int, int]


def look_ahead(boxes: list[Box], in_all: tuple[int, int]) -> Ahead:
    """What later limits demand of earlier states.

    Survival and numbers at risk only fall and events only rise. Survival for each patient at risk only rises: an event
    leaves it as it is, a censoring shares the same survival among fewer.
    """
    km_least, risk_least, events_most = [0], [0], [in_all[1]]
    share_most = [(1, 0)]
    for box in reversed(boxes):
        km_least.append(max(km_least[-1], box.km[0]))
        risk_least.append(max(risk_least[-1], box.risk[0]))
        events_most.append(min(events_most[-1], box.events[1]))
        most, later = (box.km[1], box.risk[0]), share_most[-1]
        share_most.append(most if most[0] * later[1] < later[0] * most[1] else later)
    return Ahead(km_least[::-1], risk_least[::-1], events_most[::-1], share_most[::-1], in_all)


def allowed(state: State, ahead: Ahead) -> bool:
    """Whether a state may still lead to the printed figures, as far as looking ahead can tell."""
    passed, risk, events, km = state
    most, patients = ahead.share_most[passed]
    return (
        km >= ahead.km_least[passed]
        and risk >= ahead.risk_least[passed]
        and events <= ahead.events_most[passed]
        and events + risk >= ahead.in_all[0]
        and km * patients <= most * risk
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

    def __init__(
        self, problem: CurveProblem, leaf: int, most: int, merge: bool, slack: int, give_up: int
    ) -> None:
        self.name, self.n = problem.leaves[leaf]
        self.boxes = (
            [box.widened(slack) for box in problem.boxes(self.name)] if slack else problem.boxes(self.name)
        )
        self.in_all = problem.events_in_all(self.name)
        self.judged = problem.judged(self.name)
        self.counted = problem.counted(self.name) if merge else len(self.boxes) + 1
        self.ahead = look_ahead(self.boxes, self.in_all)
        self.most, self.merge = most, merge
        self.give_up = give_up // cost_of_state(self.n)
        self.complete = True
        self.same_as: dict[State, State] = {}
        self.states: list[State] = []
        self.after: list[Moves] = []

    def moves(self, state: State) -> Moves:
        """The states after an event, a censoring, and the passing of the next moment."""
        passed, risk, events, km = state
        if passed == len(self.boxes):
            return None, None, None
        event = censor = step = None
        if risk > 0:
            counted = events + 1 if passed < self.counted else 0
            event = self._if_allowed((passed, risk - 1, counted, km // risk * (risk - 1)))
            censor = self._if_allowed((passed, risk - 1, events, km))
        if fits(state, self.boxes[passed]):
            events = events if passed + 1 < self.counted else 0
            step = self._if_allowed((passed + 1, risk, events, km if passed + 1 < self.judged else 0))
        return event, censor, step

    def fill(self) -> bool:
        """Go through all levels: moments passed upwards, numbers at risk downwards. False where there are too many states."""
        first = self._if_allowed((0, self.n, 0, factorial(self.n) if self.judged else 0))
        levels: dict[tuple[int, int], set[State]] = {(0, self.n): {first}} if first else {}
        for passed in range(len(self.boxes) + 1):
            for risk in range(self.n, -1, -1):
                level = self._thinned(levels.pop((passed, risk), set()))
                if len(self.states) + sum(map(len, (level, *levels.values()))) > self.give_up:
                    return False
                for state in level:
                    after = self.moves(state)
                    self.states.append(state)
                    self.after.append(after)
                    for following in after:
                        if following is not None:
                            levels.setdefault(following[:2], set()).add(following)
        return True

    def _if_allowed(self, state: State) -> State | None:
        return state if allowed(state, self.ahead) else None

    def _thinned(self, states: set[State]) -> list[State]:
        """All states of a level, or an even choice by survival where there are too many."""
        if len(states) <= self.most:
            return sorted(states)
        self.complete = False
        if self.merge:
            return self._merged(sorted(states, key=lambda state: state[2:]))
        ordered = sorted(states, key=lambda state: (state[3], state[2]))
        return [ordered[round(place * (len(ordered) - 1) / (self.most - 1))] for place in range(self.most)]

    def _merged(self, ordered: list[State]) -> list[State]:
        """Some of the states, each standing for those next to it with as many events; the lowest and highest are kept."""
        kept: list[State] = []
        for run in (list(run) for _, run in groupby(ordered, key=lambda state: state[2])):
            many = max(1, len(run) * self.most // len(ordered))
            for part in range(many):
                alike = run[part * len(run) // many : (part + 1) * len(run) // many]
                kept.append(alike[part * (len(alike) - 1) // max(many - 1, 1)])
                self.same_as.update((state, kept[-1]) for state in alike if state is not kept[-1])
        return kept


def cost_of_state(n: int) -> int:
    """How much one state of a group of n takes, in work and memory: survival times n! has more digits the larger n is."""
    return 1 + n // 25


def given_up(n: int) -> Histories:
    """No histories of a group of n, because there are too many."""
    return Histories(n, [], NONE, [], [], [], complete=False, given_up=True)


def list_histories(
    problem: CurveProblem,
    leaf: int,
    most: int = 20_000,
    merge: bool = False,
    slack: int = 0,
    give_up: int = 10**9,
) -> Histories:
    """Every live state of one leaf; beyond `most` with the same number at risk, an even choice of them.

    merge: each chosen one then stands for those close to it, so that nothing is left out but survival is inexact, and
    events are no longer counted once no figure asks for them. slack: how much more than printed survival may then be
    off, in hundredths of what is printed. give_up: how many states of a small group are listed before nothing is kept; of a
    large one fewer (see `cost_of_state`).
    """
    listing = _Listing(problem, leaf, most, merge, slack, give_up)
    if not listing.fill():
        return given_up(listing.n)
    number = {state: one for one, state in enumerate(listing.states)}
    number.update((state, number[kept]) for state, kept in listing.same_as.items())
    last = len(listing.boxes)
    live = [False] * len(listing.states)
    for one in range(len(listing.states) - 1, -1, -1):  # moves only lead to states listed later
        state = listing.states[one]
        live[one] = state[0] == last or any(
            live[number[after]] for after in listing.after[one] if after in number
        )
    kept = [one for one, alive in enumerate(live) if alive]
    new = {one: place for place, one in enumerate(kept)}
    places = {state: new.get(one, NONE) for state, one in number.items()}
    tables = [[places.get(listing.after[one][move], NONE) for one in kept] for move in range(3)]  # type: ignore[arg-type]
    states = [listing.states[one] for one in kept]
    start = 0 if states and states[0][:2] == (0, listing.n) else NONE
    return Histories(listing.n, states, start, tables[0], tables[1], tables[2], listing.complete)
