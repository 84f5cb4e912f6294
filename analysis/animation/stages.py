"""Where everybody of a hospital is, day by day: the stages of the animation, read from the journal."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures import states
from haicsim.analysis.measures.hospital import scarce
from haicsim.analysis.measures.places import requests
from haicsim.sim import codes
from haicsim.sim.run import Result

Array = NDArray[Any]
_UNTIL_CT, _IN_HOSPITAL = 20, 21  # beside the codes of `states`
STAGES = (
    "waiting for HAIC",
    "on HAIC",
    "waiting for the CT",
    "waiting for the meeting",
    "accepted for surgery",
    "waiting for the theatre",
    "operated, in hospital",
    "followed after surgery",
    "followed without surgery",
)
_STAGE = {
    states.WAITING_FOR_HAIC: 0,
    states.ON_TREATMENT: 1,
    _UNTIL_CT: 2,
    states.WAITING_FOR_MEETING: 3,
    states.WAITING: 4,
    states.WAITING_FOR_THEATRE: 5,
    _IN_HOSPITAL: 6,
    states.AFTER_SURGERY: 7,
    states.RECURRED: 7,
    states.OFF_HAIC: 8,
    states.PROGRESSED: 8,
}
GONE = -1


class Move(NamedTuple):
    """From this day on a patient is in this stage (its place in STAGES; GONE after death or follow-up)."""

    day: float
    stage: int


@dataclass(frozen=True)
class Mover:
    """A patient: number, vessel group, and moves in order of their days, no two alike after one another."""

    number: int
    group: str
    moves: tuple[Move, ...]

    def at(self, day: float) -> int:
        """The stage on a day; GONE before the first move and after the last."""
        found = GONE
        for move in self.moves:
            if move.day > day:
                break
            found = move.stage
        return found


def movers(result: Result) -> list[Mover]:
    """Everybody of a run of one replication, the warm-up's patients too.

    Raises ValueError where no journal was kept, ReplayMismatchError where another version of the model wrote it.
    """
    changes = _changes(result)
    starts = np.searchsorted(changes["patient"], np.arange(len(result.records) + 1))
    horizon = result.scenario.run.base("horizon")
    found = []
    for number, record in enumerate(result.records):
        mine = changes[starts[number] : starts[number + 1]]
        died = float(record["death_day"])
        end = died if np.isfinite(died) else float(record["entry_day"]) + horizon
        moves = [Move(float(day), _STAGE.get(int(state), GONE)) for _, day, state in mine.tolist()]
        found.append(Mover(number, codes.GROUPS[record["group"]], _tidy([*moves, Move(end, GONE)])))
    return found


def counts(everybody: list[Mover], day: float) -> list[int]:
    """How many are in each of STAGES on a day."""
    here = [mover.at(day) for mover in everybody]
    return [here.count(stage) for stage in range(len(STAGES))]


def _tidy(moves: list[Move]) -> tuple[Move, ...]:
    """The last of several moves of one day, and only where the stage changes."""
    by_day = {move.day: move for move in moves}
    ordered = sorted(by_day.values())
    return tuple(
        move
        for before, move in zip([Move(0.0, GONE), *ordered], ordered, strict=False)
        if move.stage != before.stage
    )


def _changes(result: Result) -> Array:
    """Changes of state with times in queues, until the CT and in hospital after the operation put in between."""
    if not result.journals:
        raise ValueError("no journal was kept")
    journal = result.journals[0]
    found = np.concatenate([states.changes(journal), _stays_in_hospital(journal)])
    found = found[np.lexsort((found["day"], found["patient"]))]
    return states.with_waits(found, _waits(result, journal))


def _stays_in_hospital(journal: Array) -> Array:
    """From the operation to discharge; whoever is discharged is followed."""
    rows = journal[np.isin(journal["event"], (codes.HEPATECTOMY, codes.DISCHARGED))]
    out = np.zeros(len(rows), states.CHANGE)
    out["patient"], out["day"] = rows["patient"], rows["day"]
    out["state"] = np.where(rows["event"] == codes.HEPATECTOMY, _IN_HOSPITAL, states.AFTER_SURGERY)
    return out


def _waits(result: Result, journal: Array) -> Array:
    """Times in a queue, and times until a CT is due, as rows of `states.WAIT`."""
    known = {**states.IN_A_QUEUE, codes.CT: _UNTIL_CT}
    asked = requests(result, [resource for resource in scarce(result) if resource in known])
    asked = asked[asked["left"] > asked["asked"]]
    until = journal[(journal["event"] == codes.UNTIL_CT) & (journal["value"] > 0.0)]
    waits = np.zeros(len(asked) + len(until), states.WAIT)
    waits["patient"] = np.concatenate([asked["patient"], until["patient"]])
    waits["asked"] = np.concatenate([asked["asked"], until["day"]])
    waits["left"] = np.concatenate([asked["left"], until["day"] + until["value"]])
    waits["state"] = [known[resource] for resource in asked["resource"].tolist()] + [_UNTIL_CT] * len(until)
    dead = result.records["death_day"][waits["patient"]]
    waits["left"] = np.where(np.isfinite(dead), np.minimum(waits["left"], dead), waits["left"])
    return waits
