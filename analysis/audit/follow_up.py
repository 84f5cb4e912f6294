"""Survival printed for times beyond the longest follow-up, at which nobody was watched."""

from collections.abc import Iterator

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.studies.measured import Numeric
from haicsim.analysis.studies.quantities import factor
from haicsim.analysis.studies.reported_values import Cumulative, MedianSurvival, Summary, Survival, read_time

CHECK = "follow-up"


def check_follow_up(context: Context) -> None:
    """Hold every survival above 0, and every median, against the longest observation of the same patients."""
    for summary in context.study.figures:
        if isinstance(summary, Summary) and summary.spread == "range":
            measure = context.study.measures[summary.measure]
            seen = measure.observation if isinstance(measure, Numeric) else None
            if seen is not None and seen.over in ("all", "not_stated"):
                for figure in _beyond(context, summary):
                    zero = context.study.endpoints[figure.endpoint].time_zero
                    _found(context, summary, figure, proved=(seen.over, seen.time_zero) == ("all", zero))


def _beyond(context: Context, summary: Summary) -> Iterator[Survival | Cumulative | MedianSurvival]:
    """The figures of the patients observed, or of some of them, that lie beyond the end of observation."""
    longest = context.interval(summary.parts()["high"]).times(factor(summary.unit, "month")).high
    for figure in context.study.figures:
        if isinstance(figure, Survival):
            late = read_time(figure.at) > longest and context.interval(figure.parts()["percent"]).low > 0
        elif isinstance(figure, Cumulative):
            late = read_time(figure.at) > longest and context.interval(figure.parts()["percent"]).high < 100
        elif isinstance(figure, MedianSurvival) and figure.reached:
            centre = context.interval(figure.parts()["centre"]).times(factor(figure.unit, "month"))
            late = centre.low > longest
        else:
            continue
        if late and summary.group in context.study.wholes_of(figure.group):
            yield figure


def _found(
    context: Context, summary: Summary, figure: Survival | Cumulative | MedianSurvival, proved: bool
) -> None:
    refs = (
        f"{figure.id}.{'centre' if isinstance(figure, MedianSurvival) else 'percent'}",
        f"{summary.id}.high",
    )
    context.report(
        CHECK,
        "contradiction" if proved else "implausible",
        refs,
        "nobody was followed for so long, so that nothing can be estimated for that time"
        + ("" if proved else "; unless follow-up is counted from another day, or not of all patients"),
        "do not calibrate to this figure",
        subject=figure.id,
        printed=f"{context.quote(refs[0])}; longest follow-up {summary.high} {summary.unit} ({summary.place})",
        odd=refs[:1],
        assumption=f"{context.rounding}; follow-up is that of all patients, from the same day",
    )
