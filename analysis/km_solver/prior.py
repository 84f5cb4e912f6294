"""What is taken for granted about patients before any figure is looked at: when they have the event, when they leave.

Of each group two distributions are unknown: of times to the event and of times to censoring. Each strays from a simple
shape as a Dirichlet process does (Ferguson, Ann Stat 1973;1:209-30), so that the numbers who leave between two moments
are beta-binomial (Walker & Muliere, Ann Stat 1997;25:1762-80). The event is as likely within the longest follow-up as
not, at any time. For censoring several shapes are as likely: few or many stay to the end, the others leave early, evenly
or late.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.km_solver.curves import Moment
from haicsim.sim.units import DAYS_PER_MONTH

Floats = NDArray[np.float64]
HAIR = 1e-9


@dataclass(frozen=True)
class Shape:
    """A shape of censoring: the share followed to the end, and the power of time with which the others leave.

    power: 1 evenly, below 1 early, above 1 late.
    """

    stay: float
    power: float

    def gone(self, time: Floats) -> Floats:
        """The share censored by a time, both as shares of 1."""
        left: Floats = (1.0 - self.stay) * time**self.power
        return left


SHAPES = tuple(Shape(stay, power) for stay in (0.0, 0.4, 0.8) for power in (1 / 3, 1.0, 3.0))


@dataclass(frozen=True)
class Stretch:
    """The time between two moments, in months, and the beta distributions of the shares who leave in it.

    event, censored: of those at risk the share who have the event; of the others the share censored.
    """

    start: float
    end: float
    event: tuple[float, float]
    censored: tuple[float, float]

    @property
    def instant(self) -> bool:
        """Whether it is but one point in time: an event then comes before a censoring."""
        return self.start == self.end


def stretches(
    moments: Sequence[Moment], longest: float, shape: Shape, worth: float, least: float = 0.0
) -> list[Stretch]:
    """The stretches that end at each of the moments; the last moment must be the longest follow-up, in months.

    worth: how many patients' worth the shapes are. least: makes time pass more slowly where stretches are shorter than
    this share of the whole, to draw from where much hangs on what happens in a few days; to be weighed afterwards. A
    stretch shorter than a day counts as a day, in which times are recorded.
    """
    ends = np.array([float(months) for months, _ in moments])
    starts = np.concatenate([[0.0], ends[:-1]])
    lengths = np.maximum(ends - starts, 1.0 / DAYS_PER_MONTH) / longest
    lengths = np.maximum(lengths, least)
    time = np.concatenate([[0.0], np.cumsum(lengths)]) / lengths.sum()
    gone = shape.gone(time)
    gone[-1] = 1.0
    return [
        Stretch(
            start,
            end,
            (worth * (time[j + 1] - time[j]) / 2, worth * (1.0 - time[j + 1] / 2)),
            (worth * (gone[j + 1] - gone[j]), worth * (1.0 - gone[j + 1]) + HAIR),
        )
        for j, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True))
    ]


def weights(stretch: Stretch, at_risk: NDArray[np.int64], events: int, left: int) -> Floats:
    """How likely each number of events and censorings within a stretch is, each order of them being as likely.

    at_risk (k,): patients at its beginning. events, left: the largest numbers of events and of censorings asked for.
    Returns shape (k, events + 1, left + 1): the probability of one order of so many events and so many censorings; 0
    where there are not so many patients.
    """
    from scipy.special import gammaln

    n = at_risk[:, None, None].astype(np.float64)
    a = np.arange(events + 1, dtype=np.float64)[:, None]
    b = np.arange(left + 1, dtype=np.float64)
    had = _beta_binomial(a, np.maximum(n, a), *stretch.event)
    gone = _beta_binomial(b, np.maximum(n - a, b), *stretch.censored)
    orders = 0.0 if stretch.instant else gammaln(a + 1) + gammaln(b + 1) - gammaln(a + b + 1)
    return np.where(n >= a + b, np.exp(had + gone + orders), 0.0)


def _beta_binomial(k: Floats, n: Floats, alpha: float, beta: float) -> Floats:
    """The logarithm of the beta-binomial probability of k out of n."""
    from scipy.special import betaln, gammaln

    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    found: Floats = ways + betaln(k + alpha, n - k + beta) - betaln(alpha, beta)
    return found
