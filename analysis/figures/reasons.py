"""Why patients were not converted: what the meeting failed them for, and what kept the others from the meeting."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures.style import INK, PAGE, SMALLEST, Fill, canvas, foot, head, percent, settings
from haicsim.analysis.measures import non_conversion as unconverted
from haicsim.analysis.validation import exact_interval

_HEARD, _NEVER = Fill("#0072B2"), Fill("#E69F00", "////")
_NOTES = (
    "Best meeting: the one at which fewest criteria failed. Lines are exact 95% intervals of simulated shares: they say "
    "how many were simulated, not how sure the model is. "
    "The share converted is set by assumption: the paper does not print how many started HAIC, nor why the others were "
    "not converted."
)


class Reason(NamedTuple):
    """One reason: how many patients, their share of those it is asked of, and its exact 95% interval; NaN where nobody."""

    name: str
    patients: int
    share: float
    low: float
    high: float


class Reasons(NamedTuple):
    """Reasons of all who were not converted.

    unconverted: how many. heard: how many of them the meeting heard. first: the first criterion that failed; before:
    what kept them from the meeting; both as shares of the unconverted, whom together they count once each. any: every
    criterion that failed, as shares of those heard, one patient counting for several. number: how many failed, as shares
    of those heard, whom they count once each.
    """

    unconverted: int
    heard: int
    first: tuple[Reason, ...]
    before: tuple[Reason, ...]
    any: tuple[Reason, ...]
    number: tuple[Reason, ...]


def reasons(records: NDArray[Any]) -> Reasons:
    """Count them. records: see `haicsim.sim.outcomes.schema.RECORD`."""
    first = unconverted.by_first_criterion(records)
    total = int((~records["converted"]).sum())
    heard = int(sum(mask.sum() for mask in first.values()))
    return Reasons(
        total,
        heard,
        _counted(first, total),
        _counted(unconverted.by_what_came_before(records), total),
        _counted(unconverted.by_any_criterion(records), heard),
        _counted(unconverted.by_number_failed(records), heard),
    )


def _counted(masks: dict[str, Any], of: int) -> tuple[Reason, ...]:
    return tuple(_reason(name, int(mask.sum()), of) for name, mask in masks.items())


def _reason(name: str, count: int, of: int) -> Reason:
    if of == 0:
        return Reason(name, 0, np.nan, np.nan, np.nan)
    return Reason(name, count, count / of, *exact_interval(count / of, of))


def draw(records: NDArray[Any], subtitle: str) -> Any:
    """The figure: on the left one reason a patient, on the right every criterion that failed."""
    found = reasons(records)
    share = f" ({found.unconverted / len(records):.0%})" if len(records) else ""
    title = f"Why {found.unconverted:,} of {len(records):,} starters{share} were not converted"
    first = f"Heard by the meeting ({found.heard:,}): first criterion that failed"
    before = f"Never heard by the meeting ({found.unconverted - found.heard:,}): what came before"
    with settings():
        figure = canvas(PAGE, 6.6)
        head(figure, title, subtitle)
        left = figure.add_axes((0.285, 0.17, 0.212, 0.71))
        right = figure.add_axes((0.78, 0.17, 0.212, 0.71))
        _bars(left, before, found.before, _NEVER, _bars(left, first, found.first, _HEARD, 0))
        below = _bars(right, "Heard: every criterion that failed, several each", found.any, _HEARD, 0)
        _bars(right, "Heard: how many criteria failed at once", found.number, _HEARD, below)
        left.set_xlabel(f"% of the {found.unconverted:,} not converted", x=0.36)
        right.set_xlabel(f"% of the {found.heard:,} heard and not converted", x=0.36)
        bars = max(len(found.first) + len(found.before), len(found.any) + len(found.number))
        for panel in (left, right):
            panel.spines["left"].set_visible(False)
            panel.set(xlim=(0, 155), ylim=(bars + 2.0, -0.6), yticks=[])
            panel.spines["bottom"].set_bounds(0, 100)
            panel.set_xticks(range(0, 101, 25))
        foot(figure, _NOTES)
    return figure


def _bars(panel: Any, heading: str, found: tuple[Reason, ...], look: Fill, start: float) -> float:
    """A heading and its bars from `start` down; where the next heading may stand."""
    frame = panel.get_yaxis_transform()
    panel.text(-1.265, start, heading, transform=frame, va="center", fontweight="bold", fontsize=SMALLEST)
    for row, reason in enumerate(found, start=1):
        y = start + row
        panel.text(-0.03, y, reason.name, transform=frame, ha="right", va="center", fontsize=SMALLEST)
        if np.isnan(reason.share):
            continue
        share, low, high = (100.0 * value for value in (reason.share, reason.low, reason.high))
        panel.barh(y, share, height=0.62, **look.areas())
        panel.plot([low, high], [y, y], color=INK, lw=1.1, marker="|", ms=6)
        said = f"{reason.patients:,} ({percent(reason.share)}%)" if reason.patients else "0"
        panel.text(high + 3, y, said, va="center", fontsize=SMALLEST, clip_on=False)
    return start + len(found) + 1.4
