"""Would a calibration find the truth, where it is known? Simulation-based calibration on the plan's own evaluations.

Each evaluation keeps what one study of every series would have printed. Some evaluations are set aside: their values are the
truth, their studies the data, with a between-study difference drawn from its prior on top; the emulator learns from all
others. Beliefs take no part, for the truths are spread over the prior as it is without them. (Talts S and others,
arXiv:1804.06788: where all is right, the rank of the truth among the draws is as likely to be any.)
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.calibration.alarm import Alarm, alarm, differing, scaled, spaced
from haicsim.analysis.calibration.calibrate import CASES, DISEASES, Problem
from haicsim.analysis.calibration.likelihood import likelihood, one_study
from haicsim.analysis.calibration.sampler import sample

Values = NDArray[np.float64]
_STEPS = 1500
_DRAWS = 400


@dataclass(frozen=True)
class Coverage:
    """What came of the truths.

    plan, digest: what was tried. labels: of the numbers that moved. ranks: share of draws below the truth, (truths, numbers).
    left: spread of the draws as a share of the prior's, (truths, numbers). alarm: whether it would ring where it should.
    """

    plan: str
    digest: str
    labels: tuple[str, ...]
    ranks: Values
    left: Values
    alarm: Alarm

    def covered(self, level: float = 0.9) -> Values:
        """Share of truths within the central intervals of this level, (numbers,)."""
        tail = (1.0 - level) / 2.0
        return np.asarray(((self.ranks >= tail) & (self.ranks <= 1.0 - tail)).mean(axis=0))

    def flatness(self) -> Values:
        """p of a chi-square test that the ranks are even, in five classes, (numbers,)."""
        from scipy.stats import chisquare

        counts = [np.histogram(column, np.linspace(0.0, 1.0, 6))[0] for column in self.ranks.T]
        return np.array([chisquare(each).pvalue for each in counts])

    @property
    def rung(self) -> int:
        """How many planted cases rang."""
        return sum(self.alarm.rings(fit) for fit in self.alarm.amiss)


def coverage(
    problem: Problem, points: Values, values: Values, truths: int, seed: int,
    say: Callable[[str, float], None] = lambda what, share: None,
) -> Coverage:  # fmt: skip
    """Try so many truths, evenly spaced through the first evaluations; points, values as `calibrate` made them."""
    chosen = spaced(len(points), truths)
    others = np.setdiff1d(np.arange(len(points)), chosen)
    between = problem.file.plan.between
    learnt = likelihood(problem.series, problem.beliefs, between, points[others], values[others])
    judge, state = replace(learnt, hunches=()), np.random.RandomState(seed)
    ranks, left = [], []
    for number, row in enumerate(chosen):
        say(f"Trying truth {number + 1} of {len(chosen)}", number / len(chosen))
        data = differing(judge, scaled(problem.series, one_study(problem.series, values[row])), state)
        draws = sample(judge.of_other_data(data), points[others], _DRAWS, _STEPS, seed + number).draws[:, :-2]
        ranks.append((draws < points[row]).mean(axis=0))
        left.append(draws.std(axis=0) / (2.0 / np.sqrt(12.0)))
    labels = tuple(axis.moved.label for axis in problem.prior.axes)
    known = alarm(problem.series, learnt, points, values, DISEASES, CASES, seed)
    plan = problem.file.plan
    return Coverage(plan.name, plan.digest, labels, np.array(ranks), np.array(left), known)
