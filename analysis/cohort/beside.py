"""A team's survival beside simulated studies of patients like theirs, each watched as the team watched its own."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.recfunctions import repack_fields
from numpy.typing import NDArray

from haicsim.analysis.cohort.follow_up import Counted, watched_until, zero_of
from haicsim.analysis.cohort.look_alikes import LookAlikes
from haicsim.analysis.survival.estimators import restricted_mean, survival_at
from haicsim.analysis.survival.observation import Times, until_event, zero_day
from haicsim.analysis.validation.candidate_pool import Pool
from haicsim.sim.random_numbers import address, philox_rows
from haicsim.sim.units import DAYS_PER_MONTH

MARKS_MONTHS = (12.0, 36.0, 60.0)
GRID = 61  # times of the figure
LEAST_AT_RISK = 5
U_ALIKE = address("cohort: simulated patient like the team's")
U_WATCHED = address("cohort: end of watching")
_BLOCK = 20_000_000  # comparisons at once
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class AtTime:
    """Survival at a time: the team's, what simulated studies show (median, low, high), and the team's position among them.

    position: share of studies below, half of those that are equal counted; NaN, as the rest, where nobody was followed
    so long.
    """

    months: float
    team: float
    median: float
    low: float
    high: float
    position: float


@dataclass(frozen=True)
class Beside:
    """A team's survival among simulated studies of its size: at three times, as a band, and as a restricted mean.

    mean: the restricted mean up to `mean.months`, in months, the latest time (of at most five years) to which five
    patients were followed. studies: how many. level: share of the studies between low and high.
    """

    at: tuple[AtTime, ...]
    band: tuple[AtTime, ...]
    mean: AtTime
    studies: int
    level: float


def simulated_studies(counted: Counted, people: Pool, alike: LookAlikes, studies: int) -> Times:
    """Studies as large as the team's, one look-alike for each patient: days and events, (studies, n)."""
    n = len(counted.series)
    slots = np.arange(studies * n, dtype=np.uint64)
    decisions = np.array([U_ALIKE, U_WATCHED], np.uint64)
    u = philox_rows(slots, decisions, np.zeros(2, np.uint64), people.seed, 0).reshape(studies, n, 2)
    places = np.empty((studies, n), np.int64)
    for patient, mine in enumerate(alike.places):
        places[:, patient] = mine[(u[:, patient, 0] * len(mine)).astype(np.int64)]
    days = people.records[["entry_day", "first_haic_day", "hepatectomy_day", "death_day"]]
    chosen = repack_fields(days)[places]  # or each patient would drag all other columns along
    start = zero_day(chosen, zero_of(counted.rule))
    watched = start + watched_until(counted.times, u[..., 1])
    return until_event(
        start, chosen["death_day"], np.minimum(watched, chosen["entry_day"] + people.horizon_days)
    )


def beside(counted: Counted, simulated: Times, level: float = 0.95) -> Beside:
    """Where the team's survival lies among the simulated studies."""
    times = counted.times
    followed = np.sort(times.days)[-min(LEAST_AT_RISK, len(times.days))]
    last = min(float(followed), MARKS_MONTHS[-1] * DAYS_PER_MONTH)
    longest = min(float(times.days.max()), 120.0 * DAYS_PER_MONTH)
    grid = np.linspace(0.0, longest, GRID)
    mean = restricted_mean(times.days, times.observed, last) / DAYS_PER_MONTH
    means = restricted_mean(simulated.days, simulated.observed, last) / DAYS_PER_MONTH
    return Beside(
        tuple(_at_times(times, simulated, np.array(MARKS_MONTHS) * DAYS_PER_MONTH, level)),
        tuple(_at_times(times, simulated, grid, level)),
        _placed(last / DAYS_PER_MONTH, float(mean), means, level),
        len(simulated.days),
        level,
    )


def _at_times(times: Times, simulated: Times, days: Floats, level: float) -> list[AtTime]:
    team = survival_at(times.days, times.observed, days)
    rows = max(_BLOCK // (simulated.days.shape[1] * len(days)), 1)
    blocks = [
        survival_at(simulated.days[first : first + rows], simulated.observed[first : first + rows], days)
        for first in range(0, len(simulated.days), rows)
    ]
    shown = np.concatenate(blocks)
    return [
        _placed(day / DAYS_PER_MONTH, float(mine), shown[:, place], level)
        for place, (day, mine) in enumerate(zip(days, team, strict=True))
    ]


def _placed(months: float, team: float, shown: Floats, level: float) -> AtTime:
    """One number of the team among those of the studies that show it."""
    known = shown[~np.isnan(shown)]
    if np.isnan(team) or 2 * len(known) < len(shown):
        return AtTime(months, team, np.nan, np.nan, np.nan, np.nan)
    tail = (1.0 - level) / 2.0
    low, median, high = np.quantile(known, (tail, 0.5, 1.0 - tail), method="inverted_cdf")
    equal = np.isclose(known, team, rtol=0.0, atol=1e-12)
    position = float(((known < team) & ~equal).mean() + 0.5 * equal.mean())
    return AtTime(months, team, float(median), float(low), float(high), position)
