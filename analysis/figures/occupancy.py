"""State occupancy: where everyone who started is, from the start of HAIC on."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures.style import (
    INK,
    PAGE,
    SMALLEST,
    STATE_FILL,
    canvas,
    foot,
    head,
    percent,
    settings,
)
from haicsim.analysis.measures import states as s
from haicsim.sim.units import DAYS_PER_MONTH

# from the bottom: after surgery, towards surgery, without surgery, and the dead on top
ORDER = (
    s.AFTER_SURGERY,
    s.RECURRED,
    s.WAITING_FOR_THEATRE,
    s.WAITING,
    s.WAITING_FOR_MEETING,
    s.ON_TREATMENT,
    s.WAITING_FOR_HAIC,
    s.OFF_HAIC,
    s.PROGRESSED,
    s.DIED_OF_CANCER,
    s.DIED_OF_LIVER,
    s.DIED_OF_OPERATION,
    s.DIED_OTHERWISE,
)
_QUEUES = tuple(dict.fromkeys(s.IN_A_QUEUE.values()))
_WITH_QUEUES = {s.WAITING: "offered surgery, its day not yet come"}  # who is in a queue is shown apart
_MONTHS, _GRID, _TICK = 60, 361, 6
_COLUMNS = (3, 6, 12, 24, 36, 60)
_NOTES = (
    "Everybody is followed from the decision for HAIC to the end: nobody is lost, and nobody's time is immortal. "
    "Who refuses surgery goes back to HAIC. Progression is dated by the CT that shows it, recurrence by the visit that "
    "finds it."
)


def occupancy(
    journal: NDArray[Any], records: NDArray[Any], days: NDArray[Any], waits: NDArray[Any] | None = None
) -> NDArray[np.float64]:
    """The share of all starters in each state so many days after each one's entry: shape (m days, n states).

    journal, records: see `haicsim.analysis.results.events.CountedRun`. days (m,): not beyond the end of follow-up. waits:
    rows of `states.WAIT`, where times in a queue are to be states of their own. A row adds up to 1; NaN where nobody started.
    """
    changes = s.changes(journal)
    if waits is not None:
        changes = s.with_waits(changes, waits)
    since = changes["day"] - records["entry_day"][changes["patient"]]
    until = np.full(len(changes), np.inf)
    same = changes["patient"][1:] == changes["patient"][:-1]
    until[:-1][same] = since[1:][same]
    counts = np.zeros((len(days), len(s.STATES)))
    for state in range(len(s.STATES)):
        mine = changes["state"] == state
        entered, left = np.sort(since[mine]), np.sort(until[mine])
        counts[:, state] = entered.searchsorted(days, "right") - left.searchsorted(days, "right")
    return counts / len(records) if len(records) else np.full_like(counts, np.nan)


def draw(
    journal: NDArray[Any],
    records: NDArray[Any],
    horizon_days: float,
    subtitle: str,
    waits: NDArray[Any] | None = None,
) -> Any:
    """The figure: shares stacked over five years, and beside each state its share in numbers.

    horizon_days: how long everybody is followed; the figure is shorter where that is. waits: times in a queue, rows of
    `states.WAIT`; queues in which nobody stood are not shown.
    """
    waits = None if waits is None or not len(waits) else waits
    queues = [] if waits is None else np.unique(waits["state"]).tolist()
    order = [state for state in ORDER if state in queues or state not in _QUEUES]
    last = min(_MONTHS, horizon_days / DAYS_PER_MONTH)
    months = np.linspace(0.0, last, _GRID)
    shares = occupancy(journal, records, months * DAYS_PER_MONTH, waits)
    with settings():
        figure = canvas(PAGE, 6.4)
        head(figure, "Where everyone who started HAIC is, month by month", subtitle)
        panel = figure.add_axes((0.075, 0.175, 0.375, 0.715))
        _stack(panel, months, shares, order)
        panel.set(xlim=(0, last), ylim=(0, 1), xticks=np.arange(0, last + 1e-9, _TICK))
        panel.set_xlabel("Months since the decision for HAIC")
        panel.set_ylabel("Share of all starters")
        panel.yaxis.set_major_formatter(lambda share, _: f"{100 * share:.0f}%")
        columns = np.array([month for month in _COLUMNS if month <= last])
        at = occupancy(journal, records, columns * DAYS_PER_MONTH, waits)
        _table(figure.add_axes((0.465, 0.14, 0.53, 0.75)), at, columns, order, _WITH_QUEUES if queues else {})
        foot(figure, _NOTES)
    return figure


def _stack(panel: Any, months: NDArray[Any], shares: NDArray[Any], order: list[int]) -> None:
    edges = np.cumsum(shares[:, order], axis=1)
    below = np.zeros(len(months))
    for place, state in enumerate(order):
        panel.fill_between(months, below, edges[:, place], **STATE_FILL[state].areas())
        panel.plot(months, edges[:, place], color="white", lw=0.7)
        below = edges[:, place]


def _table(
    panel: Any, shares: NDArray[Any], columns: NDArray[Any], order: list[int], other_words: dict[int, str]
) -> None:
    """The legend, in the order of the stack, with shares in percent at some months."""
    from matplotlib.patches import Rectangle

    panel.set(xlim=(0, 1), ylim=(-0.9, len(order) + 1.4))
    panel.axis("off")
    at = 0.575 + 0.076 * np.arange(len(columns))
    panel.text(at.mean(), len(order) + 1.1, "% of starters at month", ha="center", fontsize=SMALLEST)
    for x, month in zip(at, columns, strict=True):
        panel.text(x, len(order) + 0.45, str(month), ha="center", fontweight="bold", fontsize=SMALLEST)
    for row, state in enumerate(order):
        panel.add_patch(Rectangle((0.015, row + 0.2), 0.05, 0.6, **STATE_FILL[state].areas()))
        panel.text(0.08, row + 0.5, other_words.get(state, s.STATES[state]), va="center", fontsize=SMALLEST)
        _row(panel, at, row + 0.5, shares[:, state], "normal")
    panel.plot([0.015, 1.0], [-0.05, -0.05], color=INK, lw=0.8)
    panel.text(0.08, -0.5, "alive, all together", va="center", fontweight="bold", fontsize=SMALLEST)
    _row(panel, at, -0.5, shares[:, : s.DIED_OF_CANCER].sum(axis=1), "bold")


def _row(panel: Any, at: NDArray[Any], y: float, shares: NDArray[Any], weight: str) -> None:
    for x, share in zip(at, shares, strict=True):
        panel.text(x, y, percent(share), ha="center", va="center", fontweight=weight, fontsize=SMALLEST)
