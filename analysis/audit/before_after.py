"""Change against before and after: can n patients have these medians and ranges of all three at once?"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from haicsim.analysis.audit.findings import Desk, Finding
from haicsim.analysis.audit.medians import limits
from haicsim.analysis.audit.thresholds import above, cuts_of
from haicsim.analysis.studies.measured import Change, Numeric
from haicsim.analysis.studies.quantities import base_unit, factor
from haicsim.analysis.studies.reported_values import Count, Summary

CHECK = "change"


@dataclass(frozen=True)
class Band:
    """So many patients lie between two values (ends included)."""

    low: Fraction
    high: Fraction
    patients: int


def check_change(desk: Desk) -> None:
    """Examine every measure that is the change of another."""
    for name, measure in desk.study.measures.items():
        if isinstance(measure, Numeric) and measure.change is not None:
            for group in desk.study.groups:
                _check_group(desk, name, measure.change, group)


def _check_group(desk: Desk, name: str, change: Change, group: str) -> None:
    """The first printing of before, after and change; further printings are compared with the first elsewhere."""
    before = next(_summaries(desk, change.measure, group, change.before), None)
    after = next(_summaries(desk, change.measure, group, change.after), None)
    fall = next(_summaries(desk, name, group, None), None)
    if before is None or after is None or fall is None:
        return
    trio = (before, after, fall)
    bands = [_bands(desk, figure) for figure in trio]
    refs = [f"{figure.id}.{part}" for figure in trio for part in ("low", "centre", "high")]
    if possible(bands[0], bands[1], bands[2], change.form):
        desk.confirm(refs)
    else:
        _report(desk, refs, trio)


def _summaries(desk: Desk, measure: str, group: str, occasion: str | None) -> Iterator[Summary]:
    """Medians with ranges of a measure (at one occasion, unless None), each in the unit of its kind."""
    for figure in desk.study.figures:
        if isinstance(figure, Summary) and (figure.measure, figure.group) == (measure, group):
            whole = figure.statistic == "median" and figure.spread == "range"
            if whole and occasion in (None, figure.occasion):
                yield figure


def _bands(desk: Desk, figure: Summary) -> list[Band]:
    """The patients divided by the median and by every counted limit, with one each at the two ends."""
    ends = limits(desk, figure)
    assert ends is not None
    about = desk.study.measures[figure.measure]
    assert isinstance(about, Numeric)
    scale = factor(figure.unit, base_unit(about.kind))
    n = desk.study.groups[figure.group].n
    low, high = ends[0].times(scale), ends[1].times(scale)
    centre = desk.interval(figure.parts()["centre"]).times(scale)
    if n == 1:
        return [Band(max(low.low, high.low), min(low.high, high.high), 1)]
    halves = [Band(low.low, centre.high, n // 2), Band(centre.low, high.high, n // 2)]
    if n % 2:
        halves.insert(1, Band(centre.low, centre.high, 1))
    for value, upper in _counted_limits(desk, figure, n):
        halves = _cut(halves, value * scale / factor(figure.unit, base_unit(about.kind)), upper)
    first, last = halves[0], halves[-1]
    halves[0] = Band(first.low, first.high, first.patients - 1)
    halves[-1] = Band(last.low, last.high, halves[-1].patients - 1)
    ends_of_range = [Band(low.low, low.high, 1), Band(high.low, high.high, 1)]
    return [band for band in (*ends_of_range, *halves) if band.patients > 0]


def _counted_limits(desk: Desk, figure: Summary, n: int) -> Iterator[tuple[Fraction, int]]:
    """Limits with the number of patients above them, in the base unit."""
    for other in desk.study.figures:
        if isinstance(other, Count) and other.count is not None:
            for cut in cuts_of(desk, other.measure):
                same = (cut.measure, cut.category) == (figure.measure, other.category)
                if same and (other.group, other.occasion) == (figure.group, figure.occasion):
                    about = desk.study.measures[cut.measure]
                    assert isinstance(about, Numeric)
                    value = Fraction(str(cut.limit)) * factor(cut.unit, base_unit(about.kind))
                    yield value, above(cut, int(other.parts()["count"].value), n)


def _cut(bands: list[Band], limit: Fraction, upper: int) -> list[Band]:
    """Divide one band at a limit above which so many patients lie; left as it is where that does not fit."""
    above_it = 0
    for place in range(len(bands) - 1, -1, -1):
        band = bands[place]
        more = upper - above_it
        if band.low < limit < band.high and 0 < more < band.patients:
            parts = [Band(band.low, limit, band.patients - more), Band(limit, band.high, more)]
            return [*bands[:place], *parts, *bands[place + 1 :]]
        above_it += band.patients
    return bands


def _meets(before: Band, after: Band, fall: Band, form: str) -> bool:
    """Whether one patient can lie in all three bands."""
    if form == "fall":
        return before.low - fall.high <= after.high and before.high - fall.low >= after.low
    kept = (1 - fall.high / 100, 1 - fall.low / 100)
    products = [value * share for value in (before.low, before.high) for share in kept]
    return min(products) <= after.high and max(products) >= after.low


def possible(before: list[Band], after: list[Band], fall: list[Band], form: str) -> bool:
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


def _report(desk: Desk, refs: list[str], trio: tuple[Summary, ...]) -> None:
    spans = "; ".join(f"{one.centre} ({one.low}-{one.high}) {one.unit} ({one.place})" for one in trio)
    desk.report(
        Finding(
            check=CHECK,
            severity="contradiction",
            subject=", ".join(one.id for one in trio),
            printed=spans,
            possible="no patients have these values before and after with these changes",
            consequence="use at most two of the three",
            figures=tuple(refs),
            disputed=tuple(refs),
            assumption=f"rounding: {desk.convention}; the same patients before and after",
        )
    )
