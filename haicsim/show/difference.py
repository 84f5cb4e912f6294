"""Two runs side by side on the screen: inputs that changed, outputs by verdict, and whether other people are counted."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from haicsim.analysis.results.difference import Output, RunDifference

_ORDER = ("moved", "did not move", "cannot be told")


def show_difference(found: "RunDifference", margin: float) -> None:
    """Print it, as wide as the terminal; 80 columns are enough."""
    from rich.console import Console

    console = Console(highlight=False)
    console.print("Inputs that changed" if found.inputs else "No input changed", style="bold")
    for given in found.inputs:
        console.print(f"  {given.path}: {given.before} -> {given.after}", markup=False)
    console.print(f"\nOutputs ({found.how}; no change means within {margin:.0%} of A)", style="bold")
    console.print(_row("", "A", "B", "change (95% interval)"), highlight=False)
    by_verdict: dict[str, list[Output]] = {}
    for output in sorted(found.outputs, key=lambda output: (_ORDER.index(output.verdict), output.why)):
        verdict = f"{output.verdict}: {output.why}" if output.why else output.verdict
        by_verdict.setdefault(verdict, []).append(output)
    for verdict, outputs in by_verdict.items():
        console.print(f"{verdict[0].upper()}{verdict[1:]}", style="bold")
        for each in outputs:
            console.print(
                _row(each.outcome.name, number(each, each.before), number(each, each.after), _change(each))
            )
    _show_people(console, found)


def _row(name: str, before: str, after: str, change: str) -> str:
    """One outcome in 80 columns."""
    return f"  {name:<30}{before:>8}{after:>8}   {change}"


def _table(*columns: tuple[str, str]) -> "Table":
    """A table of columns that are never folded: name and side."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for name, side in columns:
        table.add_column(name, justify="left" if side == "left" else "right", no_wrap=True)
    return table


def _show_people(console: "Console", found: "RunDifference") -> None:
    """Whose outcomes they are in either run, and what moved split into other people and the same faring otherwise."""
    lines = list(_others(found))
    if not lines:
        return
    console.print("\nNot everybody is counted in both runs", style="bold")
    for line in lines:
        console.print(f"  {line}")
    moved = [each for each in found.outputs if each.verdict == "moved" and _differ(each)]
    if not moved:
        return
    console.print(
        "\nSo a change has two parts, which add up to it. Same people: how much otherwise the very same patients fare in B. "
        "Other people: what comes of counting others than in A."
    )
    table = _table(
        ("outcome", "left"),
        ("change", "right"),
        ("same people", "right"),
        ("other people", "right"),
        ("asked", "left"),
    )
    for each in moved:
        assert each.people is not None
        parts = (each.change, each.people.effect, each.people.composition)
        table.add_row(each.outcome.name, *(number(each, part, "+") for part in parts), each.people.asked)
    console.print(table)


def _others(found: "RunDifference") -> "Iterator[str]":
    """Every group that is not of the same people, once."""
    seen = set()
    for each in found.outputs:
        words, people = each.outcome.group.words, each.people
        if people is not None and _differ(each) and words not in seen:
            seen.add(words)
            yield (
                f"{words}: {people.both:,} in both, {people.only_before:,} in A only, {people.only_after:,} in B only"
            )


def _differ(output: "Output") -> bool:
    return output.people is not None and not output.people.same_members


def _change(output: "Output") -> str:
    """The change with its interval; of shares in points of percent."""
    parts = (number(output, value, "+") for value in (output.change, output.low, output.high))
    change, low, high = (part.removesuffix("%") for part in parts)
    return f"{change} ({low} to {high})" if output.low == output.low else change


def number(output: "Output", value: float, sign: str = "") -> str:
    """With as many decimals as its unit is worth; shares in percent."""
    from haicsim.analysis.results.difference import DECIMALS

    if value != value:
        return "-"
    decimals, share = DECIMALS[output.outcome.unit], output.outcome.unit == "share of 1"
    places = decimals - 2 if share else decimals
    rounded = round((100.0 if share else 1.0) * value, places) + 0.0  # no "-0.0"
    return f"{rounded:{sign if rounded else ''}.{places}f}{'%' if share else ''}"
