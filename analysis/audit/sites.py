"""Sites against patients: one patient may have several sites, but all the numbers must fit the same patients."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.studies.measured import Sites
from haicsim.analysis.studies.reported_values import Count, Events

CHECK = "sites"
MOST_SITES = 8
Pattern = frozenset[str]


@dataclass(frozen=True)
class SiteRow:
    """One printed number as a sum over patients: how often a patient of each group and pattern is counted."""

    ref: str
    weights: tuple[int, ...]
    low: int
    high: float


def check_sites(context: Context) -> None:
    """For each measure of sites: can patients, each with one or more sites, give every printed number?"""
    for name, measure in context.study.measures.items():
        if isinstance(measure, Sites) and len(measure.leaves) <= MOST_SITES:
            _check_measure(context, name, measure)


def _check_measure(context: Context, name: str, measure: Sites) -> None:
    groups = [group for group in context.study.groups if not context.study.parts_of(group)]
    patterns = [
        frozenset(chosen)
        for size in range(1, len(measure.leaves) + 1)
        for chosen in combinations(measure.leaves, size)
    ]
    cells = [(group, pattern) for group in groups for pattern in patterns]
    rows = [
        row
        for figure in context.study.figures
        if (row := _row(context, figure, name, measure, cells)) is not None
    ]
    sizes = [
        SiteRow("", tuple(int(group == one) for group, _ in cells), 0, context.study.groups[one].n)
        for one in groups
    ]
    if feasible(rows, sizes):
        context.confirm(row.ref for row in rows)
        return
    while rows and not feasible(rows, sizes):
        conflict = _conflict(rows, sizes)
        single = [row for row in conflict if feasible([one for one in rows if one is not row], sizes)]
        _found_conflict(context, measure, conflict, single or conflict)
        rows = [row for row in rows if row not in (single or conflict)]


def _row(
    context: Context, figure: object, name: str, measure: Sites, cells: list[tuple[str, Pattern]]
) -> SiteRow | None:
    """What one figure counts; None for figures about something else."""
    if isinstance(figure, Events) and measure.endpoint is not None:
        if (figure.endpoint, figure.status) != (measure.endpoint, "event"):
            return None
        number = int(figure.parts()["count"].value)
        return _counted(
            context, figure, cells, lambda pattern: 1, number, number if figure.by is None else np.inf
        )
    if not isinstance(figure, Count) or figure.measure != name or figure.count is None:
        return None
    number = int(figure.parts()["count"].value)
    return _counted(context, figure, cells, _weight(figure, measure), number, number)


def _weight(figure: Count, measure: Sites) -> Callable[[Pattern], int]:
    """How often a patient with a pattern of sites is counted."""
    if figure.together is not None:
        wanted = figure.together

        def exactly(pattern: Pattern) -> int:
            covered = [pattern & set(measure.parts.get(site, (site,))) for site in wanted]
            return int(all(covered) and frozenset().union(*covered) == pattern)

        return exactly
    narrow = set(measure.parts.get(figure.category, (figure.category,)))
    if figure.per == "sites":
        return lambda pattern: len(pattern & narrow)
    return lambda pattern: int(bool(pattern & narrow))


def _counted(
    context: Context,
    figure: Count | Events,
    cells: list[tuple[str, Pattern]],
    weight: Callable[[Pattern], int],
    low: int,
    high: float,
) -> SiteRow:
    groups = context.study.leaves_of(figure.group)
    weights = tuple(weight(pattern) if group in groups else 0 for group, pattern in cells)
    return SiteRow(f"{figure.id}.count", weights, low, high)


def feasible(rows: Sequence[SiteRow], sizes: Sequence[SiteRow]) -> bool:
    """Whether whole numbers of patients in each cell give every sum (integer programme, solved to optimality)."""
    from scipy.optimize import LinearConstraint, milp

    both = [*rows, *sizes]
    matrix = np.array([row.weights for row in both], dtype=float)
    limits = LinearConstraint(matrix, [row.low for row in both], [row.high for row in both])
    cells = matrix.shape[1]
    result = milp(c=np.zeros(cells), constraints=limits, integrality=np.ones(cells))
    return int(result.status) != 2  # 2: proved infeasible


def _conflict(rows: list[SiteRow], sizes: list[SiteRow]) -> list[SiteRow]:
    """Rows of which none can be spared that already contradict one another."""
    needed = list(rows)
    for row in rows:
        fewer = [one for one in needed if one is not row]
        if not feasible(fewer, sizes):
            needed = fewer
    return needed


def _found_conflict(
    context: Context, measure: Sites, conflict: list[SiteRow], doubtful: list[SiteRow]
) -> None:
    refs = tuple(row.ref for row in conflict)
    named = tuple(row.ref for row in doubtful)
    quoted = "; ".join(f"{ref.split('.')[0]} {context.quote(ref)}" for ref in refs)
    context.report(
        CHECK,
        "contradiction",
        refs,
        "no patients, each with one or more sites, give all of these; one that would let the rest be true: "
        f"{', '.join(ref.split('.')[0] for ref in named)}",
        "do not calibrate to the sites of the event by these counts alone",
        subject=", ".join(ref.split(".")[0] for ref in refs),
        printed=f"{measure.label}: {quoted}",
        suspects=named,
    )
