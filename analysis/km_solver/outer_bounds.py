"""Bounds on the curves of any number of patients: what no data set can print, shown without listing data sets.

For each number at risk and number of events one interval holds every survival possible. More is let through than is
possible, never less: where nothing is left, no data set fits.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.km_solver.curves import CurveProblem, Demand, Limit, Moment, whole_numbers
from haicsim.analysis.km_solver.joint_bounds import TOLERANCE

Pairs = NDArray[np.bool_]  # by number at risk and number of events
Span = tuple[int, int]
MOST = 1_500  # patients up to whom numbers at risk and of events are followed one by one
WORK = 60_000_000  # pairs followed of one curve, over all moments


@dataclass(frozen=True)
class ShareBox:
    """What must hold of one curve at one moment. survival: least and largest share; the others: least and largest number.

    uncensored: events and patients still at risk together.
    """

    survival: tuple[Fraction, Fraction]
    risk: Span
    events: Span
    uncensored: Span

    def tightened(self, n: int) -> "ShareBox":
        """What follows from one another: a curve with r at risk after d events of n lies between r/(r+d) and (n-d)/n."""
        (low, high), risk, events = self.survival, self.risk, self.events
        risk = max(risk[0], 0), min(risk[1], floor(n * high), n - events[0])
        events = max(events[0], int(high < 1)), min(events[1], floor(n * (1 - low)), n - risk[0])
        if high > 0:
            events = max(events[0], ceil(risk[0] * (1 - high) / high)), events[1]
        both = max(self.uncensored[0], risk[0] + events[0]), min(self.uncensored[1], risk[1] + events[1], n)
        return replace(self, risk=risk, events=events, uncensored=both)

    @property
    def empty(self) -> bool:
        """Whether nothing can satisfy it."""
        spans = (self.survival, self.risk, self.events, self.uncensored)
        return any(low > high for low, high in spans)


def share_boxes(problem: CurveProblem, curve: str) -> list[ShareBox]:
    """What must hold of a curve at each moment; survival and numbers at risk only fall, events only rise."""
    n = problem.size(curve)
    limits: dict[Moment | None, list[Limit]] = {}
    for demand in problem.demands:
        for limit in demand.limits if demand.curve == curve else ():
            limits.setdefault(limit.moment, []).append(limit)
    boxes = [_box(n, limits.get(moment, [])) for moment in problem.moments]
    in_all = problem.events_in_all(curve)
    for _ in range(2):
        boxes = [box.tightened(n) for box in _monotone(boxes, n, in_all)]
    return boxes


def _box(n: int, limits: list[Limit]) -> ShareBox:
    low, high, risk, events = Fraction(0), Fraction(1), (0, n), (0, n)
    for limit in limits:
        if limit.what == "survival":
            low, high = max(low, limit.inside.low), min(high, limit.inside.high)
        elif limit.what == "at_risk":
            risk = _meet(risk, whole_numbers(limit.inside))
        else:
            events = _meet(events, whole_numbers(limit.inside))
    return ShareBox((low, high), risk, events, (0, n))


def _meet(one: Span, other: Span) -> Span:
    return max(one[0], other[0]), min(one[1], other[1])


def _monotone(boxes: list[ShareBox], n: int, in_all: Span) -> list[ShareBox]:
    """With everything that only falls no higher than before and no lower than after."""
    high, risk, both, least = Fraction(1), n, n, 0
    for place, box in enumerate(boxes):
        high, risk, both = (
            min(high, box.survival[1]), min(risk, box.risk[1]), min(both, box.uncensored[1]),
        )  # fmt: skip
        least = max(least, box.events[0])
        boxes[place] = ShareBox(
            (box.survival[0], high), (box.risk[0], risk), (least, box.events[1]), (box.uncensored[0], both)
        )
    low, risk, both, most = Fraction(0), 0, in_all[0], in_all[1]
    for place in range(len(boxes) - 1, -1, -1):
        box = boxes[place]
        low, risk, both = (
            max(low, box.survival[0]), max(risk, box.risk[0]), max(both, box.uncensored[0]),
        )  # fmt: skip
        most = min(most, box.events[1])
        boxes[place] = ShareBox(
            (low, box.survival[1]), (risk, box.risk[1]), (box.events[0], most), (both, box.uncensored[1])
        )
    return boxes


def follow(n: int, boxes: list[ShareBox], in_all: Span) -> list[Pairs]:
    """The pairs of number at risk and events possible at each moment and at the end.

    Shape (n + 1, n + 1) each; one without any is a proof that no data set fits.
    """
    low, high = np.full((n + 1, n + 1), np.inf), np.full((n + 1, n + 1), -np.inf)
    low[n, 0] = high[n, 0] = 1.0
    risk, events = np.arange(n + 1)[:, None], np.arange(n + 1)[None, :]
    found = []
    for box in boxes:
        _leave(n, low, high, box.risk[0])
        keep = (box.risk[0] <= risk) & (risk <= box.risk[1])
        keep = keep & (box.events[0] <= events) & (events <= box.events[1])
        keep &= (box.uncensored[0] <= risk + events) & (risk + events <= box.uncensored[1])
        np.maximum(low, float(box.survival[0]) - TOLERANCE, out=low)
        np.minimum(high, float(box.survival[1]) + TOLERANCE, out=high)
        keep &= low <= high
        low[~keep], high[~keep] = np.inf, -np.inf
        found.append(keep)
        if not keep.any():
            break
    left = low <= high
    return [*found, left & (events <= in_all[1]) & (risk + events >= in_all[0])]


def _leave(n: int, low: NDArray[np.float64], high: NDArray[np.float64], least: int) -> None:
    """All that can happen before the next moment, at which at least so many are at risk: patients leave one by one."""
    for risk in range(n, least, -1):
        here, share = high[risk] >= low[risk], (risk - 1) / risk
        if not here.any():
            continue
        np.minimum(low[risk - 1], low[risk], out=low[risk - 1])
        np.maximum(high[risk - 1], high[risk], out=high[risk - 1])
        died = here[:-1]
        fallen = np.where(died, low[risk, :-1], 1.0) * share
        np.minimum(low[risk - 1, 1:], np.where(died, fallen, np.inf), out=low[risk - 1, 1:])
        fallen = np.where(died, high[risk, :-1], 1.0) * share
        np.maximum(high[risk - 1, 1:], np.where(died, fallen, -np.inf), out=high[risk - 1, 1:])


class OuterBounds:
    """Answers whether bounds alone refute demands on a set of curves; each curve is followed once."""

    def __init__(self) -> None:
        """Nothing followed yet."""
        self.known: dict[object, list[ShareBox]] = {}

    def refuted(self, problem: CurveProblem) -> bool:
        """Whether no data set fits all demands."""
        parts = [self.narrowed(problem, name, self._from_wholes(problem, name)) for name, _ in problem.leaves]
        if any(not boxes for boxes in parts):
            return True
        for name, members in problem.unions:
            if not self.narrowed(problem, name, _sums([parts[leaf] for leaf in members])):
                return True
        return False

    def narrowed(
        self, problem: CurveProblem, curve: str, further: list[ShareBox] | None = None
    ) -> list[ShareBox]:
        """Between what a curve's numbers can lie at each moment and at the end; empty where no data set fits.

        further: what else must hold of it at each moment and at the end.
        """
        own: frozenset[Demand] = frozenset(one for one in problem.demands if one.curve == curve)
        key = (curve, own, problem.moments, None if further is None else tuple(further))
        if key not in self.known:
            self.known[key] = _narrowed(problem, curve, further)
        return self.known[key]

    def _from_wholes(self, problem: CurveProblem, leaf: str) -> list[ShareBox] | None:
        """What a part's numbers must be because of those of the wholes it belongs to."""
        number, n = next((k, size) for k, (name, size) in enumerate(problem.leaves) if name == leaf)
        found = None
        for name, members in problem.unions:
            if number in members:
                others = problem.size(name) - n
                in_all = problem.events_in_all(name)
                wholes = [*share_boxes(problem, name), _end(problem.size(name), in_all)]
                own = [
                    ShareBox((Fraction(0), Fraction(1)), _part(one.risk, others, n), _part(one.events, others, n), (0, n))
                    for one in wholes
                ]  # fmt: skip
                found = own if found is None else [_both(a, b) for a, b in zip(found, own, strict=True)]
        return found


