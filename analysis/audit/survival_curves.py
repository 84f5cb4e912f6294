"""Survival: can every printed Kaplan-Meier figure, of the groups and of all together, come from one set of patients?"""

from collections.abc import Callable
from fractions import Fraction

from haicsim.analysis.audit.demands import at, curve_problems
from haicsim.analysis.audit.findings import Alternative, Context, Finding
from haicsim.analysis.km_solver.corrections import (
    Demands,
    minimal_correction_sets,
    minimal_unsatisfiable_subset,
)
from haicsim.analysis.km_solver.curves import CurveProblem, Demand
from haicsim.analysis.km_solver.feasibility import Feasibility, FeasibilitySolver
from haicsim.analysis.studies.printed import read_printed

CHECK = "survival"
IN_WORDS = {
    Feasibility.POSSIBLE: "possible together",
    Feasibility.IMPOSSIBLE: "proved impossible together",
    Feasibility.OPEN: "undecided",
}
TOO_LARGE = "not examined exactly: n too large; within bounds that hold for every data set"
_WHAT = {"survival": "", "at_risk": "at risk ", "events": "events ", "censored": "censored "}


def check_survival(
    context: Context, progress: Callable[[str], None] = lambda what: None
) -> dict[str, list[CurveProblem]]:
    """Examine the curves of each endpoint. progress: called with the curves examined.

    Returns, by endpoint, the demands that can be met together (conflicting ones removed), for later checks.
    """
    consistent: dict[str, list[CurveProblem]] = {}
    for problem in curve_problems(context):
        progress(f"{problem.endpoint} of {', '.join(leaf for leaf, _ in problem.leaves)}")
        consistent.setdefault(problem.endpoint, []).append(examine(context, problem))
    return consistent


def examine(context: Context, problem: CurveProblem) -> CurveProblem:
    """Report every conflict among the demands on one set of curves; what remains can be met."""
    solver = FeasibilitySolver(problem, large=context.large)
    order = tuple(sorted(problem.demands, key=_latest_first))
    everything = frozenset(order)
    verdict = solver.ask(everything)
    groups = ", ".join([leaf for leaf, _ in problem.leaves] + [union for union, _ in problem.unions])
    large = verdict is Feasibility.OPEN and solver.inexact
    context.decide(
        f"{problem.endpoint} of {groups}, {len(everything)} figures",
        TOO_LARGE if large else IN_WORDS[verdict],
    )
    if verdict is Feasibility.OPEN:
        context.add(_open(problem, large))
    if verdict is not Feasibility.IMPOSSIBLE:
        return problem
    found, conflicts = minimal_correction_sets(solver, order)
    if not found:
        context.add(_hopeless(context, problem, conflicts[0], order))
        return problem.only(everything - frozenset().union(*conflicts))
    ways = {each: _alternatives(solver, everything, each) for each in found}
    best = min(
        found,
        key=lambda each: (_total_change(ways[each]), [order.index(one) for one in sorted_in(each, order)]),
    )
    for culprit in sorted_in(best, order):
        kept = best - {culprit}
        conflict = minimal_unsatisfiable_subset(solver, everything - kept, order)
        instead = [each for each in found if kept <= each]
        singles = [(next(iter(each - kept)), ways[each]) for each in instead]
        context.add(_conflict(context, problem, conflict, singles, order))
    return problem.only(everything - best)


def _latest_first(demand: Demand) -> tuple[Fraction, int]:
    """The order in which demands are spared: early figures explain a conflict more simply."""
    months, side = demand.first.moment or (Fraction(10**6), 0)
    return -months, -side


def sorted_in(demands: Demands, order: tuple[Demand, ...]) -> list[Demand]:
    """Demands in the order of the study file."""
    return [demand for demand in order if demand in demands]


def _alternatives(
    solver: FeasibilitySolver, everything: Demands, correction: Demands
) -> dict[Demand, Alternative]:
    """What each figure of a correction could be instead."""
    rest = everything - correction
    sure = solver.ask(rest) is Feasibility.POSSIBLE
    ways = {}
    for demand in correction:
        values: set[str] = set()
        if demand.watched:
            values, complete = solver.values(rest, demand)
            sure = sure and complete
        printed = read_printed(demand.printed).value if values else Fraction(0)
        nearest = sorted(values, key=lambda value: (abs(Fraction(value) - printed), Fraction(value)))
        change = float(abs(Fraction(nearest[0]) - printed)) if nearest else None
        ways[demand] = Alternative(demand.figures, demand.printed, tuple(nearest), change, sure)
    return ways


