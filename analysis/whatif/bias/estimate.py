"""An estimate with its 95% interval, and the difference of two restricted means in months."""

import math
from typing import NamedTuple

from haicsim.analysis.survival.estimators import restricted_mean, restricted_mean_variance
from haicsim.analysis.whatif.bias.patients import Flags, Floats
from haicsim.sim.units import DAYS_PER_MONTH

Z = 1.959963984540054  # 97.5% point of the standard normal distribution


class Estimate(NamedTuple):
    """A number with its 95% interval; NaN where it cannot be told."""

    value: float
    low: float
    high: float

    def covers(self, truth: float) -> bool:
        """Whether the interval holds a number."""
        return self.low <= truth <= self.high


UNKNOWN = Estimate(math.nan, math.nan, math.nan)


def around(value: float, error: float) -> Estimate:
    """An estimate with the interval of a normal distribution; error: its standard error."""
    return Estimate(value, value - Z * error, value + Z * error)


def mean_months_longer(days: Floats, died: Flags, treated: Flags, until_days: float) -> Estimate:
    """Months lived longer, on average and up to a time, by the treated than by the others: two Kaplan-Meier curves.

    days, died, treated (n,). The variance is Greenwood's. `UNKNOWN` where a group is empty or nobody in it was followed to
    the time.
    """
    if not treated.any() or treated.all():
        return UNKNOWN
    groups = [(days[mask], died[mask]) for mask in (treated, ~treated)]
    longer, shorter = (float(restricted_mean(*group, until_days)) for group in groups)
    variance = sum(float(restricted_mean_variance(*group, until_days)) for group in groups)
    return around((longer - shorter) / DAYS_PER_MONTH, math.sqrt(variance) / DAYS_PER_MONTH)
