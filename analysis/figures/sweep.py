"""A sweep: one panel for each outcome, over what was varied first, a line for each setting of the rest."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from textwrap import fill
from typing import Any, NamedTuple

from haicsim.analysis.experiments.summary import Line
from haicsim.analysis.figures import sweep_multiples
from haicsim.analysis.figures.style import INK, PAGE, QUIET, canvas, foot, head, settings
from haicsim.analysis.figures.words import (
    outcome_scale,
    outcome_words,
    parameter_label,
    parameter_words,
    unit_words,
    with_unit,
)
from haicsim.analysis.measures.outcome_measures import OUTCOMES

_ACROSS, _MOST_SERIES, _MOST_PANELS = 3, 6, 9
_LOOKS = (
    ("#0072B2", "-", "o"),
    ("#D55E00", "--", "s"),
    ("#009E73", ":", "^"),
    ("#000000", "-.", "D"),
    ("#CC79A7", "-", "v"),
    ("#E69F00", "--", "X"),
)
_NOTE = {
    False: "Bars: 95% interval of the mean over replications.",
    True: "Bars: 2.5th to 97.5th percentile over joint draws.",
}
_PAIRED = (
    "The same patients with the same random numbers meet every setting: "
    "differences between settings (differences.csv) are known "
    "far more exactly than these bars suggest."
)
Series = dict[str, list[Line]]


def draw(
    lines: Sequence[Line],
    units: Mapping[str, str],
    subtitle: str,
    with_draws: bool = False,
    most_across: int = _ACROSS,
) -> Any:
    """The figure. units: of the varied paths, where they have one. with_draws: intervals are over joint draws.

    most_across: panels beside one another. More settings than can be told apart get panels of their own.
    """
    outcomes = list(dict.fromkeys(line.outcome for line in lines))[:_MOST_PANELS]
    across = _across(lines)
    several = _series([line for line in lines if line.outcome == outcomes[0]], across, units)
    if across is not None and len(several) > _MOST_SERIES:
        note = f"{_NOTE[with_draws]} {_PAIRED}"
        return sweep_multiples.draw(
            lines, across, units, (_title(lines, across, units), subtitle, note), most_across
        )
    columns = min(most_across, len(outcomes))
    rows = -(-len(outcomes) // columns)
    with settings():
        room = _room(rows, columns, several, _label(across, units) if across else "", _NOTE[with_draws])
        figure = canvas(room.width, room.height)
        head(figure, _title(lines, across, units), subtitle)
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        _fill(panels, columns, lines, outcomes, across, units)
        figure.subplots_adjust(
            left=0.75 / room.width, right=0.985, top=1 - 1.0 / room.height, bottom=room.under / room.height,
            wspace=0.25, hspace=0.55,
        )  # fmt: skip
        _key(figure, panels[0], room.below / room.height)
        foot(figure, room.notes)
    return figure


class _Room(NamedTuple):
    """Inches: of the figure, below its panels, and below the legend; and the notes, as lines that fit."""

    width: float
    height: float
    under: float
    below: float
    notes: str


def _room(rows: int, columns: int, series: Collection[str], label: str, note: str) -> _Room:
    """Room for so many panels, the name of the axis, the legend and the notes."""
    width = min(max(0.6 + 4.1 * columns, 7.0), PAGE)
    notes = fill(f"{note} {_PAIRED}", int(11 * width) - 4)
    below = 0.1 + 0.17 * (notes.count("\n") + 1)
    keys = 0.17 * (_rows_of_keys(series, width) if len(series) > 1 else 0)
    under = 0.57 + 0.17 * (label.count("\n") + 1) + keys + below
    return _Room(width, 1.15 + under + 3.0 * rows, under, below, notes)


def _fill(
    panels: Sequence[Any],
    columns: int,
    lines: Sequence[Line],
    outcomes: Sequence[str],
    across: str | None,
    units: Mapping[str, str],
) -> None:
    """A panel for each outcome; what is left over is taken away."""
    everywhere = _places(lines, across)
    for panel, outcome in zip(panels, outcomes, strict=False):
        mine = [line for line in lines if line.outcome == outcome]
        _panel(panel, outcome, _series(mine, across, units), everywhere, across)
    for panel in panels[len(outcomes) :]:
        panel.remove()
    for panel in panels[max(len(outcomes) - columns, 0) : len(outcomes)]:
        panel.set_xlabel(_label(across, units) if across else "")


def _across(lines: Sequence[Line]) -> str | None:
    """The path with the most values, the first of equals; None where nothing but the scenario differs."""
    values: dict[str, set[Any]] = {}
    for line in lines:
        for path, value in line.settings:
            values.setdefault(path, set()).add(value)
    several = {path: len(seen) for path, seen in values.items() if len(seen) > 1}
    return max(several, key=lambda path: several[path]) if several else None


def _where(line: Line, across: str | None) -> Any:
    return line.scenario if across is None else dict(line.settings)[across]


def _places(lines: Sequence[Line], across: str | None) -> dict[Any, float]:
    """Where each value stands: numbers at themselves, anything else in order, evenly spaced."""
    values = list(dict.fromkeys(_where(line, across) for line in lines))
    numeric = all(isinstance(value, int | float) for value in values)
    return {value: float(value) if numeric else float(place) for place, value in enumerate(values)}


def _series(lines: Sequence[Line], across: str | None, units: Mapping[str, str]) -> Series:
    """The lines of one outcome by what else differs."""
    settings_of = [dict(line.settings) for line in lines]
    paths = [path for path in (settings_of[0] if settings_of else {}) if path != across]
    varied = [path for path in paths if len({str(each[path]) for each in settings_of}) > 1]
    several = across is not None and len({line.scenario for line in lines}) > 1
    series: Series = {}
    for line, mine in zip(lines, settings_of, strict=True):
        name = ", ".join([line.scenario] * several + [_setting(path, mine[path], units) for path in varied])
        series.setdefault(name, []).append(line)
    return series


def _panel(panel: Any, outcome: str, series: Series, places: Mapping[Any, float], across: str | None) -> None:
    factor, unit = outcome_scale(outcome, OUTCOMES[outcome].unit)
    numeric = all(isinstance(value, int | float) for value in places)
    looks = zip(series.items(), _LOOKS, strict=False)
    for number, ((name, lines), (colour, dash, marker)) in enumerate(looks):
        mine = _aside(places, number, len(series))
        means = [factor * line.mean for line in lines]
        ends = sweep_multiples.whiskers(lines, factor)
        panel.errorbar(
            [mine[_where(line, across)] for line in lines],
                means,
                ends,
            color=colour, ls=dash if numeric else "none", marker=marker, ms=5, lw=1.5, elinewidth=1.2,
            capsize=3, label=name,
        )  # fmt: skip
    panel.set_title(fill(outcome_words(outcome), 34))
    panel.set_ylabel(unit, color=QUIET)
    panel.margins(x=0.08, y=0.12)
    sweep_multiples.not_below_nothing(panel, outcome)
    _ticks(panel, places, numeric)


def _aside(places: Mapping[Any, float], number: int, count: int) -> dict[Any, float]:
    """The places of one series of several: a little to the right or left, so that bars can be told apart."""
    share = 0.012 * (number - (count - 1) / 2) if count <= _MOST_SERIES else 0.0
    low, high = min(places.values()), max(places.values())
    if _geometric(places):
        return {value: at * (high / low) ** share for value, at in places.items()}
    return {value: at + share * (high - low) for value, at in places.items()}


def _geometric(places: Mapping[Any, float]) -> bool:
    """Numbers that stand in steps of one ratio."""
    at = sorted(set(places.values()))
    if at[0] <= 0 or not all(isinstance(value, int | float) for value in places):
        return False
    steps = [b / a for a, b in pairwise(at)]
    return bool(steps) and max(steps) < 1.05 * min(steps) and steps[0] > 1.02


def _ticks(panel: Any, places: Mapping[Any, float], numeric: bool) -> None:
    """Ticks at the values tried, where they are few; a logarithmic axis where they are spread so."""
    at = sorted(set(places.values()))
    if not numeric:
        panel.set_xticks(at, [fill(_said(value), 13) for value in places])
        panel.set_xlim(-0.5, len(at) - 0.5)
        return
    if _geometric(places):
        panel.set_xscale("log")
        panel.minorticks_off()
    if len(at) <= 8:
        panel.set_xticks(at, [f"{value:.3g}" for value in at])


def _key(figure: Any, panel: Any, bottom: float) -> None:
    handles, labels = panel.get_legend_handles_labels()
    if 1 < len(labels) <= _MOST_SERIES:
        columns = -(-len(labels) // _rows_of_keys(labels, figure.get_figwidth()))
        figure.legend(
            handles, labels, loc="lower center", bbox_to_anchor=(0.5, bottom), ncols=columns, labelcolor=INK
        )


def _rows_of_keys(labels: Collection[str], width: float) -> int:
    """In how many rows the legend stands below a figure of so many inches."""
    columns = max(1, min(3, int(10 * width // (max(map(len, labels)) + 9))))
    return -(-len(labels) // columns)


def _title(lines: Sequence[Line], across: str | None, units: Mapping[str, str]) -> str:
    if across is None:
        return "Outcomes by scenario"
    return f"Outcomes by: {with_unit(parameter_words(across), unit_words(units.get(across, '')))}"


def _label(path: str, units: Mapping[str, str]) -> str:
    return parameter_label(path, units.get(path, ""), 38)


def _setting(path: str, value: Any, units: Mapping[str, str]) -> str:
    """One setting in words, with its unit."""
    return f"{parameter_words(path)}: {_said(value)} {unit_words(units.get(path, ''))}".rstrip()


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:.4g}" if isinstance(value, float) else str(value)
