"""Bounds on pooled figures that keep the groups apart: a sharper proof of what cannot be, where orders are too many."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.km_solver.curves import Box, CurveProblem
from haicsim.analysis.km_solver.histories import NONE, Histories

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
TOLERANCE = 1e-12  # for floating point: bounds are widened by it, so that what they exclude is excluded


@dataclass(frozen=True)
class Kinds:
    """The states of one group between two moments, told apart by numbers at risk and of events, survival left aside.

    event, censor, step: the kind after an event, a censoring, the next moment (among the kinds of the next stretch);
    NONE where no state of this kind can.
    """

    risk: Ints
    events: Ints
    event: Ints
    censor: Ints
    step: Ints


@dataclass(frozen=True)
class Level:
    """Combinations of kinds with the same number at risk: their codes, and between what the pooled estimate lies."""

    codes: Ints
    low: Floats
    high: Floats

    def merged(self) -> "Level":
        """Every combination once, with the wider bounds."""
        order = np.argsort(self.codes, kind="stable")
        codes, firsts = np.unique(self.codes[order], return_index=True)
        low = np.minimum.reduceat(self.low[order], firsts) if len(codes) else self.low
        high = np.maximum.reduceat(self.high[order], firsts) if len(codes) else self.high
        return Level(codes, low, high)

    def where(self, kept: NDArray[np.bool_]) -> "Level":
        """Some of the combinations."""
        return Level(self.codes[kept], self.low[kept], self.high[kept])


def kinds_of(histories: Histories) -> list[Kinds]:
    """The kinds of every stretch, the last being that after all moments."""
    found: list[list[tuple[int, int]]] = [[] for _ in range(1 + max(state[0] for state in histories.states))]
    numbers: dict[tuple[int, int, int], int] = {}
    for passed, risk, events, _ in histories.states:
        if (passed, risk, events) not in numbers:
            numbers[passed, risk, events] = len(found[passed])
            found[passed].append((risk, events))
    kind = [numbers[state[:3]] for state in histories.states]
    moves = [[np.full(len(each), NONE, np.int64) for each in found] for _ in range(3)]
    for tables, targets in zip(moves, (histories.event, histories.censor, histories.step), strict=True):
        for one, target in enumerate(targets):
            if target != NONE:
                tables[histories.states[one][0]][kind[one]] = kind[target]
    pairs = [np.array(each, np.int64).reshape(-1, 2) for each in found]
    return [Kinds(pair[:, 0], pair[:, 1], *three) for pair, *three in zip(pairs, *moves, strict=True)]


class JointBounds:
    """Where the estimate of one pooled group can lie, for every combination of states of its parts.

    A part's own survival is only respected on the whole, and all values between the lowest and the highest are let
    through: more than is possible, never less. most: combinations followed, beyond which nothing is said.
    """

    def __init__(self, problem: CurveProblem, name: str, parts: list[list[Kinds]], most: int) -> None:
        """Prepare the limits of the pooled group."""
        self.n = problem.size(name)
        self.shares = [limits_of(problem, name, number) for number in range(len(problem.moments))]
        self.boxes = problem.boxes(name)
        self.in_all = problem.events_in_all(name)
        self.parts, self.most, self.seen = parts, most, 0
        self.ahead = np.append(np.maximum.accumulate([low for low, _ in self.shares][::-1])[::-1], 0.0)

    def refuted(self) -> bool:
        """Whether no combination is left at some moment: a proof that no data set fits."""
        front = {self.n: Level(np.zeros(1, np.int64), np.ones(1), np.ones(1))}
        for passed, box in enumerate(self.boxes):
            front = self._period(passed, box, front)
            if self.seen > self.most:
                return False
            if not front:
                return True
        return not any(self._ends(risk, level) for risk, level in front.items())

    def _period(self, passed: int, box: Box, front: dict[int, Level]) -> dict[int, Level]:
        """Everything that can happen until one more moment has passed."""
        pending = {risk: [level] for risk, level in front.items()}
        after = {}
        for risk in range(max(pending), -1, -1):
            if risk not in pending or self.seen > self.most:
                continue
            level = _joined(pending.pop(risk))
            level = level.where(level.high >= self.ahead[passed]).merged()
            self.seen += len(level.codes)
            pending.setdefault(risk - 1, []).extend(self._leavings(passed, risk, level))
            if box.risk[0] <= risk <= box.risk[1]:
                met = self._met(passed, box, level)
                if len(met.codes):
                    after[risk] = met
        return after

    def _leavings(self, passed: int, risk: int, level: Level) -> list[Level]:
        found, base = [], 1
        for part in self.parts:
            kinds = part[passed]
            digit = level.codes // base % len(kinds.risk)
            for table, share in ((kinds.event, (risk - 1) / max(risk, 1)), (kinds.censor, 1.0)):
                target = table[digit]
                codes = level.codes + (target - digit) * base
                moved = Level(codes, level.low * share, level.high * share)
                found.append(moved.where(target != NONE))
            base *= len(kinds.risk)
        return found

    def _met(self, passed: int, box: Box, level: Level) -> Level:
        """What meets the demands of a moment, in the codes of the next stretch."""
        low, high = self.shares[passed]
        events, codes, fits = np.zeros_like(level.codes), np.zeros_like(level.codes), level.high >= low
        fits &= level.low <= high
        base, onward = 1, 1
        for part in self.parts:
            kinds = part[passed]
            digit = level.codes // base % len(kinds.risk)
            events += kinds.events[digit]
            fits &= kinds.step[digit] != NONE
            codes += kinds.step[digit] * onward
            base, onward = base * len(kinds.risk), onward * len(part[passed + 1].risk)
        fits &= (box.events[0] <= events) & (events <= box.events[1])
        return Level(codes, np.maximum(level.low, low), np.minimum(level.high, high)).where(fits)

    def _ends(self, risk: int, level: Level) -> bool:
        """Whether the numbers of events over the whole follow-up can still be made up."""
        events, base = np.zeros_like(level.codes), 1
        for part in self.parts:
            digit = level.codes // base % len(part[-1].risk)
            events += part[-1].events[digit]
            base *= len(part[-1].risk)
        return bool(((events <= self.in_all[1]) & (events + risk >= self.in_all[0])).any())


def limits_of(problem: CurveProblem, name: str, number: int) -> tuple[float, float]:
    """Between what survival must lie at a moment, a hair's breadth allowed."""
    low, high = 0.0, 1.0
    for demand in problem.demands:
        for limit in demand.limits if demand.curve == name else ():
            if limit.what == "survival" and limit.moment == problem.moments[number]:
                low, high = max(low, float(limit.inside.low)), min(high, float(limit.inside.high))
    return low - TOLERANCE, high + TOLERANCE


def _joined(levels: list[Level]) -> Level:
    columns = zip(*((each.codes, each.low, each.high) for each in levels), strict=True)
    codes, low, high = (np.concatenate(column) for column in columns)
    return Level(codes, low, high)


def refuted_apart(problem: CurveProblem, histories: list[Histories], most: int) -> bool:
    """Whether bounds on a pooled group, its parts kept apart, prove that no data set fits. Histories must be complete."""
    kinds = [kinds_of(each) for each in histories]
    return any(
        JointBounds(problem, name, [kinds[leaf] for leaf in members], most).refuted()
        for name, members in problem.unions
    )
