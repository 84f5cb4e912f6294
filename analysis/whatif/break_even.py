"""The value of a number at which an answer changes its sign."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from scipy.optimize import brentq

from haicsim.analysis.survival.intervals import mean_interval
from haicsim.analysis.whatif.worlds import Interval, Values

# differences, one for each patient or block of patients, at a value of the number
Differences = Callable[[float], Values]
POINTS = 9
# of the range: how closely a break-even is found, the ends of its interval, and one at an end of what is not identified
_FINE, _COARSE, _ROUGH = 1e-4, 1e-3, 1e-2


@dataclass(frozen=True)
class Crossing:
    """A break-even: the value at which the mean difference is nothing, with the 95% interval that the patients leave.

    rises: whether the difference is above nothing beyond it. low, high: infinite where the sign stays unsure to the end.
    """

    value: float
    low: float
    high: float
    rises: bool


@dataclass(frozen=True)
class BreakEven:
    """Where an answer changes its sign over a range.

    grid: value and difference with its interval, from the low end to the high. crossings: none where the sign is the same all
    over. sign: then which, chance included.
    """

    grid: tuple[tuple[float, Interval], ...]
    crossings: tuple[Crossing, ...]

    @property
    def sign(self) -> Literal["above", "below", "changes", "not known"]:
        """Of the difference over the whole range."""
        if self.crossings:
            return "changes"
        known = [each for _, each in self.grid if math.isfinite(each[0])]
        if known and all(low > 0.0 for _, low, _ in known):
            return "above"
        return "below" if known and all(high < 0.0 for _, _, high in known) else "not known"


class Differing:
    """The difference at every value tried so far, with its interval; a value is tried once."""

    def __init__(self, differences: Differences) -> None:
        """Nothing tried yet."""
        self._differences = differences
        self._known: dict[float, Interval] = {}

    def at(self, value: float) -> Interval:
        """Mean, low and high."""
        if value not in self._known:
            found = self._differences(value)
            self._known[value] = mean_interval(found[np.isfinite(found)])
        return self._known[value]


def break_even(
    differences: Differences, low: float, high: float, own: float | None = None, points: int = POINTS
) -> BreakEven:
    """Where the mean difference changes its sign between two values, looked for between a few tried first.

    own: another value to try, such as the present one. A pair of changes closer together than two of the values tried is not
    seen.
    """
    some = Differing(differences)
    values = sorted({*np.linspace(low, high, points).tolist(), *([] if own is None else [own])})
    grid = [(value, some.at(value)) for value in values]
    known = [each for each in grid if math.isfinite(each[1][0])]
    crossings = [
        _crossing(some, left[0], right[0], (low, high))
        for left, right in pairwise(known)
        if (left[1][0] > 0.0) != (right[1][0] > 0.0)
    ]
    return BreakEven(tuple(grid), tuple(crossings))


def sign_changes(
    differences: Differences, low: float, high: float, points: int
) -> tuple[tuple[float, ...], float]:
    """The values at which the mean difference changes its sign, roughly, and the mean at the high end."""
    some = Differing(differences)
    known = [value for value in np.linspace(low, high, points).tolist() if math.isfinite(some.at(value)[0])]
    found = tuple(
        _zero(some, 0, left, right, _ROUGH * (high - low))
        for left, right in pairwise(known)
        if (some.at(left)[0] > 0.0) != (some.at(right)[0] > 0.0)
    )
    return found, some.at(known[-1])[0] if known else math.nan


def _crossing(some: Differing, left: float, right: float, ends: tuple[float, float]) -> Crossing:
    value = _zero(some, 0, left, right, _FINE * (ends[1] - ends[0]))
    rises = some.at(right)[0] > 0.0
    below, above = (
        (1, 2) if rises else (2, 1)
    )  # which end of the interval is nothing further on, and which before
    last = _unsure_until(some, below, value, ends[1], rises)
    first = _unsure_until(some, above, value, ends[0], not rises)
    return Crossing(value, first, last, rises)


def _unsure_until(some: Differing, which: int, value: float, end: float, above: bool) -> float:
    """How far from a break-even towards an end its interval holds nothing; infinite where it does so to the end."""

    def sure(at: float) -> bool:
        bound = some.at(at)[which]
        return bound > 0.0 if above else bound < 0.0

    steps = [*(value + (end - value) * share for share in (0.05, 0.1, 0.2, 0.4, 0.7)), end]
    before = value
    for step in steps:
        if sure(step):
            return _zero(some, which, before, step, _COARSE * abs(end - value))
        before = step
    return math.copysign(math.inf, end - value)


def _zero(some: Differing, which: int, left: float, right: float, within: float) -> float:
    """Where one of mean, low and high is nothing between two values of which it is not on one side."""
    low, high = min(left, right), max(left, right)
    if not some.at(low)[which] * some.at(high)[which] < 0.0:
        return low if abs(some.at(low)[which]) < abs(some.at(high)[which]) else high
    found: float = brentq(
        lambda value: some.at(float(value))[which], low, high, xtol=max(within, 1e-12), rtol=1e-9
    )
    return float(found)
