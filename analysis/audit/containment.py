"""Rates that contain others: whoever responded has his disease controlled, so control is never rarer than response."""

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.audit.percentages import denominators
from haicsim.analysis.studies.measured import Categories, YesNo
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
                if _alike(figure, other):
                    _compare(context, figure, other)
        _check_sum(context, figure, measure)


def _alike(one: Count, other: Count) -> bool:
    """Of the same patients at the same time."""
    return (one.group, one.occasion, one.per) == (other.group, other.occasion, other.per)


def _check_sum(context: Context, whole: Count, measure: YesNo) -> None:
    """Categories that exclude one another, such as complete and partial response, are together no more than the rate."""
    if whole.count is None:
        return
    for name in dict.fromkeys(part.measure for part in measure.contains):
        inside = {part.category for part in measure.contains if part.measure == name}
        found = {
            other.category: other
            for other in context.study.figures
            if isinstance(other, Count) and other.measure == name and other.category in inside
            if other.count is not None and other.together is None and _alike(whole, other)
        }
        parts = list(found.values())
        if len(parts) < 2 or not isinstance(context.study.measures[name], Categories):
            continue
        total = sum(int(part.parts()["count"].value) for part in parts)
        if total > whole.parts()["count"].value and all(
            denominators(context, whole) == denominators(context, part) != [] for part in parts
        ):
            refs = (f"{whole.id}.count", *(f"{part.id}.count" for part in parts))
            context.report(
                CHECK,
                "contradiction",
                refs,
                f"what '{measure.label}' contains is together {total}, more than it",
                "one of these numbers is wrong; use none of them alone",
                disputed=refs,
                assumption="all are of the same patients",
            )


def _compare(context: Context, whole: Count, part: Count) -> None:
    """Counts where both are printed, else percentages of the same patients."""
    if not denominators(context, whole) or denominators(context, whole) != denominators(context, part):
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
