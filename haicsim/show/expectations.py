"""The table of expectations on the screen."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from haicsim.analysis.validation.expectations import ExpectationResult

_MET = {True: "yes", False: "[bold]NO[/bold]", None: ""}


def show_findings(findings: Sequence[ExpectationResult], scenario: str, patients: int) -> None:
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
        digits = 2 if "ratio at which" in f.name else 1
        shown = " to ".join(f"{end:.{digits}f}" for end in (f.value_low, f.value_high))
        table.add_row(f.name, expected(f), f"{f.value:.{digits}f} ({shown})", _MET[f.met])
    console.print(table)
    judged = [f.met for f in findings if f.met is not None]
    console.print(f"{sum(judged)} of {len(judged)} met (sources: --json).")


def expected(finding: ExpectationResult) -> str:
    """The range expected, in words; nothing where a figure is only reported."""
    if finding.low is None or finding.high is None:
        return ""
    return f"{finding.low:g} to {finding.high:g} {finding.unit}"
