"""Outcomes of policies on the screen: policies lie close together, so one decimal more than is usual."""

from haicsim.analysis.measures.outcome_measures import Outcome
from haicsim.analysis.results.difference import DECIMALS
from haicsim.analysis.whatif.worlds import Interval


def number(outcome: Outcome, value: float, sign: str = "") -> str:
    """A value; shares in percent."""
    if value != value:
        return "-"
    share = outcome.unit == "share of 1"
    places = DECIMALS[outcome.unit] - 1 if share else DECIMALS[outcome.unit] + 1
    rounded = round((100.0 if share else 1.0) * value, places) + 0.0
    return f"{rounded:{sign if rounded else ''}.{places}f}{'%' if share else ''}"


def with_interval(outcome: Outcome, interval: Interval, sign: str = "") -> str:
    """A value with its 95% interval."""
    if interval[1] != interval[1]:
        return number(outcome, interval[0], sign)
    value, low, high = (number(outcome, each, sign) for each in interval)
    return f"{value} ({low.removesuffix('%')} to {high.removesuffix('%')})"


def about(outcome: Outcome, interval: Interval, sign: str = "") -> str:
    """The same with half the width of the interval, in few columns."""
    value, low, high = interval
    said = number(outcome, value, sign)
    return said if low != low else f"{said} ± {number(outcome, (high - low) / 2.0).removesuffix('%')}"
