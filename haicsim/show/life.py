"""One patient's course on the screen."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from haicsim.analysis.patient_report.read import Life
from haicsim.show.patient_report import show_case, show_luck


def show_life(life: Life, luck: bool = False) -> None:
    """Print a case report, or, where the truth behind it is not available, a list of events.

    luck: also print the random numbers that decided it.
    """
    console = Console(highlight=False)
    of = "" if life.case is None else f" of {life.case.scenario}"
    console.print(f"[bold]Patient {life.patient}{of}[/bold] (replication {life.replication})")
    if life.case is None:
        show_events(console, life)
    else:
        show_case(console, life.case, life.zero, _zero(life))
    if life.outcomes["death_day"] is None:
        console.print("Alive at the end of follow-up.")
    if luck and life.case is not None:
        show_luck(console, life.case)


def show_events(console: Console, life: Life) -> None:
    """Print every event as it stands in the journal."""
    console.print(
        "Another version of the model wrote these results, so the truth behind them is not available; run the scenario "
        f"again for the whole case. Days count from {_zero(life)}."
    )
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("day", justify="right", no_wrap=True)
    table.add_column("what")
    table.add_column("")
    for event in life.events:
        table.add_row(f"{event.day - life.zero:.1f}", escape(event.name), escape(event.detail))
    console.print(table)


def _zero(life: Life) -> str:
    nothing = life.outcomes["first_haic_day"] is None
    return "entry, since nothing was infused" if nothing else "the first infusion"
