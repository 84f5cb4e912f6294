"""How every setting of a sweep differs from one of them, on common random numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.experiments.cells import Cell, Settings
from haicsim.analysis.experiments.checkpoint_log import CheckpointLog
from haicsim.analysis.experiments.plan import Work
from haicsim.analysis.experiments.precision import column
from haicsim.analysis.experiments.reference import Setting, reference_of, said, settings_of
from haicsim.analysis.results.formats import write_csv
from haicsim.analysis.survival.intervals import paired_interval

DIFFERENCES = "differences.csv"


@dataclass(frozen=True)
class Difference:
    """How an outcome of one setting differs from that of the reference, on common random numbers.

    settings: what is set, by path. reference: the setting compared with, in words. change: mean of the paired differences,
    with its 95% interval. reduction: the variance of unpaired differences as a multiple of that of the paired ones; NaN
    where that cannot be told.
    """

    scenario: str
    point: int
    settings: Settings
    outcome: str
    reference: str
    change: float
    low: float
    high: float
    reduction: float

    def row(self) -> dict[str, object]:
        """The same as a row of a table, a column for every path."""
        row = {
            name: value for name, value in vars(self).items() if name not in ("scenario", "point", "settings")
        }
        set_ = {path: said(value) if isinstance(value, tuple) else value for path, value in self.settings}
        return {"scenario": self.scenario, "point": self.point, **set_, **row}


def differences(
    work: Work, log: CheckpointLog, outcomes: Sequence[str], reference: Setting | None = None
) -> list[Difference]:
    """Every scenario and setting against a reference, by default the first.

    Replications that both have are paired, draws by their number.
    """
    by_place: dict[tuple[int, int], dict[tuple[int | None, int], Cell]] = {}
    for cell in work.cells:
        by_place.setdefault((cell.base, cell.point), {})[cell.draw, cell.replication] = cell
    settings, against = settings_of(work), reference or reference_of(work, None)
    first, found = by_place[against.place], []
    for place, mine in by_place.items():
        if place == against.place:
            continue
        shared = [one for one in mine if one in first]
        for outcome in outcomes:
            here = column([mine[one] for one in shared], log, outcome)
            there = column([first[one] for one in shared], log, outcome)
            known = np.isfinite(here) & np.isfinite(there)
            gain = variance_reduction(here[known], there[known])
            name, given = settings[place].scenario, settings[place].settings
            parts = (*paired_interval(here, there), gain)
            found.append(Difference(name, place[1], given, outcome, against.words, *parts))
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
        write_csv(folder / DIFFERENCES, [each.row() for each in found])
