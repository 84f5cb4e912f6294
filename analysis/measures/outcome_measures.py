"""What a cell of a sweep keeps of its patients: single numbers, each with its unit and meaning."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures import followed, people
from haicsim.analysis.measures.followed import MARKS, NOT_YET
from haicsim.analysis.measures.people import EVERYBODY, INFUSED, OPERATED, Group
from haicsim.analysis.measures.resource_names import words_of
from haicsim.analysis.survival.observation import died_within, survival_after_resection
from haicsim.sim.codes import RESOURCES
from haicsim.sim.columns import NEVER_MISSING
from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.outcomes.schema import RECORD

Records = NDArray[Any]
Look = Callable[[Records, float], Any]
Figure = Callable[[Any], float]


@dataclass(frozen=True)
class Outcome:
    """A number a run of patients comes to.

    unit: shares of 1, days or months. label: for tables, short, with the unit unless that is a share. meaning: in full.
    group: whom it is of. asked: who can be asked for it, whether of the group or not: those whom its day zero came to. look:
    what of some people's records is looked at; several outcomes may share it. figure: the number; NaN where there is none,
    such as survival of the resected where nobody was.
    missing: when that is so, in words.
    """

    name: str
    unit: str
    label: str
    meaning: str
    group: Group
    asked: Group
    look: Look
    figure: Figure
    missing: str = NEVER_MISSING

    def __call__(self, records: Records, horizon_days: float) -> float:
        """The number for the records of those who are counted (`outcomes.schema.RECORD`), followed so many days."""
        return self.of(self.group.among(records), horizon_days)

    def of(self, chosen: Records, horizon_days: float) -> float:
        """The number of just these people, whether they are of the group or not."""
        return float(self.figure(self.look(chosen, horizon_days)))


def outcomes_of(records: Records, horizon_days: float) -> tuple[float, ...]:
    """Every outcome of `OUTCOMES`, in that order; what several look at is looked at once."""
    members: dict[Group, Records] = {}
    seen: dict[tuple[Group, Look], Any] = {}
    needed = np.empty(
        len(records), NEEDED
    )  # a record is wide, and most outcomes look at a few of its columns
    for name in NEEDED.names or ():
        needed[name] = records[name]
    for group, look in ((outcome.group, outcome.look) for outcome in OUTCOMES.values()):
        if group not in members:
            members[group] = group.among(needed)
        if (group, look) not in seen:
            seen[group, look] = look(members[group], horizon_days)
    return tuple(float(each.figure(seen[each.group, each.look])) for each in OUTCOMES.values())


def unknown_outcome(name: str) -> tuple[str, str | None]:
    """Why a name is refused, and the nearest that is known: one that was given up is answered by what replaced it."""
    if name in RETIRED:
        return f"is called {RETIRED[name]} now", RETIRED[name]
    return f"is no outcome known here: {', '.join(OUTCOMES)}", nearest_name(name, OUTCOMES)


def named_outcomes(names: str) -> list[Outcome]:
    """The outcomes of a list such as "conversion_rate,itt60"; InputError for one that is not known."""
    chosen = [name.strip() for name in names.split(",") if name.strip()]
    unknown: Iterable[str] = [name for name in chosen if name not in OUTCOMES]
    if unknown or not chosen:
        raise InputError(
            Fault("--outcome", None, "", name, *unknown_outcome(name)) for name in unknown or [""]
        )
    return [OUTCOMES[name] for name in dict.fromkeys(chosen)]


def _all(records: Records, horizon_days: float) -> Records:
    return records


def _mean(field: str, records: Records) -> float:
    return float(records[field].mean(dtype=np.float64)) if len(records) else NOT_YET


def _waited_for_a_hearing(records: Records) -> float:
    """Mean days from a CT to the meeting that hears of it."""
    heard = int(records["meetings"].sum())
    return float(np.nansum(records["meeting_waited_days"])) / heard if heard else NOT_YET


def _response(records: Records) -> float:
    return float(people.responded(records["best_response"]).mean()) if len(records) else NOT_YET


def _time_to(field: str, records: Records) -> float:
    """Median days from the first infusion."""
    days = records[field] - records["first_haic_day"]
    return float(np.median(days)) if len(days) else NOT_YET


_THIRTY, _NINETY = (
    30.0,
    90.0,
)  # how long after an operation a death is counted to it: a definition, not a finding
NOBODY_INFUSED, NOBODY_OPERATED = "nobody was infused", "nobody was operated"
NOBODY_CONVERTED = "nobody was judged resectable"
NOBODY_LEFT, ALL_OPERATED = "all who were infused were operated", "all who started were operated"
NOT_FOLLOWED = "follow-up ended sooner while somebody was without the event"
LIVED_ON = "more than half lived on"


@dataclass(frozen=True)
class _Family:
    """Survival of one group from one day zero: what it is called before and after the months, and when there is none.

    being, since: of its label, before and after the time.
    """

    before: str
    after: str
    being: str
    since: str
    meaning: str
    group: Group
    asked: Group
    look: Look
    nobody: str = ""

    def outcome(self, name: str, unit: str, words: tuple[str, str], figure: Figure, late: str) -> Outcome:
        """words: label and meaning."""
        missing = f"{self.nobody}, or {late}" if self.nobody else late
        return Outcome(name, unit, *words, self.group, self.asked, self.look, figure, missing)


# fmt: off
ITT = _Family("itt", "", "alive", "from decision, all",
              "overall survival of all who started, from the decision for HAIC (intention to treat)",
              EVERYBODY, EVERYBODY, followed.since_entry)
OS = _Family("os", "", "alive", "from infusion, all",
             "overall survival of the infused, from the first infusion", INFUSED, INFUSED,
             followed.since_infusion, NOBODY_INFUSED)
DFS = _Family("dfs", "", "recurrence-free", "from surgery",
              "survival without recurrence after hepatectomy, death censored", OPERATED, OPERATED,
              followed.disease_free, NOBODY_OPERATED)
_FAMILIES = (
    ITT,
    OS,
    _Family("os", "_resected", "alive", "from infusion, resected",
            "overall survival of the resected, from the first infusion", people.RESECTED_INFUSED,
            INFUSED, followed.since_infusion, NOBODY_OPERATED),
    _Family("os", "_not_resected", "alive", "from infusion, unoperated",
            "overall survival of the infused never resected, from the first infusion",
            people.NOT_RESECTED_INFUSED, INFUSED, followed.since_infusion, NOBODY_LEFT),
    _Family("os", "_resected_from_entry", "alive", "from decision, resected",
            "overall survival of the resected, from the decision for HAIC",
            people.RESECTED, EVERYBODY, followed.since_entry, NOBODY_OPERATED),
    _Family("os", "_not_resected_from_entry", "alive", "from decision, unoperated",
            "overall survival of those never resected, from the decision for HAIC",
            people.NOT_RESECTED, EVERYBODY, followed.since_entry, ALL_OPERATED),
    DFS,
    _Family("efs", "", "event-free", "from surgery",
            "survival without recurrence or death after hepatectomy", OPERATED, OPERATED,
            followed.event_free, NOBODY_OPERATED),
)
# fmt: on
RETIRED = {
    **{f"os{months}_from_entry": f"itt{months}" for months in MARKS},
    "rmst60_from_entry": "rmst60_itt",
    "median_os_from_entry": "median_itt",
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
    found = [*_rates(), *_after_surgery(), *_survival(), *_waits()]
    return {outcome.name: outcome for outcome in found}


def _rates() -> Iterator[Outcome]:
    for name, label, meaning, figure in (
        ("conversion", "converted", "judged resectable at a meeting", partial(_mean, "converted")),
        ("resection", "operated", "operated", partial(_mean, "resected")),
        ("offer", "offered surgery", "offered an operation", partial(_mean, "offered")),
        ("response", "responded", "complete or partial response as the best", _response),
    ):
        words = f"{label}, of all who started", f"{meaning}, of all who started"
        yield Outcome(f"{name}_rate", "share of 1", *words, EVERYBODY, EVERYBODY, _all, figure)


def _after_surgery() -> Iterator[Outcome]:
    for days in (_THIRTY, _NINETY):
        meaning, figure = (
            f"dead within {days:g} days of hepatectomy, of the resected",
            partial(died_within, days=days),
        )
        look = survival_after_resection
        words = f"dead within {days:g} days of surgery", meaning
        yield Outcome(
            f"dead{days:g}", "share of 1", *words, OPERATED, OPERATED, look, figure, NOBODY_OPERATED
        )
    for name, group, nobody in (
        ("conversion", people.CONVERTED_INFUSED, NOBODY_CONVERTED),
        ("hepatectomy", people.OPERATED_INFUSED, NOBODY_OPERATED),
    ):
        meaning = f"median time from first infusion to {name}, of those who had it"
        words = f"days to {name}, median", meaning
        yield Outcome(
            f"days_to_{name}", "d", *words, group, group, _all, partial(_time_to, f"{name}_day"), nobody
        )
    meaning, group = (
        "mean number of tumours too small to be seen that an operation left behind, of the resected",
        people.RESECTED,
    )
    words, figure = ("unseen tumours left, mean", meaning), partial(_mean, "seeds_left")
    yield Outcome("seeds_left", "tumours", *words, group, group, _all, figure, NOBODY_OPERATED)


def _survival() -> Iterator[Outcome]:
    for each in _FAMILIES:
        for months in MARKS:
            name = f"{each.before}{months}{each.after}"
            label = f"{each.being} {months // 12} y {each.since}"
            words = label, f"{each.meaning}, at {months} months"
            yield each.outcome(name, "share of 1", words, followed.alive_at(months), NOT_FOLLOWED)
    for each, name, label in (
        (ITT, "rmst60_itt", "months alive within 60, from decision"),
        (OS, "rmst60", "months alive within 60, from infusion"),
        (DFS, "rmst60_dfs", "recurrence-free months within 60"),
    ):
        words = label, f"mean time within 60 months: {each.meaning}"
        yield each.outcome(name, "months", words, followed.mean_within(60), NOT_FOLLOWED)
    for each in (ITT, OS):
        words = f"median months {each.since}", f"median: {each.meaning}"
        yield each.outcome(f"median_{each.before}", "months", words, followed.median_months, LIVED_ON)


def _waits() -> Iterator[Outcome]:
    for resource in RESOURCES:
        name, called = f"{resource}_waited_days", words_of(resource)
        figure: Figure = partial(_mean, name)
        group = people.had(name, f"those to whom {called} was granted")
        whose, missing = "patients to whom it was granted", "it was granted to nobody"
        if resource == "meeting":
            group, figure, whose, missing = (
                people.HEARD,
                _waited_for_a_hearing,
                "hearings",
                "no case was heard",
            )
        words = f"days waited for {called}", f"mean wait for {called}, of {whose}"
        yield Outcome(name, "d", *words, group, group, _all, figure, missing)


OUTCOMES: dict[str, Outcome] = _table()
