"""`haicsim diff A B`: what changed between two runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haicsim.commands.arguments import Json

if TYPE_CHECKING:
    from haicsim.analysis.results.difference import Output, RunDifference

First = Annotated[Path, typer.Argument(metavar="A", help="A folder of results of haicsim run.")]
Second = Annotated[Path, typer.Argument(metavar="B", help="Another.")]
Margin = Annotated[
    float,
    typer.Option(
        min=0.0, max=1.0, metavar="SHARE", help="What counts as no change, as a share of A's value."
    ),
]


def diff(a: First, b: Second, margin: Margin = 0.05, json: Json = False) -> None:
    """Compare two runs: the inputs that changed, and the outputs that moved, did not, or cannot be told.

    haicsim diff first second
    """
    from haicsim.analysis.results.difference import compare_runs
    from haicsim.analysis.results.formats import as_json

    found = compare_runs(a, b, margin)
    if json:
        print(as_json(_plain(found)), end="")
    else:
        _show(found, margin)


def _show(found: "RunDifference", margin: float) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Column, Table

    console = Console(highlight=False)
    console.print("Inputs that changed" if found.inputs else "No input changed", style="bold")
    for each in found.inputs:
        console.print(f"  {each.path}: {each.before} -> {each.after}", markup=False)
    console.print(f"\nOutputs ({found.how}; no change means within {margin:.0%} of A)", style="bold")
    table = Table(
        Column("outcome", overflow="fold"), "A", "B", "change (95% interval)", "verdict", box=SIMPLE_HEAD
    )
    order = ["moved", "did not move", "cannot be told"]
    for output in sorted(found.outputs, key=lambda output: order.index(output.verdict)):
        before, after = (_number(output, value) for value in (output.before, output.after))
        verdict = f"{output.verdict}: {output.why}" if output.why else output.verdict
        table.add_row(output.outcome.name, before, after, _change(output), verdict)
    console.print(table)


def _change(output: "Output") -> str:
    change, low, high = (_number(output, value) for value in (output.change, output.low, output.high))
    return f"{change} ({low} to {high})" if output.low == output.low else change


def _number(output: "Output", value: float) -> str:
    """With as many decimals as its unit is worth."""
    from haicsim.analysis.results.difference import DECIMALS

    return f"{value:.{DECIMALS[output.outcome.unit]}f}"


def _plain(found: "RunDifference") -> dict[str, object]:
    outputs = [
        {"outcome": each.outcome.name, "unit": each.outcome.unit, "before": each.before, "after": each.after,
         "change": each.change, "low": each.low, "high": each.high, "verdict": each.verdict,
         "why": each.why}
        for each in found.outputs
    ]  # fmt: skip
    compared = {"paired": found.paired, "same_people": found.same_people}
    return {"inputs": [vars(each) for each in found.inputs], **compared, "outputs": outputs}
