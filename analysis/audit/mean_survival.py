"""Means of survival against the curve they are the area under."""

from fractions import Fraction

from haicsim.analysis.audit.curve_limits import END, CurveLimit, CurveLimits, area, limits_of
from haicsim.analysis.audit.findings import Context, Severity, follows_from
from haicsim.analysis.studies.quantities import factor
from haicsim.analysis.studies.reported_values import MeanSurvival, read_time

CHECK = "mean survival"


def check_mean_survival(context: Context) -> None:
    """Hold every mean against the survival printed for the same patients.

    Restricted to a time, it is the area under the curve up to then. Otherwise nobody knows how it was taken, and nothing is
    proved.
    """
    for figure in context.study.figures:
        if isinstance(figure, MeanSurvival):
            _check(context, figure)


def _check(context: Context, figure: MeanSurvival) -> None:
    limits = limits_of(context, figure.endpoint, figure.group)
    mean = context.interval(figure.parts()["centre"]).times(factor(figure.unit, "month"))
    if figure.until is not None:
        until = read_time(figure.until)
        least, most = area(limits, until)
        if mean.high < least or mean.low > most:
            between = f"{_in(figure, least)} and {_in(figure, most)}"
            why = f"the area under the printed curve up to {figure.until} lies between {between}"
            _found(context, figure, limits, "contradiction", why)
        return
    last = max((each.months for each in limits.least if each.months < END), default=Fraction(0))
    least, _ = area(limits, last)
    if mean.high < least:
        why = f"the area under the printed curve is at least {_in(figure, least)}; a mean taken otherwise, or a misprint"
        _found(context, figure, limits, "undecided", why)


def _in(figure: MeanSurvival, months: Fraction) -> str:
    return f"{float(months * factor('month', figure.unit)):.3g}"


def _found(
    context: Context, figure: MeanSurvival, limits: CurveLimits, severity: Severity, possible: str
) -> None:
    proved = severity == "contradiction"
    both: tuple[CurveLimit, ...] = (*limits.least, *limits.most)
    refs = (f"{figure.id}.centre", *dict.fromkeys(each.ref for each in both))
    until = "" if figure.until is None else f" up to {figure.until}"
    context.report(
        CHECK,
        severity,
        refs,
        possible,
        follows_from(severity),
        subject=figure.id,
        printed=f"mean{until} {figure.centre} {figure.unit} ({figure.place})",
        disputed=refs if proved else (),
        assumption=f"{context.rounding}; the mean is that of the printed curve",
    )
