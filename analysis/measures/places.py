"""Who asked for a place, for how long, and how long it was held: every request of a run, read from its journal.

The journal says when a place was granted and how long that took. When it was given back follows from what the patient
did with it (`_GIVEN_BACK`), and who was still waiting when death or the end of follow-up came from what came last
(`_NEXT`); where that does not settle it, the patient is simulated again up to there.
"""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim import codes
from haicsim.sim.codes import (
    ASK,
    BED,
    CT,
    DEATH,
    FREE,
    GRANTED,
    ICU,
    MEETING,
    PERFUSION,
    STAY,
    SUITE,
    THEATRE,
    WARD,
)
from haicsim.sim.pathway.story import story
from haicsim.sim.replay import Replay, ReplayMismatchError
from haicsim.sim.run import Result

Array = NDArray[Any]
# patient: place among the records of all replications. asked: the day. left: the day on which waiting ended, by a grant
# or without one. freed: the day on which the place was given back; NaN where none was held. died: in the queue.
REQUEST = np.dtype(
    [
        ("patient", "i4"),
        ("resource", "i1"),
        ("asked", "f8"),
        ("left", "f8"),
        ("granted", "?"),
        ("died", "?"),
        ("freed", "f8"),
    ]
)

# what ends the use of a place: the end of the first of these activities, or the moment of the first of these events
_ANY_ACTIVITY = tuple(code for code in codes.EVENTS if codes.FIRST_ACTIVITY <= code <= codes.LAST_ACTIVITY)
_GIVEN_BACK: dict[int, tuple[int, ...]] = {
    SUITE: _ANY_ACTIVITY,
    BED: _ANY_ACTIVITY,
    CT: _ANY_ACTIVITY,
    MEETING: (),
    THEATRE: (GRANTED + ICU, codes.CANCELLED, codes.TREATED_AGAIN),
    PERFUSION: (GRANTED + ICU,),
    ICU: (GRANTED + WARD,),
    WARD: _ANY_ACTIVITY,
}

# what a patient is waiting for whose journal ends with this, where that is certain; after anything else, or where two of
# these are scarce, it is looked up
_NEXT: dict[int, tuple[int, ...]] = {
    codes.PORT_PLANNING: (SUITE,),
    codes.PORT_IMPLANTATION: (SUITE, BED, CT),
    codes.PORT_HEALING: (BED, CT),
    codes.PORT_LOST: (SUITE,),
    codes.COURSE_GAP: (BED,),
    codes.CYCLE_REST: (BED, CT),
    codes.TOXICITY_PAUSE: (BED, CT),
    codes.UNTIL_CT: (CT,),
    codes.PIVKA_MEASURED: (MEETING, PERFUSION, SUITE, BED, CT),
    codes.RESTING: (THEATRE,),
    codes.OPERATING: (ICU,),
}
_NO_MORE = (*codes.SYSTEMIC_TREATMENTS, codes.SUPPORTIVE)  # treatments of a recurrence that ask for no place


def requests(result: Result, resources: Collection[int]) -> Array:
    """Every request for these resources by anybody, the warm-up's patients too, as rows of REQUEST, shape (m,).

    resources: numbers, as `haicsim.sim.codes` has them. Raises ValueError where no journal was kept, and
    ReplayMismatchError where another version of the model wrote it.
    """
    if not result.journals:
        raise ValueError("no journal was kept")
    each = len(result.records) // len(result.journals)
    pieces = [np.zeros(0, REQUEST)]
    for replication, journal in enumerate(result.journals):
        records = result.records[replication * each :][:each]
        piece = _of_replication(result, journal, records, tuple(resources))
        piece["patient"] += replication * each
        pieces.append(piece)
    return np.concatenate(pieces)


def _of_replication(result: Result, journal: Array, records: Array, resources: Sequence[int]) -> Array:
    end = _end(records, result.scenario.run.base("horizon"))
    granted = [_granted(journal, end, resource) for resource in resources]
    waiting = _still_waiting(result, journal, records, end, resources)
    return np.concatenate([*granted, waiting])


