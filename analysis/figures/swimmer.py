"""Swimmer plot: thirty lives, one line each, a few of every fate."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures.style import (
    CONVERTED_MARK,
    INK,
    PAGE,
    QUIET,
    RESPONSE_MARK,
    SMALLEST,
    STATE_FILL,
    Marker,
    canvas,
    foot,
    head,
    percent,
    settings,
)
from haicsim.analysis.figures.swimmer_data import EACH, FATES, Lane, chosen, fates, lanes
from haicsim.analysis.measures import states
from haicsim.sim import codes
from haicsim.sim.units import DAYS_PER_MONTH

_BREAK, _BEFORE = 15.0, 0.7
_LETTERS = {
    codes.REPEAT_RESECTION: "R",
    codes.ABLATION: "A",
    codes.TACE_AGAIN: "T",
    codes.HAIC_AGAIN: "H",
    codes.SYSTEMIC_LIVER_CONTROLLED: "S",
    codes.SYSTEMIC: "S",
    codes.SUPPORTIVE: "B",
}
_LOOK = {
    codes.PORT_IMPLANTATION: Marker("v", "#FFFFFF", "port implanted", 4.5),
    codes.HEPATECTOMY: Marker("|", "#CC0066", "hepatectomy", 16),
    codes.REFUSED: Marker("x", INK, "refused surgery", 4),
    codes.CANCELLED: Marker("+", INK, "operation cancelled", 7),
    codes.SECOND_LINE: Marker("s", "#FFFFFF", "second line begins", 9.5),
    codes.RECURRED: Marker("o", "#FFFFFF", "recurrence and its treatment", 11.0),
}
_DEATH = Marker("$\u2020$", INK, "death, and of what", 8)
_ALIVE = Marker(">", "#00588C", "alive at the end of follow-up", 7)
_NOTES = (
    "Recurrence treated by: R repeat resection, A ablation, T TACE, H HAIC, S systemic treatment, B best supportive care. "
    "The scale of time changes at {break_:.0f} months. Progression is dated by the CT that shows it, recurrence by the "
    "visit that finds it. The fates are not shown in proportion; their shares are. "
    "To be operated one must have lived to the operation (immortal time): the length of lines must not be compared between "
    "fates. Left: the patient's number and vessel group."
)


def draw(journal: NDArray[Any], records: NDArray[Any], horizon_days: float, subtitle: str) -> Any:
    """The figure: two panels with one line a patient, the first months drawn out and the years after them.

    horizon_days: how long everybody is followed after entry.
    """
    places = chosen(records)
    swum = lanes(journal, records, places, horizon_days)
    last = max(horizon_days / DAYS_PER_MONTH, _BREAK + 1.0)
    with settings():
        figure = canvas(PAGE, 11.6)
        head(figure, f"{len(swum)} lives from first infusion", f"{subtitle}; {_who(records)}")
        panels = figure.add_axes((0.09, 0.225, 0.53, 0.72)), figure.add_axes((0.63, 0.225, 0.358, 0.72))
        rows = _headings(panels[0], swum, records)
        for panel, span in zip(panels, ((-_BEFORE, _BREAK), (_BREAK, 1.11 * last)), strict=True):
            for lane, y in rows:
                swim(panel, lane, y, *span)
            panel.set(xlim=span, ylim=(len(swum) + len(FATES) - 0.4, -0.7), yticks=[])
            panel.spines["left"].set_visible(False)
            panel.set_xlabel(
                "Months since first infusion" + ("" if panel is panels[0] else ", smaller scale")
            )
        panels[0].set_xticks(np.arange(0, _BREAK + 1))
        panels[1].set_xticks(np.arange(24, last + 1, 12 if last < 100 else 24))
        panels[1].patch.set_visible(False)
        figure.legend(
            handles=legend(),
            loc="lower center",
            ncols=4,
            fontsize=SMALLEST,
            bbox_to_anchor=(0.5, 0.068),
            columnspacing=1.6,
        )
        foot(figure, _NOTES.format(break_=_BREAK))
    return figure


def _who(records: NDArray[Any]) -> str:
    without = int((fates(records) < 0).sum())
    never = f"; {without:,} never infused are not shown" if without else ""
    return f"shown: the first {EACH}, by number, of each fate{never}"


def _headings(panel: Any, swum: list[Lane], records: NDArray[Any]) -> list[tuple[Lane, float]]:
    """Every lane with its height, longest life first within a fate; a heading above each fate."""
    counts = np.bincount(np.maximum(fates(records) + 1, 0), minlength=len(FATES) + 1)[1:]
    out, y = [], 0.0
    for fate, name in enumerate(FATES):
        share = percent(counts[fate] / len(records)) if len(records) else "0"
        panel.text(-_BEFORE, y + 0.1, name, va="center", fontweight="bold", clip_on=False)
        panel.text(
            _BREAK, y + 0.1, f"{counts[fate]:,} patients, {share}% of starters", ha="right", va="center", color=QUIET
        )  # fmt: skip
        y += 1.0
        for lane in sorted((lane for lane in swum if lane.fate == fate), key=lambda lane: -lane.end):
            group = codes.GROUPS[records["group"][lane.place]]
            record = records[lane.place]
            number = f"{record['replication']}:" * bool(records["replication"].any()) + str(record["patient"])
            panel.text(
                -0.012, y, f"{number} ({group})", transform=panel.get_yaxis_transform(), ha="right", va="center",
                fontsize=SMALLEST,
            )  # fmt: skip
            out.append((lane, y))
            y += 1.0
    return out


def swim(panel: Any, lane: Lane, y: float, low: float, high: float) -> None:
    """Draw what of a life falls between two months, as a line at height y."""
    for begin, end, state in lane.bars:
        if begin < high and end > low:
            begin, end = max(begin, low), min(end, high)
            panel.barh(y, end - begin, left=begin, height=0.52, **STATE_FILL[state].areas())
    for begin, end in lane.courses:
        if low <= begin < high:
            panel.barh(y, end - begin, left=begin, height=0.26, color="#00452F", lw=0)
    for month, event, value in lane.marks:
        if low <= month < high:
            _mark(panel, month, y, event, value)
    if low <= lane.end < high:
        look = _DEATH if lane.died_of else _ALIVE
        panel.plot(
            lane.end, y, ls="", marker=look.shape, ms=look.size, color=look.colour, clip_on=False, zorder=8
        )
        panel.annotate(
            lane.died_of,
            (lane.end, y),
            (5, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALLEST,
            annotation_clip=False,
        )


def _mark(panel: Any, month: float, y: float, event: int, value: float) -> None:
    look, width, up = _LOOK.get(event), 0.8, 0.0
    if event == codes.RESPONSE:
        look = RESPONSE_MARK[int(value)]
    elif event == codes.CONVERTED:
        look, up = CONVERTED_MARK, 0.42
    elif event in (codes.REFUSED, codes.PORT_IMPLANTATION):
        up = 0.42
    elif event == codes.HEPATECTOMY:
        width = 3.0
    if look is None:
        return
    panel.plot(
        month, y - up, ls="", marker=look.shape, ms=look.size, mfc=look.colour,
        mec=look.colour if event == codes.HEPATECTOMY else INK, mew=width,
        clip_on=False, zorder=5 + (event != codes.HEPATECTOMY),
    )  # fmt: skip
    letter = _LETTERS.get(int(value), "") if event == codes.RECURRED else "2" * (event == codes.SECOND_LINE)
    panel.text(month, y, letter, ha="center", va="center_baseline", fontsize=SMALLEST, zorder=9)


def legend() -> list[Any]:
    """What every state and mark of a line means, for a legend."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    queues = states.IN_A_QUEUE.values()
    alive = [state for state in STATE_FILL if state < states.DIED_OF_CANCER and state not in queues]
    handles: list[Any] = [Patch(**STATE_FILL[state].areas(), label=states.STATES[state]) for state in alive]
    handles.append(Patch(color="#00452F", label="course of weekly cycles"))
    scans = [look._replace(meaning=f"CT: {look.meaning}") for look in RESPONSE_MARK.values()]
    for look in [*scans, CONVERTED_MARK, *_LOOK.values(), _DEATH, _ALIVE]:
        wide = look is _LOOK[codes.HEPATECTOMY]
        edge: dict[str, Any] = {"mec": look.colour, "mew": 3.0} if wide else {"mec": INK, "mew": 0.8}
        handles.append(
            Line2D(
                [], [], ls="", marker=look.shape, ms=look.size, mfc=look.colour, **edge, label=look.meaning
            )
        )
    return handles
