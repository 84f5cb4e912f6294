"""A simulated life as a case report: who, then by date what was seen, decided and done; the truth set apart."""

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from haicsim.analysis.patient_report.model import Item, PatientReport
from haicsim.show.wording import hidden_person, introduction, said, truth
from haicsim.sim.units import DAYS_PER_MONTH

APART = (
    "Lines that begin with 'truth' say what nobody at the bedside knew; all else is as examined, measured or judged. "
    "Recurrences stand on the day of the visit that found them. A seed is a tumour that the first has seeded."
)


def show_case(console: Console, case: PatientReport, zero: float, what_is_zero: str) -> None:
    """Print the case.

    zero: calendar day from which days and months are counted; what_is_zero: what happened then.
    """
    console.print(introduction(case.person))
    console.print(_truth(hidden_person(case.person)))
    console.print(f"\nDays and months count from {what_is_zero}. {APART}\n")
    console.print(items_table(case, case.items, zero))
    console.print(
        f"Given in all: cisplatin {case.cisplatin_mg:,.0f} mg, 5-FU {case.fluorouracil_mg:,.0f} mg."
    )


def items_table(case: PatientReport, items: Iterable[Item], zero: float, months: bool = True) -> Table:
    """Some of what happened, by day since zero; months: whether to count them too."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("day", *(["month"] if months else [])):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for item in items:
        lines = [Text.from_markup(line) for line in said(item, case.person)]
        hidden = truth(item)
        if hidden:
            lines.append(_truth(hidden))
        day = item.day - zero
        when = (f"{day:.0f}", *([f"{day / DAYS_PER_MONTH:.1f}"] if months else []))
        table.add_row(*when, Text("\n").join(lines))
    return table


def show_luck(console: Console, case: PatientReport) -> None:
    """Print every random number this patient's story asked for, in the order in which it first did."""
    table = Table(title="Luck: the numbers between 0 and 1 that this life asked for", title_justify="left",
                  box=SIMPLE_HEAD, pad_edge=False)  # fmt: skip
    table.add_column("decision")
    table.add_column("occasion", justify="right")
    table.add_column("number", justify="right")
    for draw in case.draws:
        table.add_row(draw.decision, str(draw.occasion), f"{draw.number:.6f}")
    console.print(table)
    console.print(
        "They belong to the patient's number and the seed alone: under another policy, hospital or set of numbers the same "
        "decision on the same occasion is settled by the same number."
    )


def _truth(what: str) -> Text:
    return Text(f"truth: {what}", style="italic cyan")
