"""How likely numbers are under a model that can only be simulated: a synthetic log-likelihood.

The targets of many simulated studies are described by their means, spreads and correlations, as if they were jointly normal
on their scales (Wood SN, Nature 2010;466:1102-4). Correlations are shrunk toward none by as much as the number of studies
asks for (Schafer & Strimmer, Stat Appl Genet Mol Biol 2005;4:32). A quantity that hardly varies has at least the spread
of its printing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

Values = NDArray[np.float64]


@dataclass(frozen=True)
class SyntheticLikelihood:
    """Means, spreads (targets,) and the Cholesky factor of the correlations (targets, targets); shrinkage: 0 none, 1 all."""

    mean: Values
    spread: Values
    factor: Values
    shrinkage: float

    def log_likelihood(self, values: Values) -> Values:
        """Of each column of values, (targets, studies): (studies,). What a study does not have says nothing."""
        if not len(self.mean):
            return np.zeros(values.shape[1])
        filled = np.where(np.isfinite(values), values, self.mean[:, None])
        white = solve_triangular(
            self.factor, (filled - self.mean[:, None]) / self.spread[:, None], lower=True
        )
        scale = np.log(np.diag(self.factor)).sum() + np.log(self.spread).sum()
        constant = 0.5 * len(self.mean) * np.log(2.0 * np.pi)
        return np.asarray(-0.5 * (white**2).sum(axis=0) - scale - constant)

    def of_readings(self, readings: Values) -> float:
        """Of a study that can be read in several ways, (targets, readings): the mean over its readings."""
        return log_mean_exp(self.log_likelihood(readings))


def fit(values: Values, steps: Values) -> SyntheticLikelihood:
    """Describe simulated studies, values (targets, studies); steps: the least spread of each target, (targets,).

    A median that a study does not reach (infinite) says as little as one that it does not have (NaN).
    """
    known = np.isfinite(values)
    counts = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, values, 0.0).sum(axis=1) / counts
    centred = np.where(known, np.where(known, values, 0.0) - mean[:, None], 0.0)
    spread: Values = np.sqrt((centred**2).sum(axis=1) / np.maximum(counts - 1, 1) + steps**2)
    correlation, shrinkage = _shrunk(centred / spread[:, None])
    return SyntheticLikelihood(mean, spread, np.asarray(np.linalg.cholesky(correlation)), shrinkage)


def _shrunk(standard: Values) -> tuple[Values, float]:
    """Correlations of standardised values, (targets, studies), shrunk toward none; and by how much."""
    targets, studies = standard.shape
    raw = standard @ standard.T / max(studies - 1, 1)
    others = ~np.eye(targets, dtype=bool)
    variance = ((standard**2) @ (standard**2).T / studies - raw**2) / max(studies - 1, 1)
    size = float((raw[others] ** 2).sum())
    shrinkage = min(max(float(variance[others].sum()) / size, 0.0), 1.0) if size > 0.0 else 1.0
    shrunk = (1.0 - shrinkage) * raw
    np.fill_diagonal(shrunk, 1.0)
    return shrunk, shrinkage


def log_mean_exp(values: Values) -> float:
    """The logarithm of the mean of exponentials, without overflow."""
    most = float(np.max(values))
    return most + float(np.log(np.mean(np.exp(values - most))))
