"""The same people in several worlds: one run each, with the same random numbers, patient by patient."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.survival.intervals import mean_interval
from haicsim.sim.cohort_digest import refuse_other_people
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.run import run
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changed
from haicsim.sim.units import DAYS_PER_MONTH

MONTHS = 60
UNTIL = MONTHS * DAYS_PER_MONTH
BLOCKS = 20
Values = NDArray[np.float64]
Mask = NDArray[np.bool_]
Interval = tuple[float, float, float]


@dataclass(frozen=True)
class World:
    """Everybody who counts in one run, ordered by replication and number: the same order in every world of the same people.

    records (n,): see `haicsim.sim.outcomes.schema.RECORD`. cohort: digest of the people. scarce: whether anybody may queue.
    """

    scenario: Scenario
    records: NDArray[Any]
    cohort: str

    def __len__(self) -> int:
        """How many people."""
        return len(self.records)

    @cached_property
    def months(self) -> Values:
        """Months lived from entry, at most 60, (n,)."""
        days = self.records["death_day"] - self.records["entry_day"]
        return np.asarray(np.fmin(np.where(np.isnan(days), np.inf, days), UNTIL) / DAYS_PER_MONTH)

    @cached_property
    def alive(self) -> Values:
        """Whether alive 60 months from entry, as 0 or 1, (n,)."""
        days = self.records["death_day"] - self.records["entry_day"]
        return np.asarray(~(days <= UNTIL), np.float64)

    @property
    def converted(self) -> Mask:
        """Who was judged resectable, (n,)."""
        return np.asarray(self.records["converted"], np.bool_)

    @property
    def operated(self) -> Mask:
        """Who was operated, (n,)."""
        return np.asarray(self.records["resected"], np.bool_)


def world(scenario: Scenario) -> World:
    """Run a scenario; InputError where follow-up ends before 60 months."""
    refuse_short(scenario)
    result = run(scenario, journal=False)
    return World(scenario, result.counted, result.cohort)


def same_people(one: World, other: World) -> None:
    """InputError where two worlds are not of the same people."""
    refuse_other_people(one.scenario.name, one.cohort, other.scenario.name, other.cohort)


def for_many_runs(scenario: Scenario) -> Scenario:
    """The same by the compiled engine, unless another was asked for by name: what-ifs take dozens of runs."""
    if scenario.run.engine != "auto":
        return scenario
    return scenario.model_copy(update={"run": scenario.run.model_copy(update={"engine": "compiled"})})


def without_surgery(scenario: Scenario) -> Scenario:
    """The same, but nobody is offered an operation: infusions, CTs and meetings go on."""
    return changed(scenario, {"policy.operate": 0})


def sized(scenario: Scenario, **settings: int) -> Scenario:
    """The same with other patients, replications or seed."""
    return scenario.model_copy(update={"run": scenario.run.model_copy(update=settings)})


def mean_of(values: Values) -> Interval:
    """The mean of patients' values with its 95% interval; NaN where there is none."""
    return mean_interval(values[np.isfinite(values)])


def refuse_short(scenario: Scenario) -> None:
    """InputError where follow-up ends before 60 months."""
    if scenario.run.base("horizon") < UNTIL:
        said = f"{scenario.run.horizon.value:g} {scenario.run.horizon.unit}"
        rule = f"must be at least {MONTHS} months: what-ifs compare the life lived within them"
        raise InputError([Fault(scenario.name, None, "run.horizon", said, rule)])
