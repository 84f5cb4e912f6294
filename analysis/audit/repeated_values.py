"""The same number printed twice: text against tables, one section against another, one unit against another."""

from collections.abc import Iterator
from itertools import combinations

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.km_solver.rounding import Interval
from haicsim.analysis.studies.printed import NOT_REACHED, read_printed
from haicsim.analysis.studies.quantities import factor
from haicsim.analysis.studies.reported_value import LIMITS
from haicsim.analysis.studies.reported_values import (
    Estimate,
    Figure,
    MeanSurvival,
    MedianSurvival,
    Stated,
    Summary,
)

CHECK = "printed twice"


def check_repeated_values(context: Context) -> None:
    """Compare all figures that say the same thing."""
    by_subject: dict[tuple[object, ...], list[Figure]] = {}
    for figure in context.study.figures:
        by_subject.setdefault(figure.subject, []).append(figure)
    for figures in by_subject.values():
        if len(figures) > 1:
            _compare(context, figures)


def _compare(context: Context, figures: list[Figure]) -> None:
    """Figures on one subject: the same parts must be able to come from the same number."""
    differing: list[tuple[str, str]] = []
    for one, other in combinations(figures, 2):
        for part in _comparable(one, other):
            refs = (f"{one.id}.{part}", f"{other.id}.{part}")
            words = [figure.texts()[part] for figure in (one, other)]
            if NOT_REACHED in words:
                differing += [refs] if len(set(words)) > 1 else []
                continue
            first, second = (_in_unit(context, figure, part, one) for figure in (one, other))
            if first.meets(second):
                context.confirm(refs)
            else:
                differing.append(refs)
    if differing:
        _found_different(context, differing)


def _comparable(one: Figure, other: Figure) -> Iterator[str]:
    """The parts two figures share; a mean is not compared with a median, nor a range with quartiles."""
    for part in one.texts():
        if part not in other.texts():
            continue
        if part in LIMITS and _level(one) != _level(other):
            continue
        if isinstance(one, Summary) and isinstance(other, Summary):
            if part == "centre" and one.statistic != other.statistic:
                continue
            if part in ("low", "high") and one.spread != other.spread:
                continue
        if isinstance(one, Stated) and isinstance(other, Stated) and one.joined != other.joined:
            continue
        yield part


def _level(figure: Figure) -> float | None:
    interval = figure.interval if isinstance(figure, Estimate) else None
    return None if interval is None else interval.level


def _unit(figure: Figure) -> str | None:
    return figure.unit if isinstance(figure, Summary | MedianSurvival | MeanSurvival | Stated) else None


def _in_unit(context: Context, figure: Figure, part: str, reference: Figure) -> Interval:
    """What a printed number may have been, in the unit of the reference figure; a count of patients is not rounded."""
    printed = figure.parts()[part]
    if part == "count":
        return Interval(printed.value, printed.value)
    inside = context.interval(printed)
    unit, wanted = _unit(figure), _unit(reference)
    return inside if unit is None or wanted is None else inside.times(factor(unit, wanted))


def _found_different(context: Context, differing: list[tuple[str, str]]) -> None:
    """Printings of one subject that cannot all be right."""
    refs = tuple(dict.fromkeys(ref for pair in differing for ref in pair))
    units = {ref: _unit(context.study.figure(ref.split(".")[0])) for ref in refs}
    possible = "they cannot all be right"
    words = [(context.text(first), context.text(second)) for first, second in differing]
    digits_agree = all(
        NOT_REACHED not in pair and read_printed(pair[0]).value == read_printed(pair[1]).value
        for pair in words
    )
    if digits_agree and len(set(units.values())) > 1:
        named = " and ".join(sorted({str(unit) for unit in units.values()}))
        possible = f"the digits agree but the units do not ({named}): one unit is wrong"
    context.report(
        CHECK,
        "contradiction",
        refs,
        possible,
        "use none of them unless another check settles which is right",
        printed="; ".join(_quote(context, refs, units)),
        disputed=refs,
        assumption=context.rounding,
    )


def _quote(context: Context, refs: tuple[str, ...], units: dict[str, str | None]) -> Iterator[str]:
    """The numbers at each place, with their unit."""
    for figure in dict.fromkeys(ref.split(".")[0] for ref in refs):
        mine = [ref for ref in refs if ref.split(".")[0] == figure]
        unit = units[mine[0]]
        numbers = ", ".join(context.text(ref) for ref in mine)
        yield f"{numbers}{'' if unit in (None, '1') else f' {unit}'} ({context.place(mine[0])})"
