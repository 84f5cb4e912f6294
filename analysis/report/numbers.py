"""Numbers of a report in words: shares in percent, months, each with its 95% interval."""

from collections.abc import Sequence
from typing import Any

NONE = "-"


def share(three: Sequence[float | None]) -> str:
    """A share of 1 with its interval, in percent: "20.4% (17.9 to 23.0)"."""
    value, low, high = three
    if value is None:
        return NONE
    said = f"{100 * value:.1f}%"
    return said if low is None or high is None else f"{said} ({100 * low:.1f} to {100 * high:.1f})"


def in_words(three: Sequence[float | None]) -> str:
    """A share of 1 within a sentence: "20.4%, 95% interval 17.9 to 23.0"."""
    return share(three).replace(" (", ", 95% interval ").rstrip(")")


def percent(value: float | None, low: float | None, high: float | None) -> str:
    """Percent with its interval, without decimals: "41% (38 to 44)"."""
    if value is None:
        return NONE
    return f"{value:.0f}%" + ("" if low is None or high is None else f" ({low:.0f} to {high:.0f})")


def median(survival: dict[str, Any]) -> str:
    """Median months with the interval: "8.9 (8.1 to 9.6)"."""
    value, low, high = (survival[f"median{end}_months"] for end in ("", "_low", "_high"))
    if value is None:
        return "not reached" if survival["patients"] else NONE
    ends = ["not reached" if end is None else f"{end:.1f}" for end in (low, high)]
    return f"{value:.1f} ({ends[0]} to {ends[1]})"


def interval(found: dict[str, Any], digits: int = 1, scale: float = 1.0) -> str:
    """A number with its interval, from its parts `value`, `low`, `high`."""
    value, low, high = (found.get(name) for name in ("value", "low", "high"))
    if value is None:
        return NONE
    said = f"{scale * value:.{digits}f}"
    return (
        said
        if low is None or high is None
        else f"{said} ({scale * low:.{digits}f} to {scale * high:.{digits}f})"
    )


def plural(count: int, what: str) -> str:
    """So many of something: "1 replication", "3 replications"."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
