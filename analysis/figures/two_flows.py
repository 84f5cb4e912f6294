"""Who gets how far to surgery in two runs: a bar a step and run, as shares of all who start."""

from collections.abc import Mapping, Sequence
from typing import Any

from haicsim.analysis.figures.style import INK, percent

_LOOKS = (("#0072B2", None), ("#F0B27A", "////"))  # blue, and hatched orange: told apart in grey
_HEIGHT = 0.36


def draw(shares: Mapping[str, Sequence[float]], steps: Sequence[str], axes: Any) -> Any:
    """The bars upon the axes given: the axes. shares: by the name of each run, one a step, of 1."""
    for place, (name, values) in enumerate(shares.items()):
        colour, hatch = _LOOKS[place % len(_LOOKS)]
        at = [step + _HEIGHT * (place - (len(shares) - 1) / 2) for step in range(len(steps))]
        axes.barh(at, values, _HEIGHT, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.4, label=name)
        for height, value in zip(at, values, strict=True):
            axes.text(value + 0.01, height, f"{percent(value)}%", va="center", fontsize=8.5, color=INK)
    axes.set(xlim=(0.0, 1.12), yticks=range(len(steps)), yticklabels=steps, xticks=())
    axes.set_xlabel("% of all who start")
    axes.invert_yaxis()
    axes.spines["bottom"].set_visible(False)
    axes.legend(loc="lower right", fontsize=9)
    return axes
