"""Where patients are between entry and death: one state at a time, read from the journal."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim import codes

ON_TREATMENT = 0
WAITING = 1
AFTER_SURGERY = 2
RECURRED = 3
OFF_HAIC = 4
PROGRESSED = 5
WAITING_FOR_HAIC = 6
WAITING_FOR_MEETING = 7
WAITING_FOR_THEATRE = 8
DIED_OF_CANCER = 9
DIED_OF_LIVER = 10
DIED_OF_OPERATION = 11
DIED_OTHERWISE = 12
STATES = (
    "on HAIC, where it is given",
    "waiting for surgery",
    "operated, no recurrence",
    "operated, after a recurrence",
    "off HAIC, not progressed",
    "progressed, second line or support",
    "waiting for HAIC",
    "waiting for the meeting",
    "waiting for the theatre",
    "died of the cancer",
    "died of liver failure or disease",
    "died of the operation",
    "died of another cause",
)
CHANGE = np.dtype([("patient", "i4"), ("day", "f8"), ("state", "i1")])
WAIT = np.dtype([("patient", "i4"), ("asked", "f8"), ("left", "f8"), ("state", "i1")])
IN_A_QUEUE = {  # what a patient on HAIC or accepted for surgery is doing while in the queue of a resource
    codes.SUITE: WAITING_FOR_HAIC,
    codes.BED: WAITING_FOR_HAIC,
    codes.MEETING: WAITING_FOR_MEETING,
    codes.THEATRE: WAITING_FOR_THEATRE,
}

_BY_EVENT = {
    codes.STARTED: ON_TREATMENT,
    codes.OFFERED: WAITING,
    codes.REFUSED: ON_TREATMENT,
    codes.HEPATECTOMY: AFTER_SURGERY,
    codes.RECURRED: RECURRED,
    codes.PROGRESSED: PROGRESSED,
}
_BY_END = {codes.ENDED_PROGRESSION: PROGRESSED, codes.ENDED_OPERATION: AFTER_SURGERY}
_BY_CAUSE = {
    **dict.fromkeys(codes.OF_CANCER, DIED_OF_CANCER),
    codes.OF_OPERATION: DIED_OF_OPERATION,
    codes.OF_LIVER_FAILURE: DIED_OF_LIVER,
    codes.OF_LIVER_DISEASE: DIED_OF_LIVER,
    codes.OF_OTHER_CAUSE: DIED_OTHERWISE,
}


def changes(journal: NDArray[Any]) -> NDArray[Any]:
    """Every change of state, in the journal's order: patient, calendar day, the state entered (see CHANGE).

    Of several on one day the last counts. Port, gaps between courses and CTs belong to HAIC, and so do CTs where no HAIC
    is given; who refuses goes back to it; who has recurred stays so, treated again or not; an embolism is the tumour's,
    so of the cancer.
    """
    state = np.full(len(journal), -1, np.int8)
    event, value = journal["event"], journal["value"]
    for code, entered in _BY_EVENT.items():
        state[event == code] = entered
    state[event == codes.HAIC_ENDED] = OFF_HAIC
    for code, entered in _BY_END.items():
        state[(event == codes.HAIC_ENDED) & (value == code)] = entered
    for code, entered in _BY_CAUSE.items():
        state[(event == codes.DEATH) & (value == code)] = entered
    chosen = state >= 0
    out = np.zeros(int(chosen.sum()), CHANGE)
    out["patient"], out["day"], out["state"] = (
        journal["patient"][chosen],
        journal["day"][chosen],
        state[chosen],
    )
    return out


def with_waits(found: NDArray[Any], waits: NDArray[Any]) -> NDArray[Any]:
    """The changes of `changes` with times in a queue put in between, as rows of CHANGE in the same order.

    waits: rows of WAIT, each longer than nothing, in which the patient's journal says nothing. Afterwards the patient is
    back in the state of before; who is neither on HAIC nor accepted for surgery stays in that state all along.
    """
    entered, back = np.zeros(len(waits), CHANGE), np.zeros(len(waits), CHANGE)
    for rows, day in ((entered, "asked"), (back, "left")):
        rows["patient"], rows["day"], rows["state"] = waits["patient"], waits[day], waits["state"]
    both = np.concatenate([found, entered, back])
    kind = np.repeat(
        [0, 1, -1], [len(found), len(waits), len(waits)]
    )  # on one day: back, what happens, asked again
    order = np.lexsort((kind, both["day"], both["patient"]))
    both, kind = both[order], kind[order]
    last = np.maximum.accumulate(np.where(kind == 0, np.arange(len(both)), 0))
    before = both["state"][last]
    stays = (kind == -1) | ((kind == 1) & ~np.isin(before, (ON_TREATMENT, WAITING)))
    both["state"] = np.where(stays, before, both["state"])
    return both
