"""The paper's survival figures drawn again: what studies of its size would show, and its printed landmarks among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures import km_panel
from haicsim.analysis.figures.files import MM_PER_INCH, FigureFiles
from haicsim.analysis.figures.style import GROUP_LOOK, QUIET, settings, small
from haicsim.analysis.studies import Landmark
from haicsim.analysis.survival.counterparts import counted_endpoints
from haicsim.analysis.survival.estimators import survival_at
from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.validation.predictive_check import Compared
from haicsim.analysis.validation.replicates import Replicates, vessel_groups, whole_group
from haicsim.sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

_YEARS = 6
_MONTHS = np.arange(0.0, 12.0 * _YEARS + 1.0)
_SELDOM = 0.5
IMMORTAL = "From first infusion: everyone here lived\nto hepatectomy (immortal time of about 5 months)."
_ZEROS = {
    "first_infusion": IMMORTAL,
    "hepatectomy": "From hepatectomy; a recurrence\ncounts when a visit shows it.",
}


@dataclass(frozen=True)
class PredictedBand:
    """What simulated studies show month by month, shares of 1: median and 95% limits, each (m,), NaN where too few do.

    None of the three ever rises: where studies whose follow-up has ended drop out, the lowest so far is kept. at_risk:
    median number of patients still followed, at the start of each year.
    """

    middle: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    at_risk: tuple[int, ...]


def predicted_band(studies: Replicates, endpoint: str, group: str) -> PredictedBand:
    """The band of one endpoint in one group."""
    times = studies.times(endpoint, group)
    curves = survival_at(times.days, times.observed, _MONTHS * DAYS_PER_MONTH)
    known = np.mean(~np.isnan(curves), axis=0) >= _SELDOM
    limits = np.full((3, len(_MONTHS)), np.nan)
    limits[:, known] = np.nanquantile(curves[:, known], (0.025, 0.5, 0.975), axis=0, method="inverted_cdf")
    limits[:, known] = np.minimum.accumulate(limits[:, known], axis=1)
    followed = (times.days[:, :, None] >= np.arange(_YEARS + 1) * DAYS_PER_YEAR).sum(axis=1)
    at_risk = tuple(np.median(followed, axis=0).round().astype(int).tolist())
    return PredictedBand(limits[1], limits[0], limits[2], at_risk)


def figures(
    studies: Replicates, rows: Sequence[Compared], scenario: str, width_mm: float | None = None
) -> dict[str, Any]:
    """All of them by file name: everybody by endpoint, then each endpoint by vessel group."""
    study = studies.study
    everybody = [(name, whole_group(study)) for name in counted_endpoints(study)]
    drawn = {"figure-1": draw(studies, rows, everybody, scenario, width_mm)} if everybody else {}
    groups = vessel_groups(study)
    for number, endpoint in enumerate(counted_endpoints(study) if groups else (), start=2):
        panels = [(endpoint, group) for group in groups]
        drawn[f"figure-{number}"] = draw(studies, rows, panels, scenario, width_mm)
    return drawn


def draw(
    studies: Replicates,
    rows: Sequence[Compared],
    panels: Sequence[tuple[str, str]],
    scenario: str,
    width_mm: float | None = None,
) -> Any:
    """One figure, a panel for each endpoint and group: median and 95% band of simulated studies, printed landmarks.

    rows: the comparison, for what the audit says of each printed value. width_mm: on the page; in one
    column of a journal panels stand below one another.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    count = len(panels)
    narrow = FigureFiles(width_mm=width_mm).narrow
    width = 4.0 * count + 0.7 if width_mm is None else width_mm / MM_PER_INCH
    high = 2.7 * count + 0.8 if narrow else 4.9 if width_mm is None else 3.6
    shape, size = ((count, 1) if narrow else (1, count)), (width, high)
    worth = {row.figure: row.mark for row in rows}
    with settings(in_print=width_mm is not None):
        figure, axes = plt.subplots(*shape, figsize=size, squeeze=False, layout="constrained")
        seen: list[str] = []
        for axis, (endpoint, group) in zip(axes.ravel(), panels, strict=True):
            seen += _panel(axis, studies, worth, endpoint, group)
        for axis in axes[:, 0]:
            axis.set_ylabel("Survival")
        title = f"{scenario}: {len(studies):,} simulated studies of the paper's size"
        figure.suptitle(title, x=0.01, ha="left", fontsize=small(1.1))
        handles, labels = axes[0][0].get_legend_handles_labels()
        meaning = km_panel.worth_handles(seen)
        figure.legend(
            [*handles, *meaning], [*labels, *(each.get_label() for each in meaning)],
            loc="outside lower center", ncols=1 if narrow else 4, fontsize=small(0.9),
        )  # fmt: skip
    return figure


def _panel(axis: Any, studies: Replicates, worth: Mapping[str, str], endpoint: str, group: str) -> list[str]:
    """One panel; what the audit says of the printed figures in it."""
    study = studies.study
    said, size = study.endpoints[endpoint], study.groups[group]
    colour, dashes, marker = GROUP_LOOK.get(group, GROUP_LOOK["all"])
    found, years = predicted_band(studies, endpoint, group), _MONTHS / 12.0
    axis.set_title(f"{said.label}\n{fill(size.label, 22)}\n(n = {size.n})", pad=3.4 * small())
    note = _ZEROS.get(said.time_zero, "")
    axis.text(0, 1.02, note, transform=axis.transAxes, fontsize=small(0.85), color=QUIET, va="bottom")
    axis.fill_between(
        years, found.low, found.high, step="post", color=colour, alpha=0.18, lw=0, label="95% of simulated studies"
    )  # fmt: skip
    axis.step(years, found.middle, where="post", color=colour, ls=dashes, lw=1.8, label="their median")
    marks = [
        mark
        for mark in study.landmarks
        if (mark.endpoint, mark.group) == (endpoint, group) and mark.time_months <= 12.0 * _YEARS
    ]
    judged = [worth.get(mark.figure, "usable") for mark in marks]
    _printed(axis, marks, judged, (colour, marker))
    axis.set(xlim=(0, _YEARS), xticks=range(_YEARS + 1))
    axis.set_xlabel("Years since " + said.time_zero.replace("_", " "))
    km_panel.shares(axis)
    row = km_panel.AtRisk("", QUIET, [str(count) for count in found.at_risk])
    km_panel.at_risk(axis, range(_YEARS + 1), [row], "At risk (median)")
    return judged


def _printed(axis: Any, marks: Sequence[Landmark], worth: Sequence[str], look: tuple[str, str]) -> None:
    """Printed landmarks with binomial intervals, censoring ignored; counts of events by a time among them."""
    if not marks:
        return
    years, share = (
        np.array(values)
        for values in zip(*((m.time_months / 12.0, m.percent / 100.0) for m in marks), strict=True)
    )
    ends = [exact_interval(mark.percent / 100.0, mark.n) for mark in marks]
    low, high = (np.array(values) for values in zip(*ends, strict=True))
    label = "printed, with binomial 95% interval"
    km_panel.printed(axis, km_panel.Printed(years, share, low, high, worth), look, label)
