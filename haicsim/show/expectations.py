"""The table of expectations on the screen."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from analysis.expectations import Finding


def show_findings(findings: Sequence[Finding], scenario: str, patients: int) -> None:
    """Print it, and how many are met."""
    console = Console(highlight=False)
    table = Table(
        title=f"{scenario}, {patients:,} starters, uncalibrated",
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for name, side in (
        ("", "left"),
        ("expected", "right"),
        ("simulated (95%)", "right"),
        ("met", "right"),
    ):
        table.add_column(name, justify=side)  # type: ignore[arg-type]
    for f in findings:
        expected = f"{f.low:g} to {f.high:g} {f.unit}"
        shown = f"{f.value:.1f} ({f.value_low:.1f} to {f.value_high:.1f})"
        table.add_row(f.name, expected, shown, "yes" if f.met else "[bold]NO[/bold]")
    console.print(table)
    console.print(f"{sum(f.met for f in findings)} of {len(findings)} met (sources: --json).")
