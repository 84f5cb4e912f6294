"""From a study's survival figures to what they demand of the curves of each endpoint."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.km_solver.curves import CurveProblem, Demand, Limit, Moment, moments_of
from haicsim.analysis.km_solver.rounding import Interval
from haicsim.analysis.studies.measured import Numeric, Sites
from haicsim.analysis.studies.printed import Printed
from haicsim.analysis.studies.quantities import factor
from haicsim.analysis.studies.reported_values import (
    AtRisk,
    Count,
    Cumulative,
    Events,
    MedianSurvival,
    Summary,
    Survival,
    Unit,
    read_time,
)
from haicsim.analysis.studies.study import Study

MOST = Fraction(10**12)
NEVER: Moment = (Fraction(10**6), 1)  # later than anybody is followed
DEMANDING = (Survival, Cumulative, AtRisk, MedianSurvival, Events)
Demanding = Survival | Cumulative | AtRisk | MedianSurvival | Events


def curve_problems(context: Context) -> list[CurveProblem]:
    """One problem for each endpoint and each group to be read as a whole, where survival figures are printed."""
    return [
        problem
        for endpoint in context.study.endpoints
        for problem in problems_of(context, endpoint, merged(demands_on(context, endpoint)))
    ]


def problems_of(context: Context, endpoint: str, demands: tuple[Demand, ...]) -> Iterator[CurveProblem]:
    """One problem for each group to be read as a whole that some of the demands are about."""
    study = context.study
    for group, about in study.groups.items():
        ways = study.made_up(group)
        if about.part_of is not None and any(group in parts for parts in study.made_up(about.part_of)):
            continue
        for parts in ways[:1] or ((),):
            yield from _asked(context, _problem(study, endpoint, group, parts, demands))
        for parts in ways[1:]:
            if any(_named(study, part, demands) for part in parts):
                yield from _asked(context, _problem(study, endpoint, group, parts, demands))


def _asked(context: Context, problem: CurveProblem) -> Iterator[CurveProblem]:
    """A problem with its convention of rounding, if anything is demanded in it."""
    if problem.demands:
        yield replace(problem, convention=context.convention)


def _named(study: Study, group: str, demands: Iterable[Demand]) -> bool:
    named = {demand.curve for demand in demands}
    return group in named or _named_below(study, group, named)


def demands_on(context: Context, endpoint: str) -> list[Demand]:
    """What each printed figure demands of an endpoint's curves.

    Observation times only where they are those of all patients from the same day, and end with the curve's own event.
    """
    demands: list[Demand] = []
    ends_observation = context.study.endpoints[endpoint].convention == "os"
    for figure in context.study.figures:
        if isinstance(figure, DEMANDING) and figure.endpoint == endpoint:
            demands.extend(figure_demands(context, figure))
        if isinstance(figure, Summary):
            measure = context.study.measures[figure.measure]
            seen = measure.observation if isinstance(measure, Numeric) else None
            same_day = seen is not None and seen.time_zero == context.study.endpoints[endpoint].time_zero
            if seen is not None and seen.over == "all" and same_day and ends_observation:
                demands.extend(observation_demands(context, figure))
    return [*demands, *pattern_demands(context.study, endpoint)]


def pattern_demands(study: Study, endpoint: str) -> Iterator[Demand]:
    """The number of events in each group that follows from the printed patterns of sites.

    Only where the patterns of all groups together make up the printed number of patients with the event, so that
    none is left out.
    """
    for name, measure in study.measures.items():
        if not isinstance(measure, Sites) or measure.endpoint != endpoint:
            continue
        patterns = [
            figure
            for figure in study.figures
            if isinstance(figure, Count) and figure.measure == name and figure.together and figure.count
        ]
        by_group: dict[str, list[Count]] = {}
        for pattern in patterns:
            by_group.setdefault(pattern.group, []).append(pattern)
        total = sum(pattern.parts()["count"].value for pattern in patterns)
        if any(_covers(study, figure, endpoint, list(by_group), total) for figure in study.figures):
            for group, own in by_group.items():
                count = sum((pattern.parts()["count"].value for pattern in own), Fraction(0))
                refs = tuple(f"{pattern.id}.count" for pattern in own)
                limit = Limit("events", None, Interval(count, count))
                yield Demand(refs, group, str(count), 0, (limit,))


def _covers(study: Study, figure: object, endpoint: str, groups: list[str], total: Fraction | int) -> bool:
    """Whether a figure says that exactly so many patients of exactly these groups had the event."""
    return (
        isinstance(figure, Events)
        and (figure.endpoint, figure.status, figure.by) == (endpoint, "event", None)
        and sorted(study.leaves_of(figure.group)) == sorted(groups)
        and figure.parts()["count"].value == total
    )


def figure_demands(context: Context, figure: Demanding) -> Iterator[Demand]:
    """What one figure of survival demands."""
    if isinstance(figure, Survival):
        number = figure.parts()["percent"]
        share = context.interval(number).times(Fraction(1, 100))
        limit = Limit("survival", (read_time(figure.at), 1), share)
        yield Demand((f"{figure.id}.percent",), figure.group, number.text, number.decimals, (limit,))
    elif isinstance(figure, Cumulative):
        if figure.form == "one_minus_survival":
            yield _cumulative(context, figure)
    elif isinstance(figure, AtRisk):
        yield _at_risk(figure)
    elif isinstance(figure, MedianSurvival):
        yield _median(context, figure)
    else:
        number = figure.parts()["count"]
        what = "events" if figure.status == "event" else "censored"
        moment = None if figure.by is None else (read_time(figure.by), 1)
        if what == "censored" and moment is not None:
            return
        limit = Limit(what, moment, _exactly(number))
        yield Demand((f"{figure.id}.count",), figure.group, number.text, 0, (limit,))


def _at_risk(figure: AtRisk) -> Demand:
    """Whether the count is taken just before the time or just after differs between programs: allow both."""
    number, time = figure.parts()["count"], read_time(figure.at)
    limits = (
        Limit("at_risk", (time, 0), Interval(number.value, MOST)),
        Limit("at_risk", (time, 1), Interval(Fraction(0), number.value)),
    )
    return Demand((f"{figure.id}.count",), figure.group, number.text, 0, limits)


def _cumulative(context: Context, figure: Cumulative) -> Demand:
    """A share with the event that is 100% less the survival."""
    number = figure.parts()["percent"]
    inside = context.interval(number).times(Fraction(1, 100))
    left = Interval(1 - inside.high, 1 - inside.low, inside.high_in, inside.low_in)
    limit = Limit("survival", (read_time(figure.at), 1), left)
    return Demand(
        (f"{figure.id}.percent",), figure.group, number.text, number.decimals, (limit,), watched=False
    )


def _median(context: Context, figure: MedianSurvival) -> Demand:
    """A median that was not reached leaves half or more to the end of follow-up."""
    if not figure.reached:
        limit = Limit("survival", NEVER, Interval(Fraction(1, 2), Fraction(1)))
        return Demand((f"{figure.id}.centre",), figure.group, figure.centre, 0, (limit,), watched=False)
    number = figure.parts()["centre"]
    low, high = _months(context, number, figure.unit)
    limits = (
        Limit("survival", (low, 0), Interval(Fraction(1, 2), Fraction(1))),
        Limit("survival", (high, 1), Interval(Fraction(0), Fraction(1, 2))),
    )
    return Demand((f"{figure.id}.centre",), figure.group, number.text, number.decimals, limits, watched=False)


def observation_demands(context: Context, figure: Summary) -> Iterator[Demand]:
    """What the median and range of observation times demand, where every patient's time ends with the curve's."""
    n = context.study.groups[figure.group].n
    half = Fraction(n, 2)
    parts = figure.parts()
    at_times = {"low": (n, n - 1), "high": (1, 0)}
    if figure.statistic == "median":
        at_times["centre"] = (int(half) if n % 2 == 0 else int(half) + 1, int(half))
    for part, (least_before, most_after) in at_times.items():
        if part not in parts or (part != "centre" and figure.spread != "range"):
            continue
        low, high = _months(context, parts[part], figure.unit)
        limits = (
            Limit("at_risk", (low, 0), Interval(Fraction(least_before), MOST)),
            Limit("at_risk", (high, 1), Interval(Fraction(0), Fraction(most_after))),
        )
        number = parts[part]
        yield Demand(
            (f"{figure.id}.{part}",), figure.group, number.text, number.decimals, limits, watched=False
        )


def ended(problem: CurveProblem, months: Fraction) -> CurveProblem:
    """The same curves with what is demanded of the end of follow-up demanded of the last day followed."""

    def limit(one: Limit) -> Limit:
        return replace(one, moment=(months, 1)) if one.moment == NEVER else one

    demands = [
        replace(demand, limits=tuple(limit(one) for one in demand.limits)) for demand in problem.demands
    ]
    return replace(problem, demands=tuple(demands), moments=moments_of(demands))


def merged(demands: Iterable[Demand]) -> tuple[Demand, ...]:
    """Demands that are printed several times alike become one that names every place."""
    same: dict[tuple[str, tuple[Limit, ...]], Demand] = {}
    for demand in demands:
        key = (demand.curve, demand.limits)
        before = same.get(key)
        figures = demand.figures if before is None else before.figures + demand.figures
        same[key] = Demand(
            figures, demand.curve, demand.printed, demand.decimals, demand.limits, demand.watched
        )
    return tuple(same.values())


def _problem(
    study: Study, endpoint: str, top: str, parts: tuple[str, ...], demands: tuple[Demand, ...]
) -> CurveProblem:
    """The curves of one group and its parts: divided as far as figures are printed for the parts and the sizes add up."""
    named = {demand.curve for demand in demands}
    leaves: list[str] = []
    unions: list[tuple[str, tuple[int, ...]]] = []
    _divide(study, top, parts, named, leaves, unions)
    names = {*leaves, *(name for name, _ in unions)}
    kept = tuple(demand for demand in demands if demand.curve in names)
    pooled = tuple((name, members) for name, members in unions if name in named)
    sized = tuple((leaf, study.groups[leaf].n) for leaf in leaves)
    return CurveProblem(endpoint, sized, pooled, kept, moments_of(kept))


def _divide(
    study: Study,
    group: str,
    parts: tuple[str, ...],
    named: set[str],
    leaves: list[str],
    unions: list[tuple[str, tuple[int, ...]]],
) -> None:
    if not any(part in named or _named_below(study, part, named) for part in parts):
        leaves.append(group)
        return
    first = len(leaves)
    for part in parts:
        _divide(study, part, study.parts_of(part), named, leaves, unions)
    unions.append((group, tuple(range(first, len(leaves)))))


def _named_below(study: Study, group: str, named: set[str]) -> bool:
    return any(part in named or _named_below(study, part, named) for part in study.parts_of(group))


def _exactly(number: Printed) -> Interval:
    return Interval(number.value, number.value)


def _months(context: Context, number: Printed, unit: Unit) -> tuple[Fraction, Fraction]:
    """The months between which a printed time lies."""
    inside = context.interval(number).times(factor(unit, "month"))
    return inside.low, inside.high


def at(moment: Moment | None) -> str:
    """A moment in words."""
    if moment is None:
        return "over the whole follow-up"
    months = moment[0]
    if moment == NEVER:
        return "at the end of follow-up"
    if months % 12 == 0:
        years = months // 12
        return f"at {years} year{'' if years == 1 else 's'}"
    return f"at {float(months):g} months"
