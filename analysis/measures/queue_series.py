"""How many wait or are served over calendar time, and how much of a run's beginning belongs to an empty hospital."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.float64]
WEEK = 7.0
BATCH = 5  # observations a batch: the 5 of MSER-5
FEWEST_BATCHES = 10
# where a warm-up comes from, and what can be said of a resource
NAMED, FOUND, NOT_FOUND = "named in the scenario", "found by MSER-5", "none found"
STABLE, AT_ITS_LIMIT, OVERLOADED = "stable", "at its limit", "overloaded"
NOT_MEASURED = "not measured"


def days_within(begin: Days, end: Days, marks: Days) -> Days:
    """Days spent between `begin` (n,) and `end` (n,) by all of them together, up to each of the marks (m,): shape (m,)."""

    def passed(since: Days) -> Days:
        ordered = np.sort(since)
        before = ordered.searchsorted(marks, "right")
        days: Days = marks * before - np.concatenate([[0.0], np.cumsum(ordered)])[before]
        return days

    return passed(begin) - passed(end)


def mean_number(begin: Days, end: Days, edges: Days) -> Days:
    """How many there are on average from each edge to the next, shape (m edges - 1,)."""
    number: Days = np.diff(days_within(begin, end, edges)) / np.diff(edges)
    return np.maximum(number, 0.0)  # a difference of large sums may miss nothing by a hair


def greatest_number(begin: Days, end: Days, first: float, last: float) -> int:
    """How many there are at most at one time, from day `first` to day `last`; who comes as another leaves takes the place."""
    inside = (end > begin) & (end > first) & (begin <= last)
    come, gone = np.sort(np.maximum(begin[inside], first)), np.sort(end[inside])
    number = np.arange(1, len(come) + 1) - gone.searchsorted(come, "right")
    return int(number.max(initial=0))


@dataclass(frozen=True)
class Truncation:
    """What MSER-5 finds in a series.

    left_out: observations to leave out at the beginning; None where no steady part was found. statistic: the marginal
    standard error squared, by batches left out, shape (batches // 2 + 1,).
    """

    left_out: int | None
    statistic: Days


def mser5(series: Days) -> Truncation:
    """How many of the first observations (n,) to leave out so that the rest has the smallest marginal standard error.

    White (Simulation 69:323, 1997), with the batches of five of Spratt (1998): of the batch means Y_1..Y_k the first d are
    left out for which sum((Y_j - mean)^2) / (k - d)^2 over j > d is smallest, the first of equals. Only the first half is
    looked at; a minimum at its very end says that the series had not settled, and so do fewer than ten batches.
    """
    count = len(series) // BATCH
    means = series[: count * BATCH].reshape(count, BATCH).mean(axis=1)
    if count < FEWEST_BATCHES:
        return Truncation(None, np.zeros(0))
    left = np.arange(count // 2 + 1)
    statistic = np.array(
        [means[d:].var() / (count - d) for d in left]
    )  # the sum over (k - d), divided by it once more
    best = int(np.argmin(statistic))
    return Truncation(None if best == left[-1] else best * BATCH, statistic)
