"""A team's survival curve upon the band of simulated studies of patients like theirs."""

from typing import Any

import numpy as np

from haicsim.analysis.cohort.follow_up import zero_of
from haicsim.analysis.cohort.lay_beside import CohortBeside
from haicsim.analysis.figures import km_panel
from haicsim.analysis.figures.style import INK, canvas, foot, head, settings
from haicsim.analysis.survival.kaplan_meier import numbers_at_risk
from haicsim.sim.units import DAYS_PER_MONTH

_BAND, _MEDIAN = "#C4D9EA", "#0072B2"


def draw(found: CohortBeside) -> Any:
    """The team's Kaplan-Meier curve, a tick for each patient censored, and the predicted median and band; the figure."""
    with settings():
        figure = canvas(7.6, 6.2)
        panel = figure.add_axes((0.145, 0.345, 0.83, 0.53))
        _predicted(panel, found)
        _team(panel, found)
        last = found.counted.times.days.max() / DAYS_PER_MONTH
        zero = "hepatectomy" if zero_of(found.counted.rule) == "hepatectomy" else "the first infusion"
        panel.set(
            ylim=(0.0, 1.03),
            xlim=(0.0, max(last, 1.0)),
            xlabel=f"Months since {zero}",
            ylabel="Overall survival",
        )
        figure.legend(fontsize=8.5, loc="lower left", bbox_to_anchor=(0.06, 0.085), ncols=4)
        _states(panel, found)
        n = found.described.patients
        head(
            figure,
            "A team's patients beside simulated ones",
            f"{n:,} patients; scenario {found.scenario.title}",
        )
        studies, level = found.beside.studies, 100 * found.beside.level
        foot(
            figure,
            f"Band: {level:.0f}% of {studies:,} studies of as many simulated patients like these, watched as long."
            f"\nVerdict on the mean up to {found.beside.mean.months:.0f} months: {found.verdict}.",
        )
    return figure


def _predicted(panel: Any, found: CohortBeside) -> None:
    months, low, median, high = np.array(
        [(at.months, at.low, at.median, at.high) for at in found.beside.band]
    ).T
    # where studies whose follow-up has ended drop out, the lowest value so far is kept
    low, median, high = (np.minimum.accumulate(each) for each in (low, median, high))
    label = f"{100 * found.beside.level:.0f}% of simulated studies"
    panel.fill_between(months, low, high, facecolor=_BAND, edgecolor=_MEDIAN, lw=0.6, label=label)
    panel.plot(months, median, color=_MEDIAN, ls=(0, (5, 2)), lw=1.6, label="predicted median")


def _team(panel: Any, found: CohortBeside) -> None:
    curve, times = found.described.curve, found.counted.times
    panel.step(
        curve.days / DAYS_PER_MONTH,
        curve.estimate,
        where="post",
        color="black",
        lw=1.9,
        label="the team's patients",
    )
    ends = np.sort(times.days[~times.observed])
    heights = curve.estimate[np.searchsorted(curve.days, ends, side="right") - 1]
    panel.plot(ends / DAYS_PER_MONTH, heights, ls="", marker="|", color="black", ms=6, label="censored")


def _states(panel: Any, found: CohortBeside) -> None:
    """How many are at risk, censored and dead by each tick: together all patients (Morris et al., BMJ Open 2019;9:e030215)."""
    times, top = found.counted.times, panel.get_xlim()[1]
    ticks = np.arange(0.0, top + 1e-9, next(step for step in (1, 3, 6, 12, 24, 60, 120) if top / step <= 11))
    panel.set_xticks(ticks)
    at_risk = numbers_at_risk(times, ticks * DAYS_PER_MONTH)
    died = np.searchsorted(np.sort(times.days[times.observed]), ticks * DAYS_PER_MONTH, side="left")
    censored = len(times.days) - at_risk - died
    rows = [
        km_panel.AtRisk(name, INK, [f"{count:,}" for count in counts.tolist()])
        for name, counts in (("At risk", at_risk), ("Censored", censored), ("Died", died))
    ]
    km_panel.at_risk(panel, ticks.tolist(), rows, "Patients")
