"""Patients drawn at random from all that agree with the figures of their groups and of the groups together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.km_solver.backward_sampling import BackwardSampler
from haicsim.analysis.km_solver.curves import CurveProblem, Demand, Limit, Moment
from haicsim.analysis.km_solver.histories import NONE, Histories, list_histories
from haicsim.analysis.km_solver.particles import Particles, Patients
from haicsim.analysis.km_solver.prior import SHAPES, Shape, Stretch, stretches
from haicsim.analysis.km_solver.rounding import Interval

MANY = Fraction(10**12)
NOUGHT = Fraction(0)
MOST_STATES = 100_000
SHORTEST = 1 / 40  # share of the follow-up below which no stretch is drawn by
RARE = 1e-3
SLACK = 50


class Sampler:
    """Draws patients for one set of curves: each group by its own histories, then those that fit together.

    Wherever something is printed of a pooled group, the copies that do not print so give way to further copies of those
    that do (a particle filter). possible: each group by itself has a history. complete: every history of every group
    is listed. lost: the moment at which the last drawing was left without a copy; fewest: how many different copies
    the last drawing is worth.
    """

    def __init__(
        self,
        problem: CurveProblem,
        longest: Fraction,
        shapes: Sequence[Shape] = SHAPES,
        states: int = MOST_STATES,
    ) -> None:
        """List the histories of each group.

        longest: months of the longest follow-up. shapes: of censoring. states: about how many are listed of one group.
        """
        self.problem = closed(problem, longest)
        self.listed = [_listed(self.problem, leaf, states) for leaf in range(len(problem.leaves))]
        self.possible = all(each.start != NONE for each in self.listed)
        self.complete = all(each.complete for each in self.listed)
        self.exact = self.complete and not problem.unions
        self.shaped = [self._shaped(shape, float(longest)) for shape in shapes] if self.possible else []
        self.lost: Moment | None = None
        self.fewest = 0

    def _shaped(self, shape: Shape, longest: float) -> "_Shaped":
        """The groups' paths under one shape of censoring, worth as many patients as there are times with survival."""
        printed = {
            limit.moment
            for demand in self.problem.demands
            for limit in demand.limits
            if limit.what == "survival"
        }
        worth = float(max(len(printed), 2))
        moments = self.problem.moments
        spans = stretches(moments, longest, shape, worth)
        by = stretches(moments, longest, shape, worth, SHORTEST) if self.problem.unions else spans
        return _Shaped(self.problem, spans, [BackwardSampler(each, spans, by) for each in self.listed])

    def draw(self, copies: int, chance: np.random.Generator) -> Patients:
        """So many copies, some of them perhaps alike; none where no copy met what is printed of pooled groups."""
        shares = _shares([each.log_weight for each in self.shaped])
        if self.exact:
            many = chance.multinomial(copies, shares)
            self.fewest = copies
            return _pooled([each.run(n, chance).patients for each, n in zip(self.shaped, many, strict=True)])
        floor = 1 / len(shares)
        found = [
            each.run(max(int(copies * (share + floor) / 2), 1), chance)
            for each, share in zip(self.shaped, shares, strict=True)
        ]
        self.lost = max((run.lost for run in found if run.lost is not None), default=None)
        if not any(len(run.patients) for run in found):
            self.fewest = 0
            return found[0].patients
        self.lost = None
        if self.problem.unions:
            shares = _shares(
                [run.log_weight for run in found]
            )  # else the paths tell it better than few copies do
        shares = np.where([len(run.patients) > 0 for run in found], shares, 0.0)
        shares = shares / shares.sum()
        self.fewest = int(
            min(run.worth / share for run, share in zip(found, shares, strict=True) if share > RARE)
        )
        many = chance.multinomial(copies, shares)
        rows = [
            chance.permutation(np.arange(n) % max(len(run.patients), 1))
            for run, n in zip(found, many, strict=True)
        ]
        return _pooled([run.patients.taken(each) for run, each in zip(found, rows, strict=True)])


@dataclass
class _SamplerRun:
    """What one shape gave: patients; the logarithm of how likely the figures are; how many different copies; where lost."""

    patients: Patients
    log_weight: float
    worth: float
    lost: Moment | None = None


@dataclass(frozen=True)
class _Shaped:
    """The groups of a problem under one shape of censoring."""

    problem: CurveProblem
    spans: Sequence[Stretch]
    paths: list[BackwardSampler]

    @property
    def log_weight(self) -> float:
        """The logarithm of how likely the groups' own figures are."""
        return sum(path.log_weight for path in self.paths)

    def run(self, copies: int, chance: np.random.Generator) -> _SamplerRun:
        """Follow so many copies from beginning to end."""
        particles, run = (
            Particles(self.problem, copies),
            _SamplerRun(Patients.none(), self.log_weight, float(copies)),
        )
        exact = not particles.unions and all(path.exact for path in self.paths)
        for number, span in enumerate(self.spans):
            good = self._groups(particles, number, chance)
            if exact:
                continue
            good &= particles.meets(number, span)
            if number + 1 == len(self.spans):
                good &= particles.meets_in_all()
            worth, likely = particles.systematic_resampling(good, chance)
            run.worth = min(run.worth, worth)
            if likely == 0.0:
                run.lost, run.log_weight = self.problem.moments[number], -np.inf
                break
            run.log_weight += float(np.log(likely))
        run.patients = particles.patients()
        return run

    def _groups(self, particles: Particles, number: int, chance: np.random.Generator) -> NDArray[np.bool_]:
        """Every group lives through one stretch; which copies show what is printed of it."""
        good = np.ones(len(particles.weight), bool)
        for leaf, path in enumerate(self.paths):
            states, left, factor = path.follow(number, particles.states[leaf], chance)
            particles.leave(number, self.spans[number], leaf, left, chance)
            particles.weight = particles.weight * factor
            if not path.exact:
                good &= particles.shows(number, leaf)
                states, factor = path.settle(number + 1, states, particles.km[leaf])
                particles.weight = particles.weight * factor
            particles.states[leaf] = states
        return good


def _shares(log_weights: Sequence[float]) -> NDArray[np.float64]:
    """Weights given by their logarithms, as shares of 1."""
    most = max(log_weights)
    weights = np.exp(np.array(log_weights) - (most if np.isfinite(most) else 0.0))
    shares: NDArray[np.float64] = (
        weights / weights.sum() if weights.sum() > 0 else np.full(len(weights), 1 / len(weights))
    )
    return shares


def _pooled(parts: list[Patients]) -> Patients:
    """Copies of the same patients from several runs."""
    months = np.concatenate([part.months for part in parts])
    return Patients(months, np.concatenate([part.event for part in parts]), parts[0].group)


def apart(problem: CurveProblem) -> list[CurveProblem]:
    """One problem for each group where nothing is printed of pooled ones."""
    if problem.unions:
        return [problem]
    return [
        replace(
            problem,
            leaves=(leaf,),
            demands=tuple(demand for demand in problem.demands if demand.curve == leaf[0]),
        )
        for leaf in problem.leaves
    ]


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


def _listed(problem: CurveProblem, leaf: int, states: int) -> Histories:
    """All histories of a group; where they are too many, with states close in survival taken for one."""
    levels = (len(problem.moments) + 1) * (problem.leaves[leaf][1] + 1)
    most = max(20, states // levels)
    exact = list_histories(problem, leaf, most, merge=True)
    return exact if exact.complete else list_histories(problem, leaf, most, merge=True, slack=SLACK)
