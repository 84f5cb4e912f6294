"""Log-rank p values: can any patients with the printed curves give the printed p?"""

from dataclasses import replace
from fractions import Fraction

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.km_solver.curves import CurveProblem, Demand, Limit
from haicsim.analysis.km_solver.feasibility import GIVE_UP, TOO_MANY
from haicsim.analysis.km_solver.histories import Histories, list_histories
from haicsim.analysis.km_solver.log_rank_bounds import log_rank_bounds
from haicsim.analysis.km_solver.log_rank_search import NO_ARM, Attainable, LogRankSearch
from haicsim.analysis.km_solver.rounding import Interval
from haicsim.analysis.km_solver.witness import sampled_p_values
from haicsim.analysis.studies.reported_values import HazardRatio, PValue

CHECK = "log-rank"
FOREVER = (Fraction(10**6), 1)
HAIR = Fraction(1, 10**8)  # for floating point
COPIES = 1_000  # drawn to see how far p values reach
SEARCHES = (
    (False, 60, False),
    (True, 3000, True),
    (False, 600, False),
)  # with ties; nodes; whether to give up


def check_log_rank(context: Context, consistent: dict[str, list[CurveProblem]]) -> None:
    """Every printed p value of an endpoint between arms, against the curves of the arms."""
    for figure in context.study.figures:
        if isinstance(figure, HazardRatio):
            if figure.p is not None and figure.test == "log_rank" and figure.sides != 1 and figure.arms:
                _check(context, _beside(figure), consistent.get(figure.endpoint, []))
        elif isinstance(figure, PValue) and figure.endpoint is not None and figure.arms is not None:
            if "log_rank" in (figure.test, *context.study.design.tests):
                _check(context, figure, consistent.get(figure.endpoint, []))


def _beside(figure: HazardRatio) -> PValue:
    """The p of a log-rank test that is printed beside a hazard ratio."""
    return PValue(
        id=figure.id, place=figure.place, kind="p_value", endpoint=figure.endpoint, arms=figure.arms, p=figure.p or ""
    )  # fmt: skip


def arms_problem(
    context: Context, arms: tuple[tuple[str, ...], ...], problems: list[CurveProblem]
) -> tuple[CurveProblem, list[int]] | None:
    """The curves the arms belong to, and the arm of each leaf.

    None where an arm is not made up of groups with curves of their own.
    """
    arm_of = {
        leaf: number
        for number, arm in enumerate(arms)
        for group in arm
        for leaf in context.study.leaves_of(group)
    }
    chosen = [problem for problem in problems if any(leaf in arm_of for leaf, _ in problem.leaves)]
    known = {leaf for problem in chosen for leaf, _ in problem.leaves}
    if not chosen or not set(arm_of) <= known:
        return None
    together = chosen[0]
    for problem in chosen[1:]:
        shift = len(together.leaves)
        shifted = tuple((name, tuple(leaf + shift for leaf in members)) for name, members in problem.unions)
        together = replace(
            together, leaves=together.leaves + problem.leaves, unions=together.unions + shifted
        ).plus(*problem.demands)
    return together, [arm_of.get(leaf, NO_ARM) for leaf, _ in together.leaves]


def _to_the_end(problem: CurveProblem) -> CurveProblem:
    """The same curves, followed until nobody is left."""
    nobody = (Limit("at_risk", FOREVER, Interval(Fraction(0), Fraction(0))),)
    return problem.plus(*(Demand((), leaf, "0", 0, nobody) for leaf, _ in problem.leaves))


