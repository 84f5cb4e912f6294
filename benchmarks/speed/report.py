"""The measurements as they are printed: a table for people, every repetition for machines."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.speed.bench import bench
from benchmarks.speed.measuring import Measurement


def measure_and_print(patients: int, quick: bool, as_json: bool) -> None:
    """Measure everything, naming each step on the error stream, and print what was measured."""
    measured = bench(patients, quick, lambda step: print(f"{step} ...", file=sys.stderr, flush=True))
    if as_json:
        print(json.dumps([asdict(each) | {"median": each.median} for each in measured], indent=2))
    else:
        print_table(measured, patients)


def print_table(measured: Sequence[Measurement], patients: int) -> None:
    """One row for each measurement: the median, the lowest and highest, and what is wanted."""
    table = Table(box=SIMPLE_HEAD, title=f"{patients:,} patients, median of {len(measured[0].values)}")
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


def _wanted(each: Measurement, value: float | None) -> str:
    if value is None:
        return ""
    return f"{'≥' if each.at_least else '≤'} {_number(value)}"
