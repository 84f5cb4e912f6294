"""The answer on one screen: everyone who starts, and the resected beside the paper."""

from itertools import groupby, zip_longest
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from haicsim.analysis.studies import Study
from haicsim.show.hospital import show_hospital
from haicsim.show.starters import show_starters
from haicsim.show.study_words import endpoint_words, group_words, legend, narrow

Answer = dict[str, Any]
_OF_WORDS = 18  # columns for the names of endpoints and groups


def show_answer(answer: Answer, question: str, study: Study, folder: Path, there: bool) -> None:
    """Print it, as wide as the terminal; 80 columns are enough. study: what it stands beside."""
    console = Console(highlight=False)
    console.print(f"[bold]{escape(question)}[/bold]\n")
    console.print(_size(answer["provenance"]))
    show_starters(console, answer["summary"])
    show_hospital(console, answer["summary"].get("hospital", ()))
    _show_comparison(console, answer["survival"], _studies(answer["comparison"]), study)
    _show_judgement(console, answer, study)
    console.print(f"\n{'Already there' if there else 'Written'}: {escape(str(folder))}/", soft_wrap=True)
    console.print("Its figures/survival.png shows the curves.")


def _size(origin: Answer) -> str:
    """How many were simulated, with which seed and engine."""
    times = f" x {origin['replications']:,} replications" if origin["replications"] > 1 else ""
    engine = origin["engine"]
    return (
        f"{origin['patients']:,} patients{times}, seed {origin['seed']}, run by the {engine['told_by']} engine "
        f"({engine['reason']})."
    )


Studies = dict[tuple[str, str, float], Answer]


def _studies(rows: list[Answer] | None) -> Studies:
    """Landmarks as studies of the published size show them, by endpoint, group and months."""
    chosen = [row for row in rows or () if row["kind"] == "survival"]
    return {(row["subject"], row["group"], row["months"]): row for row in chosen}


def _show_comparison(console: Console, rows: list[Answer], studies: Studies, study: Study) -> None:
    table = Table(
        title="Survival of the resected beside the paper: % (95% interval)",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    for name in ("", "year"):
        table.add_column(name, no_wrap=True)
    for name in ("paper\n(binomial)", "n", "simulated", "studies of n" if studies else "patients", "inside"):
        table.add_column(name, justify="right", no_wrap=True)
    for (endpoint, group), some in groupby(rows, key=lambda row: (row["endpoint"], row["group"])):
        words = [
            *narrow(f"{endpoint_words(study, endpoint)},", _OF_WORDS),
            *narrow(group_words(study, group), _OF_WORDS),
        ]
        cells = [_cells(row, studies) for row in some]
        for said, numbers in zip_longest(words, cells, fillvalue=None):
            table.add_row(escape(said or ""), *(numbers or ()))
        table.add_section()
    console.print(table)


def _cells(row: Answer, studies: Studies) -> tuple[str, ...]:
    """One landmark; inside: the printed value in the interval of studies of its size, else ours in the paper's."""
    study = studies.get((row["endpoint"], row["group"], row["months"]))
    mine = row["simulated_in_printed_interval"]
    inside = mine if study is None else study["printed_in_predictive_interval"]
    said = {True: "yes", False: "[bold]NO[/bold]", None: "-"}[inside]
    return (
        f"{row['months'] / 12:g}",
        _with_interval(row, "printed"),
        f"{row['n']}",
        _with_interval(row, "simulated"),
        _in_studies(study) if studies else f"{row['patients']:,}",
        said if study is None else _said(said, study),
    )


def _said(inside: str, study: Answer) -> str:
    """In brackets what the audit finds in a figure; disputed ones are judged together."""
    if study["joint"]:
        return "(joint)"
    return inside if study["mark"] == "usable" else f"({study['mark']})"


def _in_studies(study: Answer | None) -> str:
    if study is None or study["middle"] is None:
        return "-"
    return f"{study['middle']:.0f} ({study['low']:.0f}-{study['high']:.0f})"


def _show_judgement(console: Console, answer: Answer, study: Study) -> None:
    """How well all figures agree, where studies of the paper's size were drawn; else how many landmarks do."""
    from haicsim.show.agreement import show_beyond, show_claims, show_counts

    if answer["agreement"] is None:
        console.print(_verdict(answer["survival"]))
        console.print("Simulated survival is that of the truth: full follow-up, recurrence when detectable.")
        return
    show_counts(console, answer["agreement"])
    show_claims(console, answer["agreement"], study)
    show_beyond(console, answer["agreement"], study)
    console.print(
        "Simulated: the truth of this run, full follow-up. Studies of n: median and 95% of simulated studies watched as "
        "the paper's patients were; in brackets what the audit finds in the printed figure. Intervals of the paper: binomial, "
        "censoring ignored. Every figure, and which wrong "
        f"models would pass too: haicsim study compare. {escape(legend(study))}"
    )


def _verdict(rows: list[Answer]) -> str:
    """How many agree, of those that can be compared."""
    found = [row["simulated_in_printed_interval"] for row in rows]
    compared = [inside for inside in found if inside is not None]
    silent = len(rows) - len(compared)
    if not compared:
        return "Nothing can be compared with the paper: nobody was resected, or followed so long."
    rest = f" {silent} cannot be compared: nobody was followed so long." if silent else ""
    return f"{sum(compared)} of {len(compared)} simulated values lie in the paper's interval (wide: n is small).{rest}"


def _with_interval(row: Answer, name: str) -> str:
    percent, low, high = (row[each] for each in (name, f"{name}_low", f"{name}_high"))
    if percent is None:
        return "-"
    return f"{percent:.0f}" + ("" if low is None else f" ({low:.0f}-{high:.0f})")
