"""Would a calibration find the truth, where it is known? Simulation-based calibration on the plan's own evaluations.

Each evaluation keeps what one study of every series would have printed. Some evaluations are set aside: their values are the
truth, their studies the data, with a between-study difference drawn from its prior on top; the emulator learns from all
others. Beliefs take no part, for the truths are spread over the prior as it is without them. (Talts S and others,
arXiv:1804.06788: where all is right, the rank of the truth among the draws is as likely to be any.)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.calibration.calibrate import Problem
from haicsim.analysis.calibration.likelihood import SHARED, Likelihood, likelihood, one_study
from haicsim.analysis.calibration.sampler import sample

Values = NDArray[np.float64]
_STEPS = 1500
_DRAWS = 400


@dataclass(frozen=True)
class Coverage:
    """What came of the truths.

    labels: of the numbers that moved. ranks: share of draws below the truth, (truths, numbers). left: spread of the draws as a
    share of the prior's, (truths, numbers). fit: the largest log-likelihood that a draw gives to each truth's data, (truths,);
    printed_fit: that of the printed numbers under the same emulator. wrong: the same of data planted from a wrong disease.
    """

    labels: tuple[str, ...]
    ranks: Values
    left: Values
    fit: Values
    printed_fit: float
    wrong: Values

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
    def position(self) -> float:
        """Share of truths whose data fit no better than the printed numbers do; small: something is wrong with the model."""
        return float((self.fit <= self.printed_fit).mean())

    def rings(self, fit: float, level: float = 0.05) -> bool:
        """Whether data that fit so well ring the alarm: all but so few of the truths fit better."""
        return bool((self.fit <= fit).mean() < level)


def coverage(
    problem: Problem, points: Values, values: Values, truths: int, planted: int, seed: int,
    say: Callable[[str, float], None] = lambda what, share: None,
) -> Coverage:  # fmt: skip
    """Try so many truths, evenly spaced through the first evaluations; points, values as `calibrate` made them.

    planted: of so many of them the data are tried once more with every second series made to belong to no such disease.
    """
    chosen = np.linspace(1, len(points) - 1, truths).astype(np.int64)
    others = np.setdiff1d(np.arange(len(points)), chosen)
    learnt = likelihood(
        problem.series, problem.beliefs, problem.file.plan.between, points[others], values[others]
    )
    judge = replace(learnt, hunches=())
    state = np.random.RandomState(seed)
    ranks, left, fits, wrong = [], [], [], []
    for number, row in enumerate(chosen):
        say(f"Trying truth {number + 1} of {truths}", number / truths)
        data = _scaled(problem, one_study(problem.series, values[row]))
        draws, fit = _drawn(
            judge.of_other_data(_differing(judge, data, state)), points[others], seed + number
        )
        if number < planted:
            amiss = judge.of_other_data(_differing(judge, _amiss(problem, data), state))
            wrong.append(_drawn(amiss, points[others], seed + number)[1])
        ranks.append((draws < points[row]).mean(axis=0))
        left.append(draws.std(axis=0) / (2.0 / np.sqrt(12.0)))
        fits.append(fit)
    printed = _drawn(judge, points[others], seed)[1]
    labels = tuple(axis.moved.label for axis in problem.prior.axes)
    return Coverage(labels, np.array(ranks), np.array(left), np.array(fits), printed, np.array(wrong))


def _scaled(problem: Problem, printed: Mapping[str, Values]) -> dict[str, Values]:
    """Numbers as printed, on the scales of the targets."""
    return {each.name: each.targets.scaled(printed[each.name][:, None])[:, 0] for each in problem.series}


def _amiss(problem: Problem, data: Mapping[str, Values]) -> dict[str, Values]:
    """The same data, but in every second series times are twice as long, and who was alive or responded was not."""
    found = dict(data)
    for each in problem.series[1::2]:
        turned = (
            np.array([1.0 if row.kind == "survival" else 0.5 * np.pi for row in each.rows]) - data[each.name]
        )
        found[each.name] = np.where(each.of_time, data[each.name] + np.log(2.0), turned)
    return found


def _differing(
    judge: Likelihood, data: Mapping[str, Values], state: np.random.RandomState
) -> dict[str, Values]:
    """Data with a between-study difference, drawn as the likelihood supposes it."""
    scales = np.abs(state.standard_normal(2)) * [judge.between.share, judge.between.time]
    found = {}
    for term in judge.series:
        size = np.where(term.of_time, scales[1], scales[0])
        shared = np.where(term.of_time, *state.standard_normal(2))
        own = state.standard_normal(len(size))
        found[term.name] = data[term.name] + size * (np.sqrt(SHARED) * shared + np.sqrt(1.0 - SHARED) * own)
    return found


def _drawn(judge: Likelihood, starts: Values, seed: int) -> tuple[Values, float]:
    """Draws (draws, dimensions), and the largest log-likelihood among them."""
    found = sample(judge, starts, _DRAWS, _STEPS, seed)
    places, terms = found.draws[:, :-2], np.exp(found.draws[:, -2:])
    return places, float(judge.by_series(places, terms).sum(axis=1).max())
