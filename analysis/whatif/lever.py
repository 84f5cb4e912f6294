"""The value of a mechanism's number at which an outcome takes a given value: bracketed on the same people.

Every value is tried on the same patients with the same random numbers, so that the rate changes by what is moved alone.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

Rate = Callable[[float], float]
# of the bracket: how closely the number is found, and how closely the ends of its interval
_FINE, _COARSE = 1e-3, 1e-2
_STEPS = 5  # values tried between now and an end that does not reach the rate: it may lie between


@dataclass(frozen=True)
class Lever:
    """What was found for one rate.

    target: the rate asked for. value: the number that gives it, with the interval that the number of patients leaves, and the
    rate it gives; all NaN where it cannot be reached. ceiling: then the nearest rate that can be, and where.
    """

    target: float
    value: float
    low: float
    high: float
    rate: float
    ceiling: float = math.nan
    ceiling_at: float = math.nan

    @property
    def reached(self) -> bool:
        """Whether the mechanism gives the rate."""
        return math.isfinite(self.value)


class Search:
    """The rate at every value tried so far; a value is tried once.

    rate: of patients at a value. present: the value now. least, most: the ends of the search. patients: how many they are.
    whole: whether only some values make sense, such as whole places, so that the rate may jump.
    """

    def __init__(self, rate: Rate, present: float, least: float, most: float, patients: int) -> None:
        """Nothing tried yet."""
        self._rate, self.present, self.patients = rate, present, patients
        self.least, self.most = min(least, present), max(most, present)
        self.tried: dict[float, float] = {}

    def rate(self, value: float) -> float:
        """The rate at a value."""
        if value not in self.tried:
            self.tried[value] = self._rate(value)
        return self.tried[value]

    @property
    def reach(self) -> tuple[float, float]:
        """The least and the highest rate from one end to the other."""
        rates = [self.rate(value) for value in (self.least, self.present, self.most)]
        return min(rates), max(rates)

    def find(self, target: float) -> Lever:
        """The value that gives a rate, the nearest one to the present; a Lever that is not reached where none does."""
        bracket = self._bracket(target)
        if bracket is None:
            at = min(self.tried, key=lambda value: abs(self.rate(value) - target))
            return Lever(target, math.nan, math.nan, math.nan, math.nan, self.rate(at), at)
        value = self._cross(target, bracket, _FINE)
        half = 1.96 * math.sqrt(max(target * (1.0 - target), 0.0) / self.patients)
        ends = sorted(self._end(level, value, bracket) for level in (target - half, target + half))
        return Lever(target, value, ends[0], ends[1], self.rate(value))

    def _bracket(self, target: float) -> tuple[float, float] | None:
        """Two values between which the rate passes the target: the present one, or its nearest on the way to an end."""
        here = self.rate(self.present)
        if here == target:
            return self.present, self.present
        above = here > target
        ends = [end for end in (self.least, self.most) if end != self.present]
        for end in sorted(ends, key=lambda end: self.rate(end), reverse=not above):
            before = self.present
            for value in self._way(end):
                if (self.rate(value) >= target) == above:
                    before = value
                    continue
                return before, value
        return None

    def _way(self, end: float) -> list[float]:
        """From the present value to an end: at once where the end is on the other side already, else in a few steps."""
        steps = np.linspace(0.0, 1.0, _STEPS + 1)[1:]
        if self.present > 0.0 and end > 0.0:
            return [float(self.present * (end / self.present) ** step) for step in steps[:-1]] + [end]
        return [float(self.present + (end - self.present) * step) for step in steps[:-1]] + [end]

    def _cross(self, target: float, bracket: tuple[float, float], share: float) -> float:
        """Where the rate passes the target between two values."""
        low, high = min(bracket), max(bracket)
        if low == high:
            return low
        found: float = brentq(
            lambda value: self.rate(float(value)) - target, low, high, xtol=share * (high - low), rtol=1e-9
        )
        return self._nearest(target, float(found), share * (high - low))

    def _nearest(self, target: float, found: float, within: float) -> float:
        """Of the values tried beside the one found, the one whose rate is nearest."""
        close = [value for value in self.tried if abs(value - found) <= 2.0 * within]
        return min(
            close, key=lambda value: (abs(self.rate(value) - target), abs(value - found)), default=found
        )

    def _end(self, level: float, value: float, bracket: tuple[float, float]) -> float:
        """One end of the interval of the value: where the rate is so much higher or lower; infinite where it never is."""
        rising = (self.rate(max(bracket)) - self.rate(min(bracket))) >= 0.0
        further = self.rate(value) < level
        outer = (self.most if rising else self.least) if further else (self.least if rising else self.most)
        if (self.rate(outer) >= level) == (self.rate(value) >= level):
            return math.inf if outer == self.most else -math.inf
        nearer = self._narrowed(level, value, outer)
        return self._cross(level, nearer, _COARSE)

    def _narrowed(self, level: float, value: float, outer: float) -> tuple[float, float]:
        """Of the values tried between two, the nearest ones on both sides of a level."""
        side = self.rate(value) >= level
        low, high = min(value, outer), max(value, outer)
        between = sorted(
            (each for each in self.tried if low <= each <= high), key=lambda each: abs(each - value)
        )
        last = value
        for each in between:
            if (self.rate(each) >= level) != side:
                return last, each
            last = each
        return last, outer
