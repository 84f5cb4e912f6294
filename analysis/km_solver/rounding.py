"""What a printed number may have been before it was rounded, under a stated convention."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol, get_args

Convention = Literal["any", "half_up", "half_even", "truncated"]
CONVENTIONS: tuple[Convention, ...] = get_args(Convention)
SINGLE: tuple[Convention, ...] = ("half_up", "half_even", "truncated")


class Rounded(Protocol):
    """A number as it was printed: its value read literally, and what was printed of it.

    unit_of_last_place: one step of the last digit. sign: '<' or '>' before it, or nothing.
    """

    @property
    def value(self) -> Fraction:
        """Read literally."""

    @property
    def unit_of_last_place(self) -> Fraction:
        """0.1 for '94.4'."""

    @property
    def sign(self) -> str:
        """'<', '>' or nothing."""


@dataclass(frozen=True)
class Interval:
    """All numbers between two ends, each end included or not; exact."""

    low: Fraction
    high: Fraction
    low_in: bool = True
    high_in: bool = True

    def __contains__(self, value: Fraction | int) -> bool:
        """Whether a number lies inside."""
        above = value > self.low or (self.low_in and value == self.low)
        return above and (value < self.high or (self.high_in and value == self.high))

    def meets(self, other: "Interval") -> bool:
        """Whether the two have a number in common."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low == high and low in self and low in other)

    def may_be_at_most(self, other: "Interval") -> bool:
        """Whether a number here can be no larger than a number there."""
        return self.low < other.high or (self.low == other.high and self.low_in and other.high_in)

    def times(self, factor: Fraction) -> "Interval":
        """Every number multiplied by a positive factor."""
        return Interval(self.low * factor, self.high * factor, self.low_in, self.high_in)


def before_rounding(printed: Rounded, convention: Convention = "any") -> Interval:
    """The numbers that print as this one.

    half_up: a tie goes up. half_even: a tie goes to the even digit. truncated: further digits are cut off.
    any: one of the three, so that what is impossible here is impossible under each. '<' and '>' are read literally
    (below or above the printed limit; limits of 0 and 1 for a p value are left to the reader).
    """
    if printed.sign == "<":
        return Interval(Fraction(0), printed.value, True, False)
    if printed.sign == ">":
        return Interval(printed.value, Fraction(10**12), False, True)
    if printed.value < 0:
        positive = _before_rounding(-printed.value, printed.unit_of_last_place, convention)
        return Interval(-positive.high, -positive.low, positive.high_in, positive.low_in)
    return _before_rounding(printed.value, printed.unit_of_last_place, convention)


def _before_rounding(value: Fraction, step: Fraction, convention: Convention) -> Interval:
    """The numbers that print as a value of 0 or more, whose last digit steps by so much."""
    half = step / 2
    low = max(Fraction(0), value - half)
    if convention == "half_up":
        return Interval(low, value + half, True, False)
    if convention == "half_even":
        even = (value / step) % 2 == 0
        return Interval(low, value + half, even or low == 0, even)
    if convention == "truncated":
        return Interval(value, value + step, True, False)
    return Interval(low, value + step, True, False)


def prints_as(value: Fraction, decimals: int, convention: Convention = "any") -> str:
    """A number with so many decimals, as text; rounded half up unless another convention is named."""
    scaled = value * 10**decimals
    if convention == "truncated":
        whole = int(scaled)
    elif convention == "half_even":
        whole = round(scaled)
    else:
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = f"{abs(whole):0{decimals + 1}d}"
    text = digits if decimals == 0 else f"{digits[:-decimals]}.{digits[-decimals:]}"
    return f"-{text}" if whole < 0 else text
