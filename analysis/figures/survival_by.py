"""Survival of simulated patients, a curve a group, for people who plot it themselves."""

from collections.abc import Mapping
from typing import Any

from haicsim.analysis.figures.style import GROUP_LOOK, GROUP_NAMES, settings
from haicsim.analysis.survival.kaplan_meier import kaplan_meier
from haicsim.analysis.survival.observation import Times
from haicsim.sim.units import DAYS_PER_MONTH

_LOOKS = [
    ("#0072B2", "-"), ("#D55E00", (0, (5, 2))), ("#009E73", (0, (1, 1.2))), ("#CC79A7", (0, (5, 1, 1, 1))),
    ("#56B4E9", "-"), ("#E69F00", (0, (5, 2))), ("#000000", (0, (1, 1.2))),
]  # fmt: skip
TITLES = {
    "itt": ("Survival of everyone who started", "Months since the decision for HAIC"),
    "os": ("Survival of the infused", "Months since first infusion"),
    "rfs": ("Recurrence-free survival", "Months since hepatectomy"),
}


def draw(groups: Mapping[str, Times], endpoint: str, axes: Any = None) -> Any:
    """Kaplan-Meier curves with their 95% bands, one a group, upon the axes given or upon new ones: the axes.

    groups: times by the name of each group, in the order in which they are drawn. endpoint: a name in TITLES. The
    backend of matplotlib is left as it is.
    """
    import matplotlib.pyplot as plt

    with settings():
        panel = plt.subplots(figsize=(6.4, 4.4), layout="constrained")[1] if axes is None else axes
        for place, (name, times) in enumerate(groups.items()):
            colour, dashes = GROUP_LOOK[name][:2] if name in GROUP_LOOK else _LOOKS[place % len(_LOOKS)]
            curve = kaplan_meier(times)
            months = curve.days / DAYS_PER_MONTH
            label = f"{GROUP_NAMES.get(name, name)} (n = {len(times.days):,})"
            panel.fill_between(months, curve.low, curve.high, step="post", color=colour, alpha=0.15, lw=0)
            panel.step(months, curve.estimate, where="post", color=colour, ls=dashes, lw=1.6, label=label)
        title, below = TITLES[endpoint]
        panel.set(ylim=(0.0, 1.03), xlabel=below, ylabel="Survival", title=title)
        panel.set_xlim(left=0.0)
        if groups:
            panel.legend(fontsize=9)
    return panel
