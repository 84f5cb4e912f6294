"""Rates that contain others: whoever responded has his disease controlled, so control is never rarer than response."""

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.audit.percentages import denominators
from haicsim.analysis.studies.measured import YesNo
from haicsim.analysis.studies.reported_values import Count

CHECK = "containment"


def check_containment(context: Context) -> None:
    """Hold every rate against those it contains, in the same patients at the same time."""
    for figure in context.study.figures:
        measure = context.study.measures[figure.measure] if isinstance(figure, Count) else None
        if not isinstance(figure, Count) or not isinstance(measure, YesNo):
            continue
        inside = {(part.measure, part.category) for part in measure.contains}
        for other in context.study.figures:
            if isinstance(other, Count) and (other.measure, other.category) in inside:
                if (other.group, other.occasion, other.per) == (figure.group, figure.occasion, figure.per):
                    _compare(context, figure, other)


def _compare(context: Context, whole: Count, part: Count) -> None:
    """Counts where both are printed, else percentages of the same patients."""
    if denominators(context, whole) != denominators(context, part):
        return
    printed = (set(whole.parts()) & set(part.parts())) - (
        {"percent"} if whole.count and part.count else set()
    )
    for what in printed:
        refs = (f"{whole.id}.{what}", f"{part.id}.{what}")
        most, least = (context.number(ref) for ref in refs)
        if what == "count":
            possible = least.value <= most.value
        else:
            possible = context.interval(least).may_be_at_most(context.interval(most))
        if possible:
            continue
        labels = [context.study.measures[one.measure].label for one in (whole, part)]
        context.report(
            CHECK,
            "contradiction",
            refs,
            f"'{labels[1]}' is contained in '{labels[0]}' and cannot be more frequent",
            "one of these numbers is wrong; use neither alone",
            disputed=refs,
            assumption=f"{context.rounding}; both are of the same patients",
        )