def _total_change(ways: dict[Demand, Alternative]) -> float:
    """How much must be changed in all; a change of unknown size counts as larger than any other."""
    return sum(1e6 if way.change is None else way.change for way in ways.values())


def _conflict(
    context: Context,
    problem: CurveProblem,
    conflict: Demands,
    singles: list[tuple[Demand, dict[Demand, Alternative]]],
    order: tuple[Demand, ...],
) -> Finding:
    """The finding for one conflict: what is printed, what would reconcile, which figure is the odd one out."""
    ways = [(demand, alternatives[demand]) for demand, alternatives in singles]
    ways.sort(key=lambda way: (1e6 if way[1].change is None else way[1].change, order.index(way[0])))
    demand, nearest = ways[0]
    involved = sorted_in(conflict, order)
    possible = f"with the others as printed, {name(problem, demand)} could only be {values_in_words(nearest, demand)}"
    if len(ways) > 1:
        others = "; or ".join(f"{name(problem, one)} {values_in_words(way, one)}" for one, way in ways[1:])
        possible += f"; or instead {others}"
    return Finding(
        check=CHECK,
        severity="contradiction",
        subject=_subject(problem, involved),
        printed=quoted(context, problem, involved),
        assumption=_assumption(context),
        possible=possible,
        consequence=f"do not calibrate to {name(problem, demand)}; one of the figures named is wrong",
        figures=tuple(figure for one in involved for figure in one.figures),
        odd=nearest.figures,
        disputed=tuple(figure for _, way in ways[1:] for figure in way.figures),
        alternatives=tuple(way for _, way in ways),
    )


def _hopeless(
    context: Context, problem: CurveProblem, conflict: Demands, order: tuple[Demand, ...]
) -> Finding:
    """A conflict that no change of up to three figures resolves."""
    involved = sorted_in(conflict, order)
    figures = tuple(figure for one in involved for figure in one.figures)
    return Finding(
        check=CHECK,
        severity="contradiction",
        subject=_subject(problem, involved),
        printed=quoted(context, problem, involved),
        assumption=_assumption(context),
        possible="no change of three figures or fewer lets the rest be true",
        consequence=f"do not calibrate to any figure of {problem.endpoint}",
        figures=figures,
        odd=figures,
    )


def _subject(problem: CurveProblem, involved: list[Demand]) -> str:
    return f"{problem.endpoint}, {', '.join(dict.fromkeys(one.curve for one in involved))}"


def _assumption(context: Context) -> str:
    return f"{context.rounding}; every order of events and censorings was considered"


def quoted(context: Context, problem: CurveProblem, demands: list[Demand]) -> str:
    """Figures in words with what is printed and where."""
    return "; ".join(
        f"{name(problem, one)} {shown(one)} ({context.place(one.figures[0])})" for one in demands
    )


def _open(problem: CurveProblem, large: bool) -> Finding:
    """Nothing shown and nothing refuted within the limits of the search. large: there were too many histories to list."""
    possible = "neither a data set that fits nor a proof that there is none was found within the limits of the search"
    if large:
        possible = (
            "not examined exactly: n too large; nothing contradicts the bounds that hold for every data set. Of so many "
            "patients nearly every percentage within them can be attained, so single ones are not searched"
        )
    return Finding(
        check=CHECK,
        severity="undecided",
        subject=f"{problem.endpoint}, {', '.join(leaf for leaf, _ in problem.leaves)}",
        printed=f"{len(problem.demands)} figures of survival",
        possible=possible,
        consequence="nothing follows; the figures stay usable",
        figures=tuple(figure for demand in problem.demands for figure in demand.figures),
    )


def name(problem: CurveProblem, demand: Demand) -> str:
    """A figure in words: 'OS of A at 3 years'."""
    if not demand.watched:
        return f"{problem.endpoint} of {demand.curve}: {demand.figures[0]}"
    what = _WHAT[demand.first.what]
    return f"{problem.endpoint} of {demand.curve} {what}{at(demand.first.moment)}"


def shown(demand: Demand) -> str:
    """A printed number with its sign of percent where it has one."""
    return f"{demand.printed}%" if demand.first.what == "survival" and demand.watched else demand.printed


def values_in_words(way: Alternative, demand: Demand) -> str:
    """The values a figure could have instead, shortened."""
    if not way.attainable:
        return "another value" if way.certain else "perhaps another value"
    sign = "%" if demand.first.what == "survival" else ""
    listed = [f"{value}{sign}" for value in way.attainable[:4]]
    more = f" or {len(way.attainable) - 4} further values" if len(way.attainable) > 4 else ""
    return " or ".join(listed) + more + ("" if way.certain else " (perhaps others)")
