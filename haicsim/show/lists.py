"""Lists on the screen: the scenarios and studies that are shipped, and the outcomes that can be asked for."""

from collections.abc import Iterable
from json import dumps

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.studies import shipped_studies
from haicsim.show.screen import say
from haicsim.sim.loading.inheritance import every_shipped_scenario
from haicsim.sim.scenario.load import load_scenario

Row = dict[str, str]
_IN_PERCENT = {"share of 1": "%"}


def shipped() -> list[Row]:
    """What is shipped: kind (scenario, study), name, and the question a scenario answers."""
    scenarios = [
        {
            "kind": "scenario",
            "name": name,
            "question": " ".join(load_scenario(name).question.split()),
        }
        for name in every_shipped_scenario()
    ]
    return [
        *scenarios,
        *({"kind": "study", "name": name, "question": ""} for name in shipped_studies()),
    ]


def outcome_rows(word: str) -> list[Row]:
    """Outcomes with a word in name, label or meaning: name, unit as on the screen, label in tables, meaning."""
    return [
        {
            "name": each.name,
            "unit": _IN_PERCENT.get(each.unit, each.unit),
            "label": each.label,
            "meaning": each.meaning,
        }
        for each in OUTCOMES.values()
        if word.lower() in f"{each.name} {each.label} {each.meaning}".lower()
    ]


def show_shipped(rows: Iterable[Row], json: bool) -> None:
    """The list of what is shipped; as JSON if asked."""
    _show(list(rows), ("kind", "name", "question"), json)
    if not json:
        say("haicsim run NAME runs a scenario, haicsim study audit NAME examines a study.")


def show_outcomes(rows: list[Row], json: bool) -> None:
    """The list of outcomes; as JSON if asked."""
    _show(rows, ("name", "unit", "meaning"), json)
    if not rows and not json:
        say("No outcome has that word in its name, label or meaning.")


def _show(rows: list[Row], columns: tuple[str, ...], json: bool) -> None:
    if json:
        print(dumps(rows, indent=2, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold", no_wrap=name == "name")
    for row in rows:
        table.add_row(*(escape(row[name]) for name in columns))
    Console(highlight=False).print(table)
