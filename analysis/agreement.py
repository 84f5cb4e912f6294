"""Beside the paper: its printed survival and the simulator's at the same landmarks."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.lens import CONVENTIONS, Times
from analysis.studies import Study
from analysis.survival import kaplan_meier
from sim.errors import Fault, InputError
from sim.units import DAYS_PER_MONTH
from sim.words import COMPLETE, GROUPS, PARTIAL

ENTRY_RULES: dict[str, Callable[[NDArray[Any]], Any]] = {
    "all_starters": lambda records: np.ones(len(records), bool),
    "responders": lambda records: np.isin(records["best_response"], (COMPLETE, PARTIAL)),
    "converted": lambda records: records["converted"],
    "resected": lambda records: records["resected"],
}


@dataclass(frozen=True)
class Row:
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


def members(records: NDArray[Any], study: Study, group: str) -> NDArray[np.bool_]:
    """Which simulated patients the paper would have put into a group: its entry rule, and the vessel groups.

    A group of the study is one of `GROUPS`, made up of them, or everybody. Raises InputError for any other: the
    simulator would not know whom it means.
    """
    chosen = np.asarray(ENTRY_RULES[study.design.entry_rule.name](records), bool)
    if group not in GROUPS and study.groups[group].part_of is None:
        return chosen
    leaves = study.leaves_of(group)
    if set(leaves) <= set(GROUPS):
        return np.asarray(chosen & np.isin(records["group"], [GROUPS.index(leaf) for leaf in leaves]), bool)
    rule = f"is no group the simulator knows: only {', '.join(GROUPS)} and groups made up of them can be compared"
    raise InputError([Fault(f"study {study.name}", None, f"groups.{group}", "", rule)])


def observed(records: NDArray[Any], study: Study, endpoint: str, group: str, horizon_days: float) -> Times:
    """The times of one endpoint in one group, by the study's own convention."""
    mine = records[members(records, study, group)]
    return CONVENTIONS[study.endpoints[endpoint].convention](mine, horizon_days)


def compare(records: NDArray[Any], study: Study, horizon_days: float) -> list[Row]:
    """Every printed survival figure beside the simulator's, in the study's order."""
    rows = []
    curves: dict[tuple[str, str], tuple[Any, int]] = {}
    for mark in study.landmarks:
        key = (mark.endpoint, mark.group)
        if key not in curves:
            times = observed(records, study, mark.endpoint, mark.group, horizon_days)
            curves[key] = kaplan_meier(times), len(times.days)
        curve, patients = curves[key]
        here = curve.at(mark.time_months * DAYS_PER_MONTH)
        low, high = exact_interval(mark.percent / 100.0, mark.n)
        inside = None if np.isnan(here.estimate) else bool(low <= here.estimate <= high)
        rows.append(
            Row(
                mark.endpoint, mark.group, mark.time_months, mark.percent / 100.0, mark.n, low, high,
                here.estimate, here.low, here.high, patients, inside,
            )
        )  # fmt: skip
    return rows


def exact_interval(share: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact binomial (Clopper-Pearson) interval of a share seen in n patients.

    A Kaplan-Meier share need not be a whole number of patients; the interval is that of the nearest number of events.
    """
    from scipy.special import betaincinv

    k, tail = round(share * n), (1.0 - level) / 2.0
    low = float(betaincinv(k, n - k + 1, tail)) if k > 0 else 0.0
    high = float(betaincinv(k + 1, n - k, 1.0 - tail)) if k < n else 1.0
    return low, high


def as_dicts(rows: list[Row]) -> list[dict[str, Any]]:
    """The rows ready for a table or JSON: None where there is no number."""
    return [
        {
            name: None if isinstance(value, float) and np.isnan(value) else value
            for name, value in asdict(row).items()
        }
        for row in rows
    ]
