"""The hospital on the screen: a line for each scarce resource, and in plain words whether it can serve so many."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from haicsim.analysis.measures.queue_series import FOUND, NAMED, NOT_MEASURED, OVERLOADED, STABLE
from haicsim.analysis.measures.resource_names import words_of
from haicsim.sim.units import DAYS_PER_YEAR

Row = dict[str, Any]
_GROWS = (
    1.2  # the queue of the second half of the time, over that of the first, from which it is said to grow
)
_NONE = "-"
_COUNTED = {  # what can be counted; of the others it is places
    "angiography_suite": "angiography suite",
    "infusion_bed": "infusion bed",
    "theatre": "theatre",
    "perfusion": "perfusionist",
}


def show_hospital(console: Console, rows: Sequence[Row]) -> None:
    """Print it; nothing where nothing is scarce."""
    if not rows:
        return
    measured = [row for row in rows if row["state"] != NOT_MEASURED]
    if measured and measured[0]["utilisation"] is not None:
        console.print(_table(measured))
        console.print(_notes(measured))
    for row in rows:
        console.print(said_of(row))
    console.print()


def counted(resource: str, places: int) -> str:
    """So many places in words: 4 infusion beds, 2 places in the ward."""
    name = _COUNTED.get(resource)
    if name is None:
        return f"{places} {'place' if places == 1 else 'places'} in the {words_of(resource)}"
    return f"{places} {name}{'' if places == 1 else 's'}"


def said_of(row: Row) -> str:
    """One sentence or more: the resource is stable, or overloaded and why, or was not measured."""
    name = words_of(row["resource"])
    if row["state"] == NOT_MEASURED:
        return f"Waiting for the {name} was not measured: it takes the journal (haicsim run --journal)."
    places = _places(row)
    if row["state"] != OVERLOADED:
        ends = f"{100 * row['demand_low']:.0f}-{100 * row['demand_high']:.0f}"
        asks = f"{100 * row['demand']:.0f}% ({ends}) of what {places} can give"
        state = "Stable" if row["state"] == STABLE else "At its limit, so stable or overloaded"
        return f"{state}, {name}: {row['starters_per_year']:.0f} starters a year ask for {asks}{_can(row)}."
    return " ".join(_overload(row, places))


def _overload(row: Row, places: str) -> Iterator[str]:
    yield (
        f"[bold]Overload: the {_together(row['resource'], row['places'])} cannot serve so many.[/bold] "
        f"{row['starters_per_year']:.0f} starters a year ask for "
        f"{row['demand']:.1f} times what {places} can give;"
    )
    grows = (
        row["queue_first_half"] is not None and row["queue_second_half"] > _GROWS * row["queue_first_half"]
    )
    died = "" if row["died_waiting"] is None else f" ({100 * row['died_waiting'][0]:.0f}% died in it)"
    if grows:
        yield f"its queue grows all the time{died}."
    else:
        yield f"its queue never clears, and only deaths keep it from growing{died}."
    yield (
        f"It could carry about {row['could_carry_per_year']:.0f} starters a year. What else this run says is mostly the "
        "work of that queue."
    )


def _together(resource: str, places: int) -> str:
    """All of them: the infusion beds, the ward."""
    return f"{_COUNTED[resource]}s" if places > 1 and resource in _COUNTED else words_of(resource)


def _can(row: Row) -> str:
    carried = row["could_carry_per_year"]
    return "" if carried is None else f"; it could carry about {carried:.0f}"


def _places(row: Row) -> str:
    """How many there are, in words: 4 infusion beds, or 3 places every 28 days."""
    places = row["places"]
    if row["session_days"] is not None:
        each = f"{places} place" if places == 1 else f"{places} places"
        return f"{each} every {row['session_days']:g} days"
    return counted(row["resource"], places)


def _table(rows: Sequence[Row]) -> Table:
    table = Table(
        title="The hospital: what is scarce",
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    table.add_column("", no_wrap=True)
    for name in (
        "places", "in use", "wait\n(90%), d", "over a\nmonth", "died\nin it", "found\nworse", "queue\n(most)"
    ):  # fmt: skip
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        every = "" if row["session_days"] is None else f"/{row['session_days']:g} d"
        wait = _NONE
        if row["wait_median_days"] is not None:
            wait = f"{row['wait_median_days']:.0f} ({row['wait_p90_days']:.0f})"
        table.add_row(
            words_of(row["resource"]),
            f"{row['places']}{every}",
            _percent(row["utilisation"]),
            wait,
            *(_percent(row[name] and row[name][0]) for name in ("waited_over_a_month", "died_waiting")),
            _percent(row["found_progressed"] and row["found_progressed"][0]),
            f"{row['queue_mean']:.{0 if row['queue_mean'] >= 99.5 else 1}f} ({row['queue_most']})",
        )
    return table


def _percent(share: float | None) -> str:
    return _NONE if share is None else f"{100 * share:.1f}%"


def _notes(rows: Sequence[Row]) -> str:
    first, last = (rows[0][name] / DAYS_PER_YEAR for name in ("from_day", "to_day"))
    before = {
        NAMED: f"the warm-up of {first:.1f} years is named in the scenario",
        FOUND: f"the first {first:.1f} years, while the hospital fills, are left out (found by MSER-5)",
    }.get(rows[0]["warm_up"], "no warm-up was found: the run is short, or the hospital never settles")
    return (
        f"Years {first:.1f} to {last:.1f}; {before}. Wait: days in the queue, all together, of everybody who asked, also "
        "who died in it: median, and 90th percentile. Found worse: no longer operable when theatre came; for the rest "
        "nobody is examined while waiting."
    )
