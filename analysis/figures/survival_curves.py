"""Survival of the resected by vessel group, simulated, with the paper's printed landmarks and numbers at risk."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures.style import GROUP_LOOK, GROUP_NAMES, settings
from haicsim.analysis.studies import Study
from haicsim.analysis.survival.counterparts import counted_endpoints
from haicsim.analysis.survival.kaplan_meier import kaplan_meier, numbers_at_risk
from haicsim.analysis.survival.observation import Times
from haicsim.analysis.validation import LandmarkRow, observed
from haicsim.sim.codes import GROUPS
from haicsim.sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

_YEARS = 6
_WHO = {
    "all_starters": "everyone who started",
    "responders": "responders",
    "converted": "converted patients",
    "resected": "resected patients",
}
_NOTES = {
    "OS": "From first infusion: everyone here lived to hepatectomy (immortal time).",
    "DFS": "From hepatectomy to recurrence as it became detectable; death censored.",
}


def draw(
    records: NDArray[Any], study: Study, rows: list[LandmarkRow], horizon_days: float, subtitle: str
) -> Any:
    """The figure, one panel an endpoint: simulated curves with 95% bands, printed figures with binomial intervals.

    records: the simulated patients. rows: the comparison with the paper (see `haicsim.analysis.validation.compare`).
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    with settings():
        counted = counted_endpoints(study)
        figure, panels = plt.subplots(1, len(counted), figsize=(11.5, 5.9), squeeze=False)
        for panel, name in zip(panels[0], counted, strict=True):
            _draw_endpoint(panel, records, study, rows, horizon_days, name)
        figure.suptitle(subtitle, x=0.01, ha="left", fontsize=10.5)
        handles, labels = panels[0][0].get_legend_handles_labels()
        figure.legend(*_in_rows(handles, labels), loc="lower center", ncols=len(GROUPS), fontsize=9)
        figure.subplots_adjust(left=0.1, right=0.965, top=0.86, bottom=0.37, wspace=0.3)
    return figure


def _draw_endpoint(
    panel: Any, records: NDArray[Any], study: Study, rows: list[LandmarkRow], horizon_days: float, name: str
) -> None:
    ticks = np.arange(_YEARS + 1, dtype=np.float64)
    panel.set_title(f"{study.endpoints[name].label}, {_who(study, name)}", pad=16)
    panel.text(0, 1.02, _NOTES.get(name, ""), transform=panel.transAxes, fontsize=8, color="#444444")
    for place, group in enumerate(GROUPS):
        times = observed(records, study, name, group, horizon_days)
        _simulated(panel, times, group)
        printed = [row for row in rows if (row.endpoint, row.group) == (name, group)]
        _printed(panel, printed, place, group)
        _at_risk(panel, group, place, numbers_at_risk(times, ticks * DAYS_PER_YEAR).tolist())
    panel.set(xlim=(0, _YEARS), ylim=(0, 1.03), xticks=ticks)
    panel.set_xlabel("Years since " + study.endpoints[name].time_zero.replace("_", " "))
    panel.set_ylabel("Survival")
    panel.yaxis.set_major_formatter(_percent)


def _who(study: Study, endpoint: str) -> str:
    """Whose curves they are; of all who start only the infused are followed from first infusion."""
    rule, since = study.design.entry_rule.name, study.endpoints[endpoint].time_zero
    return (
        "the infused"
        if (rule, since) == ("all_starters", "first_infusion")
        else _WHO.get(rule, rule.replace("_", " "))
    )


def _simulated(panel: Any, times: Times, group: str) -> None:
    """The simulated curve with its 95% band; the legend says how many it rests on."""
    colour, dashes, _ = GROUP_LOOK[group]
    curve = kaplan_meier(times)
    years = curve.days / DAYS_PER_YEAR
    patients = f"n = {len(times.days):,}" if len(times.days) else "nobody"
    label = f"simulated, {GROUP_NAMES[group]} ({patients})"
    panel.fill_between(years, curve.low, curve.high, step="post", color=colour, alpha=0.15, lw=0)
    panel.step(years, curve.estimate, where="post", color=colour, ls=dashes, lw=1.8, label=label)


def _in_rows(handles: list[Any], labels: list[str]) -> tuple[list[Any], list[str]]:
    """Order a legend so that each column holds one group: curve above, printed figures below."""
    order = sorted(
        range(len(labels)), key=lambda k: (labels[k].split(", ")[1][0], not labels[k].startswith("sim"))
    )
    return [handles[k] for k in order], [labels[k] for k in order]


def _percent(share: float, _: int) -> str:
    return f"{100 * share:.0f}%"


def _printed(panel: Any, rows: list[LandmarkRow], place: int, group: str) -> None:
    """The paper's figures with binomial 95% intervals, set apart sideways so that groups do not overlap."""
    if not rows:
        return
    colour, _, marker = GROUP_LOOK[group]
    years = np.array([row.months * DAYS_PER_MONTH / DAYS_PER_YEAR for row in rows]) + 0.09 * (place - 1)
    share, low, high = (
        np.array([getattr(row, name) for row in rows]) / 100.0
        for name in ("printed", "printed_low", "printed_high")
    )
    panel.errorbar(
        years, share, yerr=[share - low, high - share], fmt=marker, color=colour, mfc="white", ms=6, lw=1, capsize=2.5,
        label=f"paper, {group} (n = {rows[0].n}), binomial 95% interval", zorder=5, clip_on=False,
    )  # fmt: skip


def _at_risk(panel: Any, group: str, place: int, counts: list[int]) -> None:
    """One line of numbers at risk below the axis, at the very ticks."""
    colour = GROUP_LOOK[group][0]
    height = -0.26 - 0.07 * place
    if place == 0:
        panel.text(-0.07, height + 0.07, "At risk", transform=panel.transAxes, ha="right", fontsize=8)
    panel.text(-0.07, height, group, transform=panel.transAxes, ha="right", color=colour, fontweight="bold")
    for year, count in enumerate(counts):
        panel.text(
            year, height, f"{count:,}", transform=panel.get_xaxis_transform(), ha="center", fontsize=8.5
        )
