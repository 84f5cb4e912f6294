"""What a printed number may have been before it was rounded, under a stated convention."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from haicsim.analysis.studies.printed import Printed

Convention = Literal["any", "half_up", "half_even", "truncated"]
CONVENTIONS: tuple[Convention, ...] = get_args(Convention)
SINGLE: tuple[Convention, ...] = ("half_up", "half_even", "truncated")


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


def before_rounding(printed: Printed, convention: Convention = "any") -> Interval:
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
        positive = before_rounding(Printed(printed.text, -printed.value, printed.decimals), convention)
        return Interval(-positive.high, -positive.low, positive.high_in, positive.low_in)
    step = printed.unit_of_last_place
    value, half = printed.value, step / 2
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
