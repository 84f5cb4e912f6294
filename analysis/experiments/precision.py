"""Replications added until every mean is known as well as was asked, and differences on common random numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.experiments.cells import Cell
from haicsim.analysis.experiments.checkpoint_log import CheckpointLog
from haicsim.analysis.experiments.plan import Work
from haicsim.analysis.measures.outcome_measures import named_outcomes
from haicsim.analysis.results.formats import write_csv
from haicsim.analysis.survival.intervals import mean_interval, paired_interval
from haicsim.sim.errors import Fault, InputError

FEWEST = 10  # replications from which the first half-width is taken: from fewer it is too often too small
MOST = 10_000
DIFFERENCES = "differences.csv"
_GROWTH = 2.0  # at most doubled at once, for the first half-widths are themselves uncertain


def wanted_precision(text: str) -> dict[str, float]:
    """The half-widths of a list such as "itt60=0.01,conversion_rate=0.005"; InputError for what is no such list."""
    wanted: dict[str, float] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, _, number = part.partition("=")
        try:
            half = float(number)
        except ValueError:
            half = 0.0
        if not (isfinite(half) and half > 0.0):
            rule = "must read outcome=half-width, such as itt60=0.01, the half-width above 0"
            raise InputError([Fault(f"--precision {part}", None, "", "", rule)])
        wanted[named_outcomes(name)[0].name] = half
    if not wanted:
        raise InputError([Fault("--precision", None, "", "", "names no outcome")])
    return wanted


def more_cells(work: Work, log: CheckpointLog, wanted: Mapping[str, float]) -> list[Cell]:
    """The replications still to be added, none where every half-width holds.

    They follow from the values alone, so that whoever runs the cells adds the same. Raises InputError where more than
    10,000 would be needed.
    """
    extra: list[Cell] = []
    for cells in groups(work.cells).values():
        needed = _needed(cells, log, wanted)
        if needed > MOST:
            rule = f"would need more than {MOST:,} replications of {needed:,}: ask for less, or take more patients"
            raise InputError([Fault("--precision", None, "", "", rule)])
        last = cells[-1]
        for k in range(last.replication + 1, needed):
            number = len(work.cells) + len(extra)
            extra.append(replace(last, number=number, replication=k, key=work.model.key(last, k)))
    return extra


def groups(cells: Sequence[Cell]) -> dict[tuple[int, int, int | None], list[Cell]]:
    """The cells that differ in their replication alone, by scenario, setting and draw."""
    found: dict[tuple[int, int, int | None], list[Cell]] = {}
    for cell in cells:
        found.setdefault((cell.base, cell.point, cell.draw), []).append(cell)
    return found


def _needed(cells: Sequence[Cell], log: CheckpointLog, wanted: Mapping[str, float]) -> int:
    """How many replications one setting needs, as far as can be told now; those it has where that is enough."""
    have = len(cells)
    if have < FEWEST:
        return FEWEST
    needed = have
    for outcome, half in wanted.items():
        values = column(cells, log, outcome)
        _, low, high = mean_interval(values[np.isfinite(values)])
        if not isfinite(low):
            continue  # nobody can tell this outcome here, however often
        ratio = (high - low) / 2.0 / half
        if ratio > 1.0:
            needed = max(needed, have + 1, ceil(have * min(ratio * ratio, _GROWTH)))
    return needed


def column(cells: Sequence[Cell], log: CheckpointLog, outcome: str) -> NDArray[np.float64]:
    """One outcome of some cells; NaN where a cell failed."""
    place = log.columns.index(outcome)
    each = [log.finished[cell.key].values for cell in cells]
    return np.array([values[place] if values else np.nan for values in each], np.float64)


@dataclass(frozen=True)
class Difference:
    """How an outcome of one setting differs from the first of all, on common random numbers.

    change: mean of the paired differences, with its 95% interval. reduction: the variance of unpaired differences as a
    multiple of that of the paired ones; NaN where that cannot be told.
    """

    scenario: str
    point: int
    outcome: str
    change: float
    low: float
    high: float
    reduction: float


def differences(work: Work, log: CheckpointLog, outcomes: Sequence[str]) -> list[Difference]:
    """Every scenario and setting against the first; replications that both have are paired, draws by their number."""
    by_place: dict[tuple[int, int], dict[tuple[int | None, int], Cell]] = {}
    for cell in work.cells:
        by_place.setdefault((cell.base, cell.point), {})[cell.draw, cell.replication] = cell
    (_, first), *others = by_place.items()
    found = []
    for (base, point), mine in others:
        shared = [place for place in mine if place in first]
        for outcome in outcomes:
            here = column([mine[place] for place in shared], log, outcome)
            there = column([first[place] for place in shared], log, outcome)
            known = np.isfinite(here) & np.isfinite(there)
            change, low, high = paired_interval(here, there)
            gain = variance_reduction(here[known], there[known])
            found.append(Difference(work.scenarios[base], point, outcome, change, low, high, gain))
    return found


def variance_reduction(some: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """The variance of an unpaired difference as a multiple of that of the paired one; NaN where there is none."""
    if len(some) < 2:
        return np.nan
    paired = float(np.var(some - others, ddof=1))
    return float((np.var(some, ddof=1) + np.var(others, ddof=1)) / paired) if paired else np.nan


def write_differences(found: Sequence[Difference], folder: Path) -> None:
    """The differences as a table; what is no number is left empty."""
    if found:
        write_csv(folder / DIFFERENCES, [vars(each) for each in found])
