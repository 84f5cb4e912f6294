"""A sweep in a few lines: for every scenario and setting, each outcome's mean over replications and draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from haicsim.analysis.experiments.cells import Cell
from haicsim.analysis.experiments.checkpoint_log import CheckpointLog
from haicsim.analysis.experiments.plan import Work
from haicsim.analysis.results.formats import write_csv
from haicsim.analysis.survival.intervals import mean_interval

SUMMARY = "summary.csv"


@dataclass(frozen=True)
class Line:
    """One outcome of one scenario with one setting.

    mean: over the cells that give a number. low, high: the 95% interval of the mean by Student's t over replications;
    with draws the 2.5th and 97.5th percentile of the draws (replications averaged), which is not an interval of a mean.
    NaN where there is one cell alone. cells: how many gave a number. failed: how many failed.
    """

    scenario: str
    settings: tuple[tuple[str, Any], ...]
    outcome: str
    mean: float
    low: float
    high: float
    cells: int
    failed: int


def summarise_work(work: Work, log: CheckpointLog, outcomes: Sequence[str]) -> list[Line]:
    """The lines of everything that is finished, in the order of the cells."""
    groups: dict[tuple[int, int], list[Cell]] = {}
    for cell in work.cells:
        if cell.key in log.finished:
            groups.setdefault((cell.base, cell.point), []).append(cell)
    return [line for cells in groups.values() for line in _lines(work, log, outcomes, cells)]


def _lines(work: Work, log: CheckpointLog, outcomes: Sequence[str], cells: list[Cell]) -> list[Line]:
    good = [cell for cell in cells if log.finished[cell.key].failed is None]
    values = np.array([log.finished[cell.key].values for cell in good]).reshape(len(good), len(log.columns))
    draws = np.array([-1 if cell.draw is None else cell.draw for cell in good])
    shown = cells[0].settings if not work.with_draws else ()
    lines = []
    for outcome in outcomes:
        column = values[:, log.columns.index(outcome)]
        known = np.isfinite(column)
        mean, low, high = (
            _over_draws(column[known], draws[known]) if work.with_draws else mean_interval(column[known])
        )
        counted, failed = int(known.sum()), len(cells) - len(good)
        lines.append(Line(work.scenarios[cells[0].base], shown, outcome, mean, low, high, counted, failed))
    return lines


def _over_draws(values: Any, draws: Any) -> tuple[float, float, float]:
    if not len(values):
        return np.nan, np.nan, np.nan
    each = [values[draws == draw].mean() for draw in np.unique(draws)]
    low, high = np.percentile(each, [2.5, 97.5]) if len(each) > 1 else (np.nan, np.nan)
    return float(np.mean(each)), float(low), float(high)


def write_summary(lines: Sequence[Line], folder: Path) -> Path:
    """The lines as a table; what is no number is left empty."""
    paths = list(dict.fromkeys(path for line in lines for path, _ in line.settings))
    names = ["scenario", *paths, "outcome", "mean", "low", "high", "cells", "failed"]
    rows = [dict.fromkeys(names, "") | {**vars(line), **dict(line.settings)} for line in lines]
    for row in rows:
        del row["settings"]
    write_csv(folder / SUMMARY, rows, names)
    return folder / SUMMARY
