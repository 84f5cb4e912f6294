"""Parts against totals: categories within a group, groups within all, and sums the file names."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from haicsim.analysis.audit.findings import Context, Severity
from haicsim.analysis.studies.design import Relation
from haicsim.analysis.studies.measured import Categories, YesNo
from haicsim.analysis.studies.reported_values import Count, Size, Stated

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
    for group in context.study.groups:
        _check_within(context, group)
        for division, parts in context.study.divided(group):
            _check_division(context, group, division, parts)


def _check_within(context: Context, part: str) -> None:
    """No part is larger than its whole."""
    about = context.study.groups[part]
    if about.part_of is None or about.n <= context.study.groups[about.part_of].n:
        return
    refs = [ref for group in (part, about.part_of) if (ref := _first(context, "size", group)) is not None]
    whole = context.study.groups[about.part_of]
    why = f"'{about.label}' are {about.n}, more than the {whole.n} of '{whole.label}' they are a part of"
    _found_wrong_size(context, refs, why, "contradiction")


def _check_division(context: Context, group: str, division: str | None, parts: tuple[str, ...]) -> None:
    """The parts of a division make up the whole where it is said to be exhaustive, and are never more than it.

    Parts without a division may be of several, or not all: where they do not add up nothing is proved.
    """
    about = context.study.groups[group]
    refs = [ref for part in (*parts, group) if (ref := _first(context, "size", part)) is not None]
    total = sum(context.study.groups[part].n for part in parts)
    if total == about.n:
        if len(refs) == len(parts) + 1:
            context.confirm(refs)
        return
    why = f"the parts of '{about.label}' add up to {total}, not {about.n}"
    if division is not None and (context.study.divisions[division].exhaustive or total > about.n):
        _found_wrong_size(context, refs, why, "contradiction")
    elif division is None and len(parts) > 1 and not _several(context, about.n, parts):
        why += (
            "; either a number is wrong, or they are not all, or not of one division: name their `division`"
        )
        _found_wrong_size(context, refs, why, "implausible" if total > about.n else "undecided")


def _several(context: Context, n: int, parts: tuple[str, ...]) -> bool:
    """Whether the first parts make up the whole, so that the others are of another division."""
    sums = list(accumulate(context.study.groups[part].n for part in parts))
    return n in sums


def _found_wrong_size(context: Context, refs: list[str], why: str, severity: Severity) -> None:
    named = refs if severity == "contradiction" else []
    consequence = "one of these sizes is wrong; use none of them alone" if named else "nothing follows"
    printed = context.quote(*refs) if refs else "sizes in `groups`"
    context.report(CHECK, severity, refs, why, consequence, printed=printed, disputed=named)


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
        if not isinstance(measure, Categories | YesNo) or key in seen:
            continue
        seen.add(key)
        if isinstance(measure, YesNo):
            both = [ref for answer in ("yes", "no") if (ref := find_count(context, figure, category=answer))]
            if len(both) == 2:
                n = context.study.groups[figure.group].n
                _compare(context, both, None, (0, n), f"{n} patients")
            continue
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
        if figure.subject in seen:
            continue
        seen.add(figure.subject)
        for division, parts in context.study.divided(figure.group):
            refs = [find_count(context, figure, group=part) for part in parts]
            printed = [ref for ref in refs if ref is not None]
            n = int(context.number(f"{figure.id}.count").value)
            all_of_it = parts in context.study.made_up(figure.group) and len(printed) == len(refs)
            if printed and (all_of_it or division is not None):
                span = (n if all_of_it else 0, n)
                _compare(context, printed, f"{figure.id}.count", span, f"{n} in '{figure.group}'")
            for ref in [] if all_of_it or division is not None else printed:
                _compare(context, [ref], f"{figure.id}.count", (0, n), f"{n} in '{figure.group}'")


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
