"""A reconstruction on one screen: what the data sets say, which figures were left out, what was assumed."""

from itertools import groupby
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from haicsim.analysis.studies import Study
from haicsim.show.study_words import endpoint_words, group_words

LONGEST = 200  # characters of a reason


def show_reconstruction(summary: dict[str, Any], study: Study, folder: Path, there: bool) -> None:
    """Print it; 80 columns are enough."""
    console = Console(highlight=False)
    console.print(f"[bold]{escape(summary['study'])}[/bold]: {escape(summary['title'])}\n")
    for endpoint, rows in groupby(summary["rows"], key=lambda row: row["endpoint"]):
        console.print(_table(summary, endpoint_words(study, endpoint), list(rows), study))
    for (what, why), endpoints in _left_out(summary).items():
        said = why if len(why) <= LONGEST else why[: LONGEST - 3] + "..."
        named = escape(", ".join(endpoints))
        console.print(f"[yellow]{named} left out[/]: {escape(what)}: [dim]{escape(said)}[/]")
    for endpoint, about in summary["endpoints"].items():
        _notes(console, endpoint, about, summary["draws"])
    console.print(
        "\nBands show what the printed figures leave open, not the chance of so few patients. "
        "NR: not reached. A log-rank p is that of a group against the others; of all, between the groups."
    )
    console.print(f"{'Already there' if there else 'Written'}: {escape(str(folder))}/", soft_wrap=True)


def _table(summary: dict[str, Any], endpoint: str, rows: list[dict[str, Any]], study: Study) -> Table:
    until = f"{summary['until_months']:g}"
    table = Table(
        title=f"{escape(endpoint)}, {summary['draws']:,} data sets, seed {summary['seed']}: the middle (95% of the data sets)",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    table.add_column("")
    for name in ("n", f"mean to\n{until} months", "median, months", "log-rank p"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            escape(group_words(study, row["group"])),
            str(row["n"]),
            _band(row["restricted_mean"], _months),
            _band(row["median"], _months),
            _band(row["log_rank_p"], _p).replace(" (", "\n("),
        )
    return table


def _band(band: dict[str, Any] | None, form: Any) -> str:
    if band is None or band["middle"] is None:
        return "-"
    middle, low, high = (form(band[part]) for part in ("middle", "low", "high"))
    known = "" if band["known"] >= 0.995 else f"in {_share(band['known'])}"
    if low == high == middle:
        return f"{middle} ({known})" if known else str(middle)
    return f"{middle} ({low}-{high}{', ' + known if known else ''})"


def _share(share: float) -> str:
    """In which share of the data sets, never as none where there is one."""
    return f"{100 * share:.0f}%" if share >= 0.005 else "<1%"


def _months(value: float | str) -> str:
    return "NR" if isinstance(value, str) else f"{value:.1f}"


def _p(value: float) -> str:
    return "<0.0001" if value < 0.0001 else f"{value:.2g}"


def _left_out(summary: dict[str, Any]) -> dict[tuple[str, str], list[str]]:
    """What was left out and why, with the endpoints it was left out of."""
    found: dict[tuple[str, str], list[str]] = {}
    for endpoint, about in summary["endpoints"].items():
        for one in about["left_out"]:
            found.setdefault((one["what"], one["why"]), []).append(endpoint)
    return found


def _notes(console: Console, endpoint: str, about: dict[str, Any], draws: int) -> None:
    if about["doubtful"]:
        named = escape(", ".join(about["doubtful"]))
        console.print(
            f"[yellow]{escape(endpoint)} doubtful but kept[/] (--only-usable leaves them out): {named}"
        )
    for sentence in about["assumed"]:
        console.print(f"[cyan]{escape(endpoint)} assumed[/]: {escape(sentence)}")
    if not about["every_history_listed"]:
        console.print(
            f"[cyan]{escape(endpoint)}[/]: too many histories to list; those close in survival were taken together"
        )
    if about["different"] < draws:
        console.print(
            f"[yellow]{escape(endpoint)}[/]: only {about['different']} different data sets were found; they are repeated"
        )
