"""p values of two traits of the same patients: of how many show either is printed, of how many show both is not."""

import numpy as np

from haicsim.analysis.audit.contingency import FAMILY, unpaired_p_values
from haicsim.analysis.audit.findings import Context
from haicsim.analysis.audit.p_values import count_of, prints_as_given
from haicsim.analysis.studies.measured import YesNo
from haicsim.analysis.studies.reported_values import PValue

CHECK = "p values"
MOST = 300  # patients up to whom every number with both traits is tried


def check_traits(context: Context) -> None:
    """Every p of two traits of yes or no by a test the file names: does any table with the printed counts give it?

    A p of another trait, or by a test that is not named, says nothing that could be proved: it may be of a model.
    """
    for figure in context.study.figures:
        if isinstance(figure, PValue) and figure.traits is not None and figure.test in FAMILY.values():
            refs = [
                count_of(context, trait, "yes", figure.group, None)
                for trait in figure.traits
                if _yes_no(context, trait)
            ]
            known = [ref for ref in refs if ref is not None]
            if len(known) == 2:
                _check(context, figure, known)


def _yes_no(context: Context, trait: str) -> bool:
    return isinstance(context.study.measures.get(trait), YesNo)


def _check(context: Context, figure: PValue, refs: list[str]) -> None:
    n = context.study.groups[figure.group].n
    one, other = (int(context.number(ref).value) for ref in refs)
    if n > MOST or max(one, other) > n:
        return
    inside = context.interval(figure.parts()["p"])
    given: list[float] = []
    for both in range(max(0, one + other - n), min(one, other) + 1):
        table = np.array([[both, one - both], [other - both, n - one - other + both]], np.int64)
        given += [p for name, p in unpaired_p_values(table).items() if FAMILY[name] == figure.test]
    if not given:
        return
    ref = f"{figure.id}.p"
    if any(prints_as_given(p, inside) for p in given):
        context.confirm([ref])
        return
    near = sorted(given, key=lambda p: abs(p - float(figure.parts()["p"].value)))[:2]
    values = " or ".join(f"{p:.3g}" for p in sorted(near))
    context.report(
        CHECK,
        "contradiction",
        (ref, *refs),
        f"however many of {n} show both, no such test gives it; the nearest give {values}",
        "do not use this p value",
        subject=figure.id,
        printed=f"p {context.quote(ref)}; counts {one} and {other} of {n}",
        odd=(ref,),
        disputed=refs,
        assumption=f"test: {figure.test}; {context.rounding}; known of every patient",
    )
