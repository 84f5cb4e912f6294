"""Replications added until every mean is known as well as was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil, isfinite

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.experiments.cells import Cell
from haicsim.analysis.experiments.checkpoint_log import CheckpointLog
from haicsim.analysis.experiments.plan import Work
from haicsim.analysis.measures.outcome_measures import named_outcomes
from haicsim.analysis.survival.intervals import mean_interval
from haicsim.sim.errors import Fault, InputError

FEWEST = 10  # replications from which the first half-width is taken: from fewer it is too often too small
MOST = 10_000
_HOPELESS = 10.0  # times the most: the first half-widths are not that uncertain
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
            rule = f"would need more than {MOST:,} replications of a setting: ask for less, or take more patients"
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
        if have * ratio * ratio > _HOPELESS * MOST:
            return MOST + 1  # so many that no better estimate could help
        if ratio > 1.0:
            needed = max(needed, have + 1, ceil(have * min(ratio * ratio, _GROWTH)))
    return needed


def column(cells: Sequence[Cell], log: CheckpointLog, outcome: str) -> NDArray[np.float64]:
    """One outcome of some cells; NaN where a cell failed."""
    place = log.columns.index(outcome)
    each = [log.finished[cell.key].values for cell in cells]
    return np.array([values[place] if values else np.nan for values in each], np.float64)
