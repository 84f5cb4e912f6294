"""Morris' plane: how much each parameter matters against how much its effect depends on the others."""

from collections.abc import Sequence
from typing import Any

from analysis.figures.style import SETTINGS
from analysis.sensitivity.indices import Index

_MOST_NAMES = 12


def draw(indices: Sequence[Index], outcome: str, unit: str, subtitle: str) -> Any:
    """The figure: mu* with its interval against sigma, hollow below the floor, the largest named."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    star = {index.path: index for index in indices if index.measure == "mu_star"}
    sigma = {index.path: index.value for index in indices if index.measure == "sigma"}
    named = sorted(star, key=lambda path: star[path].value)[-_MOST_NAMES:]
    with plt.rc_context(SETTINGS):
        figure, panel = plt.subplots(figsize=(9, 6))
        for path, index in star.items():
            half = index.high - index.value
            panel.errorbar(
                index.value, sigma.get(path, 0.0), xerr=half if half == half else None, fmt="o", ms=5, lw=0.8,
                color="#0072B2", mfc="white" if index.below_floor else "#0072B2",
            )  # fmt: skip
            if path in named:
                panel.annotate(
                    path, (index.value, sigma.get(path, 0.0)), (5, 4), textcoords="offset points", fontsize=8
                )
        floor = next((index.floor for index in star.values()), 0.0)
        panel.axvline(floor, color="#999999", ls=":", lw=1)
        panel.text(floor, 1.0, " luck alone", transform=panel.get_xaxis_transform(), fontsize=8, va="top")
        panel.set_xlabel(f"mu*: mean change of {outcome} ({unit}) over the whole range of a parameter")
        panel.set_ylabel("sigma: how far that depends on the others")
        panel.set_title(f"What matters for {outcome}: {subtitle}", fontsize=9.5)
        panel.margins(0.12)
        figure.tight_layout()
    return figure
