"""Observation: from the truth to what an observer counts. The word censoring lives here.

Biology is not observation. The simulation knows when a tumour returned and when everybody dies; an observer knows what a
visit showed, and nothing after the last contact. `observe` says what was known of each patient, `times` counts from a
time zero to an event by a named convention. All shapes are those of the records: (n,), or (replicates, n).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.studies.follow_up import FollowUp
from haicsim.sim.codes import OF_SPREAD
from haicsim.sim.random_numbers import address, philox_rows

Records = NDArray[Any]
Days = NDArray[np.float64]

# From which day time is counted, by the name a study gives it: the first of these columns. A trial draws lots and enrols
# when HAIC is decided on, which is entry here.
TIME_ZEROS = {
    "entry": ("entry_day",),
    "randomisation": ("entry_day",),
    "enrolment": ("entry_day",),
    "first_treatment": ("first_haic_day", "hepatectomy_day"),
    "first_infusion": ("first_haic_day",),
    "conversion": ("conversion_day",),
    "hepatectomy": ("hepatectomy_day",),
    "operation": ("hepatectomy_day",),
}

U_RECRUITED = address("lens: day of recruitment")
U_LOST = address("lens: loss to follow-up")


@dataclass(frozen=True)
class Convention:
    """What counts as the event, and what ends observation without it: names among `found`, `death` and `progression`."""

    events: tuple[str, ...]
    censored_by: tuple[str, ...] = ()


CONVENTIONS: dict[str, Convention] = {
    "os": Convention(("death",)),
    "dfs_death_censored": Convention(("found",), ("death",)),
    "dfs_event_death": Convention(("found", "death")),
    "pfs": Convention(("progression", "found", "death")),
    "ttp": Convention(("progression", "found"), ("death",)),
}


@dataclass(frozen=True)
class Times:
    """Observed times of some patients: days since time zero, and whether the event was seen; both of one shape."""

    days: Days
    observed: NDArray[np.bool_]


@dataclass(frozen=True)
class Observed:
    """What an observer knows of some patients, in calendar days of the simulation.

    until: the last day on which the patient was known of (data lock, loss, end of the simulation). found: the day on
    which the recurrence was found, NaN where it was not; death and last contact do not enter it.
    """

    records: Records
    until: Days
    found: Days


def observed_in_full(records: Records, horizon_days: float) -> Observed:
    """Everybody watched to the end of the simulation, a recurrence found on the day it becomes detectable."""
    return Observed(records, records["entry_day"] + horizon_days, records["recurrence_day"])


def observe(records: Records, follow_up: FollowUp | None, uniforms: Days, horizon_days: float) -> Observed:
    """The same as a study watched them, from hepatectomy; its patients without one are watched fully.

    uniforms: two uniforms for each patient, shape (..., 2): the day of recruitment, and loss (see `observation_uniforms`).
    """
    fully = observed_in_full(records, horizon_days)
    if follow_up is None:
        return fully
    since = records["hepatectomy_day"]
    recruited_before_lock = follow_up.base("until_lock") + uniforms[..., 0] * follow_up.base("recruitment")
    loss = follow_up.base("loss")
    lost = -np.log1p(-uniforms[..., 1]) / loss if loss > 0.0 else np.inf
    contact = since + np.minimum(recruited_before_lock, lost)
    until = np.where(np.isnan(since), fully.until, np.fmin(contact, fully.until))
    return Observed(records, until, _found(records, visit_days(follow_up, horizon_days)))


def observation_uniforms(patients: int, seed: int, replicates: int = 1) -> Days:
    """Recruitment and loss of the patients of replicate studies, uniform: shape (replicates, patients, 2)."""
    places = np.arange(replicates * patients, dtype=np.uint64)
    decisions = np.array([U_RECRUITED, U_LOST], np.uint64)
    rows = philox_rows(places, decisions, np.zeros(2, np.uint64), seed, 0)
    return rows.reshape(replicates, patients, 2)


def visit_days(follow_up: FollowUp, horizon_days: float) -> Days:
    """Surveillance visits in days since hepatectomy, up to the first that none would see."""
    often, later, change = (follow_up.base(name) for name in ("visit", "visit_later", "later_from"))
    early = np.arange(1, int(change // often) + 1) * often
    last = float(early[-1]) if len(early) else 0.0
    return np.concatenate([early, last + np.arange(1, int((horizon_days - last) // later) + 2) * later])


def _found(records: Records, visits: Days) -> Days:
    """The first visit at which a recurrence shows; who dies of it sooner is known to have had it, on that day."""
    since, recurrence, death = (records[f"{name}_day"] for name in ("hepatectomy", "recurrence", "death"))
    places = np.searchsorted(visits, np.nan_to_num(recurrence - since), side="left")
    seen = since + visits[np.minimum(places, len(visits) - 1)]
    seen = np.where(np.isnan(recurrence) | (places == len(visits)), np.nan, seen)
    of_it = ~np.isnan(recurrence) & np.isin(records["death_cause"], OF_SPREAD)
    dies_first = ~np.isnan(death) & ~(seen <= death)
    return np.where(dies_first, np.where(of_it, death, np.nan), seen)


def zero_day(records: Records, zero: str) -> Days:
    """The day from which time counts, by its name in `TIME_ZEROS`; NaN where it never came."""
    days: Days = np.fmin.reduce([records[column] for column in TIME_ZEROS[zero]])
    return days


def times(seen: Observed, convention: str, zero: str) -> Times:
    """Times from a day in `TIME_ZEROS` by a convention in `CONVENTIONS`; NaN where time zero never came.

    What censors on the very day of the event comes after it.
    """
    rule, start = CONVENTIONS[convention], zero_day(seen.records, zero)
    event = np.fmin.reduce([np.full(start.shape, np.inf), *(_day(seen, name) for name in rule.events)])
    cut = np.fmin.reduce([seen.until, *(_day(seen, name) for name in rule.censored_by)])
    return until_event(start, event, cut)


def until_event(start: Days, event: Days, cut: Days) -> Times:
    """Times from a start to an event or, where that comes no sooner, to what cuts observation short; NaN without a start.

    start, event, cut: calendar days of the same patients; an event that never comes is NaN or infinite.
    """
    observed = (event <= cut) & ~np.isnan(start)
    return Times(np.where(observed, event, cut) - start, observed)


def competing(seen: Observed, zero: str) -> tuple[Days, NDArray[np.int8]]:
    """Days from time zero to what came first, and what: 1 recurrence found, 2 death without it, 0 neither."""
    start = zero_day(seen.records, zero)
    found, death = (np.nan_to_num(_day(seen, name), nan=np.inf) for name in ("found", "death"))
    first = np.minimum(found, death)
    kinds = np.where(first > seen.until, 0, np.where(found <= death, 1, 2)).astype(np.int8)
    return np.minimum(first, seen.until) - start, kinds


def _day(seen: Observed, name: str) -> Days:
    days: Days = seen.found if name == "found" else seen.records[f"{name}_day"]
    return days


def reached(seen: Times) -> Times:
    """Those who reached time zero at all, of shape (n,): nobody is followed from an operation that never was."""
    there = ~np.isnan(seen.days)
    return Times(seen.days[there], seen.observed[there])


def endpoint(records: Records, horizon_days: float, convention: str, zero: str) -> Times:
    """Times of those who reached time zero, everybody watched to the end: by a convention, from a day in `TIME_ZEROS`."""
    return reached(times(observed_in_full(records, horizon_days), convention, zero))


def overall_survival(records: Records, horizon_days: float) -> Times:
    """From first infusion to death; whoever lives on is censored at the end of the simulation."""
    return endpoint(records, horizon_days, "os", "first_infusion")


def survival_from_entry(records: Records, horizon_days: float) -> Times:
    """From entry to death, infused or not; whoever lives on is censored at the end of the simulation."""
    return endpoint(records, horizon_days, "os", "entry")


def survival_after_resection(records: Records, horizon_days: float) -> Times:
    """Of the resected, from hepatectomy to death; whoever lives on is censored at the end of the simulation."""
    return endpoint(records, horizon_days, "os", "hepatectomy")


def disease_free_survival(records: Records, horizon_days: float) -> Times:
    """Of the resected, from hepatectomy to recurrence, death without recurrence censored (the paper's words)."""
    return endpoint(records, horizon_days, "dfs_death_censored", "hepatectomy")


def event_free_survival(records: Records, horizon_days: float) -> Times:
    """Of the resected, from hepatectomy to recurrence or death, whichever is first."""
    return endpoint(records, horizon_days, "dfs_event_death", "hepatectomy")


def died_within(seen: Times, days: float) -> float:
    """The share that had the event within so many days, of people watched longer than that; NaN of nobody."""
    return float((seen.observed & (seen.days <= days)).mean()) if len(seen.days) else float("nan")
