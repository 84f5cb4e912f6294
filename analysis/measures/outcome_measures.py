"""What a cell of a sweep keeps of its patients: single numbers, each with its unit and meaning."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.survival.estimators import median_survival, restricted_mean, survival_at
from haicsim.analysis.survival.observation import (
    Times,
    died_within,
    disease_free_survival,
    event_free_survival,
    overall_survival,
    survival_after_resection,
    survival_from_entry,
)
from haicsim.sim.codes import COMPLETE, PARTIAL, RESOURCES
from haicsim.sim.columns import NEVER_MISSING
from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.units import DAYS_PER_MONTH

Records = NDArray[Any]
Look = Callable[[Records, float], Any]
NOT_YET = float("nan")


@dataclass(frozen=True)
class Outcome:
    """A number a run of patients comes to.

    unit: shares of 1, days or months. meaning: for people. look: what of the records is looked at; several outcomes may
    share it. figure: the number; NaN where there is none, such as survival of the resected where nobody was. missing:
    when that is so, in words.
    """

    name: str
    unit: str
    meaning: str
    look: Look
    figure: Callable[[Any], float]
    missing: str = NEVER_MISSING

    def __call__(self, records: Records, horizon_days: float) -> float:
        """The number for the records of those who are counted (`outcomes.schema.RECORD`), followed so many days."""
        return float(self.figure(self.look(records, horizon_days)))


def outcomes_of(records: Records, horizon_days: float) -> tuple[float, ...]:
    """Every outcome of `OUTCOMES`, in that order; what several look at is looked at once."""
    seen: dict[Look, Any] = {}
    needed = np.empty(
        len(records), NEEDED
    )  # a record is wide, and most outcomes look at a few of its columns
    for name in NEEDED.names or ():
        needed[name] = records[name]
    records = needed
    for outcome in OUTCOMES.values():
        if outcome.look not in seen:
            seen[outcome.look] = outcome.look(records, horizon_days)
    return tuple(float(outcome.figure(seen[outcome.look])) for outcome in OUTCOMES.values())


def named_outcomes(names: str) -> list[Outcome]:
    """The outcomes of a list such as "conversion_rate,os60"; InputError for one that is not known."""
    chosen = [name.strip() for name in names.split(",") if name.strip()]
    unknown = [name for name in chosen if name not in OUTCOMES]
    if unknown or not chosen:
        known = f"is no outcome known here: {', '.join(OUTCOMES)}"
        raise InputError(
            Fault("--outcome", None, "", name, known, nearest_name(name, OUTCOMES))
            for name in unknown or [""]
        )
    return [OUTCOMES[name] for name in dict.fromkeys(chosen)]


def _all(records: Records, horizon_days: float) -> Records:
    return records


@dataclass(frozen=True)
class _Followed:
    """Observed times, and survival at the marks."""

    times: Times
    alive: NDArray[np.float64]


def _followed(times: Times) -> _Followed:
    return _Followed(times, survival_at(times.days, times.observed, np.multiply(_MARKS, DAYS_PER_MONTH)))


def _infused(records: Records, horizon_days: float) -> _Followed:
    return _followed(overall_survival(records, horizon_days))


def _resected(records: Records, horizon_days: float) -> _Followed:
    return _followed(overall_survival(records[records["resected"]], horizon_days))


def _not_resected(records: Records, horizon_days: float) -> _Followed:
    return _followed(overall_survival(records[~records["resected"]], horizon_days))


def _started(records: Records, horizon_days: float) -> _Followed:
    return _followed(survival_from_entry(records, horizon_days))


def _resected_since_entry(records: Records, horizon_days: float) -> _Followed:
    return _followed(survival_from_entry(records[records["resected"]], horizon_days))


def _disease_free(records: Records, horizon_days: float) -> _Followed:
    return _followed(disease_free_survival(records, horizon_days))


def _event_free(records: Records, horizon_days: float) -> _Followed:
    return _followed(event_free_survival(records, horizon_days))


def _mean(field: str, records: Records) -> float:
    return float(records[field].mean(dtype=np.float64))


def _waited(field: str, records: Records) -> float:
    """Mean days waited, of those to whom the resource was granted."""
    days = records[field][np.isfinite(records[field])]
    return float(days.mean()) if len(days) else NOT_YET


def _waited_for_a_hearing(records: Records) -> float:
    """Mean days from a CT to the meeting that hears of it."""
    heard = int(records["meetings"].sum())
    return float(np.nansum(records["meeting_waited_days"])) / heard if heard else NOT_YET


def _response(records: Records) -> float:
    best = records["best_response"]
    return float(((best == COMPLETE) | (best == PARTIAL)).mean())


def _left_behind(records: Records) -> float:
    """Mean number of tumours too small to be seen that an operation left behind, of the resected."""
    left = records["seeds_left"][records["resected"]]
    return float(left.mean(dtype=np.float64)) if len(left) else NOT_YET


def _time_to(field: str, records: Records) -> float:
    """Median days from the first infusion, of those to whom it happened."""
    days = records[field] - records["first_haic_day"]
    days = days[np.isfinite(days)]
    return float(np.median(days)) if len(days) else NOT_YET


def _alive(months: int, followed: _Followed) -> float:
    return float(followed.alive[_MARKS.index(months)])


def _lived(months: float, followed: _Followed) -> float:
    times, until = followed.times, months * DAYS_PER_MONTH
    return float(restricted_mean(times.days, times.observed, until)) / DAYS_PER_MONTH


def _median(followed: _Followed) -> float:
    """In months; NaN where more than half live on."""
    times = followed.times
    days = float(median_survival(times.days, times.observed)) if len(times.days) else NOT_YET
    return days / DAYS_PER_MONTH if np.isfinite(days) else NOT_YET


_THIRTY, _NINETY = (
    30.0,
    90.0,
)  # how long after an operation a death is counted to it: a definition, not a finding
_WHO = {
    "os": ("overall survival of all who were infused, from the first infusion", _infused),
    "os_resected": ("overall survival of the resected, from the first infusion", _resected),
    "os_not_resected": ("overall survival of those never resected, from the first infusion", _not_resected),
    "os_from_entry": ("overall survival of all who started, from entry", _started),
    "os_resected_from_entry": ("overall survival of the resected, from entry", _resected_since_entry),
    "dfs": ("survival without recurrence after hepatectomy, death censored", _disease_free),
    "efs": ("survival without recurrence or death after hepatectomy", _event_free),
}
_MARKS = (12, 36, 60)  # months
NOBODY_INFUSED, NOBODY_OPERATED = "nobody was infused", "nobody was operated"
NOBODY_CONVERTED = "nobody was judged resectable"
NOT_FOLLOWED = "follow-up ended sooner while somebody was without the event"
LIVED_ON = "more than half lived on"
_NOBODY = {
    "os": NOBODY_INFUSED,
    "os_resected": NOBODY_OPERATED,
    "os_not_resected": "all who were infused were operated",
    "os_from_entry": "",
    "os_resected_from_entry": NOBODY_OPERATED,
    "dfs": NOBODY_OPERATED,
    "efs": NOBODY_OPERATED,
}
NEEDED = np.dtype(
    [
        (name, RECORD[name])
        for name in ("best_response", "converted", "offered", "refused", "resected", "meetings", "seeds_left")
    ]
    + [
        (f"{name}_day", "f8")
        for name in ("entry", "first_haic", "conversion", "hepatectomy", "recurrence", "death")
    ]
    + [(f"{name}_waited_days", "f8") for name in RESOURCES]
)


def _table() -> dict[str, Outcome]:
    """All outcomes by name, in the order in which a cell keeps them."""
    share, found = "share of 1", []
    for name, meaning, field in (
        ("conversion_rate", "judged resectable at a meeting, of all who started", "converted"),
        ("resection_rate", "operated, of all who started", "resected"),
        ("offer_rate", "offered an operation, of all who started", "offered"),
    ):
        found.append(Outcome(name, share, meaning, _all, partial(_mean, field)))
    meaning = "complete or partial response as the best, of all who started"
    found.append(Outcome("response_rate", share, meaning, _all, _response))
    for days in (_THIRTY, _NINETY):
        meaning = f"dead within {days:g} days of hepatectomy, of the resected"
        found.append(
            Outcome(
                f"dead{days:g}",
                share,
                meaning,
                survival_after_resection,
                partial(died_within, days=days),
                NOBODY_OPERATED,
            )
        )
    for name, nobody in (("conversion", NOBODY_CONVERTED), ("hepatectomy", NOBODY_OPERATED)):
        meaning = f"median time from first infusion to {name}, of those who had it"
        found.append(Outcome(f"days_to_{name}", "d", meaning, _all, partial(_time_to, f"{name}_day"), nobody))
    meaning = "mean number of tumours too small to be seen that an operation left behind, of the resected"
    found.append(Outcome("seeds_left", "tumours", meaning, _all, _left_behind, NOBODY_OPERATED))
    return {outcome.name: outcome for outcome in [*found, *_survival(), *_waits()]}


def _survival() -> Iterator[Outcome]:
    for who, (what, look) in _WHO.items():
        stem, _, group = who.partition("_")
        group = f"_{group}" if group else ""
        for months in _MARKS:
            name, missing = f"{stem}{months}{group}", _missing(who, NOT_FOLLOWED)
            yield Outcome(
                name, "share of 1", f"{what}, at {months} months", look, partial(_alive, months), missing
            )
    for who, name in (("os", "rmst60"), ("os_from_entry", "rmst60_from_entry"), ("dfs", "rmst60_dfs")):
        what, look = _WHO[who]
        missing = _missing(who, NOT_FOLLOWED)
        yield Outcome(
            name, "months", f"mean time within 60 months: {what}", look, partial(_lived, 60), missing
        )
    for who in ("os", "os_from_entry"):
        what, look = _WHO[who]
        missing = _missing(who, LIVED_ON)
        yield Outcome(f"median_{who}", "months", f"median: {what}", look, _median, missing)


def _missing(who: str, late: str) -> str:
    """When a figure of survival does not exist, in words; somebody always starts."""
    return f"{_NOBODY[who]}, or {late}" if _NOBODY[who] else late


def _waits() -> Iterator[Outcome]:
    for resource in RESOURCES:
        name = f"{resource}_waited_days"
        figure: Callable[[Any], float]
        whose, figure, missing = (
            "patients to whom it was granted",
            partial(_waited, name),
            "it was granted to nobody",
        )
        if resource == "meeting":
            whose, figure, missing = "hearings", _waited_for_a_hearing, "no case was heard"
        what = f"mean wait for {resource.replace('_', ' ')}, of {whose}"
        yield Outcome(name, "d", what, _all, figure, missing)


OUTCOMES: dict[str, Outcome] = _table()
