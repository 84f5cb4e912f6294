"""A map of an outcome over two parameters, with contours."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures.style import settings
from haicsim.analysis.sensitivity.factors import Factor


def draw(
    across: Factor, up: Factor, values: NDArray[np.float64], outcome: str, unit: str, subtitle: str
) -> Any:
    """The figure; values of shape (side, side), the first axis along `across`. A cross marks the scenario as it is."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    side = values.shape[0]
    x = np.linspace(across.low, across.high, side)
    y = np.linspace(up.low, up.high, side)
    with settings():
        figure, panel = plt.subplots(figsize=(7.6, 6))
        shades = panel.pcolormesh(x, y, values.T, cmap="cividis", shading="gouraud")
        if np.ptp(values):
            lines = panel.contour(x, y, values.T, colors="white", linewidths=0.9)
            for label in panel.clabel(lines, fontsize=8):
                label.set_visible(_inside(panel, *label.get_position()))
        panel.plot(across.value, up.value, "x", color="white", ms=9, mew=2)
        figure.colorbar(shades, label=f"{outcome} ({unit})")
        panel.set_xlabel(f"{across.path} ({across.unit})" if across.unit else across.path)
        panel.set_ylabel(f"{up.path} ({up.unit})" if up.unit else up.path)
        panel.set_title(f"{outcome}: {subtitle}; cross: as it is", fontsize=9.5)
        figure.tight_layout()
    return figure


def _inside(panel: Any, x: float, y: float) -> bool:
    """Far enough from the edge for a number to be whole."""
    across, up = panel.transAxes.inverted().transform(panel.transData.transform((x, y)))
    return bool(0.05 < across < 0.95 and 0.03 < up < 0.97)
