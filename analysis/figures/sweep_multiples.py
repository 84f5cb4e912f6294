"""A sweep with many settings: small panels of the same axes, one for each setting or one for each number that was drawn."""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

from haicsim.analysis.experiments.summary import Line
from haicsim.analysis.figures.style import PAGE, QUIET, canvas, foot, head, settings
from haicsim.analysis.figures.words import (
    outcome_scale,
    outcome_words,
    parameter_label,
    parameter_words,
    unit_words,
    with_unit,
)
from haicsim.analysis.measures.outcome_measures import OUTCOMES

_MOST_PANELS, _MOST_OUTCOMES = 12, 3
_NEVER_NEGATIVE = (
    "share of 1",
    "d",
    "months",
    "tumours",
    "1/year",
)  # shares, waits, lengths of life and counts
_BLUE, _OTHERS = "#0072B2", "#C8C8C8"
_WIDE, _HIGH = 3.6, 2.35  # inches of a panel
Words = tuple[str, str, str]


def draw(lines: Sequence[Line], across: str, units: Mapping[str, str], words: Words, most_across: int) -> Any:
    """The figure. across: the number along the axis. words: title, subtitle and note.

    Settings that were crossed have a panel each, with all the others in grey; of settings that were sampled each number
    has a panel with a point for every setting.
    """
    outcomes = list(dict.fromkeys(line.outcome for line in lines))
    mine = [line for line in lines if line.outcome == outcomes[0]]
    if len({dict(line.settings)[across] for line in mine}) == len(mine):
        sampled = "Outcomes over what was sampled", *words[1:]
        return _sampled(lines, outcomes[:_MOST_OUTCOMES], units, sampled)
    return _crossed(mine, across, units, words, most_across)


