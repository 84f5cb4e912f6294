"""Patients drawn at random from all that agree with the figures of their groups and of the groups together."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from analysis.audit.crowd import Crowd, Patients
from analysis.audit.curves import CurveProblem, Demand, Limit, Moment
from analysis.audit.histories import NONE, Histories, list_histories
from analysis.audit.paths import Paths
from analysis.audit.prior import stretches
from analysis.audit.rounding import Interval

MANY = Fraction(10**12)
NOUGHT = Fraction(0)
MOST_STATES = 150_000


class Sampler:
    """Draws patients for one set of curves: each group by its own histories, then those that fit together.

    Wherever something is printed of a pooled group, the copies that do not print so give way to further copies of those
    that do (a particle filter). possible: each group by itself has a history. complete: every history of every group
    is listed. lost: the moment at which the last drawing was left without a copy.
    """

    def __init__(self, problem: CurveProblem, longest: Fraction, worth: float) -> None:
        """List the histories of each group. longest: months of the longest follow-up. worth: see `prior.weights`."""
        self.problem = closed(problem, longest)
        self.spans = stretches(self.problem.moments, float(longest))
        listed = [_listed(self.problem, leaf) for leaf in range(len(problem.leaves))]
        self.possible = all(each.start != NONE for each in listed)
        self.complete = all(each.complete for each in listed)
        self.paths = [Paths(each, self.spans, worth) for each in listed] if self.possible else []
        self.lost: Moment | None = None

    def draw(self, copies: int, chance: np.random.Generator) -> Patients:
        """At most so many copies; none where no copy met what is printed of pooled groups."""
        crowd, self.lost = Crowd(self.problem, copies), None
        for number, span in enumerate(self.spans):
            for leaf, path in enumerate(self.paths):
                crowd.states[leaf], left = path.follow(number, crowd.states[leaf], chance)
                crowd.leave(number, span, leaf, left, chance)
            good = np.flatnonzero(crowd.meets(number, span))
            if number + 1 == len(self.spans):
                good = np.intersect1d(good, np.flatnonzero(crowd.meets_in_all()))
            elif len(good):
                good = good[np.arange(copies) * len(good) // copies]
            crowd.keep(good)
            if not len(good):
                self.lost = self.problem.moments[number]
                break
        return crowd.patients()


def closed(problem: CurveProblem, longest: Fraction) -> CurveProblem:
    """The same curves, followed until everybody has left, and for each group what follows from the pooled ones.

    Raises ValueError where something is demanded after the longest follow-up.
    """
    if problem.moments and problem.moments[-1][0] > longest:
        raise ValueError(f"a figure at {float(problem.moments[-1][0]):g} months lies beyond the follow-up")
    nobody = (Limit("at_risk", (longest, 1), Interval(NOUGHT, NOUGHT)),)
    ends = [Demand((), leaf, "0", 0, nobody, watched=False) for leaf, _ in problem.leaves]
    return problem.plus(*ends, *_implied(problem))


def _implied(problem: CurveProblem) -> list[Demand]:
    """Numbers at risk of each group that follow from those of pooled groups."""
    found = []
    for name, members in problem.unions:
        size = problem.size(name)
        for demand in problem.demands:
            for limit in demand.limits if demand.curve == name else ():
                if limit.what == "at_risk":
                    for leaf in members:
                        own, n = problem.leaves[leaf]
                        low = max(limit.inside.low - (size - n), NOUGHT)
                        narrowed = replace(limit, inside=Interval(low, limit.inside.high))
                        found.append(Demand((), own, "", 0, (narrowed,), watched=False))
    return found


def _listed(problem: CurveProblem, leaf: int) -> Histories:
    """All histories of a group, or where they are too many an even choice of them."""
    levels = (len(problem.moments) + 1) * (problem.leaves[leaf][1] + 1)
    most = max(20, MOST_STATES // levels)
    return list_histories(problem, leaf, most)
