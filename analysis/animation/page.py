"""One year of a hospital as a page that moves: one file, nothing fetched, and still for whoever wants no motion."""

import json
from calendar import month_name
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from haicsim.analysis.animation.event_log import as_csv, event_log
from haicsim.analysis.animation.stages import STAGES, Mover, counts, movers
from haicsim.analysis.measures.hospital import scarce
from haicsim.analysis.measures.resource_names import words_of
from haicsim.analysis.results.origin import refusal
from haicsim.analysis.results.read import read_run
from haicsim.sim.codes import RESOURCES
from haicsim.sim.replay import ReplayMismatchError
from haicsim.sim.run import Result
from haicsim.sim.theta import capacity
from haicsim.sim.units import DAYS_PER_YEAR

_OPENING = date(1, 1, 1)  # the hospital opens on 1 January of its first year
YEAR = 365


def read_hospital(folder: Path) -> Result:
    """The first replication of a run whose hospital can be shown; InputError where it has no journal, or nothing is scarce."""
    result = read_run(folder)
    if not result.journals:
        rule = "keeps no journal, from which the animation is read: run it again with --journal"
        raise refusal(folder, rule)
    if not scarce(result):
        rule = (
            "is of a hospital in which nothing is scarce, so nobody ever waits: name places in the scenario, such as "
            "capacity.infusion_bed, or take one-theatre"
        )
        raise refusal(folder, rule)
    each = len(result.records) // len(result.journals)
    return replace(result, records=result.records[:each], journals=result.journals[:1])


def event_table(result: Result, folder: Path) -> str:
    """The events of a hospital as CSV in vidigi's columns; InputError where another version of the model wrote them."""
    try:
        return as_csv(event_log(result))
    except ReplayMismatchError:
        raise refusal(folder, _OTHER) from None


_OTHER = "was run by another version of the model, which cannot read its journal: run it again"


def years(result: Result) -> tuple[int, int]:
    """The first year after the warm-up and the last year in which anybody still enters, counted from 1."""
    warm_up = float(result.scenario.arrivals.base("warm_up"))
    last = float(result.records["entry_day"].max(initial=0.0))
    final = max(int(last // DAYS_PER_YEAR), 1)
    return min(int(np.ceil(warm_up / DAYS_PER_YEAR)) + 1, final), final


def page(result: Result, folder: Path, year: int | None = None) -> str:
    """The page of one year of the hospital: by default the first after the warm-up.

    Raises InputError for a year in which nobody enters any more, and where another version of the model wrote the journal.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    usual, final = years(result)
    shown = usual if year is None else year
    if not 1 <= shown <= final:
        raise refusal(folder, f"has no year {shown} to show: patients enter in the years 1 to {final}")
    try:
        everybody = movers(result)
    except ReplayMismatchError:
        raise refusal(folder, _OTHER) from None
    first = (date(shown, 1, 1) - _OPENING).days
    world = Environment(
        loader=PackageLoader("haicsim.analysis.animation"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return world.get_template("animation.html.jinja").render(
        scenario=result.scenario, stages=STAGES, year=shown, months=months(everybody, first), places=_places(result),
        data=json.dumps(_data(everybody, first), separators=(",", ":")),
    )  # fmt: skip


def calendar_date(day: float) -> str:
    """A day of the simulation as a date of the hospital's own calendar, which begins on 1 January of year 1."""
    found = _OPENING + timedelta(days=int(day))
    return f"{found.day} {month_name[found.month]}, year {found.year}"


def months(everybody: list[Mover], first: int) -> list[tuple[str, list[int]]]:
    """How many are where on the first day of each month: date and counts by stage."""
    start = _OPENING + timedelta(days=first)
    days = [(date(start.year, month, 1) - _OPENING).days for month in range(1, 13)]
    return [(calendar_date(day), counts(everybody, day)) for day in days]


def _places(result: Result) -> list[str]:
    """What is scarce, in words: how many places, and how often."""
    hospital, said = capacity(result.scenario), []
    for resource in scarce(result):
        places, every = int(hospital.places[resource]), float(hospital.period[resource])
        often = f" every {every:g} days" if every > 0.0 else ""
        said.append(
            f"{words_of(RESOURCES[resource])}: {places} {'place' if places == 1 else 'places'}{often}"
        )
    return said


def _data(everybody: list[Mover], first: int) -> dict[str, Any]:
    """What the page moves: everybody of the year with number, group, and moves (day of the year, stage)."""
    last = first + YEAR
    shown = []
    for mover in everybody:
        moves = [(max(round(move.day - first, 2), 0), move.stage) for move in mover.moves if move.day < last]
        before = [move for move in moves if move[0] == 0][-1:]
        during = [move for move in moves if move[0] > 0]
        if during or (before and before[0][1] >= 0):
            shown.append([mover.number, mover.group, [*before, *during]])
    return {
        "people": shown,
        "dates": [calendar_date(first + day) for day in range(YEAR)],
    }
