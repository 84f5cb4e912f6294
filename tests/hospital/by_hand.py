"""Hospitals written by hand: who asked when, was served and died, as the records and the journal of a run."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from haicsim.sim import codes
from haicsim.sim.engines.choice import Choice
from haicsim.sim.journal import as_rows
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.run import Result
from haicsim.sim.scenario.load import load_scenario

SUITE = codes.GRANTED + codes.SUITE


@dataclass
class Visit:
    """One patient who enters, asks for the suite at once, is granted it after `wait` days for `days`, or dies waiting."""

    entry: float
    wait: float
    days: float = 0.0
    dies: bool = False


def rows_of(place: int, visit: Visit) -> list[tuple[int, float, int, float]]:
    entered = [(place, visit.entry, codes.PORT_PLANNING, 0.0)]
    end = visit.entry + visit.wait
    if visit.dies:
        return [*entered, (place, end, codes.DEATH, float(codes.OF_TUMOUR))]
    served = [(place, end, SUITE, visit.wait), (place, end, codes.PORT_IMPLANTATION, visit.days)]
    return [*entered, *served, (place, end + visit.days, codes.PROGRESSED, 0.0)]


def result_of(visits: list[Visit], places: int, warm_up_days: float = 0.0, *more: str) -> Result:
    """The run they make, all in one replication."""
    changes = [
        f"capacity.angiography_suite={places}", f"run.patients={len(visits)}", "run.horizon=60",
        f"arrivals.warm_up={warm_up_days / 365.25}", *more,
    ]  # fmt: skip
    scenario = load_scenario("kurume", changes)
    records = np.zeros(len(visits), RECORD)
    records["patient"] = np.arange(len(visits))
    records["entry_day"] = [visit.entry for visit in visits]
    records["counted"] = records["entry_day"] >= warm_up_days
    records["death_day"] = [v.entry + v.wait if v.dies else np.nan for v in visits]
    journal = as_rows([row for place, visit in enumerate(visits) for row in rows_of(place, visit)])
    return Result(scenario, records, (journal,), Choice("process", "by hand"), "")


def no_demand(*_: Any) -> Any:
    """Stands in for the demand, which is simulated and is none of these worlds' business."""
    from haicsim.analysis.measures.demand import Demand

    return Demand(0.0, 1.0)
