"""Everyone who starts, on the screen: flow, survival, figures quoted from others, and what selection does."""

from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

Answer = dict[str, Any]
GROUPS = {"A": "A, Vp3/4", "B": "B, Vv2/3", "C": "C, neither"}
_STEPS = {"starters": "started", "responders": "responded", "converted": "converted", "resected": "operated"}
_QUOTED = {
    "conversion_rate": "Converted, of all who start",
    "five_year_survival": "Alive 5 years after conversion",
    "median_survival_vv_unoperated": "Median, Vv2/3, not operated",
    "median_survival_portal_responders": "Median, Vp3/4, responders",
}


def show_starters(console: Console, summary: Answer) -> None:
    """Everyone who started, first: the flow to surgery, and survival by intention to treat."""
    _show_flow(console, summary)
    _show_quoted(console, summary)
    _show_unoperated(console, summary)
    _show_selection(console, summary)


def _show_flow(console: Console, summary: Answer) -> None:
    flow = summary["flow"]
    lost = flow["offered"] - flow["refused"] - flow["operated"]
    before = f"called off, died or still waiting {lost:,} · " if lost else ""
    console.print(
        f"Started {flow['started']:,} · infused {flow['infused']:,} · assessed {flow['assessed']:,} · responded "
        f"{flow['responded']:,} · [bold]converted {flow['converted']:,} = {interval(summary['conversion_rate'])}[/bold] · "
        f"offered {flow['offered']:,} · refused {flow['refused']:,} · {before}[bold]operated {flow['operated']:,}[/bold]"
    )
    console.print(
        "Everyone who started, infused or not (intention to treat), from the decision for HAIC: "
        f"{_survival(summary['all_starters'])}"
    )
    console.print(f"Survival of the infused, from first infusion: {_survival(summary['infused'])}")
    both = summary["both_vessels"]
    if both["started"]:
        console.print(
            f"Apart: Vp3/4 and Vv2/3 together in {both['started']:,} who started, {both['converted']:,} converted, "
            f"{_median(both['survival'])} from the decision."
        )
    console.print(
        "How many are converted is set by a prior: the paper does not print how many started HAIC.\n"
    )


def _survival(survival: Answer) -> str:
    marks = ", ".join(
        f"{interval(survival[f'at_{months}_months'])} at {months // 12} y" for months in (12, 36, 60)
    )
    return f"{_median(survival)}; alive {marks}."


def _median(survival: Answer) -> str:
    """Median survival in words."""
    months = survival["median_months"]
    return "median not reached" if months is None else f"median {months:.1f} months"


def _show_quoted(console: Console, summary: Answer) -> None:
    """What the paper quotes from others beside what answers it; nothing where it quotes none of these."""
    said = {name: row for name, row in summary["quoted"].items() if row["low"] is not None}
    if not said:
        return
    console.print("Figures the paper quotes from others, and what answers them here")
    table = _table()
    for name in ("", "quoted", "simulated (95%)", "in"):
        table.add_column(name, justify="left" if name in ("", "in") else "right", no_wrap=True)
    for name, row in said.items():
        unit = "months" if name.startswith("median") else "%"
        ends = f"{row['low']:g}" + ("" if row["low"] == row["high"] else f"-{row['high']:g}")
        table.add_row(_QUOTED[name], ends, _three(row["simulated"]), unit)
    console.print(table)
    places = "; ".join(dict.fromkeys(escape(row["place"]) for row in said.values()))
    console.print(
        f"Quoted in: {places}. The paper does not say from which day these count. Here: five years "
        "from the day judged resectable, not operated from the decision, responders from first infusion.\n"
    )


def _show_unoperated(console: Console, summary: Answer) -> None:
    rows = summary["not_resected_by_group"]
    console.print("Never operated, from the decision for HAIC, by group at diagnosis")
    table = _table()
    for name in ("", "patients", "median months (95%)", "% alive at 1 y", "% alive at 5 y"):
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for name, row in ((GROUPS[group], rows[group]) for group in rows):
        table.add_row(*_unoperated(name, row))
    table.add_row(*_unoperated("all", summary["not_resected"]))
    console.print(table)
    console.print()


def _unoperated(name: str, row: Answer) -> tuple[str, ...]:
    median = [row[f"median{end}_months"] for end in ("", "_low", "_high")]
    shares = [[None if x is None else 100.0 * x for x in row[f"at_{months}_months"]] for months in (12, 60)]
    return name, f"{row['patients']:,}", _three(median), *(_three(each) for each in shares)


def _show_selection(console: Console, summary: Answer) -> None:
    console.print(
        "Selection, seen by nobody but the simulation: malignant potential z (higher is worse) and occult tumours, seeded "
        "by the day of the decision and too small to be seen"
    )
    table = _table()
    for name in ("", "patients", "median z", "median occult", "% with none"):
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for step, row in summary["selection"].items():
        if row["patients"]:
            table.add_row(
                _STEPS[step], f"{row['patients']:,}", f"{row['potential_median']:+.2f}", f"{row['occult_median']:g}",
                f"{100.0 * row['occult_none']:.0f}",
            )  # fmt: skip
    console.print(table)
    console.print()


def _table() -> Table:
    return Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)


def _three(found: Sequence[float | None]) -> str:
    """An estimate with its interval, one decimal."""
    middle, low, high = found
    if middle is None:
        return "-"
    ends = ["?" if end is None else f"{end:.1f}" for end in (low, high)]
    return f"{middle:.1f}" + ("" if low is None and high is None else f" ({ends[0]}-{ends[1]})")


def interval(shares: Sequence[float | None]) -> str:
    """A share with its interval, in percent."""
    middle, low, high = shares
    if middle is None:
        return "not followed so long"
    share = f"{100 * middle:.1f}%"
    return share if low is None or high is None else f"{share} ({100 * low:.1f}-{100 * high:.1f})"
