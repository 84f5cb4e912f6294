"""Morris' plane: how much each parameter matters against how much its effect depends on the others."""

from collections.abc import Sequence
from dataclasses import replace
from math import hypot
from textwrap import shorten
from typing import Any

from haicsim.analysis.figures.style import INK, PAGE, QUIET, SMALLEST, canvas, settings
from haicsim.analysis.figures.words import (
    outcome_label,
    outcome_scale,
    outcome_words,
    parameter_words,
    with_unit,
)
from haicsim.analysis.sensitivity.indices import Index

_MOST_NAMES, _BLUE = 12, "#0072B2"
_APART = 15.0  # points between the middles of two numbers
_STEPS = [(0.0, 0.0)] + [
    (far * across, far * up)
    for far in (16.0, 30.0)
    for across, up in ((0, 1), (0, -1), (1, 0), (-1, 0), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7))
]


def draw(indices: Sequence[Index], outcome: str, unit: str, subtitle: str) -> Any:
    """The figure: mu* with its interval against sigma, hollow below the floor, the largest numbered and named beside."""
    indices = [_shown(index, outcome_scale(outcome, unit)[0]) for index in indices]
    star = {index.path: index for index in indices if index.measure == "mu_star"}
    sigma = {index.path: index.value for index in indices if index.measure == "sigma"}
    named = sorted(star, key=lambda path: (-star[path].value, path))[:_MOST_NAMES]
    with settings():
        figure = canvas(PAGE, 6.6)
        panel = figure.add_axes((0.075, 0.1, 0.545, 0.82))
        for path, index in star.items():
            if path not in named:
                fill = "white" if index.below_noise_floor else "#9CC9E6"
                panel.plot(index.value, sigma.get(path, 0.0), "o", ms=4.5, mfc=fill, mec=_BLUE, mew=0.8)
        noise_floor = next((index.noise_floor for index in star.values()), 0.0)
        panel.axvline(noise_floor, color="#999999", ls=":", lw=1, zorder=0)
        panel.text(
            noise_floor,
            1.0,
            " noise floor",
            transform=panel.get_xaxis_transform(),
            fontsize=SMALLEST,
            va="top",
        )
        panel.set_xlabel(
            f"mu*: mean change over the whole range of a parameter, {outcome_label(outcome, unit)}"
        )
        panel.set_ylabel(
            with_unit("sigma: how far that depends on the others", outcome_scale(outcome, unit)[1])
        )
        panel.set_title(f"What matters for this: {outcome_words(outcome)}\n{subtitle}", fontsize=9.5)
        ends = [end for index in star.values() for end in (index.value, index.low, index.high) if end == end]
        panel.set_xlim(min(0.0, *ends), 1.04 * max(ends) or 1.0)
        panel.set_ylim(0.0, 1.06 * max(sigma.values(), default=0.0) or 1.0)
        spots: list[Any] = []
        for number, path in enumerate(named, 1):
            _numbered(panel, number, star[path], sigma.get(path, 0.0), spots)
        _key(figure, named, star, len(star))
    return figure


def _shown(index: Index, factor: float) -> Index:
    """An index in the unit in which the outcome is shown."""
    value, low, high, floor = (
        factor * each for each in (index.value, index.low, index.high, index.noise_floor)
    )
    return replace(index, value=value, low=low, high=high, noise_floor=floor)


def _numbered(panel: Any, number: int, index: Index, height: float, spots: list[Any]) -> None:
    """A point with its interval; its number on it, or beside it where others lie there already."""
    half = index.high - index.value
    if half == half:
        panel.plot([index.low, index.high], [height, height], color=_BLUE, lw=0.9, alpha=0.7, zorder=2)
    face, ink = ("white", INK) if index.below_noise_floor else (_BLUE, "white")
    points = 72.0 / panel.figure.dpi
    x, y = (points * float(each) for each in panel.transData.transform((index.value, height)))
    free = (
        step for step in _STEPS if all(hypot(x + step[0] - u, y + step[1] - v) >= _APART for u, v in spots)
    )
    aside = next(free, _STEPS[-1])
    spots.append((x + aside[0], y + aside[1]))
    panel.plot(index.value, height, "o", ms=4.5, mfc=face, mec=_BLUE, zorder=3)
    panel.annotate(
        str(number), (index.value, height), aside, textcoords="offset points", color=ink, fontsize=SMALLEST, ha="center",
        va="center_baseline", zorder=5, bbox={"boxstyle": "circle,pad=0.25", "fc": face, "ec": _BLUE, "lw": 0.8},
        arrowprops={"arrowstyle": "-", "color": _BLUE, "lw": 0.8} if any(aside) else None,
    )  # fmt: skip


def _key(figure: Any, named: Sequence[str], star: dict[str, Index], count: int) -> None:
    """The names of the numbered, with their mu*."""
    figure.text(0.638, 0.9, "mu* with 95% interval", color=QUIET, fontsize=8.5)
    for place, path in enumerate(named):
        index = star[path]
        interval = f" ({index.low:.2g} to {index.high:.2g})" if index.low == index.low else ""
        figure.text(
            0.638,
            0.86 - 0.056 * place,
            f"{place + 1:>2}  {shorten(parameter_words(path), 40, placeholder='...')}",
            fontsize=9,
            fontweight="bold",
        )
        figure.text(
            0.66,
            0.837 - 0.056 * place,
            f"{index.value:.2g}{interval}; {path}",
            fontsize=SMALLEST,
            color=QUIET,
        )
    below = sum(index.below_noise_floor for index in star.values())
    words = f"{count} parameters; {below} hollow ones\nbelow the noise floor"
    figure.text(0.638, 0.1, words, fontsize=SMALLEST, color=QUIET)
