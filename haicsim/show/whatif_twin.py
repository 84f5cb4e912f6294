"""One person in two worlds on the screen: what both lives share, then side by side what differs."""

import math

from rich.console import Console
from rich.table import Table

from haicsim.analysis.patient_report.model import Item
from haicsim.analysis.whatif.twin import Branch, Twin
from haicsim.show.patient_report import items_table
from haicsim.show.whatif import console
from haicsim.show.wording import introduction
from haicsim.sim.units import DAYS_PER_MONTH

CAUTION = (
    "Both lives use the same random numbers, kept in rank: whoever is unlucky in one world is unlucky in the other. Means "
    "over many such pairs are meaningful; the gain of one person is not a forecast for anybody."
)
_SCARCE = "Something is scarce here, so the twin lives in another hospital: one in which nobody is operated, with freer beds."


def show_twin(twin: Twin, scenario: str) -> None:
    """Print it."""
    screen = console()
    case, zero = twin.operated.report, _zero(twin.operated)
    screen.print(
        f"[bold]Patient {twin.patient} of {scenario} in two worlds[/bold] (replication {twin.replication})"
    )
    screen.print(introduction(case.person))
    if math.isinf(twin.fork_day):
        screen.print("\nNothing differs: an operation was never offered, so the two lives are one.")
        screen.print(items_table(case, case.items, zero))
        return
    screen.print(
        f"\nThe same in both worlds, to day {twin.fork_day - zero:.0f} (days count from the first infusion):"
    )
    screen.print(
        items_table(case, [item for item in case.items if item.day < twin.fork_day], zero, months=False)
    )
    _show_sides(screen, twin, zero)
    screen.print(
        f"\nOf the first 60 months from the decision for HAIC: {twin.operated.months:.1f} lived as it is, "
        f"{twin.not_operated.months:.1f} without surgery; a difference of {twin.gain:+.1f}."
    )
    screen.print(CAUTION)
    if twin.scarce:
        screen.print(_SCARCE)


def _show_sides(screen: Console, twin: Twin, zero: float) -> None:
    sides = Table.grid(padding=(0, 1), expand=True)
    sides.add_column(ratio=1)
    sides.add_column(ratio=1)
    sides.add_row("[bold]As it is[/bold]", "[bold]Had nobody been operated[/bold]")
    sides.add_row(*(items_table(each.report, _after(each, twin), zero, months=False) for each in _both(twin)))
    sides.add_row(*(_end(each, zero) for each in _both(twin)))
    screen.print(sides)


def _both(twin: Twin) -> tuple[Branch, Branch]:
    return twin.operated, twin.not_operated


def _after(branch: Branch, twin: Twin) -> list[Item]:
    return [item for item in branch.report.items if item.day >= twin.fork_day]


def _end(branch: Branch, zero: float) -> str:
    death = float(branch.record["death_day"])
    if math.isnan(death):
        return "Alive at the end of follow-up."
    return f"Dies on day {death - zero:.0f} (month {(death - zero) / DAYS_PER_MONTH:.1f})."


def _zero(branch: Branch) -> float:
    first = float(branch.record["first_haic_day"])
    return float(branch.record["entry_day"]) if math.isnan(first) else first
