"""Survival of the resected by vessel group, simulated, with the paper's printed landmarks and numbers at risk."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures import km_panel
from haicsim.analysis.figures.files import MM_PER_INCH, FigureFiles
from haicsim.analysis.figures.style import GROUP_LOOK, GROUP_NAMES, QUIET, settings, small
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
    "OS": "From first infusion: everyone here lived to\nhepatectomy (immortal time).",
    "DFS": "From hepatectomy to recurrence as it became\ndetectable; death censored.",
}


def draw(
    records: NDArray[Any],
    study: Study,
    rows: list[LandmarkRow],
    horizon_days: float,
    subtitle: str,
    worth: Mapping[str, str] | None = None,
    width_mm: float | None = None,
) -> Any:
    """The figure, one panel an endpoint: simulated curves with 95% bands, printed figures with binomial intervals.

    records: the simulated patients. rows: the comparison with the paper (see `haicsim.analysis.validation.compare`).
    worth: what the audit says of printed figures by their ids, usable where it says nothing. width_mm: on the page; in one
    column of a journal panels stand below one another.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    counted, files = counted_endpoints(study), FigureFiles(width_mm=width_mm)
    narrow, width = files.narrow, 11.0 if width_mm is None else width_mm / MM_PER_INCH
    with settings(in_print=width_mm is not None):
        high = 3.0 * len(counted) + 1.5 if narrow else 5.4 if width_mm is None else 4.1
        shape, size = ((len(counted), 1) if narrow else (1, len(counted))), (width, high)
        figure, panels = plt.subplots(*shape, figsize=size, squeeze=False, layout="constrained")
        seen: list[str] = []
        for panel, name in zip(panels.ravel(), counted, strict=True):
            seen += _draw_endpoint(panel, records, study, rows, horizon_days, name, worth or {})
        figure.suptitle(subtitle, x=0.01, ha="left", fontsize=small(1.05))
        handles, labels = panels[0][0].get_legend_handles_labels()
        keys = _in_columns(handles, labels, km_panel.worth_handles(seen))
        columns = 1 if narrow else len(GROUPS)
        figure.legend(
            *keys, loc="outside lower center", ncols=columns, fontsize=small(0.9), columnspacing=1.2
        )
    return figure


def _draw_endpoint(
    panel: Any,
    records: NDArray[Any],
    study: Study,
    rows: list[LandmarkRow],
    horizon_days: float,
    name: str,
    worth: Mapping[str, str],
) -> list[str]:
    """One panel; what the audit says of the printed figures in it."""
    ticks = np.arange(_YEARS + 1, dtype=np.float64)
    panel.set_title(f"{study.endpoints[name].label},\n{_who(study, name)}", pad=3.4 * small())
    panel.text(
        0,
        1.02,
        _NOTES.get(name, ""),
        transform=panel.transAxes,
        fontsize=small(0.85),
        color=QUIET,
        va="bottom",
    )
    ids = {(mark.endpoint, mark.group, mark.time_months): mark.figure for mark in study.landmarks}
    found, seen = [], []
    for place, group in enumerate(GROUPS):
        times = observed(records, study, name, group, horizon_days)
        _simulated(panel, times, group)
        printed = [row for row in rows if (row.endpoint, row.group) == (name, group)]
        said = [worth.get(ids[row.endpoint, row.group, row.months], "usable") for row in printed]
        _printed(panel, printed, said, place, group)
        seen += said
        counts = numbers_at_risk(times, ticks * DAYS_PER_YEAR).tolist()
        found.append(km_panel.AtRisk(group, GROUP_LOOK[group][0], [f"{count:,}" for count in counts]))
    km_panel.at_risk(panel, ticks.tolist(), found)
    panel.set(xlim=(0, _YEARS), xticks=ticks, ylabel="Survival")
    panel.set_xlabel("Years since " + study.endpoints[name].time_zero.replace("_", " "))
    km_panel.shares(panel)
    return seen


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
    curve = kaplan_meier(times)
    patients = f"n = {len(times.days):,}" if len(times.days) else "nobody"
    label = f"simulated, {GROUP_NAMES[group]} ({patients})"
    band = curve.low, curve.estimate, curve.high
    km_panel.steps(panel, curve.days / DAYS_PER_YEAR, band, GROUP_LOOK[group][:2], label)


def _in_columns(handles: list[Any], labels: list[str], meaning: list[Any]) -> tuple[list[Any], list[str]]:
    """Order a legend so that each column holds one group: curve above, printed figures and what marks mean below."""
    order = sorted(
        range(len(labels)), key=lambda k: (labels[k].split(", ")[1][0], not labels[k].startswith("sim"))
    )
    pairs = [(handles[k], labels[k]) for k in order]
    extra = [(each, each.get_label()) for each in meaning]
    if len(pairs) == 2 * len(GROUPS):
        pairs = [pair for k in range(len(GROUPS)) for pair in (*pairs[2 * k : 2 * k + 2], *extra[k : k + 1])]
    else:
        pairs += extra
    return [handle for handle, _ in pairs], [label for _, label in pairs]


def _printed(panel: Any, rows: list[LandmarkRow], worth: list[str], place: int, group: str) -> None:
    """The paper's figures with binomial 95% intervals, set apart sideways so that groups do not overlap."""
    if not rows:
        return
    years = np.array([row.months * DAYS_PER_MONTH / DAYS_PER_YEAR for row in rows]) + 0.09 * (place - 1)
    share, low, high = (
        np.array([getattr(row, name) for row in rows]) / 100.0
        for name in ("printed", "printed_low", "printed_high")
    )
    label = f"paper, {group} (n = {rows[0].n}), binomial 95% interval"
    colour, _, marker = GROUP_LOOK[group]
    km_panel.printed(panel, km_panel.Printed(years, share, low, high, worth), (colour, marker), label)
