"""The paper's survival figures drawn again: what studies of its size would show, and its printed landmarks among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures.style import GROUP_LOOK, settings
from haicsim.analysis.studies.reported_values import Survival, read_time
from haicsim.analysis.survival.counterparts import counted_endpoints
from haicsim.analysis.survival.estimators import survival_at
from haicsim.analysis.validation.predictive_check import Compared
from haicsim.analysis.validation.replicates import Replicates, vessel_groups, whole_group
from haicsim.sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

_YEARS = 6
_MONTHS = np.arange(0.0, 12.0 * _YEARS + 1.0)
_SELDOM = 0.5
IMMORTAL = "From first infusion: everyone here lived to hepatectomy (immortal time of about 5 months)."
_ZEROS = {
    "first_infusion": IMMORTAL,
    "hepatectomy": "From hepatectomy; a recurrence counts when a visit shows it.",
}


@dataclass(frozen=True)
class PredictedBand:
    """What simulated studies show month by month, shares of 1: median and 95% limits, each (m,), NaN where too few do.

    at_risk: median number of patients still followed, at the start of each year.
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
    followed = (times.days[:, :, None] >= np.arange(_YEARS + 1) * DAYS_PER_YEAR).sum(axis=1)
    at_risk = tuple(np.median(followed, axis=0).round().astype(int).tolist())
    return PredictedBand(limits[1], limits[0], limits[2], at_risk)


def figures(studies: Replicates, rows: Sequence[Compared], scenario: str) -> dict[str, Any]:
    """All of them by file name: everybody by endpoint, then each endpoint by vessel group."""
    study = studies.study
    everybody = [(name, whole_group(study)) for name in counted_endpoints(study)]
    drawn = {"figure-1": draw(studies, rows, everybody, scenario)} if everybody else {}
    groups = vessel_groups(study)
    for number, endpoint in enumerate(counted_endpoints(study) if groups else (), start=2):
        panels = [(endpoint, group) for group in groups]
        drawn[f"figure-{number}"] = draw(studies, rows, panels, scenario)
    return drawn


def draw(
    studies: Replicates, rows: Sequence[Compared], panels: Sequence[tuple[str, str]], scenario: str
) -> Any:
    """One figure, a panel for each endpoint and group: median and 95% band of simulated studies, printed landmarks.

    rows: the comparison, for the printed values and their binomial intervals.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    with settings():
        figure, axes = plt.subplots(
            1, len(panels), figsize=(4.1 * len(panels) + 0.9, 5.2), squeeze=False, sharey=True
        )
        for axis, (endpoint, group) in zip(axes[0], panels, strict=True):
            _panel(axis, studies, rows, endpoint, group)
        axes[0][0].set_ylabel("Survival")
        zeros = dict.fromkeys(studies.study.endpoints[endpoint].time_zero for endpoint, _ in panels)
        notes = " ".join(_ZEROS.get(zero, "") for zero in zeros)
        figure.suptitle(
            f"{scenario}: {len(studies):,} simulated studies of the paper's size", x=0.01, ha="left"
        )
        figure.text(0.01, 0.915, notes, fontsize=8, color="#444444")
        handles, labels = axes[0][0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="lower center", ncols=3, fontsize=9)
        figure.subplots_adjust(
            left=0.9 / (4.1 * len(panels) + 0.9), right=0.985, top=0.82, bottom=0.31, wspace=0.13
        )
    return figure


def _panel(axis: Any, studies: Replicates, rows: Sequence[Compared], endpoint: str, group: str) -> None:
    study = studies.study
    said, size = study.endpoints[endpoint], study.groups[group]
    colour, dashes, marker = GROUP_LOOK.get(group, GROUP_LOOK["all"])
    found, years = predicted_band(studies, endpoint, group), _MONTHS / 12.0
    axis.set_title(f"{said.label}\n{size.label} (n = {size.n})", pad=6)
    axis.fill_between(
        years,
        found.low,
        found.high,
        step="post",
        color=colour,
        alpha=0.18,
        lw=0,
        label="95% of simulated studies",
    )
    axis.step(years, found.middle, where="post", color=colour, ls=dashes, lw=1.8, label="their median")
    _printed(axis, studies, rows, endpoint, group, colour, marker)
    axis.set(xlim=(0, _YEARS), ylim=(0, 1.03), xticks=range(_YEARS + 1))
    axis.set_xlabel("Years since " + said.time_zero.replace("_", " "))
    axis.yaxis.set_major_formatter(lambda share, _: f"{100 * share:.0f}%")
    axis.text(0.0, -0.245, "At risk (median)", transform=axis.transAxes, fontsize=8, color="#444444")
    for year, count in enumerate(found.at_risk):
        axis.text(year, -0.31, str(count), transform=axis.get_xaxis_transform(), ha="center", fontsize=8.5)


def _printed(
    axis: Any,
    studies: Replicates,
    rows: Sequence[Compared],
    endpoint: str,
    group: str,
    colour: str,
    marker: str,
) -> None:
    """Printed landmarks with binomial intervals, censoring ignored."""
    ids = {
        row.figure: row for row in rows if (row.kind, row.subject, row.group) == ("survival", endpoint, group)
    }
    marks = [figure for figure in studies.study.figures if isinstance(figure, Survival) and figure.id in ids]
    if not marks:
        return
    years = [float(read_time(figure.at)) / 12.0 for figure in marks]
    share, low, high = (
        np.array([getattr(ids[figure.id], name) / 100.0 for figure in marks])
        for name in ("value", "exact_low", "exact_high")
    )
    axis.errorbar(
        years, share, yerr=[share - low, high - share], fmt=marker, color="black", mfc="white", mec=colour, mew=1.6,
        ms=7, lw=1, capsize=3, label="printed, with binomial 95% interval", zorder=5, clip_on=False,
    )  # fmt: skip
