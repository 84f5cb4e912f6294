"""Spider plot: each patient's targets over time, as measured on every CT, converts highlighted."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures.style import (
    CONVERTED_MARK,
    INK,
    PAGE,
    RESPONSE_MARK,
    canvas,
    foot,
    head,
    settings,
)
from haicsim.analysis.results.baseline_ct import shown
from haicsim.analysis.results.events import rows_of
from haicsim.sim.codes import MEASURED, PROGRESSIVE, RESPONSE
from haicsim.sim.units import DAYS_PER_MONTH

MOST = 120
_TOP, _MONTHS, _FEWEST_MONTHS = 200.0, 24.0, 6.0
_CONVERT, _OTHER = "#00588C", "#B4B4B4"
_NOTES = (
    "A line begins with the baseline CT and ends at the last CT on HAIC. To be converted one must have lived to the "
    "decision (immortal time): long lines of converts say nothing about benefit. Sums are as measured, with the error of "
    "each CT; new lesions and disease outside the liver are progression the sum does not show."
)


class SizeCourse(NamedTuple):
    """One patient's targets: months since first infusion (baseline first) and percent of baseline, both of shape (m,).

    decision: the CT at which the patient was converted, counted as in `months`, 0 if never. progressed: whether the
    last CT was judged progression.
    """

    place: int
    months: NDArray[np.float64]
    percent: NDArray[np.float64]
    decision: int
    progressed: bool


def courses(
    journal: NDArray[Any], records: NDArray[Any], baseline_mm: NDArray[np.float64]
) -> list[SizeCourse]:
    """The course of each patient whose baseline is known, in the records' order.

    journal, records: see `haicsim.analysis.results.events.CountedRun`. baseline_mm (n records,): the sum measured on the day
    of entry, NaN for who is not asked for; a baseline of nothing has no percent, and without a CT after it there is no
    course.
    """
    out = []
    for place in np.flatnonzero(baseline_mm > 0.0).tolist():
        rows, record = rows_of(journal, place), records[place]
        seen = rows[rows["event"] == MEASURED]
        if not len(seen):
            continue
        judged = rows["value"][rows["event"] == RESPONSE]
        days = np.append(record["entry_day"], seen["day"])
        percent = 100.0 * np.append(baseline_mm[place], seen["value"]) / baseline_mm[place]
        decision = int((seen["day"] <= record["conversion_day"]).sum())  # NaN compares false: 0
        progressed = len(judged) > 0 and int(judged[-1]) == PROGRESSIVE
        months = (days - record["first_haic_day"]) / DAYS_PER_MONTH
        out.append(SizeCourse(place, months, percent, decision, progressed))
    return out


def draw(
    journal: NDArray[Any],
    records: NDArray[Any],
    baseline_mm: NDArray[np.float64],
    thresholds: tuple[float, float],
    subtitle: str,
) -> Any:
    """The figure: thin grey lines, converts in blue and on top; cut at twice the baseline and after two years.

    thresholds: shares of baseline and of the smallest sum at which PR and PD begin, as the scenario has them.
    """
    found = courses(journal, records, baseline_mm)
    with settings():
        figure = canvas(PAGE, 6.8)
        head(figure, "The targets on every CT", f"{subtitle}; {_who(found, records)}")
        panel = figure.add_axes((0.075, 0.185, 0.905, 0.65))
        for course in sorted(found, key=lambda course: course.decision > 0):
            _line(panel, course)
        panel.axhline(100, color=INK, lw=0.8, zorder=1)
        panel.axhline(100 * thresholds[0], color=INK, lw=0.9, ls=(0, (5, 3)), zorder=1)
        panel.axhline(100 * thresholds[1], color=INK, lw=0.9, ls=(0, (1, 2)), zorder=1)
        last = min(max([_FEWEST_MONTHS, *(course.months[-1] + 0.5 for course in found)]), _MONTHS)
        panel.set(xlim=(-1, last), ylim=(-5, _TOP), xticks=np.arange(0, last + 1e-9, 2))
        panel.set_yticks(np.arange(0, _TOP + 1, 25))
        panel.set_xlabel("Months since first infusion")
        panel.set_ylabel("Sum of viable target diameters, % of baseline")
        figure.legend(
            handles=_legend(found), loc="upper right", ncols=3, fontsize=9, bbox_to_anchor=(0.985, 0.925)
        )
        foot(figure, _NOTES)
    return figure


def _who(found: list[SizeCourse], records: NDArray[Any]) -> str:
    beyond = sum(course.months[-1] > _MONTHS for course in found)
    return shown(len(found), records) + (f" ({beyond} go on beyond the edge)" if beyond else "")


def _line(panel: Any, course: SizeCourse) -> None:
    """The line; where it leaves the figure at the top, a triangle there."""
    convert = course.decision > 0
    colour, width = (_CONVERT, 1.6) if convert else (_OTHER, 0.7)
    order = 4 if convert else 2
    panel.plot(course.months, course.percent, color=colour, lw=width, zorder=order)
    above = np.flatnonzero(course.percent > _TOP)
    if len(above):
        k = int(above[0])
        x = np.interp(_TOP, course.percent[k - 1 : k + 1], course.months[k - 1 : k + 1])
        panel.plot(x, _TOP, marker="^", ms=5, color=colour, mec=INK, mew=0.5, clip_on=False, zorder=6)
    elif course.progressed:
        mark = RESPONSE_MARK[PROGRESSIVE]
        last = course.months[-1], course.percent[-1]
        panel.plot(*last, marker=mark.shape, ms=5, color=mark.colour, mec="white", mew=0.4, zorder=order + 1)
    if convert:
        decision = course.months[course.decision], course.percent[course.decision]
        mark = CONVERTED_MARK
        panel.plot(*decision, marker=mark.shape, ms=mark.size, color=mark.colour, mec=INK, mew=0.8, zorder=7)


def _legend(found: list[SizeCourse]) -> list[Any]:
    from matplotlib.lines import Line2D

    converts = sum(course.decision > 0 for course in found)
    converted, progressed = CONVERTED_MARK, RESPONSE_MARK[PROGRESSIVE]
    marks: dict[str, Any] = {"marker": converted.shape, "ms": 6, "mfc": converted.colour, "mec": INK}
    cross: dict[str, Any] = {
        "marker": progressed.shape,
        "ms": 6,
        "color": progressed.colour,
        "mec": "white",
        "mew": 0.4,
    }
    return [
        Line2D(
            [], [], color=_CONVERT, lw=1.6, **marks, label=f"converted (n = {converts:,}), at the decision"
        ),
        Line2D([], [], color=_OTHER, lw=0.9, label=f"not converted (n = {len(found) - converts:,})"),
        Line2D([], [], ls="", **cross, label="progression"),
        Line2D([], [], color=INK, lw=0.9, ls=(0, (5, 3)), label="partial response"),
        Line2D([], [], color=INK, lw=0.9, ls=(0, (1, 2)), label="growth from baseline to be PD"),
    ]
