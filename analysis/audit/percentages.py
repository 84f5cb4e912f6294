"""Counts against percentages: which k of n can print as given, and under which rounding."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice
from math import ceil, floor

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.km_solver.curves import whole_numbers
from haicsim.analysis.km_solver.rounding import SINGLE, Interval, before_rounding, prints_as
from haicsim.analysis.studies.measured import Categories
from haicsim.analysis.studies.printed import Printed
from haicsim.analysis.studies.reported_values import Count, Events

CHECK = "percentages"
SHOWN = 5  # counts that are listed one by one


def check_percentages(context: Context) -> None:
    """Hold every count and percentage against the number of patients."""
    fitting: list[tuple[str, set[str]]] = []
    for figure in counted(context):
        parts, among = figure.parts(), denominators(context, figure)
        if not among:
            continue
        if "count" in parts and not _per_sites(figure) and parts["count"].value > max(among):
            _found_too_many(context, figure, max(among))
        if "percent" not in parts:
            continue
        possible = {n: _counts(context, parts, n) for n in among}
        if not any(possible.values()):
            _found_impossible(context, figure, parts, among)
            continue
        context.confirm([f"{figure.id}.{part}" for part in parts if len(parts) > 1])
        fitting.append((f"{figure.id}.percent", _conventions(parts, possible)))
    _found_mixture(context, fitting)


def counted(context: Context) -> Iterator[Count | Events]:
    """Every figure that counts patients or sites."""
    for figure in context.study.figures:
        if isinstance(figure, Count | Events):
            yield figure


def denominators(context: Context, figure: Count | Events) -> list[int]:
    """What a percentage may be of: the stated number, else the group (or those the measure is taken within).

    None at all where the file says that it is not stated: then nothing follows from it.
    """
    n = context.study.groups[figure.group].n
    if figure.of is not None:
        return [] if figure.of == "not_stated" else [figure.of]
    if isinstance(figure, Events):
        return [n]
    measure = context.study.measures[figure.measure]
    if isinstance(measure, Categories) and measure.within is not None:
        wanted = (measure.within.measure, measure.within.category, figure.group, figure.occasion)
        for other in context.study.figures:
            if isinstance(other, Count) and other.count is not None:
                if (other.measure, other.category, other.group, other.occasion) == wanted:
                    return sorted({n, int(other.parts()["count"].value)} - {0})
    return [n]


def _per_sites(figure: Count | Events) -> bool:
    return isinstance(figure, Count) and figure.per == "sites"


def _counts(context: Context, parts: Mapping[str, Printed], n: int) -> range:
    """Which counts out of n agree with what is printed."""
    fitting = _of(context.interval(parts["percent"]), n)
    if "count" not in parts:
        return fitting
    k = int(parts["count"].value)
    return range(k, k + 1) if k in fitting else range(0)


def _of(percent: Interval, n: int) -> range:
    """Which counts out of n are such a percentage."""
    least, most = whole_numbers(percent, Fraction(n, 100))
    return range(max(least, 0), min(most, n) + 1)


def _conventions(parts: Mapping[str, Printed], possible: dict[int, range]) -> set[str]:
    """The single conventions under which the percentage is right."""
    percent = parts["percent"]
    inside = {one: before_rounding(percent, one) for one in SINGLE}
    return {
        one
        for one in SINGLE
        for n, counts in possible.items()
        if range(max(counts.start, (own := _of(inside[one], n)).start), min(counts.stop, own.stop))
    }


def _found_impossible(
    context: Context, figure: Count | Events, parts: Mapping[str, Printed], among: list[int]
) -> None:
    percent, n = parts["percent"], among[-1]
    fits_n = _of(context.interval(percent), n)
    if "count" in parts:
        k = int(parts["count"].value)
        printed = f"{parts['count'].text} ({percent.text}%) of {n} ({figure.place})"
        possible = f"{k} of {n} is {prints_as(Fraction(100 * k, n), percent.decimals + 2)}%"
        others = _wholes(k, context.interval(percent), n)
        if fits_n:
            possible += f"; {percent.text}% would be {_some(fits_n)} of {n}"
        else:
            possible += f"; no count of {n} patients gives {percent.text}%"
        if others:
            possible += f" ({k} of {others[0]} would)"
    else:
        printed = f"{percent.text}% of {n} ({figure.place})"
        possible = f"no count of {n} patients gives {percent.text}%"
    refs = tuple(f"{figure.id}.{part}" for part in parts)
    context.report(
        CHECK,
        "contradiction",
        refs,
        possible,
        "use the count, not the percentage, where the count is borne out elsewhere",
        printed=printed,
        odd=(f"{figure.id}.percent",),
        disputed=[ref for ref in refs if ref.endswith(".count")],
        assumption=context.rounding,
    )


def _wholes(k: int, percent: Interval, n: int) -> list[int]:
    """Numbers of patients, up to three times as many, of which k would be such a percentage."""
    if percent.high <= 0:
        return []
    least = max(k, 1, floor(100 * k / percent.high))
    most = 3 * n if percent.low <= 0 else min(3 * n, ceil(100 * k / percent.low) + 1)
    return list(islice((m for m in range(least, most) if Fraction(100 * k, m) in percent), 1))


def _some(counts: range) -> str:
    """Counts in words."""
    return " or ".join(map(str, counts)) if len(counts) <= SHOWN else f"{counts[0]} to {counts[-1]}"


def _found_too_many(context: Context, figure: Count | Events, n: int) -> None:
    ref = f"{figure.id}.count"
    possible = f"there are {n} patients in all"
    context.report(CHECK, "contradiction", [ref], possible, "do not calibrate to this count", suspects=[ref])


def _found_mixture(context: Context, fitting: list[tuple[str, set[str]]]) -> None:
    """One finding if no single convention explains every percentage."""
    if not fitting or set.intersection(*(conventions for _, conventions in fitting)):
        return
    cut = [ref for ref, conventions in fitting if conventions == {"truncated"}]
    rounded = [ref for ref, conventions in fitting if "truncated" not in conventions]
    context.report(
        CHECK,
        "sloppy",
        [*cut, *rounded],
        "no single way of rounding gives all of them",
        "read percentages as known to within one unit of the last digit; prefer counts",
        subject="rounding of percentages",
        printed=f"{len(cut)} percentages are cut off, as {context.quote(*cut[:2])}; "
        f"{len(rounded)} are rounded, as {context.quote(*rounded[:2])}",
    )
