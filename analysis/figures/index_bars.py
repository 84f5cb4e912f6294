"""Bars of sensitivity indices with their intervals, and the floor of what chance alone gives."""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

from haicsim.analysis.figures.style import INK, QUIET, Fill, settings
from haicsim.analysis.figures.words import outcome_words, parameter_label
from haicsim.analysis.sensitivity.indices import Index

_MOST_BARS, _LETTERS = 20, 52  # bars, and letters of a line below them
_FILLS = (Fill("#0072B2"), Fill("#E69F00", "////"))
_WORDS = {
    "S1": "alone (first order)",
    "ST": "with all interactions (total)",
    "median": "PAWN: median distance",
    "prcc": "partial rank correlation",
    "coefficient": "standardised regression coefficient",
}
_AXES = {
    "S1": "Sobol index: share of the variance that is due to a parameter",
    "ST": "Sobol index: share of the variance that is due to a parameter",
    "median": "PAWN index: median Kolmogorov-Smirnov distance, 0 to 1",
    "prcc": "Partial rank correlation coefficient (PRCC), -1 to 1",
    "coefficient": "Standardised regression coefficient, -1 to 1",
}
_CHANCE = (
    "Dotted line: what chance alone gives. Pale bars cannot be told from it. Lines on bars: 95% intervals."
)


def draw(indices: Sequence[Index], outcome: str, units: Mapping[str, str], subtitle: str) -> Any:
    """The figure, the heaviest parameters first; pale bars lie below the floor. units: of the parameters by path."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    measures = list(dict.fromkeys(index.measure for index in indices))
    by = {(index.path, index.measure): index for index in indices}
    heaviest = lambda path: (abs(by[path, measures[-1]].value), path)  # noqa: E731
    paths = sorted({index.path for index in indices}, key=heaviest)[-_MOST_BARS:]
    with settings():
        figure, panel = plt.subplots(figsize=(9, 2.2 + 0.5 * len(paths)), layout="constrained")
        _bars(panel, by, paths, measures)
        noise_floor = indices[0].noise_floor
        for side in {noise_floor, -noise_floor} if measures[0] in ("prcc",) else {noise_floor}:
            panel.axvline(side, color="#777777", ls=":", lw=1.2)
        panel.axvline(0.0, color=INK, lw=0.8)
        panel.set_yticks(range(len(paths)), [parameter_label(path, units.get(path, "")) for path in paths])
        panel.tick_params(axis="y", labelsize=8.5)
        axis = _AXES.get(measures[0], measures[0])
        panel.set_xlabel(f"{fill(axis, _LETTERS)}\n{fill(_CHANCE, _LETTERS)}")
        figure.suptitle(
            f"What this hinges on: {outcome_words(outcome)}\n{subtitle}", x=0.01, ha="left", fontsize=10
        )
        if len(measures) > 1:
            figure.legend(loc="outside lower right", ncols=2, fontsize=9, labelcolor=QUIET)
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
            panel.barh(at, index.value, height, alpha=alpha, **_FILLS[line].areas())
            if index.low == index.low:
                panel.plot([index.low, index.high], [at, at], color=INK, lw=1)
    for line, measure in enumerate(measures):
        panel.barh(0, 0, label=_WORDS.get(measure, measure), **_FILLS[line].areas())
