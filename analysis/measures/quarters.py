"""The demand for one resource quarter by quarter, from a run in which nobody waits for it."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures.queue_series import WEEK, greatest_number, mean_number, mser5
from haicsim.sim.codes import MEETING
from haicsim.sim.run import Result
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.theta import capacity
from haicsim.sim.units import DAYS_PER_YEAR

Array = NDArray[Any]
QUARTER = DAYS_PER_YEAR / 4.0
FEWEST_QUARTERS = 4
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95


@dataclass(frozen=True)
class Band:
    """A number that differs from quarter to quarter: its median, and the band that 90% of the quarters lie in.

    what: in words. quarters: how many were seen.
    """

    what: str
    low: float
    middle: float
    high: float
    quarters: int


def first_settled_day(free: Result, asked: Array) -> float:
    """The end of the warm-up: the scenario's own, else what MSER-5 finds of the places in use, else day 0."""
    named = free.scenario.arrivals.base("warm_up")
    if named > 0.0:
        return named
    last = float(_entries(free).max(axis=1).min())
    granted = asked[asked["granted"]]
    weekly = mean_number(granted["left"], granted["freed"], np.arange(0.0, last + 1e-9, WEEK))
    return WEEK * (mser5(weekly).left_out or 0)


def most_at_once(free: Result, asked: Array, scenario: Scenario, resource: int) -> int:
    """Places with which nobody need wait: the most in use at one time; of a calendar the most asked for between sessions."""
    every = float(capacity(scenario).period[resource])
    most = 1
    for rows in _by_replication(free, asked[asked["granted"]]):
        if every > 0.0 and len(rows):
            most = max(most, int(np.bincount((rows["asked"] / every).astype(np.int64)).max()))
        elif resource != MEETING:
            most = max(most, greatest_number(rows["left"], rows["freed"], 0.0, np.inf))
    return most


def quarterly_demand(free: Result, asked: Array, resource: int, first: float) -> tuple[Band, ...]:
    """Starters, requests and places in use quarter by quarter, from `first` to the last arrival; empty of too few quarters.

    free: a run with the resource unlimited. asked: its requests. first: day from which quarters are counted.
    """
    found: dict[str, list[float]] = {
        "starters": [], "requests": [], "places in use, mean": [], "places in use at once, most": [],
    }  # fmt: skip
    entries = _entries(free)
    for replication, rows in enumerate(_by_replication(free, asked[asked["granted"]])):
        edges = np.arange(first, entries[replication].max() + 1e-9, QUARTER)
        if len(edges) < 2:
            continue
        found["starters"] += np.histogram(entries[replication], edges)[0].tolist()
        found["requests"] += np.histogram(rows["asked"], edges)[0].tolist()
        if resource != MEETING:
            found["places in use, mean"] += mean_number(rows["left"], rows["freed"], edges).tolist()
            found["places in use at once, most"] += [
                greatest_number(rows["left"], rows["freed"], low, high)
                for low, high in pairwise(edges.tolist())
            ]
    return tuple(_band(what, values) for what, values in found.items() if len(values) >= FEWEST_QUARTERS)


def _band(what: str, values: list[float]) -> Band:
    low, middle, high = np.quantile(values, (LOW, MIDDLE, HIGH)).tolist()
    return Band(what, low, middle, high, len(values))


def _entries(result: Result) -> Array:
    entries: Array = result.records["entry_day"].reshape(result.scenario.run.replications, -1)
    return entries


def _by_replication(result: Result, rows: Array) -> list[Array]:
    replications = result.scenario.run.replications
    each = len(result.records) // replications
    return [rows[rows["patient"] // each == k] for k in range(replications)]
