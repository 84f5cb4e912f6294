"""Estimates against the confidence interval printed beside them: whatever the method, it holds the estimate."""

from fractions import Fraction

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.audit.percentages import denominators
from haicsim.analysis.km_solver.rounding import Interval
from haicsim.analysis.studies.printed import NOT_REACHED
from haicsim.analysis.studies.reported_value import LIMITS
from haicsim.analysis.studies.reported_values import Count, Estimate

CHECK = "intervals"
LOW, HIGH = LIMITS


def check_confidence_intervals(context: Context) -> None:
    """Hold every estimate against its interval, and the ends of the interval against one another."""
    for figure in context.study.figures:
        if isinstance(figure, Estimate) and figure.interval is not None:
            if not _ordered(context, figure):
                _found(context, figure, (LOW, HIGH), "the lower limit lies above the upper limit")
            else:
                _hold(context, figure)


def _ordered(context: Context, figure: Estimate) -> bool:
    """Whether the lower limit can be at most the upper one."""
    texts, parts = figure.texts(), figure.parts()
    if LOW in parts and HIGH in parts:
        return context.interval(parts[LOW]).may_be_at_most(context.interval(parts[HIGH]))
    return not (texts.get(LOW) == NOT_REACHED and HIGH in parts)


def _hold(context: Context, figure: Estimate) -> None:
    """The estimate as printed and, where it is a percentage whose count is printed, as counted."""
    texts, parts = figure.texts(), figure.parts()
    if texts.get(figure.estimated) == NOT_REACHED:
        if HIGH in parts:
            why = "what was not reached is longer than any time, and so than the upper limit"
            _found(context, figure, (figure.estimated, HIGH), why)
        return
    if figure.estimated in parts:
        if texts.get(LOW) == NOT_REACHED:
            why = "the estimate was reached, and so was the lower limit, which is no longer"
            _found(context, figure, (figure.estimated, LOW), why)
            return
        if not _inside(context, figure, context.interval(parts[figure.estimated])):
            _found(context, figure, (figure.estimated, LOW, HIGH), "an estimate lies within its interval")
            return
    if isinstance(figure, Count) and "count" in parts and figure.per == "patients":
        shares = [100 * parts["count"].value / n for n in denominators(context, figure) if n]
        if shares and not any(_inside(context, figure, Interval(one, one)) for one in shares):
            said = " or ".join(f"{float(share):.4g}%" for share in shares)
            _found(context, figure, ("count", LOW, HIGH), f"the count is {said}, outside its interval")


def _inside(context: Context, figure: Estimate, estimate: Interval) -> bool:
    """Whether an estimate can lie between the limits that are printed as numbers."""
    parts = figure.parts()
    above = LOW not in parts or context.interval(parts[LOW]).may_be_at_most(estimate)
    return above and (HIGH not in parts or estimate.may_be_at_most(context.interval(parts[HIGH])))


def _found(context: Context, figure: Estimate, names: tuple[str, ...], possible: str) -> None:
    refs = [f"{figure.id}.{name}" for name in names if name in figure.texts()]
    texts = figure.texts()
    ends = f"{texts.get(LOW, 'no lower limit')} to {texts.get(HIGH, 'no upper limit')}"
    numbers = f"interval {ends}" if names[0] == LOW else f"{texts[names[0]]} ({ends})"
    context.report(
        CHECK,
        "contradiction",
        refs,
        possible,
        "one of these numbers is wrong; use none of them alone",
        subject=figure.id,
        printed=f"{numbers} ({figure.place})",
        disputed=refs,
        assumption=context.rounding,
    )


def limits_as_numbers(context: Context, figure: Estimate) -> tuple[Interval, Interval] | None:
    """What the two limits of an interval may have been; None where either is not printed as a number above 0."""
    parts = figure.parts()
    if LOW not in parts or HIGH not in parts:
        return None
    low, high = context.interval(parts[LOW]), context.interval(parts[HIGH])
    return (low, high) if low.low > Fraction(0) else None
