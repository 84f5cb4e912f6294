"""A tornado: what each parameter does to an outcome at both ends of its range, both ends labelled."""

from collections.abc import Sequence
from typing import Any

from haicsim.analysis.figures.style import settings
from haicsim.analysis.sensitivity.oneway import Swing

_MOST_BARS = 20
_LOW, _HIGH = "#0072B2", "#D55E00"


def draw(swings: Sequence[Swing], outcome: str, unit: str, subtitle: str) -> Any:
    """The figure, the widest parameters first; pale bars cannot be told from chance.

    swings: the low and the high end of each parameter in turn.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    pairs = sorted(zip(swings[::2], swings[1::2], strict=True), key=_width)[-_MOST_BARS:]
    with settings():
        figure, panel = plt.subplots(figsize=(10, 1.6 + 0.36 * len(pairs)))
        for place, pair in enumerate(pairs):
            for swing, colour in zip(pair, (_LOW, _HIGH), strict=True):
                pale = 0.3 if swing.below_noise_floor else 0.9
                panel.barh(place, swing.change, color=colour, alpha=pale, height=0.7)
                if swing.high > swing.low:
                    panel.plot([swing.low, swing.high], [place, place], color="#222222", lw=1)
                ends = [end for end in (swing.change, swing.low, swing.high) if end == end]
                right = swing.change > 0 or (swing.change == 0 and swing.end == "high")
                outward = max(ends) if right else min(ends)
                panel.annotate(
                    f"{swing.at:.4g}", (outward, place), (4 if right else -4, 0),
                    textcoords="offset points", va="center", ha="left" if right else "right", fontsize=8,
                )  # fmt: skip
        panel.axvline(0.0, color="#222222", lw=0.8)
        panel.set_yticks(range(len(pairs)), [low.path for low, _ in pairs])
        panel.set_xlabel(
            f"Change of {outcome} ({unit}) at the low end (blue) and the high end (orange) of the range"
        )
        panel.set_title(f"What moves {outcome}: {subtitle}", fontsize=9.5)
        panel.margins(x=0.12)
        figure.tight_layout()
    return figure


def _width(pair: tuple[Swing, Swing]) -> float:
    return max(abs(pair[0].change), abs(pair[1].change))
