"""Where a change comes from, on the screen."""

from dataclasses import fields

from rich.console import Console

from haicsim.analysis.whatif.decomposition import WORDS, Decomposition, Parts
from haicsim.show.whatif import table


def show_parts(screen: Console, found: Decomposition) -> None:
    """The parts of the change, in months for each starter."""
    first, second, both = found.operated
    screen.print(
        f"Where the change of {_hundredths(found.change)} months for each starter comes from "
        f"(operated: {first:,} before, {second:,} now, {both:,} in both)"
    )
    made = table("", "months for each starter (95%)", *(["over the ranges"] if found.ranges else []))
    for part in fields(Parts):
        interval = found.intervals[part.name]
        if part.name == "others" and not round(interval[0], 3):
            continue
        made.add_row(WORDS[part.name], _hundredths(interval), *_span(found, part.name))
    screen.print(made)


def _span(found: Decomposition, name: str) -> list[str]:
    """From where to where a part goes over the ranges of what is not identified."""
    if not found.ranges:
        return []
    low, high = (round(each, 2) + 0.0 for each in found.ranges[name])
    return [f"{low:+.2f} to {high:+.2f}"]


def _hundredths(interval: tuple[float, float, float]) -> str:
    value, low, high = (round(each, 2) + 0.0 for each in interval)
    return f"{value:+.2f} ({low:+.2f} to {high:+.2f})"
