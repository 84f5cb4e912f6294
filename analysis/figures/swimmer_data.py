"""Lives as lines: what each is to show from first infusion on, and a few of every fate to show."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures import states
from haicsim.analysis.results.events import rows_of
from haicsim.sim import codes
from haicsim.sim.units import DAYS_PER_MONTH

EACH = 5
FATES = (
    "Operated, no recurrence",
    "Operated, recurrence",
    "Response, not operated",
    "Stable disease at best, not operated",
    "Progression on the first CT",
    "No CT on HAIC",
)
_CAUSES = {
    states.DIED_OF_CANCER: "cancer",
    states.DIED_OF_LIVER: "liver",
    states.DIED_OF_OPERATION: "operation",
    states.DIED_OTHERWISE: "other cause",
}
_MARKED = {
    codes.PORT_IMPLANTATION,
    codes.RESPONSE,
    codes.CONVERTED,
    codes.REFUSED,
    codes.CANCELLED,
    codes.HEPATECTOMY,
    codes.SECOND_LINE,
}


@dataclass(frozen=True)
class Lane:
    """One life in months since first infusion.

    fate: place in FATES. bars: begin, end and state (see `haicsim.analysis.measures.states`) while alive. courses:
    begin and end of each block of cycles. marks: when, event of `haicsim.sim.codes`, and its value; a recurrence has
    the code of its treatment. end: death, or the end of follow-up; died_of: the cause in a word, empty while alive.
    """

    place: int
    fate: int
    bars: tuple[tuple[float, float, int], ...]
    courses: tuple[tuple[float, float], ...]
    marks: tuple[tuple[float, int, float], ...]
    end: float
    died_of: str


def fates(records: NDArray[Any]) -> NDArray[np.int64]:
    """Everybody's fate, as a place in FATES: shape (n,); -1 for who never had an infusion, so has no time zero."""
    best = records["best_response"]
    fate = np.select(
        [
            ~np.isfinite(records["first_haic_day"]),
            records["resected"] & (records["recurrences"] == 0),
            records["resected"],
            (best == codes.COMPLETE) | (best == codes.PARTIAL),
            best == codes.STABLE,
            best == codes.PROGRESSIVE,
        ],
        [-1, 0, 1, 2, 3, 4],
        5,
    )
    return fate.astype(np.int64)


def chosen(records: NDArray[Any], each: int = EACH) -> NDArray[np.int64]:
    """Whom to show: of each fate the first so many by number, as places in the records, fate by fate."""
    fate = fates(records)
    return np.concatenate([np.flatnonzero(fate == code)[:each] for code in range(len(FATES))])


def lanes(
    journal: NDArray[Any], records: NDArray[Any], places: NDArray[np.int64], horizon_days: float
) -> list[Lane]:
    """The lives at these places, in their order.

    journal, records: see `haicsim.analysis.results.events.CountedRun`. horizon_days: how long everybody is followed.
    """
    fate = fates(records)
    return [
        _lane(rows_of(journal, place), records[place], place, int(fate[place]), horizon_days)
        for place in places.tolist()
    ]


def _lane(rows: NDArray[Any], record: Any, place: int, fate: int, horizon_days: float) -> Lane:
    zero = float(record["first_haic_day"])
    dead = np.isfinite(record["death_day"])
    end = record["death_day"] if dead else record["entry_day"] + horizon_days
    return Lane(
        place,
        fate,
        tuple(_bars(rows, zero, float(end))),
        tuple(_courses(rows, zero, float(end))),
        tuple(_marks(rows, zero)),
        _months(float(end), zero),
        _CAUSES.get(int(states.changes(rows)["state"][-1]), ""),
    )


def _months(day: float, zero: float) -> float:
    return (day - zero) / DAYS_PER_MONTH


def _bars(rows: NDArray[Any], zero: float, end: float) -> list[tuple[float, float, int]]:
    """States from the first infusion to death or the end; what takes no time is left out."""
    entered = states.changes(rows)
    begins = np.maximum(entered["day"], zero)
    ends = np.append(begins[1:], end)
    return [
        (_months(float(begin), zero), _months(float(until), zero), int(state))
        for begin, until, state in zip(begins, ends, entered["state"], strict=True)
        if until > begin
    ]


def _courses(rows: NDArray[Any], zero: float, end: float) -> list[tuple[float, float]]:
    """Blocks of weekly cycles: a course ends where the next cycle is preceded by a gap between courses."""
    out: list[list[float]] = []
    fresh = True
    for row in rows[np.isin(rows["event"], (codes.INFUSION, codes.CYCLE_REST, codes.COURSE_GAP))].tolist():
        _, day, event, days = row
        if event == codes.COURSE_GAP:
            fresh = True
        elif fresh:
            out.append([day, day + days])
            fresh = False
        else:
            out[-1][1] = day + days
    return [(_months(begin, zero), _months(min(until, end), zero)) for begin, until in out]


def _marks(rows: NDArray[Any], zero: float) -> list[tuple[float, int, float]]:
    """Points in time; a recurrence stands with the treatment decided that day."""
    out = []
    for _, day, event, value in rows.tolist():
        if event in _MARKED:
            out.append((_months(day, zero), event, value))
        elif event == codes.TREATED:
            out.append((_months(day, zero), codes.RECURRED, value))
    return out
