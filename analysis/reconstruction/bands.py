"""What the data sets say, with bands: restricted mean, median, log-rank, curves, numbers at risk.

A band holds 95% of the data sets. It shows what the printed figures leave open, not the chance of so few patients.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.reconstruction.drawing import Drawn
from haicsim.analysis.studies import Study
from haicsim.analysis.survival.estimators import log_rank, median_survival, restricted_mean, survival_at
from haicsim.sim.units import DAYS_PER_MONTH

Floats = NDArray[np.float64]
BAND = (2.5, 50.0, 97.5)  # percent of the data sets
AT_ONCE = 20_000_000  # numbers held in one step


@dataclass(frozen=True)
class EstimateBand:
    """Of one number over the data sets: the middle, and between what 95% lie; `known` is the share that have it.

    None where no data set has it; inf for a median not reached.
    """

    low: float | None
    middle: float | None
    high: float | None
    known: float


@dataclass(frozen=True)
class BandRow:
    """One group of one endpoint. Times in months; log_rank_p: against all others, for a whole between its parts."""

    endpoint: str
    group: str
    n: int
    restricted_mean: EstimateBand
    median: EstimateBand
    log_rank_p: EstimateBand | None


@dataclass(frozen=True)
class CurveBand:
    """Survival of one group over time: months (m,), and the band (m,); NaN where half the data sets do not reach."""

    months: Floats
    low: Floats
    middle: Floats
    high: Floats


def rows_of(drawn: Drawn, study: Study, until: float) -> list[BandRow]:
    """A row for the whole and for each group. until: months to which the mean is restricted."""
    found = []
    for name, columns in columns_of(drawn, study).items():
        days, event = drawn.days[:, columns], drawn.event[:, columns]
        mean = restricted_mean(days, event, until * DAYS_PER_MONTH) / DAYS_PER_MONTH
        median = median_survival(days, event) / DAYS_PER_MONTH
        p = _log_rank(drawn, columns)
        found.append(
            BandRow(
                endpoint=drawn.material.endpoint,
                group=name,
                n=len(columns),
                restricted_mean=band_of(mean),
                median=band_of(median),
                log_rank_p=None if p is None else band_of(p),
            )
        )
    return found


def columns_of(drawn: Drawn, study: Study) -> dict[str, NDArray[np.intp]]:
    """The patients of the whole, where one group of the study is made up of all, and of each undivided group."""
    names = [name for name, _ in drawn.groups]
    whole = [
        group for group in study.groups if len(names) > 1 and sorted(study.leaves_of(group)) == sorted(names)
    ]
    columns = {group: np.arange(len(drawn.group)) for group in whole[:1]}
    return columns | {name: np.flatnonzero(drawn.group == number) for number, name in enumerate(names)}


def band_of(values: Floats) -> EstimateBand:
    """The band of one number, over the data sets that have it; infinite values are values."""
    known = values[~np.isnan(values)]
    share = len(known) / len(values)
    if not len(known):
        return EstimateBand(None, None, None, share)
    low, middle, high = np.percentile(known, BAND, method="inverted_cdf")
    return EstimateBand(float(low), float(middle), float(high), share)


def curve_of(drawn: Drawn, columns: NDArray[np.intp], months: Floats) -> CurveBand:
    """Survival of some patients at some times, with its band."""
    survival = np.concatenate(
        [
            survival_at(drawn.days[some][:, columns], drawn.event[some][:, columns], months * DAYS_PER_MONTH)
            for some in _pieces(drawn, len(months))
        ]
    )
    reached = np.count_nonzero(~np.isnan(survival), axis=0) * 2 >= len(survival)
    low, middle, high = np.full((3, len(months)), np.nan)
    low[reached], middle[reached], high[reached] = np.nanpercentile(
        survival[:, reached], BAND, axis=0, method="inverted_cdf"
    )
    return CurveBand(months, low, middle, high)


def at_risk(drawn: Drawn, columns: NDArray[np.intp], months: Floats) -> NDArray[np.int64]:
    """How many are still followed just before some times: least, middle, most of 95% of the data sets (3, m)."""
    days = drawn.days[:, columns]
    counts = np.stack([np.count_nonzero(days >= month * DAYS_PER_MONTH, axis=1) for month in months])
    found: NDArray[np.int64] = np.percentile(counts, BAND, axis=1, method="inverted_cdf").astype(np.int64)
    return found


def _pieces(drawn: Drawn, times: int) -> list[slice]:
    """The data sets in pieces that fit in memory."""
    step = max(AT_ONCE // (drawn.days.shape[1] * times), 1)
    return [slice(first, first + step) for first in range(0, len(drawn.days), step)]


def _log_rank(drawn: Drawn, columns: NDArray[np.intp]) -> Floats | None:
    """The p value of a group against the others; of the whole, between its parts; None where there is no such test."""
    number = len(drawn.groups)
    if len(columns) == len(drawn.group):
        if number not in (2, 3):
            return None
        return log_rank(drawn.days, drawn.event, drawn.group, number)[1]
    arm = np.zeros(len(drawn.group), np.int64)
    arm[columns] = 1
    return log_rank(drawn.days, drawn.event, arm, 2)[1]
