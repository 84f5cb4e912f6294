"""Two endpoints of the same patients: whoever dies has the event of a composite too, then or before.

Numbers at risk of the composite are therefore never higher, and its events never fewer. Its Kaplan-Meier estimate is at
most what it would be had all its events come before any censoring. That it lies below overall survival is certain only
while nobody is censored: after early recurrences among many and deaths among the few still followed it can lie above.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from haicsim.analysis.audit.demands import at
from haicsim.analysis.audit.findings import Context, Severity
from haicsim.analysis.audit.survival_curves import quoted
from haicsim.analysis.km_solver.curves import CurveProblem, Demand, Moment
from haicsim.analysis.km_solver.outer_bounds import OuterBounds, ShareBox, share_boxes

CHECK = "same patients"
COMPOSITES = ("dfs_event_death", "pfs")  # conventions by which a death is an event


@dataclass(frozen=True)
class Pair:
    """The curve of one group for a composite and for overall survival."""

    group: str
    composite: CurveProblem
    overall: CurveProblem

    @property
    def demands(self) -> list[Demand]:
        """What is printed of the group for either."""
        both = (*self.composite.demands, *self.overall.demands)
        return [demand for demand in both if demand.curve == self.group]


def composites_of(context: Context) -> Iterator[tuple[str, str]]:
    """Pairs of endpoints, the first of which counts every death of the second, from the same day."""
    endpoints = context.study.endpoints
    for one, about in endpoints.items():
        for other, overall in endpoints.items():
            if about.convention in COMPOSITES and overall.convention == "os":
                if about.time_zero == overall.time_zero:
                    yield one, other


def check_same_patients(context: Context, consistent: dict[str, list[CurveProblem]]) -> None:
    """Hold every composite against overall survival, group by group. consistent: demands that can be met, by endpoint."""
    for composite, overall in composites_of(context):
        seen: set[str] = set()
        for one in consistent.get(composite, []):
            for other in consistent.get(overall, []):
                for pair in _pairs(one, other):
                    if pair.group not in seen:
                        seen.add(pair.group)
                        _check(context, pair)


def _pairs(one: CurveProblem, other: CurveProblem) -> Iterator[Pair]:
    """The curves both have, followed through the moments of either."""
    moments = tuple(sorted({*one.moments, *other.moments}))
    curves = [[name for name, _ in (*each.leaves, *each.unions)] for each in (one, other)]
    for group in curves[0]:
        if group in curves[1]:
            yield Pair(group, replace(one, moments=moments), replace(other, moments=moments))


def _check(context: Context, pair: Pair) -> None:
    crossing = _crossing(pair)
    if refuted(pair):
        _found(context, pair, crossing, "contradiction")
    elif crossing is not None:
        _found(context, pair, crossing, "undecided")


def refuted(pair: Pair) -> bool:
    """Whether bounds prove that no patients have both curves."""
    outer = OuterBounds()
    composite, overall = (outer.narrowed(problem, pair.group) for problem in (pair.composite, pair.overall))
    if not composite or not overall:
        return False  # a conflict within one endpoint, reported elsewhere
    n = pair.overall.size(pair.group)
    deaths = [_bounded(n, least=box.events[0], most_at_risk=box.risk[1]) for box in overall]
    events = [_bounded(n, most=box.events[1], least_at_risk=box.risk[0]) for box in composite]
    return not outer.narrowed(pair.composite, pair.group, deaths) or not outer.narrowed(
        pair.overall, pair.group, events
    )


def _bounded(
    n: int, least: int = 0, most: int | None = None, least_at_risk: int = 0, most_at_risk: int | None = None
) -> ShareBox:
    events = least, n if most is None else most
    risk = least_at_risk, n if most_at_risk is None else most_at_risk
    return ShareBox((Fraction(0), Fraction(1)), risk, events, (0, n))


def _crossing(pair: Pair) -> tuple[Moment, Demand, Demand] | None:
    """When the composite first lies above overall survival as printed, and the two figures that say so."""
    boxes = zip(share_boxes(pair.composite, pair.group), share_boxes(pair.overall, pair.group), strict=True)
    for moment, (above, below) in zip(pair.composite.moments, boxes, strict=True):
        if above.survival[0] > below.survival[1]:
            high = _saying(pair.composite, pair.group, "low", above.survival[0])
            low = _saying(pair.overall, pair.group, "high", below.survival[1])
            if high is not None and low is not None:
                return moment, high, low
    return None


def _saying(problem: CurveProblem, group: str, end: str, value: Fraction) -> Demand | None:
    """The figure that puts one end of a curve's survival at a value."""
    for demand in problem.demands:
        for limit in demand.limits if demand.curve == group else ():
            if limit.what == "survival" and getattr(limit.inside, end) == value:
                return demand
    return None


def _found(
    context: Context, pair: Pair, crossing: tuple[Moment, Demand, Demand] | None, severity: Severity
) -> None:
    composite, overall = pair.composite.endpoint, pair.overall.endpoint
    proved = severity == "contradiction"
    if crossing is not None:
        moment, high, low = crossing
        demands = [high, low]
        printed = f"{quoted(context, pair.composite, [high])}; {quoted(context, pair.overall, [low])}"
        why = f"{composite} lies above {overall} of the same patients {at(moment)}"
    else:
        demands = pair.demands
        printed = f"{len(demands)} figures of {composite} and {overall} of {pair.group}"
        why = f"no patients have both curves: every death counts for {composite} too"
    if not proved:
        why += "; possible only if early events came among many and later deaths among the few still followed"
    elif crossing is not None:
        why += "; with the numbers at risk and of events printed this cannot be"
    refs = tuple(dict.fromkeys(ref for one in demands for ref in one.figures))
    context.report(
        CHECK,
        severity,
        refs,
        why,
        "nothing is proved; look at the page again"
        if not proved
        else "one of these figures is wrong; use neither curve alone",
        subject=f"{composite} and {overall}, {pair.group}",
        printed=printed,
        disputed=refs if proved else (),
        assumption=f"{context.rounding}; the same patients, followed alike for both, every death an event of {composite}",
    )
