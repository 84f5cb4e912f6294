"""How far a gain moves over the ranges of what is assumed and not identified: a tornado."""

from typing import Any

from haicsim.analysis.figures.style import FAINT, INK, PAGE, canvas, foot, head, settings
from haicsim.analysis.whatif.conversion import Moved
from haicsim.analysis.whatif.ranges import Ranged

_LOW, _HIGH = "#56B4E9", "#E69F00"


def draw_gain_ranges(moved: Moved, scenario: str) -> Any:
    """The figure: both gains, of all who start and of the newly converted by surgery, at both ends of every range."""
    rows = _rows(moved.gain)
    with settings():
        figure = canvas(PAGE, 2.1 + 0.36 * max(len(rows), 3))
        height = figure.get_figheight()
        panels = figure.subplots(1, 2, sharey=True)
        figure.subplots_adjust(
            left=0.235, right=0.985, top=1 - 1.05 / height, bottom=1.05 / height, wspace=0.07
        )
        for panel, found, title in zip(
            panels,
            (moved.change, moved.gain),
            ("All who start: now less before", "Newly converted: with surgery less without"),
            strict=True,
        ):
            _panel(panel, found, [path for path, _ in rows])
            panel.set(title=title, xlabel="months of the first 60")
        head(figure, f"How far the gain rests on what is assumed: {100 * moved.lever.target:.0f}% by {moved.mechanism.name}",
             f"{scenario}; each number at both ends of its range, the others as they are")  # fmt: skip
        foot(figure, "Blue: at the low end of the range, orange: at the high end, with 95% by the number of patients. "
             "Black: as it is. Zero: no gain.")  # fmt: skip
    return figure


def _rows(found: Ranged) -> list[tuple[str, float]]:
    """Every number moved, the one that moves the gain most on top."""
    spread: dict[str, list[float]] = {}
    for where, interval in found.ends:
        spread.setdefault(where.partition(" = ")[0], []).append(abs(interval[0] - found.own[0]))
    return sorted(((path, max(each)) for path, each in spread.items()), key=lambda row: row[1])


def _panel(panel: Any, found: Ranged, paths: list[str]) -> None:
    panel.axvline(0.0, color=FAINT, lw=1.2)
    panel.axvline(found.own[0], color=INK, lw=1.2)
    for y, path in enumerate(paths):
        ends = [
            (_value(where), interval) for where, interval in found.ends if where.partition(" = ")[0] == path
        ]
        for place, (_, interval) in enumerate(sorted(ends)):
            colour = (_LOW, _HIGH)[place] if len(ends) == 2 else _HIGH
            shift = 0.17 * (1 if place else -1) if len(ends) == 2 else 0.0
            panel.barh(
                y + shift, interval[0] - found.own[0], left=found.own[0], height=0.32, color=colour, lw=0
            )
            panel.plot(interval[1:], [y + shift] * 2, color=INK, lw=0.9)
    panel.set_yticks(range(len(paths)), paths)
    panel.tick_params(axis="y", length=0)
    panel.set_ylim(-0.6, len(paths) - 0.4)


def _value(where: str) -> float:
    return float(where.partition(" = ")[2].split()[0])
