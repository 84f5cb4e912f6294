"""Where known truths lie among the draws of their posteriors: even, if a calibration says no more than it knows."""

from typing import Any

import numpy as np

from haicsim.analysis.calibration.coverage import Coverage
from haicsim.analysis.figures.style import INK, settings

_CLASSES = 5
_BARS = "#0072B2"


def draw(coverage: Coverage) -> Any:
    """The figure: a histogram of ranks for each number, with the span in which 95% of even counts lie."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from scipy.stats import binom

    count, truths = len(coverage.labels), len(coverage.ranks)
    low, high = binom.ppf((0.025, 0.975), truths, 1.0 / _CLASSES)
    columns = 3
    with settings():
        figure, panels = plt.subplots(
            -(-count // columns),
            columns,
            figsize=(9.0, 0.9 + 1.45 * -(-count // columns)),
            sharex=True,
            sharey=True,
        )
        flat = np.atleast_1d(panels).ravel()
        for panel, label, ranks, share in zip(
            flat, coverage.labels, coverage.ranks.T, coverage.covered(), strict=False
        ):
            counts, edges = np.histogram(ranks, np.linspace(0.0, 1.0, _CLASSES + 1))
            panel.axhspan(low, high, color="#E4E4E4", zorder=0)
            panel.bar(edges[:-1], counts, 0.94 / _CLASSES, align="edge", color=_BARS, zorder=1)
            panel.axhline(truths / _CLASSES, color=INK, lw=0.6, zorder=2)
            panel.set_title(
                f"{label}\n90% interval holds {100 * share:.0f}%", fontsize=8, fontweight="normal"
            )
            panel.set_xticks([0.0, 0.5, 1.0], ["0%", "50%", "100%"])
        for panel in flat[count:]:
            panel.set_visible(False)
        figure.supxlabel("Share of draws below the truth", fontsize=9)
        figure.supylabel("Truths", fontsize=9)
        figure.tight_layout()
    return figure
