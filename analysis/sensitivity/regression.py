"""Parameters that were estimated together, judged together: regression of an outcome on their joint draws."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.errors import Fault, InputError


@dataclass(frozen=True)
class Weight:
    """What one parameter weighs in the regression.

    coefficient: standard deviations of the outcome for one of the parameter, the others held, with its 95% interval.
    alone: the share of variance that only this parameter explains. below_floor: whether the interval holds 0.
    """

    path: str
    coefficient: float
    low: float
    high: float
    alone: float
    below_noise_floor: bool


@dataclass(frozen=True)
class Regression:
    """A linear regression on standardised draws. explained: R squared. noise: the share of variance that is chance."""

    weights: tuple[Weight, ...]
    explained: float
    noise: float


def regression(
    paths: Sequence[str], draws: NDArray[np.float64], values: NDArray[np.float64], noise: float
) -> Regression:
    """Regress values (n,) on draws (n, k); noise: the variance of one value by chance alone.

    Raises InputError where there are too few draws, or a parameter does not move, or follows from the others.
    """
    from scipy.special import stdtrit

    n, k = draws.shape
    if n < k + 3:
        raise InputError(
            [Fault("--draws", None, "", "", f"{n} draws are too few for {k} parameters: at least {k + 3}")]
        )
    x = draws - draws.mean(axis=0)
    spread = x.std(axis=0)
    if not spread.all() or np.linalg.matrix_rank(x / np.where(spread, spread, 1.0)) < k:
        rule = "a parameter never moves, or follows from the others: leave it out"
        raise InputError([Fault("--draws", None, "", "", rule)])
    x, y = x / spread, values - values.mean()
    if not y.any():
        return Regression(tuple(Weight(path, 0.0, 0.0, 0.0, 0.0, True) for path in paths), 0.0, 1.0)
    y = y / values.std()
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ x.T @ y
    residual = float(((y - x @ coefficients) ** 2).sum())
    freedom = n - k - 1
    halves = stdtrit(freedom, 0.975) * np.sqrt(np.diag(inverse) * residual / freedom)
    alone = coefficients**2 / np.diag(inverse) / n
    weights = tuple(
        Weight(path, float(b), float(b - half), float(b + half), float(share), bool(abs(b) <= half))
        for path, b, half, share in zip(paths, coefficients, halves, alone, strict=True)
    )
    return Regression(weights, 1.0 - residual / n, noise / float(np.var(values)))
