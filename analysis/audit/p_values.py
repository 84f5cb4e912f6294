"""p values of counted things, recomputed from the printed counts."""

from fractions import Fraction

import numpy as np

from haicsim.analysis.audit.contingency import (
    FAMILY,
    Table,
    paired_category_p_values,
    paired_p_values,
    unpaired_p_values,
)
from haicsim.analysis.audit.findings import Context, Severity
from haicsim.analysis.audit.totals import counts
from haicsim.analysis.km_solver.rounding import Interval
from haicsim.analysis.studies.measured import Categories, Numeric, YesNo
from haicsim.analysis.studies.reported_values import PValue

CHECK = "p values"
NEAR = 1e-6  # further from the printed p than this none is compared exactly


def check_p_values(context: Context) -> None:
    """Recompute every p value whose counts are printed."""
    for figure in context.study.figures:
        if isinstance(figure, PValue) and figure.measure is not None:
            found = table_of(context, figure)
            if found is not None:
                _check(context, figure, *found)


def table_of(context: Context, figure: PValue) -> tuple[Table, list[str]] | None:
    """The counts a p value compares (rows: arms or occasions), with their refs; None where not all are printed."""
    assert figure.measure is not None
    measure = context.study.measures[figure.measure]
    if isinstance(measure, Numeric) or not isinstance(measure, YesNo | Categories):
        return None
    categories = ("yes",) if isinstance(measure, YesNo) else figure.categories or measure.categories
    rows, refs = [], []
    for groups, occasion in _rows(figure):
        row = []
        for category in categories:
            found = [count_of(context, figure.measure, category, group, occasion) for group in groups]
            if None in found:
                return None
            row.append(sum(int(context.number(ref).value) for ref in found if ref is not None))
            refs += [ref for ref in found if ref is not None]
        if isinstance(measure, YesNo):
            row.append(sum(context.study.groups[group].n for group in groups) - row[0])
        rows.append(row)
    table = np.array(rows, dtype=np.int64)
    return None if (table < 0).any() else (table, refs)


def _rows(figure: PValue) -> list[tuple[tuple[str, ...], str | None]]:
    if figure.arms is not None:
        return [(arm, None) for arm in figure.arms]
    assert figure.occasions is not None
    return [((figure.group,), occasion) for occasion in figure.occasions]


def count_of(context: Context, measure: str, category: str, group: str, occasion: str | None) -> str | None:
    """The first count of a category in a group, as a ref; None where none of patients is printed."""
    for figure in counts(context):
        if (figure.measure, figure.category, figure.group, figure.occasion) == (
            measure,
            category,
            group,
            occasion,
        ):
            return f"{figure.id}.count" if figure.per == "patients" else None
    return None


def _check(context: Context, figure: PValue, table: Table, refs: list[str]) -> None:
    inside = context.interval(figure.parts()["p"])
    unpaired = unpaired_p_values(table)
    paired = _paired(table) if figure.occasions is not None else {}
    if paired is None or not (unpaired or any(paired.values())):
        return
    ref = f"{figure.id}.p"
    by = [name for name, value in unpaired.items() if prints_as_given(value, inside)]
    near = float(inside.low) - NEAR, float(inside.high) + NEAR
    by_paired = [
        name
        for name, values in paired.items()
        if any(near[0] <= value <= near[1] and prints_as_given(value, inside) for value in values)
    ]
    if by_paired or (by and not paired):
        context.confirm([ref])
    elif by:
        why = f"it is the {by[0]} test for two separate sets of patients, though the same patients are seen twice; "
        why += f"tests for the same patients give {_span(paired)}"
        _found_unlikely(
            context, figure, refs, "sloppy", why, "the p value tells nothing; use the counts", [ref]
        )
    else:
        named = {FAMILY[name] for name in FAMILY} & {*context.study.design.tests, figure.test}
        severity: Severity = "contradiction" if named else "implausible"
        if "Fisher exact" not in unpaired and named != {"chi_square"}:
            return  # too large a table to compute it: the paper may have used it
        values = "; ".join(f"{name} {value:.3f}" for name, value in unpaired.items())
        why = f"from the counts: {values}"
        why += f"; for the same patients seen twice {_span(paired)}" if paired else ""
        _found_unlikely(context, figure, refs, severity, why, "do not use this p value", [ref])


def _paired(table: Table) -> dict[str, set[float]] | None:
    """p values for the same patients seen twice; None where they cannot be listed."""
    before, after = ([int(n) for n in row] for row in table)
    if sum(before) != sum(after):
        return {}
    if len(before) == 2:
        return paired_p_values(before[0], after[0], sum(before))
    values = paired_category_p_values(before, after)
    return None if values is None else {"Bowker": values}


def prints_as_given(value: float, inside: Interval) -> bool:
    """Whether a computed p value prints as given; a hair's breadth is allowed for floating point."""
    hair = Fraction(1, 10**9)
    return Interval(Fraction(value) - hair, Fraction(value) + hair).meets(inside)


def _span(paired: dict[str, set[float]]) -> str:
    values = [value for each in paired.values() for value in each]
    return f"{min(values):.3f} to {max(values):.3f}"


def _found_unlikely(
    context: Context,
    figure: PValue,
    refs: list[str],
    severity: Severity,
    possible: str,
    consequence: str,
    odd: list[str],
) -> None:
    ref = f"{figure.id}.p"
    named = {FAMILY[name] for name in FAMILY} & set(context.study.design.tests)
    tests = f"; the paper names {', '.join(sorted(named)).replace('_', '-')}" if named else ""
    counts = ", ".join(dict.fromkeys(context.number(one).text for one in refs))
    context.report(
        CHECK,
        severity,
        (ref, *refs),
        possible,
        consequence,
        subject=figure.id,
        printed=f"p {context.quote(ref)}; counts {counts}",
        odd=odd,
        disputed=refs if severity == "contradiction" else (),
        assumption=f"tests considered: {', '.join(FAMILY)}, Bowker{tests}",
    )
