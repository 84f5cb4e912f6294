"""What what-ifs on the screen have in common: tables, months and shares with their intervals, the ranges in one sentence."""

import math
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from haicsim.analysis.whatif.ranges import AS_IT_IS, ENDS, Ranged
from haicsim.analysis.whatif.worlds import Interval

NOT_RANGED = (
    "The ranges of what is not identified were not tried (--no-ranges): no claim rests on this alone."
)


def table(*columns: str, first: int = 11) -> Table:
    """A table whose first column is text, at least so wide, and the rest numbers; only the first may fold."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, name in enumerate(columns):
        made.add_column(
            name, justify="right" if place else "left", no_wrap=place > 0, min_width=0 if place else first
        )
    return made


def console() -> Console:
    """The screen; 80 columns are enough."""
    return Console(highlight=False)


def months(interval: Interval, sign: bool = False) -> str:
    """Months with their 95% interval."""
    value, low, high = interval
    if not math.isfinite(value):
        return "-"
    said = _number(value, sign)
    return said if not math.isfinite(low) or low == high else f"{said} ({_number(low)} to {_number(high)})"


def give_or_take(interval: Interval) -> str:
    """A difference in months, and half of its 95% interval, in few columns."""
    value, low, high = interval
    if not math.isfinite(value):
        return "-"
    half = (high - low) / 2.0
    return (
        f"{_number(value, True)} ± {_number(half)}"
        if math.isfinite(half) and half > 0.0
        else _number(value, True)
    )


def percent(share: float, digits: int = 1) -> str:
    """A share in percent."""
    return "-" if math.isnan(share) else f"{100.0 * share:.{digits}f}%"


def percents(interval: Interval) -> str:
    """A share with its 95% interval, in percent."""
    value, low, high = interval
    if math.isnan(value):
        return "-"
    return percent(value) if math.isnan(low) else f"{percent(value)} ({100 * low:.1f} to {100 * high:.1f})"


def amount(value: float, unit: str = "") -> str:
    """A parameter's value in few figures."""
    return f"{value:.3g}{' ' + unit if unit else ''}"


def ranged(over: str) -> str:
    """What ranges that were printed are of."""
    if over == ENDS.words:
        return "The ranges are those of what the paper does not identify, one number at a time, with fewer patients."
    return f"The ranges are the least and the most over {over}, with fewer patients."


def over_the_ranges(found: Ranged, percents: bool = False) -> str:
    """From where to where a number goes over the ranges; nothing where they were not tried."""
    if not found.ends:
        return ""
    (low_at, low), (high_at, high) = found.least, found.most
    ends = [f"{100 * each[0]:.1f}" if percents else _number(each[0]) for each in (low, high)]
    return f"{ends[0]} ({_where(low_at)}) to {ends[1]} ({_where(high_at)})"


def sentences(screen: Console, lines: Sequence[str]) -> None:
    """Paragraphs, one after the other."""
    for line in lines:
        if line:
            screen.print(line)


def _where(place: str) -> str:
    return place if place == AS_IT_IS else f"at {place}"


def _number(value: float, sign: bool = False) -> str:
    rounded = round(value, 1) + 0.0
    return f"{rounded:+.1f}" if sign and rounded else f"{rounded:.1f}"
