"""A registry: what a hospital could have written down of its patients, one row whenever something is seen or done.

Days count from the first infusion, a patient's rows follow one another without a gap, and what a row says was known on
its first day. The format is that of counting processes, which packages for time-dependent regression and for
clone-censor-weight read; who reads one row a patient takes the first of each.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.studies.follow_up import FollowUp
from haicsim.analysis.survival.observation import Days, Records
from haicsim.analysis.whatif.bias.columns import LONG
from haicsim.sim import codes

Rows = NDArray[Any]
Whole = NDArray[np.intp]

# Which column a fact of the journal fills: with its value, or, where the column says yes or no, with yes
_SEEN = {
    codes.RESPONSE: "response",
    codes.MEASURED: "targets_mm",
    codes.AFP_MEASURED: "afp",
    codes.PIVKA_MEASURED: "pivka",
    codes.DECISION: "decision",
    codes.CONVERTED: "converted",
    codes.SHRUNK: "size_ratio",
    codes.ICG_MEASURED: "icg_r15",
    codes.VP_SHOWN: "vp",
    codes.VV_SHOWN: "vv",
    codes.SCORE: "child_pugh",
    codes.REFUSED: "refused",
    codes.CANCELLED: "called_off",
    codes.PROGRESSED: "progressed",
    codes.HEPATECTOMY: "operated",
}
_AT_ENTRY = ("afp", "pivka", "child_pugh", "vp", "vv")  # kept as found at diagnosis too
_OF_RECORD = ("age_years", "male", "aetiology", "group", "lesions", "size_measured_mm")


def last_contact(records: Records, follow_up: FollowUp, uniforms: Days, horizon_days: float) -> Days:
    """The day on which each patient was last known of: lock of the data, loss, or the end of the simulation.

    The design of a study, its recruitment counted by first infusion. uniforms (n, 2): see `observation_uniforms`. Calendar
    days of the simulation, (n,); NaN for who was never infused.
    """
    before_lock = follow_up.base("until_lock") + uniforms[:, 0] * follow_up.base("recruitment")
    loss = follow_up.base("loss")
    lost = -np.log1p(-uniforms[:, 1]) / loss if loss > 0.0 else np.inf
    contact = records["first_haic_day"] + np.minimum(before_lock, lost)
    return np.asarray(np.minimum(contact, records["entry_day"] + horizon_days))


def registry_of(records: Records, journal: Rows, until: Days, number: int = 0) -> Rows:
    """The registry of one hospital: every patient who was infused and counts, shape (n rows,), of dtype `LONG`.

    records: of one replication, in order; journal: its events. until (n,): last contact, calendar days.
    """
    start = records["first_haic_day"]
    end = np.fmin(records["death_day"], until) - start
    who = np.flatnonzero(records["counted"] & (end > 0.0))
    place = np.full(len(records), -1, np.intp)
    place[who] = np.arange(len(who))
    facts = journal[np.isin(journal["event"], list(_SEEN)) & (place[journal["patient"]] >= 0)]
    day = np.maximum(facts["day"] - start[facts["patient"]], 0.0)
    before_end = day < end[facts["patient"]]
    facts, day = facts[before_end], day[before_end]
    rows, of_fact = _cut(place[facts["patient"]], day, len(who))
    patient = who[rows["id"]]
    _say_who(rows, records, patient, number)
    _follow(rows, end[patient], (records["death_day"] <= until)[patient])
    _carry_forward(rows, facts, of_fact)
    rows["id"] = patient
    return rows


def _cut(patient: Whole, day: Days, patients: int) -> tuple[Rows, Whole]:
    """Rows that begin with day 0 and with every fact, in order, and the row of each fact."""
    whose = np.concatenate([np.arange(patients), patient])
    days = np.concatenate([np.zeros(patients), day])
    order = np.lexsort((days, whose))
    new = np.ones(len(order), bool)
    new[1:] = (np.diff(whose[order]) > 0) | (np.diff(days[order]) > 0.0)
    row = np.empty(len(order), np.intp)
    row[order] = np.cumsum(new) - 1
    rows = np.zeros(np.count_nonzero(new), LONG)
    rows["id"], rows["start_day"] = whose[order][new], days[order][new]
    return rows, row[patients:]


def _say_who(rows: Rows, records: Records, patient: Whole, number: int) -> None:
    """What was known at diagnosis, in every row."""
    rows["registry"] = number
    for name in _OF_RECORD:
        rows[name] = records[name][patient]
    for name in _AT_ENTRY:
        rows[name] = rows[f"{name}_at_entry"] = records[name][patient]
    rows["decision"], rows["response"] = codes.NO_MEETING, codes.NOT_ASSESSED
    for name in ("targets_mm", "icg_r15", "size_ratio", "days_to_surgery"):
        rows[name] = np.nan


def _follow(rows: Rows, end: Days, died: NDArray[np.bool_]) -> None:
    """Each row ends where the next of the patient begins, the last with death or last contact."""
    last = np.ones(len(rows), bool)
    last[:-1] = rows["id"][1:] != rows["id"][:-1]
    rows["stop_day"] = np.where(last, end, np.append(rows["start_day"][1:], 0.0))
    rows["died"], rows["death"], rows["followup_days"] = last & died, died, end
    first = np.flatnonzero(np.append(True, last[:-1]))
    rows["period"] = np.arange(len(rows)) - np.repeat(first, np.diff(np.append(first, len(rows))))


def _carry_forward(rows: Rows, facts: Rows, of_fact: Whole) -> None:
    """What the facts say, from their row on until another says otherwise."""
    first = rows["period"] == 0
    for event, name in _SEEN.items():
        mine = facts["event"] == event
        known = first.copy()
        known[of_fact[mine]] = True
        column = rows[name]
        column[of_fact[mine]] = True if column.dtype == bool else facts["value"][mine]
        rows[name] = column[np.maximum.accumulate(np.where(known, np.arange(len(rows)), 0))]
    rows["eligible"] = ~rows["operated"]
    operation = np.flatnonzero(rows["operated"] & np.append(True, rows["eligible"][:-1] | first[1:]))
    surgery = np.full(rows["id"].max(initial=-1) + 1, np.nan)
    surgery[rows["id"][operation]] = rows["start_day"][operation]
    rows["days_to_surgery"] = surgery[rows["id"]]
