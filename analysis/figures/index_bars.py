"""Bars of sensitivity indices with their intervals, and the floor of what chance alone gives."""

from collections.abc import Mapping, Sequence
from typing import Any

from haicsim.analysis.figures.style import settings
from haicsim.analysis.sensitivity.indices import Index

_MOST_BARS = 20
_COLOURS = ("#0072B2", "#D55E00")
_WORDS = {
    "S1": "alone (first order)",
    "ST": "with all interactions (total)",
    "median": "median distance (PAWN)",
    "prcc": "partial rank correlation",
    "coefficient": "standardised coefficient",
}


def draw(indices: Sequence[Index], outcome: str, subtitle: str) -> Any:
    """The figure, the heaviest parameters first; pale bars lie below the floor."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    measures = list(dict.fromkeys(index.measure for index in indices))
    by = {(index.path, index.measure): index for index in indices}
    heaviest = lambda path: (abs(by[path, measures[-1]].value), path)  # noqa: E731
    paths = sorted({index.path for index in indices}, key=heaviest)[-_MOST_BARS:]
    with settings():
        figure, panel = plt.subplots(figsize=(9, 1.8 + 0.42 * len(paths)))
        _bars(panel, by, paths, measures)
        noise_floor = indices[0].noise_floor
        for side in {noise_floor, -noise_floor} if measures[0] in ("prcc",) else {noise_floor}:
            panel.axvline(side, color="#999999", ls=":", lw=1)
        panel.axvline(0.0, color="#222222", lw=0.8)
        panel.set_yticks(range(len(paths)), paths)
        panel.set_xlabel("Dotted: what chance alone gives; pale bars cannot be told from it")
        panel.set_title(f"What {outcome} hinges on: {subtitle}", fontsize=9.5)
        panel.legend(loc="lower right")
        figure.tight_layout()
    return figure


def _bars(
    panel: Any, by: Mapping[tuple[str, str], Index], paths: Sequence[str], measures: Sequence[str]
) -> None:
    """A bar for every parameter and measure, and the measures' names for the legend."""
    height = 0.8 / len(measures)
    for row, path in enumerate(paths):
        for line, measure in enumerate(measures):
            index, at = by[path, measure], row - 0.4 + height * (line + 0.5)
            alpha = 0.3 if index.below_noise_floor else 0.9
            panel.barh(at, index.value, height, color=_COLOURS[line], alpha=alpha)
            if index.low == index.low:
                panel.plot([index.low, index.high], [at, at], color="#222222", lw=1)
    for line, measure in enumerate(measures):
        panel.barh(0, 0, color=_COLOURS[line], label=_WORDS.get(measure, measure))
