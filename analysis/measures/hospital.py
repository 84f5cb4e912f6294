"""The hospital: of each scarce resource who waits for it and how long, how full it is, and whether it can serve so many.

Who waits is everybody who asks, also who dies in the queue or is in it still when follow-up ends: their days count as far
as they lived them. Patients of the warm-up occupy places and stand in the queue, but are not among those who are counted.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures.demand import demand
from haicsim.analysis.measures.places import requests
from haicsim.analysis.measures.queue_series import (
    AT_ITS_LIMIT,
    FOUND,
    NAMED,
    NOT_FOUND,
    NOT_MEASURED,
    OVERLOADED,
    STABLE,
    WEEK,
    Truncation,
    days_within,
    greatest_number,
    mean_number,
    mser5,
)
from haicsim.analysis.survival.intervals import exact_interval
from haicsim.sim.codes import CANCELLED, RESOURCES, THEATRE
from haicsim.sim.replay import ReplayMismatchError
from haicsim.sim.run import Result
from haicsim.sim.theta import capacity
from haicsim.sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

Array = NDArray[Any]
LONG_WAIT_DAYS = DAYS_PER_MONTH


@dataclass(frozen=True)
class Window:
    """From when to when the hospital is watched: from the end of the warm-up to the last arrival of each replication.

    first: day. last: days, shape (replications,). warm_up: where `first` comes from (NAMED, FOUND or NOT_FOUND).
    """

    first: float
    last: NDArray[np.float64]
    warm_up: str

    @property
    def days(self) -> float:
        """How long that is, all replications together."""
        return float(np.maximum(self.last - self.first, 0.0).sum())


@dataclass(frozen=True)
class HospitalRun:
    """Everything the hospital did in a run: by resource number its requests (see `places.REQUEST`) and its weekly series.

    busy, queue: how many are served, and wait, in the weeks from day 0 to the last arrival, mean over the replications,
    shape (weeks,); busy stays 0 where places belong to a calendar. truncation: what MSER-5 finds in their sum.
    """

    result: Result
    window: Window
    asked: dict[int, Array]
    busy: dict[int, NDArray[np.float64]]
    queue: dict[int, NDArray[np.float64]]
    truncation: dict[int, Truncation]


def scarce(result: Result) -> list[int]:
    """The numbers of the resources that have a limit."""
    return [int(number) for number in np.flatnonzero(capacity(result.scenario).places > 0)]


def hospital_run(result: Result) -> HospitalRun:
    """What the hospital did. Raises ValueError where no journal was kept, ReplayMismatchError for one of another model."""
    everything = requests(result, scarce(result))
    asked = {r: everything[everything["resource"] == r] for r in scarce(result)}
    last = _by_replication(result)["entry_day"].max(axis=1)
    edges = np.arange(0.0, last.min() + 1e-9, WEEK)
    busy = {r: _weekly(result, mine[mine["granted"]], "left", "freed", edges) for r, mine in asked.items()}
    queue = {r: _weekly(result, mine, "asked", "left", edges) for r, mine in asked.items()}
    truncation = {r: mser5(busy[r] + queue[r]) for r in asked}
    named = result.scenario.arrivals.base("warm_up")
    found = [each.left_out for each in truncation.values()]
    if named > 0.0:
        window = Window(named, last, NAMED)
    elif any(each is None for each in found):
        window = Window(0.0, last, NOT_FOUND)
    else:
        window = Window(WEEK * max(each for each in found if each is not None), last, FOUND)
    return HospitalRun(result, window, asked, busy, queue, truncation)


def hospital_of(result: Result) -> list[dict[str, Any]]:
    """One row for each scarce resource, as in `summary.json` (`haicsim columns hospital`); empty where nothing is scarce.

    Shares of 1, with exact 95% intervals; days. Without a journal, or with one of another version of the model, nothing is
    measured: `state` says so, and all else is None.
    """
    if not scarce(result):
        return []
    try:
        watched = hospital_run(result)
    except (ValueError, ReplayMismatchError):
        return [_named(result, resource) | _nothing() for resource in scarce(result)]
    return [_named(result, resource) | _row(watched, resource) for resource in watched.asked]


def patient_waits(run: HospitalRun, resource: int) -> dict[str, Array]:
    """Of those who entered after the warm-up and ever asked: `days` waited, `times` asked, `died` in the queue, shape (n,).

    patient: their places among the records. Days are those of all requests of a patient together, up to death or the end of
    follow-up where no place came.
    """
    mine, records = run.asked[resource], run.result.records
    among = records["entry_day"] >= run.window.first
    number = np.bincount(mine["patient"], minlength=len(records))
    days = np.bincount(mine["patient"], mine["left"] - mine["asked"], minlength=len(records))
    died = np.bincount(mine["patient"], mine["died"], minlength=len(records)) > 0
    them = among & (number > 0)
    return {"days": days[them], "times": number[them], "died": died[them], "patient": np.flatnonzero(them)}


def _named(result: Result, resource: int) -> dict[str, Any]:
    hospital = capacity(result.scenario)
    every = float(hospital.period[resource])
    return {
        "resource": RESOURCES[resource],
        "places": int(hospital.places[resource]),
        "session_days": every if every > 0.0 else None,
    }


def _row(run: HospitalRun, resource: int) -> dict[str, Any]:
    first, last = run.window.first, float(run.window.last.max())
    watched = {"from_day": first, "to_day": last, "warm_up": run.window.warm_up}
    return watched | _waits(run, resource) | _use(run, resource) | _load(run, resource)


def _waits(run: HospitalRun, resource: int) -> dict[str, Any]:
    who = patient_waits(run, resource)
    days, asked = who["days"], len(who["days"])
    progressed = None
    if resource == THEATRE and asked:
        progressed = _share(np.isin(who["patient"], _found_progressed(run)), asked)
    return {
        "asked": asked,
        "times_asked_mean": float(who["times"].mean()) if asked else None,
        "wait_mean_days": float(days.mean()) if asked else None,
        "wait_median_days": float(np.median(days)) if asked else None,
        "wait_p90_days": float(np.quantile(days, 0.9)) if asked else None,
        "each_wait_mean_days": float(days.sum() / who["times"].sum()) if asked else None,
        "waited_over_a_month": _share(days > LONG_WAIT_DAYS, asked) if asked else None,
        "died_waiting": _share(who["died"], asked) if asked else None,
        "found_progressed": progressed,
    }


def _found_progressed(run: HospitalRun) -> NDArray[np.int64]:
    """Who was granted theatre after a wait and was then found unfit for the operation: places among the records."""
    each = len(run.result.records) // len(run.result.journals)
    found = [np.zeros(0, np.int64)]
    for replication, journal in enumerate(run.result.journals):
        rows = journal[(journal["event"] == CANCELLED) & (journal["value"] > 0.0)]
        found.append(rows["patient"] + replication * each)
    return np.concatenate(found)


def _use(run: HospitalRun, resource: int) -> dict[str, Any]:
    """How full, and how long the queue, over the window and over its two halves."""
    if not run.window.days > 0.0:
        return dict.fromkeys(
            ("utilisation", "queue_mean", "queue_most", "queue_first_half", "queue_second_half")
        )
    mine, first = run.asked[resource], run.window.first
    waiting, most, used, offered = np.zeros(2), 0, 0.0, 0.0
    for k, last in enumerate(run.window.last.tolist()):
        rows = _in_replication(run.result, mine, k)
        marks = np.array([first, 0.5 * (first + last), last])
        waiting += np.diff(days_within(rows["asked"], rows["left"], marks))
        most = max(most, greatest_number(rows["asked"], rows["left"], first, last))
        share = _used(run.result, rows[rows["granted"]], resource, first, last)
        used, offered = used + share[0], offered + share[1]
    early, late = waiting / (0.5 * run.window.days)
    return {
        "utilisation": used / offered if offered else None,
        "queue_mean": float(0.5 * (early + late)),
        "queue_most": most,
        "queue_first_half": float(early),
        "queue_second_half": float(late),
    }


def _used(result: Result, granted: Array, resource: int, first: float, last: float) -> tuple[float, float]:
    """What was used and what there was: days of places, or places at the sessions of a calendar."""
    hospital = capacity(result.scenario)
    places, every = int(hospital.places[resource]), float(hospital.period[resource])
    if every > 0.0:
        sessions = np.floor(last / every) - np.ceil(first / every) + 1.0
        inside = (granted["left"] >= first) & (granted["left"] <= last)
        return float(inside.sum()), places * float(sessions)
    held = np.diff(days_within(granted["left"], granted["freed"], np.array([first, last])))
    return float(held[0]), places * (last - first)


def _load(run: HospitalRun, resource: int) -> dict[str, Any]:
    """What the starters ask for as a share of what there is, and the state that follows."""
    entries = _by_replication(run.result)["entry_day"]
    starters = int(((entries > run.window.first) & (entries <= run.window.last[:, None])).sum())
    rate = starters * DAYS_PER_YEAR / run.window.days if run.window.days > 0.0 else None
    needed = demand(run.result, resource)
    load = None if rate is None else needed.load(rate)
    low, high = (None, None) if rate is None else needed.interval(rate)
    return {
        "starters_per_year": rate,
        "demand": load,
        "demand_low": low,
        "demand_high": high,
        "could_carry_per_year": needed.carried,
        "state": _state(low, high),
    }


def _state(low: float | None, high: float | None) -> str:
    """What a demand from low to high lets one say: overloaded or stable only where the whole interval says so."""
    if low is None or high is None:
        return NOT_MEASURED
    return OVERLOADED if low >= 1.0 else STABLE if high < 1.0 else AT_ITS_LIMIT


_FIGURES = (
    "from_day", "to_day", "warm_up", "asked", "times_asked_mean", "wait_mean_days", "wait_median_days", "wait_p90_days",
    "each_wait_mean_days", "waited_over_a_month", "died_waiting", "found_progressed", "utilisation", "queue_mean",
    "queue_most", "queue_first_half", "queue_second_half", "starters_per_year", "demand",
    "demand_low", "demand_high", "could_carry_per_year",
)  # fmt: skip


def _nothing() -> dict[str, Any]:
    return {**dict.fromkeys(_FIGURES), "state": NOT_MEASURED}


def _share(them: NDArray[np.bool_], of: int) -> list[float]:
    share = float(them.sum()) / of
    return [share, *exact_interval(share, of)]


def _by_replication(result: Result) -> Array:
    return result.records.reshape(result.scenario.run.replications, -1)


def _in_replication(result: Result, rows: Array, replication: int) -> Array:
    each = len(result.records) // result.scenario.run.replications
    mine: Array = rows[rows["patient"] // each == replication]
    return mine


def _weekly(
    result: Result, rows: Array, begin: str, end: str, edges: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How many on average from one edge to the next, mean over the replications."""
    number: NDArray[np.float64] = (
        mean_number(rows[begin], rows[end], edges) / result.scenario.run.replications
    )
    return number
