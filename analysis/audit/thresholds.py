"""How many lie beyond a limit, against the median and range of the same quantity."""

from collections.abc import Iterable
from fractions import Fraction
from functools import partial

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.audit.medians import end
from haicsim.analysis.km_solver.rounding import Interval
from haicsim.analysis.studies.measured import Categories, Cut, Numeric, YesNo
from haicsim.analysis.studies.quantities import factor
from haicsim.analysis.studies.reported_values import Count, Summary

CHECK = "limits"


def cuts_of(context: Context, measure: str) -> tuple[Cut, ...]:
    """The limits that define categories of a measure."""
    about = context.study.measures[measure]
    if isinstance(about, YesNo):
        return (about.cut,) if about.cut else ()
    return about.cuts if isinstance(about, Categories) else ()


def check_thresholds(context: Context) -> None:
    """Hold every count beyond a limit against every median and range of the same patients."""
    seen: set[tuple[str, Cut, str | None]] = set()
    for figure in context.study.figures:
        if not isinstance(figure, Count) or figure.count is None:
            continue
        for cut in cuts_of(context, figure.measure):
            if cut.category == figure.category:
                for summary in summaries_of(context, cut.measure, figure):
                    if (summary.id, cut, figure.count) not in seen:
                        seen.add((summary.id, cut, figure.count))
                        _check(context, figure, cut, summary)


def summaries_of(context: Context, measure: str, like: Count) -> list[Summary]:
    """Medians with ranges of one measure, in the same group and at the same time as a count."""
    return [
        figure
        for figure in context.study.figures
        if isinstance(figure, Summary)
        and (figure.measure, figure.group, figure.occasion) == (measure, like.group, like.occasion)
        and figure.spread == "range"
    ]


def above(cut: Cut, count: int, n: int) -> int:
    """How many lie on the upper side of a limit."""
    return count if cut.side in ("above", "at_least") else n - count


def _check(context: Context, figure: Count, cut: Cut, summary: Summary) -> None:
    n = context.study.groups[figure.group].n
    count = int(figure.parts()["count"].value)
    if count > n:
        return
    upper = above(cut, count, n)
    limit = Fraction(str(cut.limit)) * factor(cut.unit, summary.unit)
    measure = context.study.measures[cut.measure]
    whole = isinstance(measure, Numeric) and measure.whole
    low, high = end(context, summary, "low"), end(context, summary, "high")
    centre = context.interval(summary.parts()["centre"]) if summary.statistic == "median" else None
    agrees = partial(_agrees, n, limit=limit, side=cut.side, low=low, high=high, centre=centre, whole=whole)
    refs = [f"{figure.id}.count", *(f"{summary.id}.{part}" for part in ("low", "centre", "high"))]
    if agrees(upper):
        context.confirm(refs)
        return
    counts = sorted(above(cut, k, n) for k in _candidates(n) if agrees(k))
    shown = (
        "no count" if not counts else f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    )
    context.report(
        CHECK,
        "contradiction",
        refs,
        f"with this median and range {shown} of {n} lie beyond {cut.limit:g} {cut.unit}, not {count}",
        f"use neither; if the count is right, {summary.id} is misprinted (or its unit is)",
        subject=f"{figure.id}, {summary.id}",
        printed=f"{context.quote(refs[0])}; {_span(summary)} ({summary.place})",
        disputed=refs,
        assumption=context.rounding,
    )


def _candidates(n: int) -> Iterable[int]:
    """Counts that may agree: only those at the ends and about the middle can differ from their neighbours."""
    ends = {0, 1, n - 1, n, *range(n // 2 - 2, n // 2 + 3)}
    return range(n + 1) if n <= 1000 else sorted(k for k in ends if 0 <= k <= n)


def _span(summary: Summary) -> str:
    unit = "" if summary.unit == "1" else f" {summary.unit}"
    return f"{summary.centre} ({summary.low}-{summary.high}){unit}"


def _agrees(
    n: int,
    upper: int,
    limit: Fraction,
    side: str,
    low: Interval,
    high: Interval,
    centre: Interval | None,
    whole: bool,
) -> bool:
    """Whether n values with this range and median can have so many on the upper side of a limit.

    The limit itself belongs to the lower side for 'above' and 'at_most', to the upper for the others.
    """
    limit_below = side in ("above", "at_most")
    step = Fraction(1) if whole else Fraction(0)
    first_above = limit + step if limit_below else limit
    last_below = limit if limit_below else limit - step
    if (upper < n and low.low > last_below) or (upper > 0 and high.high < first_above):
        return False
    if (upper == n and low.high < first_above) or (upper == 0 and high.low > last_below):
        return False
    if centre is None:
        return True
    middle = (n // 2,) if n % 2 else (n // 2 - 1, n // 2)
    least = [_least(place, n, upper, low, high, first_above) for place in middle]
    most = [_most(place, n, upper, low, high, last_below) for place in middle]
    return Interval(sum(least, Fraction(0)) / len(middle), sum(most, Fraction(0)) / len(middle)).meets(centre)


def _least(place: int, n: int, upper: int, low: Interval, high: Interval, first_above: Fraction) -> Fraction:
    """The least value at a place among n in order, so many of them on the upper side."""
    value = low.low if place < n - upper or place == 0 else max(low.low, first_above)
    return max(value, high.low) if place == n - 1 else value


def _most(place: int, n: int, upper: int, low: Interval, high: Interval, last_below: Fraction) -> Fraction:
    """The largest value at a place among n in order."""
    value = min(high.high, last_below) if place < n - upper else high.high
    return high.high if place == n - 1 else low.high if place == 0 else value
