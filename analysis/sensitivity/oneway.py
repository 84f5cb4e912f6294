"""One parameter after the other, on common random numbers: the same patients meet its low end, its high end and its value."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.experiments.differences import variance_reduction
from haicsim.analysis.sensitivity.factors import Factor
from haicsim.analysis.survival.intervals import paired_interval


@dataclass(frozen=True)
class Swing:
    """What an outcome does at one end of a parameter's range.

    at: the value there. change: against the scenario as it is, the mean over replications, with its 95% interval (low, high)
    from paired differences. below_floor: whether the interval holds 0. reduction: how many times more replications unpaired
    random numbers would have needed for the same interval.
    """

    path: str
    end: str
    at: float
    change: float
    low: float
    high: float
    below_noise_floor: bool
    reduction: float


def swings(factors: Sequence[Factor], values: NDArray[np.float64]) -> list[Swing]:
    """Both ends of every factor; values of shape (1 + 2 factors, replications), the scenario as it is first."""
    base, found = values[0], []
    for place, factor in enumerate(factors):
        for offset, end in ((1, "low"), (2, "high")):
            there = values[offset + 2 * place]
            change, low, high = paired_interval(there, base)
            unknown = bool(np.isnan(low))
            below = bool(change == 0.0 or (not unknown and low <= 0.0 <= high))
            at = float(factor.at(0.0 if end == "low" else 1.0))  # type: ignore[arg-type]
            found.append(
                Swing(factor.path, end, at, change, low, high, below, variance_reduction(there, base))
            )
    return found
