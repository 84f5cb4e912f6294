"""Parts against totals: categories within a group, groups within all, and sums the file names."""

from collections.abc import Iterator, Sequence

from haicsim.analysis.audit.findings import Context, Severity
from haicsim.analysis.studies.measured import Categories
from haicsim.analysis.studies.reported_values import Count, Size, Stated
from haicsim.analysis.studies.study import Relation

CHECK = "totals"


def check_totals(context: Context) -> None:
    """Add up whatever must add up."""
    _check_sizes(context)
    _check_categories(context)
    _check_groups(context)
    for relation in context.study.relations:
        _check_relation(context, relation)


def _check_sizes(context: Context) -> None:
    """Printed group sizes against the sizes the file works with, and against one another."""
    for figure in context.study.figures:
        if isinstance(figure, Size):
            n = context.study.groups[figure.group].n
            _compare(context, [], f"{figure.id}.count", (n, n), f"the group has {n}")
    for group, about in context.study.groups.items():
        parts = context.study.parts_of(group)
        sizes = [_first(context, "size", part) for part in parts]
        whole = _first(context, "size", group)
        if parts and whole is not None and None not in sizes:
            refs = [ref for ref in sizes if ref is not None]
            total = sum(context.study.groups[part].n for part in parts)
            if total != about.n:
                _found_wrong_sum(
                    context, refs, whole, f"the parts of '{about.label}' add up to {total}, not {about.n}"
                )
            else:
                context.confirm([*refs, whole])


def _first(context: Context, kind: str, group: str) -> str | None:
    """The first figure that prints a group's size."""
    sizes = (one for one in context.study.figures if isinstance(one, Size) and one.group == group)
    figure = next(sizes, None)
    return None if figure is None else f"{figure.id}.count"


def counts(context: Context) -> Iterator[Count]:
    """Figures that print a count of patients or sites."""
    for figure in context.study.figures:
        if isinstance(figure, Count) and figure.count is not None and figure.together is None:
            yield figure


def find_count(context: Context, like: Count, **different: object) -> str | None:
    """The first count like this one but for some fields, as a ref."""
    wanted = like.model_copy(update=different).subject
    found = next((one for one in counts(context) if one.subject == wanted), None)
    return None if found is None else f"{found.id}.count"


def _check_categories(context: Context) -> None:
    """The categories of one measure add up to the group, or to those the measure is taken within."""
    seen: set[tuple[object, ...]] = set()
    for figure in counts(context):
        measure = context.study.measures[figure.measure]
        key = (figure.measure, figure.group, figure.occasion)
        if not isinstance(measure, Categories) or key in seen:
            continue
        seen.add(key)
        refs = [find_count(context, figure, category=category) for category in measure.categories]
        printed = [ref for ref in refs if ref is not None]
        complete = measure.exhaustive and len(printed) == len(refs)
        if measure.within is None:
            n = context.study.groups[figure.group].n
            _compare(context, printed, None, (n if complete else 0, n), f"{n} patients")
        else:
            whole = find_count(
                context, figure, measure=measure.within.measure, category=measure.within.category
            )
            if whole is not None:
                n = int(context.number(whole).value)
                _compare(context, printed, whole, (n if complete else 0, n), f"{n}")


def _check_groups(context: Context) -> None:
    """What is counted in the parts of a group adds up to what is counted in the whole."""
    seen: set[tuple[object, ...]] = set()
    for figure in counts(context):
        parts = context.study.parts_of(figure.group)
        if not parts or figure.subject in seen:
            continue
        seen.add(figure.subject)
        refs = [find_count(context, figure, group=part) for part in parts]
        printed = [ref for ref in refs if ref is not None]
        if printed:
            n = int(context.number(f"{figure.id}.count").value)
            least = n if len(printed) == len(refs) else 0
            _compare(context, printed, f"{figure.id}.count", (least, n), f"{n} in '{figure.group}'")


def _check_relation(context: Context, relation: Relation) -> None:
    """A sum that the file says must hold."""
    refs = [_main(context, name) for name in relation.parts]
    whole = _main(context, relation.total)
    total, wanted = sum(context.number(ref).value for ref in refs), context.number(whole).value
    if total == wanted:
        context.confirm([*refs, whole])
        return
    wording = any(isinstance(context.study.figure(ref.split(".")[0]), Stated) for ref in (*refs, whole))
    why = f"together {total}, not {wanted}; they must agree by {relation.basis}"
    _found_wrong_sum(context, refs, whole, why, wording)


def _main(context: Context, name: str) -> str:
    """The ref of a figure's main number."""
    parts = context.study.figure(name).parts()
    return f"{name}.{next(part for part in ('count', 'value', 'centre', 'percent', 'p') if part in parts)}"


def _compare(
    context: Context, parts: Sequence[str], whole: str | None, allowed: tuple[int, int], of_what: str
) -> None:
    """Confirm or report a sum (of the parts, or the whole itself where there are none)."""
    total = sum(context.number(ref).value for ref in (parts or [whole] if whole else parts))
    if allowed[0] <= total <= allowed[1]:
        if allowed[0] == allowed[1]:
            context.confirm([*parts, *([whole] if whole else [])])
        return
    _found_wrong_sum(context, parts, whole, f"together {total}, but {of_what}")


def _found_wrong_sum(
    context: Context, parts: Sequence[str], whole: str | None, possible: str, wording: bool = False
) -> None:
    """A sum that does not hold: any of its numbers may be the wrong one."""
    refs = (*parts, *([whole] if whole else []))
    consequence = "one of these numbers is wrong or described loosely; use none of them alone"
    severity: Severity = "sloppy" if wording else "contradiction"
    context.report(CHECK, severity, refs, possible, consequence, disputed=refs)