def _check(context: Context, figure: PValue, problems: list[CurveProblem]) -> None:
    """Look for one data set soon; only if none is found, go through all, where they are not too many."""
    assert figure.arms is not None
    prepared = arms_problem(context, figure.arms, problems)
    if prepared is None:
        return
    problem, arm_of = prepared
    inside = context.interval(figure.parts()["p"])
    reach = Interval(inside.low - HAIR, inside.high + HAIR)
    found = _attainable(context, problem, arm_of, reach)
    if _met(found, reach):
        context.confirm([f"{figure.id}.p"])
        _decide(context, figure, found, "possible with the curves")
        return
    bounds = log_rank_bounds(problem, arm_of) if not found.complete else (0.0, 1.0)
    outside = bounds[1] < reach.low or bounds[0] > reach.high
    if outside:
        found = Attainable([max(bounds[0], 0.0), min(bounds[1], 1.0)], complete=True)
    proved = found.complete and bool(found.p_values)
    _decide(context, figure, found, "proved impossible with the curves" if proved else _undecided(found))
    if found.p_values and (found.complete or not _between(found.p_values, reach)):
        _found_other_p(context, figure, problem, found)


def _undecided(found: Attainable) -> str:
    """No p value at all was met where the groups are too large to follow."""
    return "undecided" if found.p_values else "not examined exactly: n too large; within bounds"


def _attainable(context: Context, problem: CurveProblem, arm_of: list[int], reach: Interval) -> Attainable:
    """p values of data sets, until one is within reach: drawn by chance, then searched for; complete with every tie."""
    large = any(_is_large(context, problem, *leaf) for leaf in problem.leaves)
    found = Attainable([] if large else sampled_p_values(problem, arm_of, COPIES), complete=False)
    whole = _to_the_end(problem)
    histories: list[Histories] = []
    for ties, most, give_up in SEARCHES:
        if _met(found, reach) or found.complete or large:
            break
        leaves = range(len(whole.leaves))
        histories = histories or [list_histories(whole, leaf, give_up=2 * GIVE_UP) for leaf in leaves]
        large = any(history.given_up for history in histories)
        tried = Attainable(complete=False)
        if not large:
            tried = LogRankSearch(whole, histories, arm_of, ties, most, give_up).run()
        if tried.complete or not give_up:
            together = sorted({*found.p_values, *tried.p_values})
            found = Attainable(together, ties and tried.complete)
    return found


def _is_large(context: Context, problem: CurveProblem, leaf: str, n: int) -> bool:
    """Whether the curves of a group were too large to be examined."""
    own = frozenset(demand for demand in problem.demands if demand.curve == leaf)
    return n > TOO_MANY or any(leaf == name and own <= demands for name, demands in context.large)


def _met(found: Attainable, reach: Interval) -> bool:
    return any(Fraction(p) in reach for p in found.p_values)


def _decide(context: Context, figure: PValue, found: Attainable, verdict: str) -> None:
    """The verdict on a p value, with the bounds of those that data sets give."""
    bounds = ""
    if found.p_values:
        least, most = found.p_values[0], found.p_values[-1]
        searched = "all data sets" if found.complete else "the data sets searched"
        bounds = f"; {searched} give p values from {least:.2g} to {most:.2g}"
    arms = " / ".join("+".join(arm) for arm in figure.arms or ())
    context.decide(f"log-rank {figure.endpoint} {arms}, p {figure.p}", verdict, bounds)


def _between(p_values: list[float], reach: Interval) -> bool:
    """Whether the printed value lies among those found, though none was met exactly."""
    return p_values[0] <= reach.high and p_values[-1] >= reach.low


def _found_other_p(context: Context, figure: PValue, problem: CurveProblem, found: Attainable) -> None:
    least, most = found.p_values[0], found.p_values[-1]
    ref = f"{figure.id}.p"
    curves = tuple(ref for demand in problem.demands for ref in demand.figures)
    among = f"the curves printed allow p values between {least:.2g} and {most:.2g}"
    proved = found.complete
    context.report(
        CHECK,
        "contradiction" if proved else "undecided",
        (ref, *curves),
        f"{among}, none of which prints so" if proved else f"{among} as far as was searched",
        "do not use this p value" if proved else "nothing follows; the figure stays usable",
        subject=figure.id,
        printed=f"p {context.quote(ref)}",
        odd=(ref,) if proved else (),
        disputed=curves if proved else (),
        assumption=f"log-rank test; {context.rounding}; every order was considered, ties included",
    )
