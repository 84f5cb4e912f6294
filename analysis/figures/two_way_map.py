"""A map of an outcome over two parameters: contours, and every point that was simulated with its value."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures.style import settings
from haicsim.analysis.figures.words import outcome_label, outcome_scale, outcome_words, parameter_label
from haicsim.analysis.sensitivity.factors import Factor

_MOST_NUMBERED = 9  # points along a side: more have no room for their values
_NOTE = (
    "Points: where patients were simulated, with the value there;\n"
    "in between it is interpolated. Cross: the scenario as it is."
)


def draw(
    across: Factor, up: Factor, values: NDArray[np.float64], outcome: str, unit: str, subtitle: str
) -> Any:
    """The figure; values of shape (side, side), the first axis along `across`. A cross marks the scenario as it is."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    shown = outcome_scale(outcome, unit)[0] * values
    side = values.shape[0]
    x = np.linspace(across.low, across.high, side)
    y = np.linspace(up.low, up.high, side)
    with settings():
        figure, panel = plt.subplots(figsize=(7.6, 6.6), layout="constrained")
        shades = panel.pcolormesh(x, y, shown.T, cmap="cividis", shading="gouraud")
        if np.ptp(shown):
            panel.contour(x, y, shown.T, colors="white", linewidths=0.8)
        _points(panel, x, y, shown)
        panel.plot(across.value, up.value, "x", color="black", ms=11, mew=4, clip_on=False, zorder=6)
        panel.plot(across.value, up.value, "x", color="white", ms=10, mew=2, clip_on=False, zorder=7)
        figure.colorbar(shades, label=outcome_label(outcome, unit))
        panel.set_xlabel(parameter_label(across.path, across.unit, 70))
        panel.set_ylabel(parameter_label(up.path, up.unit, 60))
        panel.margins(0.06)
        panel.set_title(" ", pad=8)
        figure.suptitle(f"{outcome_words(outcome)}\n{subtitle}", x=0.01, ha="left", fontsize=10)
        figure.supxlabel(_NOTE, fontsize=8.5, x=0.01, ha="left")
    return figure


def _points(panel: Any, x: NDArray[np.float64], y: NDArray[np.float64], shown: NDArray[np.float64]) -> None:
    """Where patients were simulated, each with its value on a pale ground, readable on every shade."""
    decimals = max(0, 2 - int(np.floor(np.log10(max(float(np.abs(shown).max()), 1e-9)))) - 1)
    for column, at in enumerate(x):
        dots: dict[str, Any] = {"marker": "o", "ms": 3.5, "mfc": "white", "mec": "black", "mew": 0.7}
        panel.plot(np.full(len(y), at), y, ls="", clip_on=False, zorder=4, **dots)
        if len(x) > _MOST_NUMBERED:
            continue
        for row, height in enumerate(y):
            panel.annotate(
                f"{shown[column, row]:.{decimals}f}", (at, height), (0, 7), textcoords="offset points",
                ha="center", va="bottom", fontsize=7.5, zorder=5, annotation_clip=False,
                bbox={"boxstyle": "round,pad=0.12", "fc": "white", "ec": "none", "alpha": 0.8},
            )  # fmt: skip