def _crossed(
    lines: Sequence[Line], across: str, units: Mapping[str, str], words: Words, most_across: int
) -> Any:
    """A panel for each setting of everything but `across`, of the first outcome."""
    series: dict[str, list[Line]] = {}
    for line in lines:
        series.setdefault(_rest(line, across, units, lines), []).append(line)
    shown = dict(list(series.items())[:_MOST_PANELS])
    outcome = lines[0].outcome
    left_out = (
        f" The first {len(shown)} of {len(series)} settings are shown." if len(series) > len(shown) else ""
    )
    said = words[0], words[1], f"Grey: the other settings.{left_out} {words[2]}"
    columns = min(most_across, len(shown))
    with settings():
        figure, panels = _grid(-(-len(shown) // columns), columns, said)
        factor, unit = outcome_scale(outcome, OUTCOMES[outcome].unit)
        for panel, (name, some) in zip(panels, shown.items(), strict=False):
            for others in series.values():
                panel.plot(*_means(others, across, factor), color=_OTHERS, lw=0.8, zorder=1)
            _bars(panel, some, across, factor)
            panel.set_title(fill(name, 40), fontsize=8.5)
        not_below_nothing(panels[0], outcome)
        for panel in panels[len(shown) :]:
            panel.remove()
        panels[0].figure.supylabel(with_unit(outcome_words(outcome), unit), fontsize=9.5, x=0.012)
        _below(panels, columns, len(shown), parameter_label(across, units.get(across, "")))
    return figure


def _sampled(lines: Sequence[Line], outcomes: Sequence[str], units: Mapping[str, str], words: Words) -> Any:
    """A row for each outcome and a panel for each number that was drawn."""
    paths = [
        path for path, _ in lines[0].settings if len({str(dict(line.settings)[path]) for line in lines}) > 1
    ]
    from matplotlib.ticker import MaxNLocator

    paths = paths[: _MOST_PANELS // 3]
    with settings():
        figure, panels = _grid(len(outcomes), len(paths), words, share_x=False)
        for row, outcome in enumerate(outcomes):
            factor, unit = outcome_scale(outcome, OUTCOMES[outcome].unit)
            mine = [line for line in lines if line.outcome == outcome]
            for column, path in enumerate(paths):
                panel = panels[row * len(paths) + column]
                panel.plot(*_means(mine, path, factor), ls="", marker="o", ms=3.5, color=_BLUE, alpha=0.7)
                panel.xaxis.set_major_locator(MaxNLocator(4))
                not_below_nothing(panel, outcome)
                if row == len(outcomes) - 1:
                    panel.set_xlabel(parameter_label(path, units.get(path, ""), 34), fontsize=8.5)
            panels[row * len(paths)].set_ylabel(
                fill(with_unit(outcome_words(outcome), unit), 26), color=QUIET
            )
    return figure


def _grid(rows: int, columns: int, words: Words, share_x: bool = True) -> tuple[Any, list[Any]]:
    """A figure with panels of the same axes, its title above and its note below."""
    width = min(max(0.9 + _WIDE * columns, 5.0), PAGE)
    note = fill(words[2], int(11 * width) - 4)
    below = 0.1 + 0.17 * (note.count("\n") + 1)
    under = 1.05 + below
    height = 1.15 + under + _HIGH * rows
    figure = canvas(width, height)
    head(figure, fill(words[0], int(7.5 * width)), words[1])
    foot(figure, note)
    panels = figure.subplots(
        rows, columns, squeeze=False, sharex=share_x, sharey=True if share_x else "row"
    ).ravel()
    figure.subplots_adjust(
        left=0.85 / width, right=0.985, top=1 - 1.0 / height, bottom=under / height, wspace=0.12, hspace=0.42
    )  # fmt: skip
    return figure, list(panels)


def _below(panels: Sequence[Any], columns: int, shown: int, label: str) -> None:
    """The name of the axis below the lowest panel of each column."""
    for panel in panels[max(shown - columns, 0) : shown]:
        panel.tick_params(labelbottom=True)
        panel.set_xlabel(label, fontsize=8.5)


def _bars(panel: Any, lines: Sequence[Line], across: str, factor: float) -> None:
    at, means = _means(lines, across, factor)
    ordered = sorted(lines, key=lambda line: at.index(_value(line, across)))
    panel.errorbar(
        at,
        means,
        whiskers(ordered, factor),
        color=_BLUE,
        marker="o",
        ms=4,
        lw=1.4,
        elinewidth=1.1,
        capsize=2.5,
        zorder=3,
    )


def whiskers(lines: Sequence[Line], factor: float) -> list[list[float]]:
    """How far the bars of some lines reach down and up; waits, shares and counts not below nothing."""
    down, up = [], []
    for line in lines:
        low, high = line.low, line.high
        if line.mean >= 0.0 and not _may_be_negative(line.outcome):
            low = max(low, 0.0)
            high = min(high, 1.0) if OUTCOMES[line.outcome].unit == "share of 1" else high
        down.append(max(factor * (line.mean - low), 0.0))
        up.append(max(factor * (high - line.mean), 0.0))
    return [down, up]


def not_below_nothing(panel: Any, outcome: str) -> None:
    """The upright axis of what is never negative does not go below nothing."""
    if not _may_be_negative(outcome):
        panel.set_ylim(bottom=max(panel.get_ylim()[0], 0.0))


def _may_be_negative(outcome: str) -> bool:
    return OUTCOMES[outcome].unit not in _NEVER_NEGATIVE


def _means(lines: Sequence[Line], path: str, factor: float) -> tuple[list[Any], list[float]]:
    """Values of a path in order, and the means there."""
    pairs = sorted(((_value(line, path), factor * line.mean) for line in lines), key=lambda pair: pair[0])
    return [value for value, _ in pairs], [mean for _, mean in pairs]


def _value(line: Line, path: str) -> Any:
    """A value as it stands along an axis: a number, or its words."""
    value = dict(line.settings)[path]
    return value if isinstance(value, int | float) else str(value)


def _rest(line: Line, across: str, units: Mapping[str, str], lines: Sequence[Line]) -> str:
    """What else a setting says, in words, of what differs at all."""
    scenario = [line.scenario] * (len({each.scenario for each in lines}) > 1)
    varied = [
        (path, value)
        for path, value in line.settings
        if path != across and len({str(dict(each.settings)[path]) for each in lines}) > 1
    ]
    said = [
        f"{parameter_words(path)}: {_said(value)} {unit_words(units.get(path, ''))}".rstrip()
        for path, value in varied
    ]
    return ", ".join([*scenario, *said])


def _said(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
