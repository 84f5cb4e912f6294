"""`haicsim bench`: how fast the engines are on this machine, as ratios; measured from a source checkout only."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from haicsim.sim.errors import Fault, InputError


def bench(
    patients: Annotated[int, typer.Option(min=100, help="Patients simulated in each setting.")] = 10_000,
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer repetitions, 100,000 patients instead of a million.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")] = False,
) -> None:
    """Measure both engines in one run, each beside its goal; nothing here passes or fails. Needs the source tree.

    Examples: haicsim bench · haicsim bench --quick --patients 2000 · haicsim bench --json
    """
    sources = source_tree()
    if sources is None:
        rule = "the benchmarks are in the source tree and are not installed: run it from a checkout"
        raise InputError([Fault("haicsim bench", None, "", "", rule)])
    sys.path.insert(0, str(sources))
    import_module("benchmarks.speed.report").measure_and_print(patients, quick, json)


def source_tree() -> Path | None:
    """The checkout this package is run from; None where it was installed without its sources."""
    root = Path(__file__).resolve().parents[2]
    needed = (root / "pyproject.toml", root / "benchmarks" / "speed" / "report.py")
    return root if all(file.is_file() for file in needed) else None
