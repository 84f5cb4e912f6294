"""From the outcomes of a design to what each parameter weighs, with intervals and the floor below which it is noise."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.sensitivity.factors import Factor
from haicsim.analysis.sensitivity.sampling import LEVELS, Cube, number, problem_of

Values = NDArray[np.float64]
_DUMMIES = 100  # parameters that do nothing, to see how large an index becomes by chance
_RESAMPLES = 200


@dataclass(frozen=True)
class Index:
    """What one parameter weighs for one outcome by one measure.

    low, high: a 95% interval, NaN where the method gives none. floor: what the measure comes to by chance alone, that is by
    the chance of a limited number of patients or of the sample. below_floor: whether the index cannot be told from it.
    """

    path: str
    measure: str
    value: float
    low: float
    high: float
    noise_floor: float
    below_noise_floor: bool


def indices_of(
    method: str, factors: Sequence[Factor], cube: Cube, values: Values, noise: float, seed: int
) -> list[Index]:
    """The indices of one outcome.

    values: of every point, (points,), all finite. noise: the variance of one value by chance alone.
    """
    if not np.ptp(values):
        return [Index(each.path, _FIRST[method], 0.0, np.nan, np.nan, 0.0, True) for each in factors]
    found = {"morris": _morris, "sobol": _sobol, "pawn": _pawn, "prcc": _prcc}[method]
    return found(factors, cube, values, noise, seed)


_FIRST = {"morris": "mu_star", "sobol": "S1", "pawn": "median", "prcc": "prcc"}


def _index(path: str, measure: str, value: Any, half: Any, noise_floor: float) -> Index:
    value, half = float(value), float(half)
    return Index(
        path, measure, value, value - half, value + half, noise_floor, bool(abs(value) < noise_floor)
    )


def _morris(factors: Sequence[Factor], cube: Cube, values: Values, noise: float, seed: int) -> list[Index]:
    """Mean absolute elementary effect (over the whole range) and its spread (Morris 1991; Campolongo 2007)."""
    from SALib.analyze import morris

    said = morris.analyze(
        problem_of(factors),
        cube,
        values,
        num_levels=LEVELS,
        num_resamples=_RESAMPLES,
        seed=number(seed, "morris"),
    )
    step = LEVELS / (2.0 * (LEVELS - 1.0))
    noise_floor = sqrt(2.0 * noise) / step * sqrt(2.0 / pi)  # the mean of what pure chance would give
    rows = zip(factors, said["mu_star"], said["mu_star_conf"], said["mu"], said["sigma"], strict=True)
    indices = []
    for factor, mu_star, half, mu, sigma in rows:
        indices.append(_index(factor.path, "mu_star", mu_star, half, noise_floor))
        indices.append(_index(factor.path, "mu", mu, np.nan, noise_floor))
        indices.append(_index(factor.path, "sigma", sigma, np.nan, sqrt(2.0 * noise) / step))
    return indices


def _sobol(factors: Sequence[Factor], cube: Cube, values: Values, noise: float, seed: int) -> list[Index]:
    """Shares of the variance: alone, and with all interactions (Saltelli 2010; Jansen 1999)."""
    from SALib.analyze import sobol

    said = sobol.analyze(
        problem_of(factors),
        values,
        calc_second_order=False,
        num_resamples=_RESAMPLES,
        seed=number(seed, "sobol"),
    )
    noise_floor = noise / float(np.var(values))
    return [
        _index(factor.path, measure, said[measure][place], said[f"{measure}_conf"][place], noise_floor)
        for measure in ("S1", "ST")
        for place, factor in enumerate(factors)
    ]


def _pawn(factors: Sequence[Factor], cube: Cube, values: Values, noise: float, seed: int) -> list[Index]:
    """Median Kolmogorov-Smirnov distance between the outcome and the outcome in a tenth of the range (Pianosi 2018)."""
    from SALib.analyze import pawn

    dummies = np.random.default_rng(number(seed, "dummies")).random((len(values), _DUMMIES))
    names = {
        "num_vars": _DUMMIES,
        "names": [str(k) for k in range(_DUMMIES)],
        "bounds": [[0.0, 1.0]] * _DUMMIES,
    }
    noise_floor = float(np.quantile(pawn.analyze(names, dummies, values)["median"], 0.95))
    said = pawn.analyze(problem_of(factors), cube, values)
    return [
        _index(factor.path, "median", value, np.nan, noise_floor)
        for factor, value in zip(factors, said["median"], strict=True)
    ]


def _prcc(factors: Sequence[Factor], cube: Cube, values: Values, noise: float, seed: int) -> list[Index]:
    """Correlation of ranks, the other parameters held (Iman & Helton 1988), with Fisher's interval."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    ranks = np.column_stack([rankdata(column) for column in [*cube.T, values]])
    precision = np.linalg.pinv(np.corrcoef(ranks, rowvar=False))
    spread = np.sqrt(np.diag(precision))
    partial = -precision[:-1, -1] / (spread[:-1] * spread[-1])
    half = float(ndtri(0.975)) / sqrt(max(len(values) - len(factors) - 2, 1))
    noise_floor = float(np.tanh(half))
    near = np.arctanh(np.clip(partial, -1.0 + 1e-12, 1.0 - 1e-12))
    return [
        Index(factor.path, "prcc", float(r), float(np.tanh(z - half)), float(np.tanh(z + half)), noise_floor,
              bool(abs(r) < noise_floor))
        for factor, r, z in zip(factors, partial, near, strict=True)
    ]  # fmt: skip
