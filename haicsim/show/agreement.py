"""Agreement with a published study on a screen: figures, verdict, wrong models, and what the study cannot show."""

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from haicsim.analysis.validation.parts import SURVIVAL

Rows = list[dict[str, Any]]
Content = dict[str, Any]
HARD_TO_DISTINGUISH = 0.2  # a wrong model that passes this often


def show_survival(console: Console, rows: Rows, content: Content) -> None:
    """Survival landmarks and their p values, printed beside simulated studies."""
    mine = [row for row in rows if row["kind"] in SURVIVAL]
    _table(
        console, f"Survival: the paper beside {content['replicates']:,} simulated studies of its size", mine
    )


def show_tables(console: Console, rows: Rows, everything: bool) -> None:
    """Everything else the study prints: in full, or only what lies outside and what is left out."""
    others = [row for row in rows if row["kind"] not in SURVIVAL]
    if everything:
        _table(console, "Tables and counts", others)
        return
    counted = [
        row for row in others if row["mark"] == "usable" and row["printed_in_predictive_interval"] is not None
    ]
    outside = [row for row in counted if not row["printed_in_predictive_interval"]]
    console.print(
        f"Tables and counts: {len(counted) - len(outside)} of {len(counted)} usable figures lie inside (--all lists them)."
    )
    if outside:
        _table(console, "Outside", outside)


def _table(console: Console, title: str, rows: Rows) -> None:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("", overflow="fold", max_width=38)
    for name in ("paper", "simulated (95%)", "position"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("inside")
    last = None
    for row in rows:
        if row["kind"] == "survival" and last not in (None, (row["subject"], row["group"])):
            table.add_section()
        last = (row["subject"], row["group"])
        table.add_row(
            escape(row["what"]), _number_text(row), _simulated(row), _position(row["position"]), _inside(row)
        )
    console.print(table)


def _number_text(row: dict[str, Any]) -> str:
    unit = row["unit"] if row["unit"] not in ("", "1") else ""
    space = "" if unit in ("", "%") else " "
    return f"{row['printed']}{space}{unit}"


def _simulated(row: dict[str, Any]) -> str:
    if row["middle"] is None:
        return "-"
    middle, low, high = (_short(row[name], row["unit"]) for name in ("middle", "low", "high"))
    return f"{middle} ({low}-{high})"


def _short(value: float, unit: str) -> str:
    if unit == "%" or value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}" if abs(value) < 1 else f"{value:.1f}"


def _position(share: float | None) -> str:
    return "-" if share is None else f"{share:.2f}"


def _inside(row: dict[str, Any]) -> str:
    if row["mark"] != "usable":
        return f"({row['mark']})"
    return {True: "yes", False: "[bold]NO[/bold]", None: "-"}[row["printed_in_predictive_interval"]]


def show_verdict(console: Console, content: Content) -> None:
    """How many figures agree, and how many would if the model were the truth."""
    for each in content["verdicts"]:
        agrees = "does as well as" if each["passes"] else "[bold]does worse than[/bold]"
        console.print(
            f"[bold]{each['part'].capitalize()}: {each['inside']} of {each['of']}[/bold] usable figures lie in the 95% "
            f"interval of simulated studies. Of a study made by the model itself {each['own_middle']} do ({each['own_low']}-"
            f"{each['own_high']}): the paper {agrees} one."
        )
    for group in content["thin_groups"]:
        console.print(f"Few simulated patients in group {escape(group)}: their intervals are rough.")


def show_power(console: Console, content: Content) -> None:
    """Would wrong models pass too? What cannot be decided is said."""
    if not content["power"]:
        return
    table = Table(
        title="Would a comparison of this size notice a wrong model?",
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("wrong model", overflow="fold")
    for name in ("its studies pass for ours", "paper inside its own"):
        table.add_column(name, justify="right")
    for each in content["power"]:
        passes = f"{100 * each['would_pass']:.0f}% ({100 * each['low']:.0f}-{100 * each['high']:.0f})"
        fits = f"{each['inside']} of {each['of']}{'' if each['paper_passes'] else ', too few'}"
        table.add_row(f"{each['name']}: {each['claim']}", passes, fits)
    console.print(table)
    against = [each["name"] for each in content["power"] if not each["paper_passes"]]
    if against:
        console.print(f"The paper's own figures speak against: {', '.join(against)}.")
    blurred = [
        each["name"]
        for each in content["power"]
        if each["paper_passes"] and each["would_pass"] > HARD_TO_DISTINGUISH
    ]
    if blurred:
        console.print(
            f"[bold]Cannot be decided[/bold] from so few patients, whether or not this is the truth: {', '.join(blurred)}. "
            "Agreement is no evidence against it."
        )


def show_beyond(console: Console, content: Content) -> None:
    """Converts without surgery, and what the convention for deaths does to disease-free survival."""
    both = content["without_surgery"]
    console.print(
        f"\nThe {both['operated']['patients']:,} simulated patients of such a study: alive at 5 years "
        f"{_percent(both['operated']['at'][-1])}; had surgery been switched off, same patients and same random numbers, "
        f"{_percent(both['not_operated']['at'][-1])}. Within 5 years they live {both['gain_months']:.1f} months longer "
        f"({both['gain_low']:.1f}-{both['gain_high']:.1f}). Without surgery they go on with HAIC and CT like everybody "
        "else. Means can be trusted as far as the assumed speed of resistance (tumour.resistance_median), which the paper "
        "does not report: sweep it. What one patient gains cannot be known: it rests on random numbers kept in rank."
    )
    said, last = content["conventions"], -1
    console.print(
        f"Disease-free at {said['months'][last] // 12} years: {_percent(said['death_censored'][last])} with deaths censored "
        f"(the paper's way), {_percent(said['death_counts'][last])} with deaths counted, and "
        f"{_percent(said['free_of_recurrence'][last])} never recur by then (cumulative incidence)."
    )


def _percent(share: float | None) -> str:
    return "not known" if share is None else f"{100 * share:.0f}%"


def show_not_simulated(console: Console, content: Content) -> None:
    """Figures of the study that have no counterpart."""
    reasons: dict[str, list[str]] = {}
    for figure, reason in content["not_simulated"]:
        reasons.setdefault(reason, []).append(figure)
    for reason, names in reasons.items():
        console.print(f"[dim]Not compared: {escape(', '.join(names))} ({escape(reason)}).[/dim]")
