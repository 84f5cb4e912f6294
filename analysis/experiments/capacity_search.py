"""The smallest number of places of one resource with which patients fare almost as if it were unlimited.

Every number of places is tried on the same patients with the same random numbers as the run without a limit, so that what
differs is the work of the queue alone.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.experiments.capacity_limit import Limit
from haicsim.analysis.measures.demand import unlimited
from haicsim.analysis.measures.hospital import HospitalRun, Window, patient_waits
from haicsim.analysis.measures.places import requests
from haicsim.analysis.measures.quarters import Band, first_settled_day, most_at_once, quarterly_demand
from haicsim.analysis.survival.intervals import paired_interval
from haicsim.sim.codes import RESOURCES
from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.run import Result, run
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changed
from haicsim.sim.theta import capacity

Progress = Callable[[str, float], None]
# numbers of places below the one found that are tried too: chance may make the loss rise and fall
NEIGHBOURS = 2
BLOCKS = 20


@dataclass(frozen=True)
class Trial:
    """One number of places tried.

    value: the outcome, or the wait in days. loss: against no limit, with its 95% interval (of 20 blocks of patients, paired);
    of a wait the wait itself, without one (NaN). kept: whether it is below the limit.
    """

    places: int
    value: float
    loss: float
    low: float
    high: float
    kept: bool


@dataclass(frozen=True)
class CapacityFound:
    """What was found.

    places: the smallest number that keeps the limit. session_days: of its calendar, None where it has none. unlimited: the
    outcome without a limit (of a wait 0). trials: all numbers tried, from the smallest. quarters: the demand.
    """

    scenario: Scenario
    resource: str
    limit: Limit
    places: int
    session_days: float | None
    unlimited: float
    trials: tuple[Trial, ...]
    quarters: tuple[Band, ...]


def resource_number(name: str) -> int:
    """The number of a resource; InputError for one that is none."""
    if name not in RESOURCES:
        rule = f"is no resource: {', '.join(RESOURCES)}"
        raise InputError([Fault(f"--resource {name}", None, "", "", rule, nearest_name(name, RESOURCES))])
    return RESOURCES.index(name)


def smallest_capacity(
    scenario: Scenario, resource: int, limit: Limit, most: int | None = None, report: Progress | None = None
) -> CapacityFound:
    """The smallest number of places that keeps the limit, by bisection; its neighbours below are tried too.

    most: places at the most. Raises InputError where no number up to there keeps it, or the outcome has no value.
    """
    if most is not None and most < 1:
        raise InputError([Fault(f"--most {most}", None, "", "", "must be at least 1")])
    search = _Search(scenario, resource, limit, report or _silent)
    highest = most or search.enough
    if not search.trial(highest).kept:
        highest = search.doubled(highest, most)
    low, high = 0, highest  # none is not enough, so many are
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if search.trial(middle).kept else (middle, high)
    high = search.with_neighbours(high)
    every = float(capacity(search.scenario_with(high)).period[resource])
    return CapacityFound(
        scenario, RESOURCES[resource], limit, high, every or None, search.value,
        tuple(search.tried[places] for places in sorted(search.tried)),
        quarterly_demand(search.free, search.asked, resource, search.first),
    )  # fmt: skip


@dataclass
class _Search:
    """The run without a limit, and every number of places tried so far."""

    scenario: Scenario
    resource: int
    limit: Limit
    report: Progress
    tried: dict[int, Trial] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.report(f"Without a limit: {self.scenario.run.patients:,} patients", 0.0)
        self.free = run(unlimited(self.scenario, self.resource))
        self.asked = requests(self.free, [self.resource])
        self.first = first_settled_day(self.free, self.asked)
        self.enough = most_at_once(self.free, self.asked, self.scenario, self.resource)
        self.steps = math.ceil(math.log2(self.enough + 1)) + 1 + NEIGHBOURS
        self.value = 0.0 if self.limit.outcome is None else self._outcome(self.free)
        if math.isnan(self.value):
            missing = "" if self.limit.outcome is None else self.limit.outcome.missing
            rule = f"has no value without a limit ({missing}): take more patients"
            raise InputError([Fault(f"--keep {self.limit.text}", None, "", "", rule)])

    def scenario_with(self, places: int) -> Scenario:
        """The scenario with so many places; what stands in its calendar stays."""
        return changed(self.scenario, {f"capacity.{RESOURCES[self.resource]}": places})

    def trial(self, places: int) -> Trial:
        """What becomes of the same patients with so many places."""
        if places not in self.tried:
            steps, done, of = (
                len(self.tried),
                [0],
                self.scenario.run.patients * self.scenario.run.replications,
            )

            def advance(more: int) -> None:
                done[0] += more
                self.report(f"{places:,} places", min(0.99, (1 + steps + done[0] / of) / (1 + self.steps)))

            advance(0)
            result = run(self.scenario_with(places), journal=self.limit.outcome is None, progress=advance)
            self.tried[places] = self._judged(places, result)
        return self.tried[places]

    def with_neighbours(self, places: int) -> int:
        """The smallest of those that keep the limit among a few below, and among a few below that, and so on."""
        for fewer in range(max(places - NEIGHBOURS, 1), places):
            if self.trial(fewer).kept:
                return self.with_neighbours(fewer)
        return places

    def doubled(self, places: int, most: int | None) -> int:
        """More places, until the limit is kept: those of a calendar may need more than are asked for at once."""
        while most is None and places < 8 * self.enough:
            places *= 2
            if self.trial(places).kept:
                return places
        best = self.trial(places)
        what = "the wait is still" if self.limit.outcome is None else "the loss is still"
        rule = f"is not kept by any number of places up to {places:,}: with so many {what} {best.loss:.3g}"
        if capacity(self.scenario_with(places)).period[self.resource] > 0.0:
            rule += ", because patients wait for the next session whatever its places"
        raise InputError([Fault(f"--keep {self.limit.text}", None, "", "", rule)])

    def _judged(self, places: int, result: Result) -> Trial:
        if self.limit.outcome is None:
            wait = self._wait(result)
            return Trial(places, wait, wait, math.nan, math.nan, wait < self.limit.below)
        value = self._outcome(result)
        loss = self.limit.loss(self.value, value)
        mine, free = (self._blocks(each) for each in (result, self.free))
        _, low, high = paired_interval(*((mine, free) if self.limit.loss(0.0, 1.0) > 0 else (free, mine)))
        return Trial(places, value, loss, low, high, loss < self.limit.below)

    def _outcome(self, result: Result) -> float:
        assert self.limit.outcome is not None
        return self.limit.outcome(result.counted, self.scenario.run.base("horizon"))

    def _blocks(self, result: Result) -> NDArray[np.float64]:
        """The outcome in blocks of patients, the same patients in every run."""
        assert self.limit.outcome is not None
        horizon = self.scenario.run.base("horizon")
        parts = np.array_split(result.counted, min(BLOCKS, len(result.counted)))
        return np.array([self.limit.outcome(part, horizon) for part in parts])

    def _wait(self, result: Result) -> float:
        """The quantile of the days waited, of those who enter after the start and ever ask; 0 where nobody does."""
        asked = requests(result, [self.resource])
        window = Window(self.first, np.array([np.inf]), "")
        days = patient_waits(HospitalRun(result, window, {self.resource: asked}, {}, {}, {}), self.resource)[
            "days"
        ]
        return float(np.quantile(days, self.limit.quantile or 0.5)) if len(days) else 0.0


def _silent(what: str, share: float) -> None:
    pass