def _end(records: Array, horizon_days: float) -> NDArray[np.float64]:
    """The day of death, or else that on which follow-up ends."""
    dead = np.isfinite(records["death_day"])
    return np.where(dead, records["death_day"], records["entry_day"] + horizon_days)


def _granted(journal: Array, end: NDArray[np.float64], resource: int) -> Array:
    """The requests that were granted, and when the place was free again."""
    at = np.flatnonzero(journal["event"] == GRANTED + resource)
    rows = journal[at]
    found = np.zeros(len(at), REQUEST)
    found["patient"], found["resource"], found["granted"] = rows["patient"], resource, True
    found["asked"], found["left"] = rows["day"] - rows["value"], rows["day"]
    found["freed"] = end[rows["patient"]]
    if resource == MEETING:
        found["freed"] = rows["day"]
        return found
    last = np.flatnonzero(np.isin(journal["event"], _GIVEN_BACK[resource]))
    if len(last) and len(at):
        nearest = last[np.minimum(last.searchsorted(at, "right"), len(last) - 1)]
        mine = (nearest > at) & (journal["patient"][nearest] == rows["patient"])
        found["freed"][mine] = np.minimum(_over(journal[nearest[mine]]), end[rows["patient"][mine]])
    return found


def _over(rows: Array) -> NDArray[np.float64]:
    """When what these rows say is over: at once, or at the end of an activity."""
    lasts = (rows["event"] >= codes.FIRST_ACTIVITY) & (rows["event"] <= codes.LAST_ACTIVITY)
    over: NDArray[np.float64] = rows["day"] + np.where(lasts, rows["value"], 0.0)
    return over


def _still_waiting(
    result: Result, journal: Array, records: Array, end: NDArray[np.float64], resources: Sequence[int]
) -> Array:
    """The requests of those who were waiting when they died or their follow-up ended."""
    lived = journal[journal["event"] != DEATH]
    number = np.arange(len(records))
    at = lived["patient"].searchsorted(number, "right") - 1
    last, before = lived[at], lived[at - 1]
    over = _over(last)
    progressed = np.isin(number, journal["patient"][journal["event"] == codes.PROGRESSED])
    no_more = (last["event"] == codes.TREATED) & np.isin(last["value"], _NO_MORE)
    # the ward is the last that a treated recurrence asks for; what comes after it is written down at once
    no_more |= (last["event"] == codes.TREATED_AGAIN) & (before["event"] == GRANTED + WARD)
    found = []
    for i in np.flatnonzero((over < end) & ~progressed & ~no_more).tolist():
        possible = [r for r in _NEXT.get(int(last["event"][i]), ()) if r in resources]
        if len(possible) > 1 or int(last["event"][i]) not in _NEXT:
            possible = [r for r in _asked_last(result, journal, records[i], i) if r in resources]
        died = bool(np.isfinite(records["death_day"][i]))
        found += [(i, r, over[i], end[i], False, died, np.nan) for r in possible]
    return np.array(found, REQUEST)


def _asked_last(result: Result, journal: Array, record: Any, i: int) -> Iterator[int]:
    """What the patient asked for at the very end of the journal, if anything: simulated again up to there."""
    again = Replay(result.scenario, i, int(record["replication"]), float(record["entry_day"]))
    first, last = np.searchsorted(journal["patient"], [i, i + 1])
    rows, me = deque(journal[first:last].tolist()), again.p[0]
    me.now = me.arrival
    for verb, what, amount in story(again.p, 0, again.theta, again.stream):
        if verb == FREE:
            continue
        if not rows or rows[0][2] == DEATH:
            if verb == ASK:
                yield what
            return
        _, day, event, _ = rows.popleft()
        if event != (GRANTED + what if verb == ASK else what):
            raise ReplayMismatchError(f"the journal says {event}, this program would write {what}")
        me.now = day + amount if verb == STAY else day
