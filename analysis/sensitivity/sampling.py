"""Which points of the unit cube each method looks at; a column is a factor, 0 its low end and 1 its high end."""

from collections.abc import Sequence
from hashlib import blake2s
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.sensitivity.factors import Factor

Cube = NDArray[np.float64]
METHODS = {
    "oneway": "each parameter moved to both ends of its range, the others as they are",
    "morris": "elementary effects along trajectories: which parameters matter at all",
    "sobol": "shares of variance, first order and total",
    "pawn": "how far fixing a parameter changes the whole distribution of an outcome",
    "prcc": "partial rank correlation: direction and strength where the relation is monotone",
    "twoway": "two parameters on a grid, for a map",
}
SIZES = {"oneway": 1, "morris": 20, "sobol": 256, "pawn": 500, "prcc": 500, "twoway": 9}
LEVELS = 4  # of a Morris trajectory


def problem_of(factors: Sequence[Factor]) -> dict[str, Any]:
    """The factors as SALib wants them, all from 0 to 1."""
    return {
        "num_vars": len(factors),
        "names": [factor.path for factor in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }


def points_of(method: str, factors: int, size: int) -> int:
    """How many points a method looks at, before they are made."""
    each = {"oneway": 1 + 2 * factors, "twoway": size * size}
    return each.get(method, size * {"morris": factors + 1, "sobol": factors + 2}.get(method, 1))


def cube_of(method: str, factors: Sequence[Factor], size: int, seed: int) -> Cube:
    """The points of a method, shape (points, factors).

    size: Sobol's N (a power of 2), Morris' trajectories, points of a sample, points along a side of a map.
    """
    count = len(factors)
    own = np.array([factor.share for factor in factors])
    if method == "oneway":
        cube = np.tile(own, (1 + 2 * count, 1))
        for place in range(count):
            cube[1 + 2 * place, place], cube[2 + 2 * place, place] = 0.0, 1.0
        return cube
    if method == "twoway":
        side = np.linspace(0.0, 1.0, size)
        return np.array([[a, b] for a in side for b in side])
    if method == "morris":
        from SALib.sample import morris

        trajectories: Cube = morris.sample(
            problem_of(factors), size, num_levels=LEVELS, seed=number(seed, "morris")
        )
        return trajectories
    if method == "sobol":
        from SALib.sample import sobol

        points: Cube = sobol.sample(
            problem_of(factors), size, calc_second_order=False, seed=number(seed, "sobol")
        )
        return points
    from scipy.stats import qmc

    sample: Cube = qmc.LatinHypercube(count, rng=np.random.default_rng(number(seed, "sample"))).random(size)
    return sample


def number(seed: int, purpose: str) -> int:
    """A number for a sampler that takes one, never 0, which SALib takes for none; another for every purpose."""
    return int.from_bytes(blake2s(f"{seed} {purpose}".encode(), digest_size=3).digest(), "big") + 1
