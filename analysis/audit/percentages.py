"""Counts against percentages: which k of n can print as given, and under which rounding."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.km_solver.rounding import SINGLE, before_rounding, prints_as
from haicsim.analysis.studies.measured import Categories
from haicsim.analysis.studies.printed import Printed
from haicsim.analysis.studies.reported_values import Count, Events

CHECK = "percentages"


def check_percentages(context: Context) -> None:
    """Hold every count and percentage against the number of patients."""
    fitting: list[tuple[str, set[str]]] = []
    for figure in counted(context):
        parts, among = figure.parts(), denominators(context, figure)
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
    """What a percentage may be of: the stated number, else the group (or those the measure is taken within)."""
    n = context.study.groups[figure.group].n
    if figure.of is not None:
        return [figure.of]
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


def _counts(context: Context, parts: Mapping[str, Printed], n: int) -> list[int]:
    """Which counts out of n agree with what is printed."""
    inside = context.interval(parts["percent"])
    candidates = [int(parts["count"].value)] if "count" in parts else range(n + 1)
    return [k for k in candidates if k <= n and Fraction(100 * k, n) in inside]


def _conventions(parts: Mapping[str, Printed], possible: dict[int, list[int]]) -> set[str]:
    """The single conventions under which the percentage is right."""
    shares = [Fraction(100 * k, n) for n, counts in possible.items() for k in counts]
    percent = parts["percent"]
    return {one for one in SINGLE if any(share in before_rounding(percent, one) for share in shares)}


def _found_impossible(
    context: Context, figure: Count | Events, parts: Mapping[str, Printed], among: list[int]
) -> None:
    percent, n = parts["percent"], among[-1]
    fits_n = [k for k in range(n + 1) if Fraction(100 * k, n) in context.interval(percent)]
    if "count" in parts:
        k = int(parts["count"].value)
        printed = f"{parts['count'].text} ({percent.text}%) of {n} ({figure.place})"
        possible = f"{k} of {n} is {prints_as(Fraction(100 * k, n), percent.decimals + 2)}%"
        others = [m for m in range(max(k, 1), 3 * n) if Fraction(100 * k, m) in context.interval(percent)]
        if fits_n:
            possible += f"; {percent.text}% would be {' or '.join(map(str, fits_n))} of {n}"
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
