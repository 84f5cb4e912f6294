"""One person in two worlds: with surgery as it is, and the same life had nobody been operated."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.patient_report.build import report_of
from haicsim.analysis.patient_report.model import PatientReport
from haicsim.analysis.results.events import rows_of
from haicsim.analysis.whatif.ranges import ENDS, Where, at_ends, words_of
from haicsim.analysis.whatif.worlds import Mask, World, for_many_runs, refuse_short, without_surgery, world
from haicsim.sim.codes import DEATH_CAUSES, GROUPS
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.replay import JournalRow
from haicsim.sim.run import Result, run
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.theta import capacity

if TYPE_CHECKING:
    import pandas

Say = Callable[[str, float], None]
ALL, OPERATED = "all", "operated"


@dataclass(frozen=True)
class Branch:
    """One of the two lives. record: see `haicsim.sim.outcomes.schema.RECORD`; rows: of the journal; months: lived of 60."""

    record: np.void
    rows: NDArray[Any]
    report: PatientReport
    months: float


@dataclass(frozen=True)
class Twin:
    """One person in two worlds.

    fork_day: calendar day of the first thing that differs; infinite where both lives are the same. scarce: whether anybody may
    queue: then the twin lives in another hospital, in which nobody is operated.
    """

    patient: int
    replication: int
    operated: Branch
    not_operated: Branch
    fork_day: float
    scarce: bool

    @property
    def gain(self) -> float:
        """Months lived longer in the world with surgery, within 60 from the decision for HAIC."""
        return self.operated.months - self.not_operated.months


@dataclass(frozen=True)
class BothWorlds:
    """Everybody in both worlds: the same people, the same random numbers.

    ranges: of the mean gain of those of `gainers`, the least and the most at the ends of what is not identified; empty where
    they were not tried. over: what these places are.
    """

    as_it_is: Result
    without: Result
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    over: str = ENDS.words

    @property
    def scarce(self) -> bool:
        """Whether anybody may queue."""
        return bool((capacity(self.as_it_is.scenario).places > 0).any())

    @property
    def worlds(self) -> tuple[World, World]:
        """The counted of both."""
        return tuple(
            World(each.scenario, each.counted, each.cohort) for each in (self.as_it_is, self.without)
        )  # type: ignore[return-value]


def both_worlds(scenario: Scenario, journal: bool, say: Say) -> BothWorlds:
    """Run a scenario as it is and without surgery."""
    refuse_short(scenario)
    say("As it is", 0.0)
    first = run(scenario, journal=journal)
    say("Without surgery", 0.5)
    return BothWorlds(first, run(without_surgery(scenario), journal=journal))


def gainers(here: World) -> dict[str, Mask]:
    """Of whom the mean gain is told: all who start, the operated, and the operated of each group, (n,) each."""
    groups = {name: here.operated & (here.records["group"] == code) for code, name in enumerate(GROUPS)}
    return {ALL: np.ones(len(here), np.bool_), OPERATED: here.operated, **groups}


def with_ranges(both: BothWorlds, say: Say, ranges: Where = True) -> BothWorlds:
    """The same, and what becomes of the mean gains at both ends of what is not identified."""
    found: dict[str, list[float]] = {}
    for _, end in at_ends(for_many_runs(both.as_it_is.scenario), say, "gain", ranges):
        here, there = world(end), world(without_surgery(end))
        for name, who in gainers(here).items():
            if who.any():
                found.setdefault(name, []).append(float((here.months - there.months)[who].mean()))
    return replace(
        both,
        ranges={name: (min(values), max(values)) for name, values in found.items()},
        over=words_of(ranges),
    )


def twin_of(both: BothWorlds, patient: int, replication: int = 0) -> Twin:
    """One person of them; InputError for a number that nobody has."""
    run_of = both.as_it_is.scenario.run
    for name, asked, count in (
        ("replication", replication, run_of.replications),
        ("patient", patient, run_of.patients),
    ):
        if not 0 <= asked < count:
            rule = f"there is none: they are numbered from 0 to {count - 1}"
            raise InputError([Fault(f"--{name} {asked}", None, "", "", rule)])
    first, second = (_branch(each, patient, replication) for each in (both.as_it_is, both.without))
    return Twin(patient, replication, first, second, _fork(first.rows, second.rows), both.scarce)


def gains_table(both: BothWorlds) -> "pandas.DataFrame":
    """A row for everybody who is counted: months lived of 60 in both worlds, and the gain."""
    import pandas as pd

    here, there = both.worlds
    records = here.records
    return pd.DataFrame(
        {
            "replication": records["replication"], "patient": records["patient"],
            "group": np.array(GROUPS)[records["group"]], "converted": here.converted, "operated": here.operated,
            "months_with_surgery": here.months, "months_without": there.months, "gain_months": here.months - there.months,
        }
    )  # fmt: skip


def _branch(result: Result, patient: int, replication: int) -> Branch:
    place = replication * result.scenario.run.patients + patient
    record = result.records[place]
    rows = rows_of(result.journals[replication], patient)
    journal = [JournalRow(float(row["day"]), int(row["event"]), float(row["value"])) for row in rows]
    report = report_of(result.scenario, patient, replication, float(record["entry_day"]), journal)
    return Branch(record, rows, report, float(World(result.scenario, result.records[[place]], "").months[0]))


def _fork(first: NDArray[Any], second: NDArray[Any]) -> float:
    """The day of the first row that differs."""
    shorter = min(len(first), len(second))
    for place in range(shorter):
        if first[place] != second[place]:
            return float(min(first["day"][place], second["day"][place]))
    if len(first) == len(second):
        return math.inf
    return float((first if len(first) > shorter else second)["day"][shorter])


def cause_of(record: np.void) -> str:
    """Of what somebody died, in a word; empty while alive."""
    return "" if math.isnan(record["death_day"]) else str(DEATH_CAUSES[int(record["death_cause"])])
