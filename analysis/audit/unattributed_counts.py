"""Numbers of events or of censored patients for which the paper names no endpoint; observation times without a start."""

from dataclasses import replace

from haicsim.analysis.audit.demands import figure_demands, observation_demands
from haicsim.analysis.audit.findings import Context, Severity
from haicsim.analysis.audit.survival_curves import CHECK, quoted, sorted_in
from haicsim.analysis.km_solver.corrections import minimal_unsatisfiable_subset
from haicsim.analysis.km_solver.curves import CurveProblem, Demand
from haicsim.analysis.km_solver.feasibility import Feasibility, FeasibilitySolver
from haicsim.analysis.studies.measured import Numeric
from haicsim.analysis.studies.reported_values import Events, Summary


def check_unattributed_counts(context: Context, consistent: dict[str, list[CurveProblem]]) -> None:
    """Try each such figure with each endpoint: it is refuted only if it fits none."""
    for figure in context.study.figures:
        if isinstance(figure, Events) and figure.endpoint is None:
            _try(context, list(figure_demands(context, figure)), consistent, "contradiction")
        elif isinstance(figure, Summary):
            measure = context.study.measures[figure.measure]
            seen = measure.observation if isinstance(measure, Numeric) else None
            if seen is not None and "not_stated" in (seen.over, seen.time_zero):
                for demand in observation_demands(context, figure):
                    _try(context, [demand], consistent, "implausible")


def _try(
    context: Context, demands: list[Demand], consistent: dict[str, list[CurveProblem]], severity: Severity
) -> None:
    """Add a demand to the curves of each endpoint in turn."""
    conflicts = []
    for problems in consistent.values():
        for problem in problems:
            curves = {leaf for leaf, _ in problem.leaves} | {union for union, _ in problem.unions}
            widened = (
                with_curve(context, problem, demands[0].curve) if demands[0].curve not in curves else problem
            )
            if widened is None:
                continue
            solver = FeasibilitySolver(widened.plus(*demands), large=context.large)
            everything = frozenset(solver.problem.demands)
            if solver.ask(everything) is not Feasibility.IMPOSSIBLE:
                return
            order = (*problem.demands, *demands)
            conflicts.append((problem, minimal_unsatisfiable_subset(solver, everything, order)))
    if conflicts:
        _found_stray(context, demands[0], conflicts, severity)


def with_curve(context: Context, problem: CurveProblem, group: str) -> CurveProblem | None:
    """The same curves with a pooled one for a group, where its parts are among them."""
    names = [leaf for leaf, _ in problem.leaves]
    leaves = context.study.leaves_of(group)
    if not set(leaves) <= set(names):
        return None
    members = tuple(names.index(leaf) for leaf in leaves)
    return replace(problem, unions=(*problem.unions, (group, members)))


def _found_stray(
    context: Context,
    demand: Demand,
    conflicts: list[tuple[CurveProblem, frozenset[Demand]]],
    severity: Severity,
) -> None:
    problem, conflict = conflicts[0]
    others = [one for one in sorted_in(conflict, problem.demands) if one is not demand]
    against = quoted(context, problem, others)
    what = (
        "censored" if demand.first.what == "censored" else "events" if demand.watched else "observation time"
    )
    context.report(
        CHECK,
        severity,
        (*demand.figures, *(ref for one in others for ref in one.figures)),
        f"fits the survival figures of no endpoint; for example {against}",
        "do not read this figure literally",
        subject=demand.figures[0].split(".")[0],
        printed=f"{what}: {demand.printed} ({context.place(demand.figures[0])})",
        odd=demand.figures,
        assumption=f"{context.rounding}; tried with {', '.join(p.endpoint for p, _ in conflicts)}",
    )
