"""The printed survival of a study beside that of all patients of a run, at the same landmarks."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.studies import Study
from haicsim.analysis.survival.counterparts import refuse_unknown_rule, why_no_endpoint
from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.survival.kaplan_meier import kaplan_meier
from haicsim.analysis.survival.membership import knows, members
from haicsim.analysis.survival.observation import Times
from haicsim.analysis.survival.observation import endpoint as endpoint_times
from haicsim.sim.units import DAYS_PER_MONTH


@dataclass(frozen=True)
class LandmarkRow:
    """One landmark: the reported value with its exact binomial 95% interval, and the simulator's with its own.

    Percent, as printed; NaN where there is none. patients: simulated patients in the group. simulated_in_printed_interval:
    whether it lies there; None where no simulated patient was followed so long.
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
    simulated_in_printed_interval: bool | None


def observed(records: NDArray[Any], study: Study, endpoint: str, group: str, horizon_days: float) -> Times:
    """The times of one endpoint in one group, by the study's own convention."""
    mine = records[members(records, study, group)]
    said = study.endpoints[endpoint]
    return endpoint_times(mine, horizon_days, said.convention, said.time_zero)


def compare(records: NDArray[Any], study: Study, horizon_days: float) -> list[LandmarkRow]:
    """Every printed survival figure beside the simulator's where it has one, in the study's order.

    Raises InputError where the simulator cannot pick the study's patients.
    """
    refuse_unknown_rule(study)
    rows = []
    curves: dict[tuple[str, str], tuple[Any, int]] = {}
    for mark in study.landmarks:
        key = (mark.endpoint, mark.group)
        if why_no_endpoint(study, mark.endpoint) is not None or not knows(study, mark.group):
            continue
        if key not in curves:
            seen = observed(records, study, mark.endpoint, mark.group, horizon_days)
            curves[key] = kaplan_meier(seen), len(seen.days)
        curve, patients = curves[key]
        here = curve.at(mark.time_months * DAYS_PER_MONTH)
        low, high = (100.0 * end for end in exact_interval(mark.percent / 100.0, mark.n))
        estimate, least, most = 100.0 * here.estimate, 100.0 * here.low, 100.0 * here.high
        inside = None if np.isnan(estimate) else bool(low <= estimate <= high)
        rows.append(
            LandmarkRow(
                mark.endpoint, mark.group, mark.time_months, mark.percent, mark.n, low, high,
                estimate, least, most, patients, inside,
            )
        )  # fmt: skip
    return rows
