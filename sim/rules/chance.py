"""From a uniform number to a time, a size or a choice: quantile functions, and nothing random in them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim.codes import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence


_SQRT_2 = math.sqrt(2.0)


def normal(u: float) -> float:
    """The standard normal quantile of `u`, to about 1 part in 1e16 (AS 241, PPND16: Wichura, Appl Stat 1988;37:477)."""
    u = min(max(u, 5e-17), 1.0 - 1.2e-16)
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _central(r)
    r = u
    if q > 0.0:
        r = 1.0 - u
    r = math.sqrt(-math.log(r))
    x = _middle(r - 1.6)
    if r > 5.0:
        x = _tail(r - 5.0)
    if q < 0.0:
        x = -x
    return x


def _central(r: float) -> float:
    top = 2509.0809287301226727 * r + 33430.575583588128105
    top = (top * r + 67265.770927008700853) * r + 45921.953931549871457
    top = (top * r + 13731.693765509461125) * r + 1971.5909503065514427
    top = (top * r + 133.14166789178437745) * r + 3.387132872796366608
    low = 5226.495278852545925 * r + 28729.085735721942674
    low = (low * r + 39307.89580009271061) * r + 21213.794301586595867
    low = (low * r + 5394.1960214247511077) * r + 687.1870074920579083
    low = (low * r + 42.313330701600911252) * r + 1.0
    return top / low


def _middle(r: float) -> float:
    top = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
    top = (top * r + 0.24178072517745061177) * r + 1.27045825245236838258
    top = (top * r + 3.64784832476320460504) * r + 5.7694972214606914055
    top = (top * r + 4.6303378461565452959) * r + 1.42343711074968357734
    low = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
    low = (low * r + 0.0151986665636164571966) * r + 0.14810397642748007459
    low = (low * r + 0.68976733498510000455) * r + 1.6763848301838038494
    low = (low * r + 2.05319162663775882187) * r + 1.0
    return top / low


def _tail(r: float) -> float:
    top = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    top = (top * r + 0.0012426609473880784386) * r + 0.026532189526576123093
    top = (top * r + 0.29656057182850489123) * r + 1.7848265399172913358
    top = (top * r + 5.4637849111641143699) * r + 6.6579046435011037772
    low = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
    low = (low * r + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4
    low = (low * r + 0.0148753612908506148525) * r + 0.13692988092273580531
    low = (low * r + 0.59983220655588793769) * r + 1.0
    return top / low


def mean_of_exp(x: float) -> float:
    """Mean of the exponential function between 0 and x, (exp(x) - 1)/x: by its series where the difference would cancel."""
    mean = 1.0 + x * (0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0)))
    if not -1e-3 < x < 1e-3:
        mean = (math.exp(x) - 1.0) / x
    return mean


def log_normal(u: float, median: float, log_sd: float) -> float:
    """A log-normal quantity of the given median and standard deviation of its logarithm."""
    return median * math.exp(log_sd * normal(u))


def log_normal_up_to(u: float, median: float, log_sd: float, most: float) -> float:
    """A log-normal quantity of which what lies above `most` is left out, not heaped up there (a truncated distribution).

    median, log_sd: of the distribution before it is cut.
    """
    quantity = min(median, most)
    if log_sd > 0.0:
        below = 0.5 * math.erfc(-math.log(most / median) / (log_sd * _SQRT_2))
        quantity = min(log_normal(u * below, median, log_sd), most)
    return quantity


def exponential(u: float, per_day: float) -> float:
    """Days until something of constant hazard `per_day` happens; NEVER where the hazard is zero."""
    days = NEVER
    if per_day > 0.0:
        days = min(-math.log1p(-u) / per_day, NEVER)
    return days


def weibull(u: float, shape: float, scale: float) -> float:
    """Days until something happens whose survival is exp(-(t/scale)^shape)."""
    return float(scale * (-math.log1p(-u)) ** (1.0 / shape))


def choice(u: float, shares: Sequence[float], count: int) -> int:
    """Which of `count` kinds, of the given shares that sum to 1, the number falls in; the last takes what rounding leaves."""
    kind = 0
    upto = shares[0]
    while u >= upto and kind < count - 1:
        kind += 1
        upto += shares[kind]
    return kind
