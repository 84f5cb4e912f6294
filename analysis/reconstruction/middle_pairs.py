"""A printed median of the times of an even number of patients: the two in the middle, with the mean that is printed.

Until here the printed median lay between those two; which is all that can be said while only the order is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.km_solver.curves import CurveProblem
from haicsim.analysis.km_solver.particles import Patients
from haicsim.analysis.studies import Study
from haicsim.analysis.studies.reported_values import Summary

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Middle:
    """A printed median. columns: whose. low, high: months between which it lies before rounding."""

    columns: NDArray[np.intp]
    low: float
    high: float


def middles(study: Study, problems: Sequence[CurveProblem]) -> list[Middle]:
    """The printed medians of times of an even number of patients, among what is demanded of the curves."""
    names = [leaf for problem in problems for leaf, size in problem.leaves for _ in range(size)]
    found = []
    for demand in (demand for problem in problems for demand in problem.demands):
        name, _, part = demand.figures[0].partition(".") if demand.figures else ("", "", "")
        if part != "centre" or not isinstance(study.figure(name), Summary):
            continue
        columns = np.flatnonzero(np.isin(names, study.leaves_of(demand.curve)))
        if len(columns) % 2 == 0:
            low, high = (limit.moment[0] for limit in demand.limits if limit.moment is not None)
            found.append(Middle(columns, float(low), float(high)))
    return found


def placed(drawn: Patients, middle: Middle, edges: Floats, chance: np.random.Generator) -> Patients:
    """The data sets in which the two middle patients can have this median, their times drawn anew to have it.

    edges: months between which times are free. Nobody overtakes anybody or passes an edge, so that every estimate at an
    edge and every log-rank test stays.
    """
    ordered = middle.columns[np.argsort(drawn.months[:, middle.columns], axis=1)]
    half = len(middle.columns) // 2
    first, second = ordered[:, half - 1], ordered[:, half]
    low1, high1 = _room(drawn.months, first, second, edges)
    low2, high2 = _room(drawn.months, second, first, edges)
    least = np.maximum(middle.low, (low1 + low2) / 2)
    most = np.minimum(middle.high, (high1 + high2) / 2)
    centre = least + chance.random(len(drawn)) * (most - least)
    sooner = np.maximum(low1, 2 * centre - high2)
    later = np.minimum(np.minimum(high1, centre), 2 * centre - low2)
    good = np.flatnonzero((least <= most) & (sooner <= later))
    months = drawn.months[good]
    time = (sooner + chance.random(len(drawn)) * (later - sooner))[good]
    rows = np.arange(len(good))
    months[rows, first[good]], months[rows, second[good]] = time, 2 * centre[good] - time
    return Patients(months, drawn.event[good], drawn.group)


def _room(
    months: Floats, mine: NDArray[np.intp], other: NDArray[np.intp], edges: Floats
) -> tuple[Floats, Floats]:
    """From when to when one patient of each data set can leave: between neighbours, the other one apart, and edges."""
    rows = np.arange(len(months))
    time = months[rows, mine]
    rest = months.copy()
    rest[rows, other] = np.nan
    rest[rows, mine] = np.nan
    before = np.fmax.reduce(np.where(rest <= time[:, None], rest, np.nan), axis=1, initial=0.0)
    after = np.fmin.reduce(np.where(rest > time[:, None], rest, np.nan), axis=1, initial=np.inf)
    bounds = np.concatenate([[0.0], edges, [np.inf]])
    left, right = np.searchsorted(bounds, time, side="left"), np.searchsorted(bounds, time, side="right")
    fixed = left != right  # at an edge itself
    low = np.where(fixed, time, np.maximum(before, bounds[left - 1]))
    high = np.where(fixed, time, np.minimum(after, bounds[np.minimum(right, len(bounds) - 1)]))
    return low, high
