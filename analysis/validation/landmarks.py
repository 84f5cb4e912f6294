"""The printed survival of a study beside that of all patients of a run, at the same landmarks."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.studies import Study
from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.survival.kaplan_meier import kaplan_meier
from haicsim.analysis.survival.membership import members
from haicsim.analysis.survival.observation import Times, observed_in_full, reached, times
from haicsim.sim.units import DAYS_PER_MONTH


@dataclass(frozen=True)
class LandmarkRow:
    """One landmark: the paper's figure with its exact binomial 95% interval, and the simulator's with its own.

    Shares of 1, NaN where there is none. patients: simulated patients in the group. inside: whether the simulated
    value lies in the printed interval; None where no simulated patient was followed so long.
    """

    endpoint: str
    group: str
    months: float
    printed: float
    n: int
    printed_low: float
    printed_high: float
    simulated: float
    simulated_low: float
    simulated_high: float
    patients: int
    inside: bool | None


def observed(records: NDArray[Any], study: Study, endpoint: str, group: str, horizon_days: float) -> Times:
    """The times of one endpoint in one group, by the study's own convention."""
    mine = records[members(records, study, group)]
    said = study.endpoints[endpoint]
    return reached(times(observed_in_full(mine, horizon_days), said.convention, said.time_zero))


def compare(records: NDArray[Any], study: Study, horizon_days: float) -> list[LandmarkRow]:
    """Every printed survival figure beside the simulator's, in the study's order."""
    rows = []
    curves: dict[tuple[str, str], tuple[Any, int]] = {}
    for mark in study.landmarks:
        key = (mark.endpoint, mark.group)
        if key not in curves:
            seen = observed(records, study, mark.endpoint, mark.group, horizon_days)
            curves[key] = kaplan_meier(seen), len(seen.days)
        curve, patients = curves[key]
        here = curve.at(mark.time_months * DAYS_PER_MONTH)
        low, high = exact_interval(mark.percent / 100.0, mark.n)
        inside = None if np.isnan(here.estimate) else bool(low <= here.estimate <= high)
        rows.append(
            LandmarkRow(
                mark.endpoint, mark.group, mark.time_months, mark.percent / 100.0, mark.n, low, high,
                here.estimate, here.low, here.high, patients, inside,
            )
        )  # fmt: skip
    return rows
