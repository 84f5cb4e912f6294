"""Agreement with a published study on a screen: figures, verdict, wrong models, and what the study cannot show."""

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from haicsim.analysis.studies import Study
from haicsim.analysis.validation.parts import SURVIVAL
from haicsim.show.study_words import group_words, legend, not_compared

Rows = list[dict[str, Any]]
Content = dict[str, Any]
_ON_ONE_LINE = 17  # characters of an estimate with its interval; what is longer takes two
GAIN = "gain, "  # judgements of what surgery gains begin so


def show_survival(console: Console, rows: Rows, content: Content, study: Study) -> None:
    """Survival landmarks and their p values, printed beside simulated studies; before them what short names mean."""
    console.print(f"{escape(legend(study))}\n")
    mine = [row for row in rows if row["kind"] in SURVIVAL]
    if mine:
        _table(
            console,
            f"Survival: the paper beside {content['replicates']:,} simulated studies of its size",
            mine,
        )
    else:
        console.print("Survival: the simulator has no counterpart of any printed figure.")


def show_tables(console: Console, rows: Rows, everything: bool) -> None:
    """Everything else the study prints: in full, or only what lies outside and what is left out."""
    others = [row for row in rows if row["kind"] not in SURVIVAL]
    if not others:
        console.print("Tables and counts: the simulator has no counterpart of any printed figure.")
        return
    if everything:
        _table(console, "Tables and counts", others)
        return
    counted = [
        row
        for row in others
        if row["mark"] == "usable" and not row["joint"] and row["printed_in_predictive_interval"] is not None
    ]
    outside = [row for row in counted if not row["printed_in_predictive_interval"]]
    console.print(
        f"Tables and counts: {len(counted) - len(outside)} of {len(counted)} usable figures lie inside (--all lists them)."
    )
    if outside:
        _table(console, "Outside", outside)


def _table(console: Console, title: str, rows: Rows) -> None:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("", max_width=38)
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
    said = f"{middle} ({low}-{high})"
    return said if len(said) <= _ON_ONE_LINE else f"{middle}\n({low}-{high})"


def _short(value: float, unit: str) -> str:
    if unit == "%" or value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}" if abs(value) < 1 else f"{value:.1f}"


def _position(share: float | None) -> str:
    return "-" if share is None else f"{share:.2f}"


def _inside(row: dict[str, Any]) -> str:
    if row["joint"]:
        return "(joint)"
    if row["mark"] != "usable":
        return f"({row['mark']})"
    return {True: "yes", False: "[bold]NO[/bold]", None: "-"}[row["printed_in_predictive_interval"]]


def show_counts(console: Console, content: Content) -> None:
    """A description: how many figures lie in their own interval, and how many would if the model were the truth."""
    for each in content["counts"]:
        console.print(
            f"{each['part'].capitalize()}: {each['inside']} of {each['of']} usable figures lie each in its own 95% interval; "
            f"of a study made by the model itself {each['own_middle']} do ({each['own_low']}-{each['own_high']})."
        )
    for group in content["thin_groups"]:
        console.print(f"Few simulated patients in group {escape(group)}: their intervals are rough.")


def show_claims(console: Console, content: Content, study: Study) -> None:
    """Every judgement, as firmly as it is stable, and once what they rest on; gains have a table."""
    for each in content["claims"]:
        if not each["about"].startswith(GAIN):
            console.print(f"[bold]-[/bold] {escape(each['sentence'])}")
    rests = dict.fromkeys(part for each in content["claims"] for part in each["rests_on"].split("; "))
    show_gains(console, content["without_surgery"]["gains"], study)
    console.print(f"[dim]All this rests on: {escape('; '.join(rests))}.[/dim]")


def show_gains(console: Console, gains: Rows, study: Study) -> None:
    """Life gained by surgery by group, over the ranges of what is not identified."""
    table = Table(
        title="Months of life gained by surgery within 5 years, of the operated: least and most over the "
        "ranges of what the paper does not identify, one number at a time",
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("")
    for name in ("least", "own", "most"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("least with; most with", min_width=28)
    for each in gains:
        where = f"{each['least_where']}; {each['most_where']}"
        months = (f"{each[name]:.1f}" for name in ("least", "months", "most"))
        sure = each["sure_low"] > 0.0 or each["sure_high"] < 0.0
        sign = "" if each["sign"] == "longer" and sure else f" ({each['sign'] if sure else 'not sure'})"
        table.add_row(escape(f"{group_words(study, each['group'])}{sign}"), *months, escape(where))
    console.print(table)


def show_wrong_models(console: Console, content: Content) -> None:
    """Would a comparison of this size notice a wrong model? How likely the figures are under each."""
    if not content["wrong_models"]:
        return
    table = Table(
        title="Wrong models: ln of the likelihood ratio of the printed survival, model to wrong model; and "
        "how often a study of so many patients would tell them apart, were the model the truth",
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("wrong model", overflow="fold")
    table.add_column("ln ratio (95%)", justify="right", no_wrap=True)
    for each in content["wrong_models"][0]["power"]:
        table.add_column(f"n {each['patients']}", justify="right", no_wrap=True)
    for each in content["wrong_models"]:
        ratio = f"{each['ratio'] + 0.0:.1f} ({each['ratio_low']:.0f} to {each['ratio_high']:.0f})"
        told = [_percent(power["share"]) for power in each["power"]]
        table.add_row(f"{each['name']}: {each['claim']}", ratio, *told)
    console.print(table)


def show_beyond(console: Console, content: Content, study: Study) -> None:
    """Converts without surgery, and what the convention for deaths does to disease-free survival."""
    both = content["without_surgery"]
    console.print(
        f"\nThe {both['operated']['patients']:,} simulated patients of such a study: alive at 5 years "
        f"{_percent(both['operated']['at'][-1])}; had surgery been switched off, same patients and same random numbers, "
        f"{_percent(both['not_operated']['at'][-1])}. Without surgery they go on with HAIC and CT like everybody else. What "
        "one patient gains cannot be known: it rests on random numbers kept in rank."
    )
    said, last = content["conventions"], -1
    used = {about.convention for about in study.endpoints.values()}
    censored, counts = (
        " (the paper's way)" if way in used else "" for way in ("dfs_death_censored", "dfs_event_death")
    )
    console.print(
        f"Disease-free at {said['months'][last] // 12} years: {_percent(said['death_censored'][last])} with deaths censored"
        f"{censored}, {_percent(said['death_counts'][last])} with deaths counted{counts}, and "
        f"{_percent(said['free_of_recurrence'][last])} never recur by then (cumulative incidence)."
    )


def _percent(share: float | None) -> str:
    return "not known" if share is None else f"{100 * share:.0f}%"


def show_not_simulated(console: Console, content: Content, everything: bool) -> None:
    """In one sentence, the figures of the study that have no counterpart, and why."""
    reasons = [(figure, reason) for figure, reason in content["not_simulated"]]
    if reasons:
        console.print(f"[dim]{escape(not_compared(reasons, everything))}[/dim]")
