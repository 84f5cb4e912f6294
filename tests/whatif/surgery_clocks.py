"""A world whose answers are known: everybody dies by an exponential clock, and surgery multiplies its rate.

Whoever has `u_convert` below the rate of conversion is converted and operated. Without surgery the rate of death is `hazard`
a month, with it `hazard` times `ratio`; the same uniform number settles both. An operation kills at once with probability
`risk`.
"""

import math
from dataclasses import dataclass

import numpy as np

from haicsim.analysis.whatif.decomposition import Lives

MONTHS = 60.0


@dataclass(frozen=True)
class Clocks:
    """So many people; their luck is drawn once."""

    people: int
    seed: int

    def __post_init__(self) -> None:
        random = np.random.default_rng(self.seed)
        for name in ("u_convert", "u_death", "u_risk"):
            object.__setattr__(self, name, random.random(self.people))

    def lived(self, hazard: float) -> np.ndarray:
        """Months of the first 60, each at a rate of death of so much a month."""
        return np.minimum(-np.log1p(-self.u_death) / hazard, MONTHS)

    def lives(self, rate: float, hazard: float, ratio: float, risk: float = 0.0) -> Lives:
        """Everybody in one world."""
        operated = self.u_convert < rate
        without = self.lived(hazard)
        after = np.where(self.u_risk < risk, 0.0, self.lived(hazard * ratio))
        return Lives(np.where(operated, after, without), without, operated)


def mean(hazard: float) -> float:
    """In closed form: months of the first 60 at a rate of death of so much a month."""
    return (1.0 - math.exp(-hazard * MONTHS)) / hazard
