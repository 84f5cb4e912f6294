"""A tornado: what each parameter does to an outcome at both ends of its range, both ends labelled."""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

from haicsim.analysis.figures.style import INK, QUIET, Fill, settings
from haicsim.analysis.figures.words import outcome_scale, outcome_words, parameter_label
from haicsim.analysis.sensitivity.oneway import Swing

_MOST_BARS, _LETTERS = 20, 52  # bars, and letters of a line below them
_LOW, _HIGH = Fill("#0072B2"), Fill("#E69F00", "////")
_CHANCE = "Pale bars cannot be told from chance. Lines: 95% intervals; numbers: the value at that end."


def draw(swings: Sequence[Swing], outcome: str, unit: str, units: Mapping[str, str], subtitle: str) -> Any:
    """The figure, the widest parameters first; pale bars cannot be told from chance.

    swings: the low and the high end of each parameter in turn. units: of the parameters by path.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    pairs = sorted(zip(swings[::2], swings[1::2], strict=True), key=_width)[-_MOST_BARS:]
    factor, shown = outcome_scale(outcome, unit)
    with settings():
        figure, panel = plt.subplots(figsize=(9, 2.1 + 0.46 * len(pairs)), layout="constrained")
        for place, pair in enumerate(pairs):
            for swing, look in zip(pair, (_LOW, _HIGH), strict=True):
                _end(panel, place, swing, look, factor)
        panel.axvline(0.0, color=INK, lw=0.8)
        paths = [low.path for low, _ in pairs]
        panel.set_yticks(range(len(pairs)), [parameter_label(path, units.get(path, "")) for path in paths])
        panel.tick_params(axis="y", labelsize=8.5)
        measured = {"%": "percentage points"}.get(shown, shown)
        change = f"Change of: {outcome_words(outcome)}" + (f" ({measured})" if measured else "")
        panel.set_xlabel(f"{fill(change, _LETTERS)}\n{fill(_CHANCE, _LETTERS)}")
        figure.suptitle(
            f"What moves this: {outcome_words(outcome)}\n{subtitle}", x=0.01, ha="left", fontsize=10
        )
        for look, end in ((_LOW, "low end of the range"), (_HIGH, "high end of the range")):
            panel.barh(0, 0, label=end, **look.areas())
        figure.legend(loc="outside lower right", ncols=2, fontsize=9, labelcolor=QUIET)
        panel.margins(x=0.14)
    return figure


def _end(panel: Any, place: int, swing: Swing, look: Fill, factor: float) -> None:
    """One end of a parameter's range: its bar, its interval, and the value there outside both."""
    change, low, high = (factor * value for value in (swing.change, swing.low, swing.high))
    panel.barh(place, change, alpha=0.3 if swing.below_noise_floor else 0.9, height=0.7, **look.areas())
    if high > low:
        panel.plot([low, high], [place, place], color=INK, lw=1)
    ends = [end for end in (change, low, high) if end == end]
    right = change > 0 or (change == 0 and swing.end == "high")
    panel.annotate(
        f"{swing.at:.4g}", (max(ends) if right else min(ends), place), (4 if right else -4, 0),
        textcoords="offset points", va="center", ha="left" if right else "right", fontsize=8,
    )  # fmt: skip


def _width(pair: tuple[Swing, Swing]) -> float:
    return max(abs(pair[0].change), abs(pair[1].change))
