"""A run's events in the columns that vidigi reads: who arrives, queues for what, uses which place, and leaves."""

import csv
from heapq import heapify, heappop, heappush
from io import StringIO
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures.hospital import scarce
from haicsim.analysis.measures.places import requests
from haicsim.analysis.measures.resource_names import words_of
from haicsim.sim.codes import GROUPS, RESOURCES
from haicsim.sim.run import Result
from haicsim.sim.theta import capacity

COLUMNS = ("entity_id", "pathway", "event_type", "event", "time", "resource_id")
ARRIVAL_DEPARTURE, QUEUE = "arrival_departure", "queue"
USE, USE_END = "resource_use", "resource_use_end"
Array = NDArray[Any]


class LoggedEvent(NamedTuple):
    """One row. entity_id: the patient's number. pathway: vessel group. time: calendar day. resource_id: from 1, or None."""

    entity_id: int
    pathway: str
    event_type: str
    event: str
    time: float
    resource_id: int | None


def event_log(result: Result) -> list[LoggedEvent]:
    """The events of everybody of the first replication, the warm-up's patients too, ordered by time.

    Only what is scarce is a queue or a resource. Raises ValueError where no journal was kept, ReplayMismatchError where
    another version of the model wrote it.
    """
    asked = requests(result, scarce(result))
    return sorted(
        [*_arrivals_and_departures(result), *_queues_and_uses(result, asked)],
        key=lambda row: (row.time, row.entity_id, _ORDER[row.event_type], row.event == "depart"),
    )


# on one day: what ends, then who comes, then who queues and who is served
_ORDER = {USE_END: 0, ARRIVAL_DEPARTURE: 1, QUEUE: 2, USE: 3}


def as_csv(rows: list[LoggedEvent]) -> str:
    """The rows as the text of a CSV file."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(["" if value is None else value for value in row])
    return text.getvalue()


def _arrivals_and_departures(result: Result) -> list[LoggedEvent]:
    """Everybody enters, and leaves by death or at the end of follow-up."""
    records, horizon = result.records, result.scenario.run.base("horizon")
    rows = []
    for number, record in enumerate(records):
        came, died = float(record["entry_day"]), float(record["death_day"])
        group = GROUPS[record["group"]]
        left = died if np.isfinite(died) else came + horizon
        rows.append(LoggedEvent(number, group, ARRIVAL_DEPARTURE, "arrival", came, None))
        rows.append(LoggedEvent(number, group, ARRIVAL_DEPARTURE, "depart", left, None))
    return rows


def _queues_and_uses(result: Result, asked: Array) -> list[LoggedEvent]:
    """Of every request when it was made, when it was granted, and when its place was given back."""
    rows: list[LoggedEvent] = []
    places = capacity(result.scenario).places
    for resource in np.unique(asked["resource"]).tolist():
        name = words_of(RESOURCES[resource])
        mine = asked[asked["resource"] == resource]
        for number, group, request, place in _with_places(result, mine, int(places[resource])):
            rows.append(
                LoggedEvent(number, group, QUEUE, f"waiting for {name}", float(request["asked"]), None)
            )
            if request["granted"]:
                rows.append(LoggedEvent(number, group, USE, f"in {name}", float(request["left"]), place))
                rows.append(
                    LoggedEvent(number, group, USE_END, f"leaves {name}", float(request["freed"]), place)
                )
    return rows


def _with_places(result: Result, asked: Array, places: int) -> list[tuple[int, str, Any, int | None]]:
    """Every request with the number of the place it was given, the lowest that is free; None where it got none."""
    free, held = list(range(1, places + 1)), list[tuple[float, int]]()
    heapify(free)
    found = []
    for request in asked[np.lexsort((asked["patient"], asked["left"], ~asked["granted"]))]:
        number = int(request["patient"])
        place = None
        if request["granted"]:
            while held and (held[0][0] <= request["left"] or not free):
                heappush(free, heappop(held)[1])
            place = heappop(free)
            heappush(held, (float(request["freed"]), place))
        found.append((number, GROUPS[result.records["group"][number]], request, place))
    return found
