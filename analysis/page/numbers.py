"""Two runs side by side in numbers: who gets how far, how long they live, who waits, and what changed for the same people."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures.flow import TITLES, flow
from haicsim.analysis.survival.estimators import median_survival
from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.survival.kaplan_meier import kaplan_meier
from haicsim.analysis.survival.observation import Times
from haicsim.analysis.whatif.worlds import MONTHS, UNTIL, World, mean_of
from haicsim.sim.run import Result
from haicsim.sim.units import DAYS_PER_MONTH

STEPS = tuple(name for name in TITLES if name != "unresponsive")
LANDMARKS = (12, 36, 60)
Interval = tuple[float, float, float]


@dataclass(frozen=True)
class Step:
    """How many get so far, and their share of all who start with its exact 95% interval."""

    name: str
    words: str
    count: int
    share: Interval


@dataclass(frozen=True)
class Lived:
    """Survival of some patients: how many, median in months (NaN: not reached), and shares alive with 95% intervals."""

    patients: int
    median: float
    alive: dict[int, Interval]


@dataclass(frozen=True)
class Change:
    """What the second scenario changes for the same people: means over pairs, with 95% intervals.

    pairs: people counted in both. steps: of 1, by the name of the step. months: lived within 60; NaN where follow-up is
    shorter.
    """

    pairs: int
    steps: dict[str, Interval]
    months: Interval


def steps_of(records: NDArray[Any]) -> list[Step]:
    """Who gets how far. records: of those who are counted."""
    counts, started = flow(records).counts, len(records)
    return [Step(name, TITLES[name], counts[name], _share(counts[name], started)) for name in STEPS]


def lived(times: Times) -> Lived:
    """Survival of these times."""
    curve = kaplan_meier(times)
    marks = {month: curve.at(month * DAYS_PER_MONTH) for month in LANDMARKS}
    median = float(median_survival(times.days, times.observed)) if len(times.days) else np.nan
    return Lived(
        len(times.days),
        median / DAYS_PER_MONTH if np.isfinite(median) else np.nan,
        {month: (mark.estimate, mark.low, mark.high) for month, mark in marks.items()},
    )


def change(one: Result, other: Result) -> Change | None:
    """What changed for the people counted in both; None where they are not the same people."""
    if one.cohort != other.cohort or len(one.records) != len(other.records):
        return None
    both = one.records["counted"] & other.records["counted"]
    before, after = one.records[both], other.records[both]
    reached = [_reached(records) for records in (before, after)]
    steps = {name: mean_of(reached[1][name] - reached[0][name]) for name in reached[0]}
    months = (np.nan, np.nan, np.nan)
    if min(one.scenario.run.base("horizon"), other.scenario.run.base("horizon")) >= UNTIL:
        pair = [World(run.scenario, rows, run.cohort) for run, rows in ((one, before), (other, after))]
        months = mean_of(pair[1].months - pair[0].months)
    return Change(int(both.sum()), steps, months)


def _reached(records: NDArray[Any]) -> dict[str, NDArray[np.float64]]:
    """By step, 1 for who got so far and 0 for the others: one patient at a time, as `flow` counts them."""
    from haicsim.sim.codes import COMPLETE, PARTIAL

    infused = np.isfinite(records["first_haic_day"])
    assessed = infused & (records["scans"] > 0)
    found = {
        "infused": infused,
        "assessed": assessed,
        "responded": assessed & np.isin(records["best_response"], (COMPLETE, PARTIAL)),
        "resectable": records["converted"],
        "offered": records["offered"],
        "operated": records["resected"],
    }
    return {name: mask.astype(np.float64) for name, mask in found.items()}


def _share(count: int, of: int) -> Interval:
    if not of:
        return (np.nan, np.nan, np.nan)
    return (count / of, *exact_interval(count / of, of))


__all__ = ["LANDMARKS", "MONTHS", "STEPS", "Change", "Lived", "Step", "change", "lived", "steps_of"]
