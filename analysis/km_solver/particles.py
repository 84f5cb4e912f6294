"""Many copies of the same patients, all followed at once from moment to moment."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.km_solver.backward_sampling import EVENT, NOBODY, Floats, Ints
from haicsim.analysis.km_solver.curves import CurveProblem
from haicsim.analysis.km_solver.prior import Stretch

Bools = NDArray[np.bool_]
TOLERANCE = 1e-12  # for floating point
LATER = np.int16(32_000)


@dataclass(frozen=True)
class Patients:
    """Many copies of the same patients: months from time zero to leaving (k, n), and whether by the event (k, n).

    group (n,): the number of the group each patient belongs to.
    """

    months: Floats
    event: Bools
    group: Ints

    def __len__(self) -> int:
        """How many copies."""
        return len(self.months)

    @staticmethod
    def none() -> "Patients":
        """No copies of nobody."""
        return Patients(np.zeros((0, 0)), np.zeros((0, 0), bool), np.zeros(0, np.int64))

    def taken(self, rows: NDArray[np.intp]) -> "Patients":
        """Some of the copies."""
        return Patients(self.months[rows], self.event[rows], self.group)


@dataclass(frozen=True)
class Bound:
    """What a pooled group must show at one moment: from, to, the ends included."""

    what: str
    low: float
    high: float


class PooledBounds:
    """A pooled group: its columns, what is demanded of it at each moment, its estimate in each copy so far (k,)."""

    def __init__(self, problem: CurveProblem, name: str, columns: Ints, copies: int) -> None:
        """Read the demands."""
        self.columns = columns
        self.bounds = [_bounds(problem, name, number) for number in range(len(problem.moments))]
        self.in_all = problem.events_in_all(name)
        self.km = np.ones(copies)


def _bounds(problem: CurveProblem, name: str, number: int) -> list[Bound]:
    limits = (limit for demand in problem.demands if demand.curve == name for limit in demand.limits)
    found = []
    for limit in limits:
        if limit.moment == problem.moments[number]:
            inside = limit.inside
            low = float(inside.low) + (-TOLERANCE if inside.low_in else TOLERANCE)
            high = float(inside.high) + (TOLERANCE if inside.high_in else -TOLERANCE)
            found.append(Bound(limit.what, low, high))
    return found


class Particles:
    """The copies while they are followed. when (k, n): the stretch in which each patient left. weight (k,)."""

    def __init__(self, problem: CurveProblem, copies: int) -> None:
        """Everybody is still there."""
        sizes = [n for _, n in problem.leaves]
        self.firsts = np.concatenate([[0], np.cumsum(sizes)])
        self.group = np.repeat(np.arange(len(sizes)), sizes)
        self.months = np.full((copies, len(self.group)), np.nan)
        self.event = np.zeros(self.months.shape, bool)
        self.when = np.full(self.months.shape, LATER)
        self.states = [np.zeros(copies, np.int64) for _ in sizes]
        self.km = [np.ones(copies) for _ in sizes]
        moments = range(len(problem.moments))
        self.bounds = [[_bounds(problem, leaf, number) for number in moments] for leaf, _ in problem.leaves]
        self.weight = np.ones(copies)
        self.unions = [
            PooledBounds(problem, name, np.flatnonzero(np.isin(self.group, members)), copies)
            for name, members in problem.unions
        ]

    def leave(
        self, number: int, span: Stretch, leaf: int, left: NDArray[np.int8], chance: np.random.Generator
    ) -> None:
        """Patients of one group leave within a stretch, in the order given (k, longest), at uniform times."""
        present = left != NOBODY
        times = np.where(present, span.start + (span.end - span.start) * chance.random(left.shape), np.inf)
        times.sort(axis=1)
        own = slice(self.firsts[leaf], self.firsts[leaf + 1])
        gone = np.count_nonzero(self.when[:, own] < number, axis=1)
        remain = np.maximum(
            self.firsts[leaf + 1] - self.firsts[leaf] - gone[:, None] - np.arange(left.shape[1]), 1
        )
        self.km[leaf] = self.km[leaf] * np.prod(np.where(left == EVENT, (remain - 1) / remain, 1.0), axis=1)
        first = self.firsts[leaf] + gone
        rows, places = np.nonzero(present)
        columns = first[rows] + places
        self.months[rows, columns] = times[rows, places]
        self.event[rows, columns] = left[rows, places] == EVENT
        self.when[rows, columns] = number

    def shows(self, number: int, leaf: int) -> Bools:
        """Which copies have the survival printed of one group at the end of a stretch (k,)."""
        good = np.ones(len(self.months), bool)
        for bound in self.bounds[leaf][number]:
            if bound.what == "survival":
                good &= (bound.low <= self.km[leaf]) & (self.km[leaf] <= bound.high)
        return good

    def meets(self, number: int, span: Stretch) -> Bools:
        """Which copies show what is printed of pooled groups at the end of a stretch (k,)."""
        good = np.ones(len(self.months), bool)
        for union in self.unions:
            self._pass(union, number, span)
            when, event = self.when[:, union.columns], self.event[:, union.columns]
            for bound in union.bounds[number]:
                if bound.what == "survival":
                    value = union.km
                elif bound.what == "at_risk":
                    value = np.count_nonzero(when > number, axis=1).astype(float)
                else:
                    value = np.count_nonzero(event & (when <= number), axis=1).astype(float)
                good &= (bound.low <= value) & (value <= bound.high)
        return good

    def meets_in_all(self) -> Bools:
        """Which copies show the numbers of events printed for the whole follow-up of pooled groups (k,)."""
        good = np.ones(len(self.months), bool)
        for union in self.unions:
            events = np.count_nonzero(self.event[:, union.columns], axis=1)
            good &= (union.in_all[0] <= events) & (events <= union.in_all[1])
        return good

    def _pass(self, union: PooledBounds, number: int, span: Stretch) -> None:
        """The pooled Kaplan-Meier estimate after a stretch: patient by patient, in order of time."""
        fresh = self.when[:, union.columns] == number
        longest = int(np.count_nonzero(fresh, axis=1).max(initial=0))
        event = self.event[:, union.columns]
        key = np.where(event, 0.0, 1.0) if span.instant else self.months[:, union.columns]
        order = np.argsort(np.where(fresh, key, np.inf), axis=1)[:, :longest]
        died = np.take_along_axis(event & fresh, order, axis=1)
        at_risk = np.count_nonzero(self.when[:, union.columns] >= number, axis=1)[:, None]
        remain = np.maximum(at_risk - np.arange(longest), 1)
        union.km = union.km * np.prod(np.where(died, (remain - 1) / remain, 1.0), axis=1)

    def systematic_resampling(self, good: Bools, chance: np.random.Generator) -> tuple[float, float]:
        """Go on with as many copies of those that are good, each as often as its weight says; none where none is.

        Returns how many equally weighty copies those that are good are worth, and the mean weight of all.
        """
        weight = np.where(good, self.weight, 0.0)
        copies, total = len(weight), float(weight.sum())
        if total == 0.0:
            self._keep(np.zeros(0, np.int64))
            return 0.0, 0.0
        steps = (chance.random() + np.arange(copies)) / copies
        self._keep(np.searchsorted(np.cumsum(weight), steps * total, side="right").clip(max=copies - 1))
        return float(total**2 / (weight**2).sum()), total / copies

    def _keep(self, rows: Ints) -> None:
        self.months, self.event, self.when = self.months[rows], self.event[rows], self.when[rows]
        self.states = [each[rows] for each in self.states]
        self.km = [each[rows] for each in self.km]
        self.weight = np.ones(len(rows))
        for union in self.unions:
            union.km = union.km[rows]

    def patients(self) -> Patients:
        """The copies as they are now."""
        return Patients(self.months, self.event, self.group)
