"""`haicsim bench`: how fast the engines are on this machine, as ratios."""

import json as as_text
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from haicsim.speed.measuring import Measurement


def bench(
    patients: Annotated[int, typer.Option(min=100, help="How many are told in every world.")] = 10_000,
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer repetitions, 100,000 patients instead of a million.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print for machines.")] = False,
) -> None:
    """Measure both engines in one run and show what is wanted beside it; nothing here passes or fails.

    Examples: haicsim bench · haicsim bench --quick --patients 2000 · haicsim bench --json
    """
    from haicsim.speed.bench import bench as measure

    measured = measure(patients, quick, lambda step: print(f"{step} ...", file=sys.stderr, flush=True))
    if json:
        print(as_text.dumps([asdict(each) | {"median": each.median} for each in measured], indent=2))
    else:
        _show(measured, patients)


def _show(measured: "list[Measurement]", patients: int) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, title=f"{patients:,} patients, middle of {len(measured[0].values)}")
    table.add_column("what")
    for heading in ("measured", "lowest - highest", "goal", "aim"):
        table.add_column(heading, justify="right")
    for each in measured:
        spread = f"{_number(each.lowest)} - {_number(each.highest)}"
        table.add_row(
            each.name,
            f"{_number(each.median)} {each.unit}",
            spread,
            _wanted(each, each.goal),
            _wanted(each, each.aim),
        )
    Console(highlight=False).print(table)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100.0 else f"{value:.3g}"


def _wanted(each: "Measurement", value: float | None) -> str:
    if value is None:
        return ""
    return f"{'≥' if each.at_least else '≤'} {_number(value)}"
