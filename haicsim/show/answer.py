"""The answer on one screen: flow, survival of all starters, and the resected beside the paper."""

from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

Answer = dict[str, Any]


def show_answer(answer: Answer, question: str, folder: Path, there: bool) -> None:
    """Print it, as wide as the terminal; 80 columns are enough."""
    console = Console(highlight=False)
    console.print(f"[bold]{escape(question)}[/bold]\n")
    console.print(_size(answer["provenance"]))
    _show_flow(console, answer["summary"])
    _show_comparison(console, answer["comparison"])
    console.print(
        "Simulated survival is that of the truth: full follow-up, recurrence when detectable. The share converted is set "
        "by assumption: the paper does not print how many started HAIC."
    )
    console.print(f"\n{'Already there' if there else 'Written'}: {escape(str(folder))}/", soft_wrap=True)
    console.print("Its figures/survival.png shows the curves.")


def _size(origin: Answer) -> str:
    """How many were simulated, with whose luck and by what."""
    times = f" x {origin['replications']:,} replications" if origin["replications"] > 1 else ""
    engine = origin["engine"]
    return (
        f"{origin['patients']:,} patients{times}, seed {origin['seed']}, told by the {engine['told_by']} engine "
        f"({engine['reason']})."
    )


def _show_flow(console: Console, summary: Answer) -> None:
    flow = summary["flow"]
    console.print(
        f"Started {flow['started']:,} · infused {flow['infused']:,} · assessed {flow['assessed']:,} · responded "
        f"{flow['responded']:,} · [bold]converted {flow['converted']:,} = {_interval(summary['conversion_rate'])}[/bold] · "
        f"refused {flow['refused']:,} · [bold]operated {flow['operated']:,}[/bold]"
    )
    everyone = summary["all_starters"]
    marks = ", ".join(
        f"{_interval(everyone[f'at_{months}_months'])} at {months // 12} y" for months in (12, 36, 60)
    )
    median = everyone["median_months"]
    middle = f"median {median:.1f} months" if median is not None else "median not reached"
    console.print(
        f"Everyone who started (intention to treat), from first infusion: {middle}; alive {marks}.\n"
    )


def _show_comparison(console: Console, rows: list[Answer]) -> None:
    table = Table(
        title="Survival of the resected beside the paper: % (95% interval)",
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for name in ("", "group", "year"):
        table.add_column(name, no_wrap=True)
    for name in ("paper (exact)", "n", "simulated", "patients", "inside"):
        table.add_column(name, justify="right", no_wrap=True)
    last = None
    for row in rows:
        if last not in (None, (row["endpoint"], row["group"])):
            table.add_section()
        last = (row["endpoint"], row["group"])
        table.add_row(*_cells(row))
    console.print(table)
    console.print(_verdict(rows))


def _cells(row: Answer) -> tuple[str, ...]:
    return (
        escape(row["endpoint"]),
        escape(row["group"]),
        f"{row['months'] / 12:g}",
        _with_interval(row, "printed"),
        f"{row['n']}",
        _with_interval(row, "simulated"),
        f"{row['patients']:,}",
        {True: "yes", False: "[bold]NO[/bold]", None: "-"}[row["inside"]],
    )


def _verdict(rows: list[Answer]) -> str:
    """How many agree, of those that can be compared."""
    compared = [row["inside"] for row in rows if row["inside"] is not None]
    silent = len(rows) - len(compared)
    if not compared:
        return "Nothing can be compared with the paper: nobody was resected, or followed so long."
    rest = f" {silent} cannot be compared: nobody was followed so long." if silent else ""
    return f"{sum(compared)} of {len(compared)} simulated values lie in the paper's exact interval (wide: n is small).{rest}"


def _with_interval(row: Answer, name: str) -> str:
    share, low, high = (row[each] for each in (name, f"{name}_low", f"{name}_high"))
    if share is None:
        return "-"
    return f"{100 * share:.0f}" + ("" if low is None else f" ({100 * low:.0f}-{100 * high:.0f})")


def _interval(shares: list[float | None]) -> str:
    middle, low, high = shares
    if middle is None:
        return "not followed so long"
    share = f"{100 * middle:.1f}%"
    return share if low is None or high is None else f"{share} ({100 * low:.1f}-{100 * high:.1f})"
