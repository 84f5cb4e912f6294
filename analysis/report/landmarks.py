"""Survival of the resected beside what the paper printed, and the run beside the reference scenario."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from haicsim.analysis.report.blocks import Block, Table, Words
from haicsim.analysis.report.numbers import NONE, percent
from haicsim.analysis.report.sources import RunSource
from haicsim.analysis.results.difference import changed_inputs
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario

REFERENCE = "kurume"
_MOST_CHANGES = 8
_NOTHING = "Of survival nothing was compared with a published study."
_NONE_OF_ALL = (
    "No survival of all patients together was printed; that of groups stands in the methods, under agreement."
)
_PURE = (None, "count", "ratio", "probability", "1")  # units that are not said
Row = dict[str, Any]


def beside_the_paper(run: RunSource, groups: Collection[str] | None = None) -> tuple[Block, ...]:
    """The table of landmarks of these groups (all: None), and what is set otherwise than in the reference."""
    rows = [row for row in run.answer["survival"] if groups is None or row["group"] in groups]
    studies = {
        (row["subject"], row["group"], row["months"]): row
        for row in run.answer["comparison"] or ()
        if row["kind"] == "survival"
    }
    if not rows:
        return Words(_NONE_OF_ALL if run.answer["survival"] else _NOTHING), Words(changes(run.scenario))
    columns = (
        "Resected",
        "Year",
        "Printed (binomial interval)",
        "Patients printed",
        "Simulated (95% interval)",
    )
    told = [(*_row(run, row), *_inside(row, studies)) for row in rows]
    caption = (
        f"Survival of the {run.answer['summary']['flow']['operated']:,} resected beside the printed study "
        f"({run.answer['provenance']['compared_with']['study']}). Studies of its size: median and 95% of simulated studies "
        "watched as the paper's patients were; where none were drawn, agreement is that the printed interval holds the "
        "simulated value."
    )
    table = Table(caption, (*columns, "Studies of its size", "Agrees"), tuple(told))
    return table, Words(changes(run.scenario))


def _row(run: RunSource, row: Row) -> tuple[str, ...]:
    endpoint, group = row["endpoint"], row["group"]
    if run.study is not None:
        ends, parts = run.study.endpoints, run.study.groups
        endpoint = ends[endpoint].label if endpoint in ends else endpoint
        group = parts[group].label if group in parts else group
    return (
        f"{endpoint}, {_small(group)}",
        f"{row['months'] / 12:g}",
        percent(row["printed"], row["printed_low"], row["printed_high"]),
        f"{row['n']}",
        percent(row["simulated"], row["simulated_low"], row["simulated_high"]),
    )


def _small(label: str) -> str:
    """Without the capital at the beginning, unless it belongs to the word (Vp3) or is the word (A)."""
    first = label.split()[0]
    plain = first.isalpha() and len(first) > 1 and first[1:] == first[1:].lower()
    return label[:1].lower() + label[1:] if plain else label


def _inside(row: Row, studies: dict[tuple[str, str, float], Row]) -> tuple[str, str]:
    study = studies.get((row["endpoint"], row["group"], row["months"]))
    said = {True: "yes", False: "NO", None: NONE}
    if study is None:
        return NONE, said[row["simulated_in_printed_interval"]]
    mine = percent(study["middle"], study["low"], study["high"])
    if study["joint"]:
        return mine, "judged together"
    return mine, said[study["printed_in_predictive_interval"]] if study["mark"] == "usable" else study["mark"]


def changes(scenario: Scenario) -> str:
    """What differs from the reference scenario, with the values of both."""
    reference = _reference()
    paths = [each.path for each in changed_inputs(reference, scenario) if not each.path.startswith("run.")]
    if not paths:
        return f"All numbers and choices are those of the reference scenario ({REFERENCE})."
    theirs, mine = _as_written(reference), _as_written(scenario)
    said = [f"{path} {mine.get(path, NONE)} instead of {theirs.get(path, NONE)}" for path in paths]
    more = f" and {len(said) - _MOST_CHANGES} more" if len(said) > _MOST_CHANGES else ""
    return f"Set otherwise than in the reference scenario ({REFERENCE}): {'; '.join(said[:_MOST_CHANGES])}{more}."


def _as_written(scenario: Scenario) -> Mapping[str, str]:
    """Every number, place and choice by its path, as a file says it: in its own unit."""
    numbers = {
        path: f"{number.value:g} {'' if number.unit in _PURE else number.unit}".rstrip()
        for path, _, number in scenario.numbers()
    }
    content = scenario.content()
    choices = {f"policy.{name}": f"{value}" for name, value in content["choices"].items()}
    places = {f"capacity.{name}": _places(*value) for name, value in content["capacity"].items()}
    return {**numbers, **choices, **places}


def _places(places: int | str, every: float | None) -> str:
    return f"{places}" if every is None else f"{places} every {every:g} days"


@cache
def _reference() -> Scenario:
    return load_scenario(REFERENCE)
