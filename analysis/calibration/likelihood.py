"""How likely all printed numbers are together at a point: a synthetic likelihood on the emulator, with a between-study term.

The targets of a series are jointly normal on their scales (see `validation.synthetic_likelihood`): mean and spread from the
emulator, correlations as the scenario's own studies show them. To the variance of chance are added that of the emulator's
error, and that by which series differ though patients and drugs are the same. Of the latter half is shared by all targets of
a series that are of one kind (shares, or times), and half is each target's own: assumed. Figures that contradict one
another count by the mean over their readings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.calibration.emulator import Emulator, fit_emulator
from haicsim.analysis.calibration.plan import Between
from haicsim.analysis.calibration.series import Series

Values = NDArray[np.float64]
SHARED = 0.5
_NORMAL_95 = 1.959964
_LEAST_SHARE = 1e-3


@dataclass(frozen=True)
class Term:
    """One series in the likelihood.

    printed: what it prints by each reading, (targets, readings). mean, spread: columns of the emulator. unexplained:
    variance of the emulator's error and the least spread, (targets,). of_time: which are logarithms.
    """

    name: str
    printed: Values
    mean: slice
    spread: slice
    unexplained: Values
    correlation: Values
    of_time: NDArray[np.bool_]


@dataclass(frozen=True)
class Hunch:
    """A belief in the likelihood: its column, and a normal on the log-odds."""

    column: int
    centre: float
    sd: float


@dataclass(frozen=True)
class Likelihood:
    """All series together. between: standard deviations of the half-normal priors of the between-study terms."""

    emulator: Emulator
    series: tuple[Term, ...]
    hunches: tuple[Hunch, ...]
    between: Between

    def log_posterior(self, points: Values) -> Values:
        """Of points (points, dimensions + 2), the last two logarithms of the between-study terms; -inf outside the prior."""
        places, terms = points[:, :-2], np.exp(points[:, -2:])
        total = self.log_prior(points)
        inside = np.flatnonzero(np.isfinite(total))
        if len(inside):
            total[inside] += self.by_series(places[inside], terms[inside]).sum(axis=1)
        return total

    def log_prior(self, points: Values) -> Values:
        """Even over the prior's box; half-normal in the between-study terms, (points,)."""
        scales = np.array([self.between.share, self.between.time])
        relative = np.exp(np.minimum(points[:, -2:], 50.0)) / scales
        found = (points[:, -2:] - 0.5 * relative**2).sum(axis=1)
        outside = (np.abs(points[:, :-2]) > 1.0).any(axis=1) | (points[:, -2:] < -12.0).any(axis=1)
        return np.where(outside, -np.inf, found)

    def by_series(self, places: Values, terms: Values) -> Values:
        """Log-likelihoods of each series and belief at places, (places, series + beliefs); terms: (places, 2)."""
        seen = self.emulator.predict(places)
        found = [_of_series(each, seen, terms) for each in self.series]
        found += [-0.5 * ((seen[:, each.column] - each.centre) / each.sd) ** 2 for each in self.hunches]
        return np.stack(found, axis=1)

    def of_other_data(self, printed: Mapping[str, Values]) -> "Likelihood":
        """The same of other numbers on the targets' scales, by series (targets,): as if other studies had been made."""
        changed = tuple(replace(each, printed=printed[each.name][:, None]) for each in self.series)
        return replace(self, series=changed)


def likelihood(
    series: Sequence[Series],
    beliefs: Sequence[tuple[float, float]],
    between: Between,
    points: Values,
    values: Values,
) -> Likelihood:
    """Learn the emulator from evaluations; values: (evaluations, columns of `Evaluation`); beliefs: their ends."""
    columns, places, at = _emulated(series, values)
    for number in range(len(beliefs)):
        columns.append(logit(values[:, len(values[0]) - len(beliefs) + number])[:, None])
    emulator = fit_emulator(points, np.concatenate(columns, axis=1))
    terms = []
    for each, place in zip(series, places, strict=True):
        count = len(each.targets.targets)
        mean, spread = slice(place, place + count), slice(place + count, place + 2 * count)
        unexplained = emulator.error[mean] ** 2 + each.least**2
        printed = each.targets.printed()
        terms.append(Term(each.name, printed, mean, spread, unexplained, each.correlation, each.of_time))
    hunches = [
        Hunch(at + k, *_normal(low, high)) for k, (low, high) in enumerate(beliefs)
    ]  # fmt: skip
    return Likelihood(emulator, tuple(terms), tuple(hunches), between)


def _emulated(series: Sequence[Series], values: Values) -> tuple[list[Values], list[int], int]:
    """What is emulated of evaluations: means and logarithms of spreads by series, where each begins, and the next column."""
    columns, places, at, source = [], [], 0, 0
    for each in series:
        count = len(each.targets.targets)
        mean, spread = values[:, source : source + count], values[:, source + count : source + 2 * count]
        columns += [mean, np.log(np.hypot(spread, each.least))]
        places.append(at)
        at, source = at + 2 * count, source + 3 * count
    return columns, places, at


def one_study(series: Sequence[Series], values: Values) -> dict[str, Values]:
    """What one simulated study of each series prints in an evaluation, values (columns,): by series (targets,)."""
    found, source = {}, 0
    for each in series:
        count = len(each.targets.targets)
        found[each.name] = values[source + 2 * count : source + 3 * count]
        source += 3 * count
    return found


def logit(share: Values) -> Values:
    """Log-odds of shares of 1, kept finite at 0 and 1."""
    within = np.clip(share, _LEAST_SHARE, 1.0 - _LEAST_SHARE)
    return np.asarray(np.log(within / (1.0 - within)))


def _normal(low: float, high: float) -> tuple[float, float]:
    ends = logit(np.array([low, high]))
    return float(ends.mean()), float((ends[1] - ends[0]) / (2.0 * _NORMAL_95))


def _of_series(term: Term, seen: Values, terms: Values) -> Values:
    """Log-likelihood of one series at every place; what a study does not have says nothing."""
    known = np.isfinite(term.printed).all(axis=1)
    if not known.any():
        return np.zeros(len(seen))
    mean, spread = seen[:, term.mean][:, known], np.exp(seen[:, term.spread][:, known])
    between = np.where(term.of_time[known], terms[:, 1:], terms[:, :1])
    alike = term.of_time[known][:, None] == term.of_time[known][None, :]
    covariance = spread[:, :, None] * term.correlation[np.ix_(known, known)] * spread[:, None, :]
    covariance = covariance + SHARED * alike * between[:, :, None] * between[:, None, :]
    diagonal = term.unexplained[known] + (1.0 - SHARED) * between**2
    covariance[:, np.arange(known.sum()), np.arange(known.sum())] += diagonal
    factor = np.linalg.cholesky(covariance)
    off = term.printed[known][None] - mean[:, :, None]
    white = np.linalg.solve(factor, off)
    scale = np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
    by_reading = -0.5 * (white**2).sum(axis=1) - scale[:, None] - 0.5 * known.sum() * np.log(2.0 * np.pi)
    most = by_reading.max(axis=1)
    return np.asarray(most + np.log(np.exp(by_reading - most[:, None]).mean(axis=1)))
