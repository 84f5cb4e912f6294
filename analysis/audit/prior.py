"""What is taken for granted about patients before any figure is looked at: when they have the event, when they leave.

Of each group two distributions are unknown: of times to the event and of times to censoring. Each is a Dirichlet
process (Ferguson, Ann Stat 1973;1:209-30), on average uniform over the longest follow-up. Where both are only known at
some moments, the numbers who leave between two of them are beta-binomial (Walker & Muliere, Ann Stat 1997;25:1762-80).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.audit.curves import Moment
from sim.units import DAYS_PER_MONTH

Floats = NDArray[np.float64]
FREE_OF_IT = 1.0  # as heavy as having it: how many have the event at all is uniform
HAIR = 1e-9


@dataclass(frozen=True)
class Stretch:
    """The time between two moments, in months; instant where both are the same time.

    length, ahead: its share of the longest follow-up, and that of the time after it. A stretch shorter than a day
    counts as a day, in which times are recorded.
    """

    start: float
    end: float
    length: float
    ahead: float

    @property
    def instant(self) -> bool:
        """Whether it is but one point in time: an event then comes before a censoring."""
        return self.start == self.end


def stretches(moments: Sequence[Moment], longest: float) -> list[Stretch]:
    """The stretches that end at each of the moments; the last moment must be the longest follow-up, in months."""
    ends = [float(months) for months, _ in moments]
    shortest = 1.0 / DAYS_PER_MONTH / longest
    return [
        Stretch(start, end, max((end - start) / longest, shortest), max(1.0 - end / longest, 0.0))
        for start, end in zip([0.0, *ends], ends, strict=False)
    ]


def weights(stretch: Stretch, at_risk: NDArray[np.int64], events: int, left: int, worth: float) -> Floats:
    """How likely each number of events and censorings within a stretch is, each order of them being as likely.

    at_risk (k,): patients at its beginning. events, left: the largest numbers of events and of censorings asked for.
    worth: how many patients the prior knowledge of censoring is worth. Returns shape (k, events + 1, left + 1): the
    probability of one order of so many events and so many censorings; 0 where there are not so many patients.
    """
    from scipy.special import gammaln

    n = at_risk[:, None, None].astype(np.float64)
    a = np.arange(events + 1, dtype=np.float64)[:, None]
    b = np.arange(left + 1, dtype=np.float64)
    remain = n - a - b
    possible = remain >= 0
    had = _beta_binomial(a, np.maximum(n, a), stretch.length, stretch.ahead + FREE_OF_IT)
    rest = np.maximum(n - a, b)
    gone = _beta_binomial(b, rest, worth * stretch.length, worth * stretch.ahead + HAIR)
    orders = 0.0 if stretch.instant else gammaln(a + 1) + gammaln(b + 1) - gammaln(a + b + 1)
    return np.where(possible, np.exp(had + gone + orders), 0.0)


def _beta_binomial(k: Floats, n: Floats, alpha: float, beta: float) -> Floats:
    """The logarithm of the beta-binomial probability of k out of n."""
    from scipy.special import betaln, gammaln

    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    found: Floats = ways + betaln(k + alpha, n - k + beta) - betaln(alpha, beta)
    return found
