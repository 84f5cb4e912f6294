"""A team's patients described: who they are, how long they were followed, how they survived."""

from dataclasses import dataclass

import numpy as np

from haicsim.analysis.cohort.beside import MARKS_MONTHS
from haicsim.analysis.cohort.columns import BY_NAME, NUMBER, WHOLE
from haicsim.analysis.cohort.follow_up import Counted, median_follow_up
from haicsim.analysis.survival.kaplan_meier import KaplanMeierCurve, SurvivalEstimate, kaplan_meier
from haicsim.sim.codes import GROUPS
from haicsim.sim.units import DAYS_PER_MONTH


@dataclass(frozen=True)
class Description:
    """Who counts: numbers (median, first and last quarter) by column, groups, resected, deaths, follow-up, survival.

    follow_up and median are in months with a 95% interval, infinite where not reached. missing: empty cells by column.
    """

    patients: int
    deaths: int
    groups: dict[str, int]
    resected: int
    numbers: dict[str, tuple[float, float, float]]
    follow_up: tuple[float, float, float]
    median: tuple[float, float, float]
    survival: dict[float, SurvivalEstimate]
    curve: KaplanMeierCurve
    missing: dict[str, int]


def describe(counted: Counted) -> Description:
    """Describe those whom the rule of entry admits."""
    series, times = counted.series, counted.times
    curve = kaplan_meier(times)
    half = curve.days[curve.estimate <= 0.5]
    median = (float(half[0]) if len(half) else np.inf, *curve.median_interval())
    numbers = {
        name: tuple(np.nanquantile(values, (0.5, 0.25, 0.75)).tolist())
        for name, values in series.values.items()
        if BY_NAME[name].kind in (NUMBER, WHOLE) and not np.isnan(values).all()
    }
    return Description(
        len(series),
        int(times.observed.sum()),
        {name: int((series.group == code).sum()) for code, name in enumerate(GROUPS)},
        int((series.values["resected"] == 1.0).sum()),
        numbers,
        _months(median_follow_up(times)),
        _months(median),
        {months: curve.at(months * DAYS_PER_MONTH) for months in MARKS_MONTHS},
        curve,
        series.missing,
    )


def _months(days: tuple[float, float, float]) -> tuple[float, float, float]:
    middle, low, high = (each / DAYS_PER_MONTH for each in days)
    return middle, low, high
