"""What a scenario's patients would ask of a resource if nobody had to wait for it: its demand, and the rate it could carry."""

from dataclasses import dataclass

import numpy as np

from haicsim.analysis.measures.places import requests
from haicsim.analysis.survival.intervals import half_width
from haicsim.sim.codes import RESOURCES
from haicsim.sim.run import Result, run
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changed
from haicsim.sim.theta import capacity
from haicsim.sim.units import DAYS_PER_YEAR

FEWEST_STARTERS, MOST_STARTERS = 200, 1000  # the most are enough for a mean with a standard error of about 3%
FULL_ENOUGH = 0.9  # of its places in use: more, and a queue of chance arrivals grows long


@dataclass(frozen=True)
class Demand:
    """What starters ask of a resource's places.

    each: by one starter on average, days of a place or, of a calendar, places at its sessions. a_year: what all its places
    give in a year, in the same unit. half: half the 95% interval of `each`.
    """

    each: float
    a_year: float
    half: float = 0.0

    def load(self, starters_a_year: float) -> float:
        """What so many starters a year ask for, as a share of what there is; 1 and more cannot be served."""
        return starters_a_year * self.each / self.a_year

    def interval(self, starters_a_year: float) -> tuple[float, float]:
        """The 95% interval of the load: of the starters, who differ in what they ask for."""
        load, half = self.load(starters_a_year), starters_a_year * self.half / self.a_year
        return load - half, load + half

    @property
    def carried(self) -> float | None:
        """Starters a year at which the places are in use for `FULL_ENOUGH` of the time; None where nobody asks."""
        return FULL_ENOUGH * self.a_year / self.each if self.each > 0.0 else None


def unlimited(scenario: Scenario, resource: int) -> Scenario:
    """The scenario with as many places of the resource as anybody asks for, and no calendar; all else as it is."""
    return changed(scenario, {f"capacity.{RESOURCES[resource]}": "unlimited"})


def demand(result: Result, resource: int) -> Demand:
    """The demand of the first patients of a run, simulated with the resource unlimited.

    They are as many as the run has, but at least `FEWEST_STARTERS` and at most `MOST_STARTERS`, and no more than a list of
    arrivals names.
    """
    hospital = capacity(result.scenario)
    places, every = int(hospital.places[resource]), float(hospital.period[resource])
    free = changed(unlimited(result.scenario, resource), {"arrivals.warm_up": 0.0})
    starters = min(max(result.scenario.run.patients, FEWEST_STARTERS), MOST_STARTERS)
    listed = result.scenario.arrivals.days
    starters = starters if listed is None else min(starters, len(listed))
    size = {"patients": starters, "replications": 1, "engine": result.choice.engine}
    small = free.model_copy(update={"run": free.run.model_copy(update=size)})
    asked = requests(run(small), [resource])
    granted = asked[asked["granted"]]
    taken = np.ones(len(granted)) if every > 0.0 else granted["freed"] - granted["left"]
    of_each = np.bincount(granted["patient"], taken, minlength=starters)
    given = places * DAYS_PER_YEAR / (every if every > 0.0 else 1.0)
    return Demand(float(of_each.mean()), given, half_width(of_each))
