"""Change against before and after: can n patients have these medians and ranges of all three at once?"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.audit.medians import limits
from haicsim.analysis.audit.thresholds import above, cuts_of
from haicsim.analysis.studies.measured import Change, Numeric
from haicsim.analysis.studies.quantities import base_unit, factor
from haicsim.analysis.studies.reported_values import Count, Summary

CHECK = "change"


@dataclass(frozen=True)
class ChangeRange:
    """So many patients lie between two values (ends included)."""

    low: Fraction
    high: Fraction
    patients: int


def check_before_after(context: Context) -> None:
    """Examine every measure that is the change of another."""
    for name, measure in context.study.measures.items():
        if isinstance(measure, Numeric) and measure.change is not None:
            for group in context.study.groups:
                _check_group(context, name, measure.change, group)


def _check_group(context: Context, name: str, change: Change, group: str) -> None:
    """The first printing of before, after and change; further printings are compared with the first elsewhere."""
    before = next(_summaries(context, change.measure, group, change.before), None)
    after = next(_summaries(context, change.measure, group, change.after), None)
    fall = next(_summaries(context, name, group, None), None)
    if before is None or after is None or fall is None:
        return
    trio = (before, after, fall)
    bands = [_bands(context, figure) for figure in trio]
    refs = [f"{figure.id}.{part}" for figure in trio for part in ("low", "centre", "high")]
    if possible(bands[0], bands[1], bands[2], change.form):
        context.confirm(refs)
    else:
        _found_impossible(context, refs, trio)


def _summaries(context: Context, measure: str, group: str, occasion: str | None) -> Iterator[Summary]:
    """Medians with ranges of a measure (at one occasion, unless None), each in the unit of its kind."""
    for figure in context.study.figures:
        if isinstance(figure, Summary) and (figure.measure, figure.group) == (measure, group):
            whole = figure.statistic == "median" and figure.spread == "range"
            if whole and occasion in (None, figure.occasion):
                yield figure


def _bands(context: Context, figure: Summary) -> list[ChangeRange]:
    """The patients divided by the median and by every counted limit, with one each at the two ends."""
    ends = limits(context, figure)
    assert ends is not None
    about = context.study.measures[figure.measure]
    assert isinstance(about, Numeric)
    scale = factor(figure.unit, base_unit(about.kind))
    n = context.study.groups[figure.group].n
    low, high = ends[0].times(scale), ends[1].times(scale)
    centre = context.interval(figure.parts()["centre"]).times(scale)
    if n == 1:
        return [ChangeRange(max(low.low, high.low), min(low.high, high.high), 1)]
    halves = [ChangeRange(low.low, centre.high, n // 2), ChangeRange(centre.low, high.high, n // 2)]
    if n % 2:
        halves.insert(1, ChangeRange(centre.low, centre.high, 1))
    for value, upper in _counted_limits(context, figure, n):
        halves = _cut(halves, value * scale / factor(figure.unit, base_unit(about.kind)), upper)
    first, last = halves[0], halves[-1]
    halves[0] = ChangeRange(first.low, first.high, first.patients - 1)
    halves[-1] = ChangeRange(last.low, last.high, halves[-1].patients - 1)
    ends_of_range = [ChangeRange(low.low, low.high, 1), ChangeRange(high.low, high.high, 1)]
    return [band for band in (*ends_of_range, *halves) if band.patients > 0]


def _counted_limits(context: Context, figure: Summary, n: int) -> Iterator[tuple[Fraction, int]]:
    """Limits with the number of patients above them, in the base unit."""
    for other in context.study.figures:
        if isinstance(other, Count) and other.count is not None:
            for cut in cuts_of(context, other.measure):
                same = (cut.measure, cut.category) == (figure.measure, other.category)
                if same and (other.group, other.occasion) == (figure.group, figure.occasion):
                    about = context.study.measures[cut.measure]
                    assert isinstance(about, Numeric)
                    value = Fraction(str(cut.limit)) * factor(cut.unit, base_unit(about.kind))
                    yield value, above(cut, int(other.parts()["count"].value), n)


def _cut(bands: list[ChangeRange], limit: Fraction, upper: int) -> list[ChangeRange]:
    """Divide one band at a limit above which so many patients lie; left as it is where that does not fit."""
    above_it = 0
    for place in range(len(bands) - 1, -1, -1):
        band = bands[place]
        more = upper - above_it
        if band.low < limit < band.high and 0 < more < band.patients:
            parts = [ChangeRange(band.low, limit, band.patients - more), ChangeRange(limit, band.high, more)]
            return [*bands[:place], *parts, *bands[place + 1 :]]
        above_it += band.patients
    return bands


def _meets(before: ChangeRange, after: ChangeRange, fall: ChangeRange, form: str) -> bool:
    """Whether one patient can lie in all three bands."""
    if form == "fall":
        return before.low - fall.high <= after.high and before.high - fall.low >= after.low
    kept = (1 - fall.high / 100, 1 - fall.low / 100)
    products = [value * share for value in (before.low, before.high) for share in kept]
    return min(products) <= after.high and max(products) >= after.low


def possible(before: list[ChangeRange], after: list[ChangeRange], fall: list[ChangeRange], form: str) -> bool:
    """Whether patients can be put into cells (before, after, fall) so that every band has its number.

    Only whether one patient can lie in a cell is considered, not where in it, so that True is no proof; False is:
    no allocation of whole patients exists (integer programme, solved to optimality).
    """
    import numpy as np
    from scipy.optimize import LinearConstraint, milp

    cells = [
        (i, j, k)
        for (i, one), (j, two), (k, three) in product(enumerate(before), enumerate(after), enumerate(fall))
        if _meets(one, two, three, form)
    ]
    wanted = [band.patients for bands in (before, after, fall) for band in bands]
    if not cells:
        return False
    matrix = np.zeros((len(wanted), len(cells)))
    offsets = (0, len(before), len(before) + len(after))
    for column, cell in enumerate(cells):
        for offset, row in zip(offsets, cell, strict=True):
            matrix[offset + row, column] = 1
    result = milp(
        c=np.zeros(len(cells)),
        constraints=LinearConstraint(matrix, wanted, wanted),
        integrality=np.ones(len(cells)),
    )
    return int(result.status) != 2  # 2: proved infeasible


def _found_impossible(context: Context, refs: list[str], trio: tuple[Summary, ...]) -> None:
    spans = "; ".join(f"{one.centre} ({one.low}-{one.high}) {one.unit} ({one.place})" for one in trio)
    context.report(
        CHECK,
        "contradiction",
        refs,
        "no patients have these values before and after with these changes",
        "use at most two of the three",
        subject=", ".join(one.id for one in trio),
        printed=spans,
        disputed=refs,
        assumption=f"{context.rounding}; the same patients before and after",
    )
