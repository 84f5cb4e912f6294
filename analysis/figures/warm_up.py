"""How the hospital fills, and where MSER-5 cuts: the weekly series of each scarce resource, and the statistic that decides."""

from typing import Any

import numpy as np

from haicsim.analysis.figures.style import INK, PAGE, QUIET, canvas, foot, head, settings
from haicsim.analysis.measures.hospital import HospitalRun
from haicsim.analysis.measures.queue_series import BATCH, FOUND, NAMED, WEEK
from haicsim.analysis.measures.resource_names import words_of
from haicsim.sim.codes import RESOURCES
from haicsim.sim.units import DAYS_PER_YEAR

_SERIES, _STATISTIC, _CUT = "#0072B2", "#009E73", "#D55E00"
_ROW, _GAP, _TOP, _BOTTOM = 1.9, 0.75, 1.0, 1.3  # inches
_BATCH_YEARS = BATCH * WEEK / DAYS_PER_YEAR


def draw(run: HospitalRun, subtitle: str) -> Any:
    """The figure: for each scarce resource its patients, and the marginal standard error by what is left out."""
    rows = list(run.asked)
    height = _TOP + _BOTTOM + _ROW * len(rows) + _GAP * (len(rows) - 1)
    with settings():
        figure = canvas(PAGE, height)
        head(figure, "Warm-up: how the hospital fills, and what is left out", subtitle)
        for place, resource in enumerate(rows):
            bottom = (height - _TOP - (place + 1) * _ROW - _GAP * place) / height
            left = figure.add_axes((0.07, bottom, 0.5, _ROW / height))
            right = figure.add_axes((0.67, bottom, 0.31, _ROW / height))
            _series(left, run, resource)
            _statistic(right, run, resource)
        left.set_xlabel("Years since the hospital opened, empty")
        right.set_xlabel("Years left out at the beginning")
        foot(figure, _notes(run))
    return figure


def _series(panel: Any, run: HospitalRun, resource: int) -> None:
    weekly = run.busy[resource] + run.queue[resource]
    count = len(weekly) // BATCH
    means = weekly[: count * BATCH].reshape(count, BATCH).mean(axis=1)
    panel.plot((np.arange(count) + 0.5) * _BATCH_YEARS, means, color=_SERIES, lw=0.9)
    _cut(panel, run, resource)
    name = words_of(RESOURCES[resource])
    panel.set_title(f"{name}: served and waiting, means of {BATCH} weeks")
    panel.set(xlim=(0.0, max(count, 1) * _BATCH_YEARS), ylim=(0.0, 1.1 * float(means.max(initial=0.1))))
    panel.set_ylabel("patients")


def _statistic(panel: Any, run: HospitalRun, resource: int) -> None:
    statistic = run.truncation[resource].statistic
    panel.set_title("marginal standard error")
    if not len(statistic):
        panel.text(0.5, 0.5, "too short a series", ha="center", color=QUIET, transform=panel.transAxes)
        panel.set(xticks=[], yticks=[])
        return
    panel.plot(np.arange(len(statistic)) * _BATCH_YEARS, np.sqrt(statistic), color=_STATISTIC, lw=1.2)
    _cut(panel, run, resource)
    panel.set(
        xlim=(0.0, len(statistic) * _BATCH_YEARS), ylim=(0.0, 1.1 * float(np.sqrt(statistic.max())) or 1.0)
    )


def _cut(panel: Any, run: HospitalRun, resource: int) -> None:
    """Where the rule cuts for this resource, and where the measures begin."""
    found = run.truncation[resource].left_out
    if found is not None:
        panel.axvline(found * WEEK / DAYS_PER_YEAR, color=_CUT, lw=1.4)
    if run.window.first > 0.0:
        panel.axvline(run.window.first / DAYS_PER_YEAR, color=INK, lw=1.2, ls=(0, (4, 2)))


def _notes(run: HospitalRun) -> str:
    first = run.window.first / DAYS_PER_YEAR
    said = {
        NAMED: f"Dashed: the warm-up of {first:.1f} years that the scenario names, which is what counts.",
        FOUND: f"Dashed: {first:.1f} years are left out of the hospital's measures, the longest of all resources.",
    }.get(run.window.warm_up, "Of one resource at least no steady part was found, so nothing is left out.")
    return (
        f"Orange: what MSER-5 finds, the part whose leaving out makes the marginal standard error of the rest smallest "
        f"(first half only).\n{said}"
    )