def _narrowed(problem: CurveProblem, curve: str, further: list[ShareBox] | None) -> list[ShareBox]:
    n, in_all = problem.size(curve), problem.events_in_all(curve)
    boxes = [*share_boxes(problem, curve), _end(n, in_all)]
    if further is not None:
        boxes = [_both(one, other).tightened(n) for one, other in zip(boxes, further, strict=True)]
    if any(box.empty for box in boxes):
        return []
    if n > MOST or n * n * len(boxes) > WORK:
        return boxes
    pairs = follow(n, boxes[:-1], (max(in_all[0], boxes[-1].events[0]), min(in_all[1], boxes[-1].events[1])))
    if not all(each.any() for each in pairs):
        return []
    around = [_around(box, each) for box, each in zip(boxes, pairs, strict=True)]
    last, end = around[-1], boxes[-1].events
    events = max(end[0], last.events[0]), min(end[1], last.uncensored[1])
    return [*around[:-1], replace(boxes[-1], events=events)]


def _end(n: int, in_all: Span) -> ShareBox:
    """The end of follow-up, where only the number of events counts."""
    return ShareBox((Fraction(0), Fraction(1)), (0, n), in_all, (0, n))


def _part(whole: Span, others: int, n: int) -> Span:
    return max(0, whole[0] - others), min(n, whole[1])


def _both(one: ShareBox, other: ShareBox) -> ShareBox:
    survival = (
        max(one.survival[0], other.survival[0]), min(one.survival[1], other.survival[1]),
    )  # fmt: skip
    return ShareBox(
        survival,
        _meet(one.risk, other.risk),
        _meet(one.events, other.events),
        _meet(one.uncensored, other.uncensored),
    )


def _around(box: ShareBox, pairs: Pairs) -> ShareBox:
    """The box narrowed to the pairs left."""
    risk, events = np.nonzero(pairs)
    spans = ((int(each.min()), int(each.max())) for each in (risk, events, risk + events))
    return ShareBox(box.survival, *spans)


def _sums(parts: list[list[ShareBox]]) -> list[ShareBox]:
    """What the numbers of a whole can be, moment by moment, by those of its parts."""
    found = []
    for boxes in zip(*parts, strict=True):
        spans = (
            (sum(span[0] for span in each), sum(span[1] for span in each))
            for each in zip(*((box.risk, box.events, box.uncensored) for box in boxes), strict=True)
        )
        found.append(ShareBox((Fraction(0), Fraction(1)), *spans))
    return found
