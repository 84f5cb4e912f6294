"""The answer of a sensitivity analysis on the screen."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from haicsim.edge import fitted
from haicsim.show.screen import screen, show_rows

if TYPE_CHECKING:
    from rich.console import Console

    from haicsim.analysis.calibration.uncertain import Uncertain
    from haicsim.analysis.sensitivity.calibrated import Calibrated
    from haicsim.analysis.sensitivity.compatible import LeftOutFactor
    from haicsim.analysis.sensitivity.indices import Index
    from haicsim.analysis.sensitivity.oneway import Swing
    from haicsim.analysis.sensitivity.report import SensitivityReport

_MOST = 15
_SHARE = "share of 1"
_IN_UNIT = ("mu_star", "mu", "sigma")  # measures that have the unit of the outcome


def show_left_out(left_out: "Sequence[LeftOutFactor]") -> None:
    """Which parameters are not moved, since their ranges contradict others; beside the progress, not in the answer."""
    for each in left_out:
        beside = f" beside {' and '.join(each.beside)}" if each.beside else ""
        print(fitted(f"Not moved: {each.path}{beside}: {each.rule}"), file=sys.stderr)


def show_over_posterior(method: str, mine: "Calibrated", over: "Sequence[Uncertain]") -> None:
    """The outcomes with two intervals, and what has to be known of numbers that were calibrated together."""
    from haicsim.analysis.sensitivity.over_posterior import notes
    from haicsim.show.calibration import show_uncertain

    show_uncertain(over, mine.posterior.alarm, "in its middle", "the numbers in the middle of the posterior")
    console = screen()
    for note in notes(method, mine):
        console.print(note, markup=False)


def show_answers(answers: "Sequence[SensitivityReport]", base: str = "As it is") -> None:
    """For every outcome its heaviest parameters; those within random noise are marked. base: where the scenario stands."""
    from haicsim.analysis.sensitivity.oneway import Swing

    console = screen()
    for answer in answers:
        console.print(f"\n{answer.outcome.name}: {answer.outcome.meaning}", style="bold", markup=False)
        if answer.noise == answer.noise:
            console.print(
                f"{_percent(answer.noise)} of its variance over the points is random noise (the patients' luck)."
            )
        if answer.explained == answer.explained:
            console.print(f"The draws explain {100 * answer.explained:.0f}% of its variance (R squared).")
        moved = [row for row in answer.rows if isinstance(row, Swing)]
        if moved:
            _show_swings(console, moved, answer, base)
        elif answer.rows:
            _show_indices(console, [row for row in answer.rows if not isinstance(row, Swing)], answer)


def _show_swings(console: "Console", swings: "list[Swing]", answer: "SensitivityReport", base: str) -> None:
    """Both ends of every parameter as changes against the scenario as it is; shares in points of percent."""
    pairs = sorted(
        zip(swings[::2], swings[1::2], strict=True), key=lambda p: -max(abs(p[0].change), abs(p[1].change))
    )
    share = answer.outcome.unit == _SHARE
    factor, unit = (100.0, "%") if share else (1.0, f" {answer.outcome.unit}")
    console.print(f"{base}: {factor * answer.base:.3g}{unit}.")
    rows = [
        (
            pair[0].path,
            *(
                f"{each.at:.4g}: {_said(factor * each.change, factor * each.low, factor * each.high)}{_noise_mark(each)}"
                for each in pair
            ),
        )
        for pair in pairs[:_MOST]
    ]
    show_rows(console, ("parameter", f"at the low end ({unit.strip()})", "at the high end"), rows)
    console.print(f"{min(len(pairs), _MOST)} of {len(pairs)} parameters shown.")
    gains = sorted(each.reduction for each in swings if each.reduction == each.reduction)
    if gains:
        middle = gains[len(gains) // 2]
        console.print(
            f"Common random numbers: the variance of a difference is 1/{middle:.3g} of that of unpaired runs (median)."
        )


def _show_indices(console: "Console", indices: "list[Index]", answer: "SensitivityReport") -> None:
    """The indices of the heaviest parameters; those in the outcome's unit in points of percent, if it is a share."""
    measures = list(dict.fromkeys(index.measure for index in indices))
    by = {(index.path, index.measure): index for index in indices}
    paths = sorted(
        {index.path for index in indices}, key=lambda path: (-abs(by[path, measures[0]].value), path)
    )
    percent = {name for name in measures if name in _IN_UNIT and answer.outcome.unit == _SHARE}
    rows = []
    for path in paths[:_MOST]:
        mine = [(by[path, name], 100.0 if name in percent else 1.0) for name in measures]
        rows.append(
            (
                path,
                *(
                    f"{_said(by * each.value, by * each.low, by * each.high)}{_noise_mark(each)}"
                    for each, by in mine
                ),
            )
        )
    heads = [f"{name} (%)" if name in percent else name for name in measures]
    show_rows(console, ("parameter", *heads), rows)
    console.print(f"{min(len(paths), _MOST)} of {len(paths)} parameters shown, all in indices.csv.")


def _percent(share: float) -> str:
    """Two digits at the least, and never in powers of ten."""
    return f"{100 * share:.2g}%" if share < 0.1 else f"{100 * share:.0f}%"


def _said(value: float, low: float, high: float) -> str:
    return f"{_digits(value)} ({_digits(low)} to {_digits(high)})" if low == low else _digits(value)


def _digits(value: float) -> str:
    """Three significant digits, but no more than three decimals."""
    return f"{round(value, 3) + 0.0:.3g}"


def _noise_mark(row: "Index | Swing") -> str:
    """The mark of an index within random noise; an outcome that does not move at all needs none."""
    from haicsim.analysis.sensitivity.indices import Index

    unmoved = not isinstance(row, Index) and row.change == row.low == row.high == 0.0
    return " (noise?)" if row.below_noise_floor and not unmoved else ""
