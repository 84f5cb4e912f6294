"""Endpoints of which one counts every event of the other, and shares with the event as against those without.

Of the same patients from the same day, recurrence or death comes no later than recurrence, and progression or death no later
than progression. Where deaths are censored in the one and events in the other, the same patients are at risk at any
time, and so its Kaplan-Meier estimate is never the higher. A cumulative share by whatever method is at most 100% less the
Kaplan-Meier estimate of the same event, and less that of any endpoint that counts it.
"""

from collections.abc import Iterator

from haicsim.analysis.audit.curve_limits import CurveLimit, limits_of
from haicsim.analysis.audit.findings import Context, Severity
from haicsim.analysis.studies.reported_values import Cumulative, MedianSurvival, Survival, read_time

CHECK = "nested endpoints"
WIDER = {"dfs_death_censored": "dfs_event_death", "ttp": "pfs"}  # the same event, deaths censored and counted


def check_nested_endpoints(context: Context) -> None:
    """Hold every two such endpoints, and cumulative shares, against one another, group by group."""
    figures = [
        one for one in context.study.figures if isinstance(one, Survival | Cumulative | MedianSurvival)
    ]
    groups = dict.fromkeys(figure.group for figure in figures)
    for wide, fine in _pairs(context):
        for group in groups:
            _compare(context, wide, fine, group)
    _check_rising(context)


def _pairs(context: Context) -> Iterator[tuple[str, str]]:
    """Endpoints of which the first counts every event of the second; each with itself."""
    endpoints = context.study.endpoints
    for fine, about in endpoints.items():
        yield fine, fine
        for wide, other in endpoints.items():
            same_day = about.time_zero == other.time_zero != "not_stated"
            if same_day and WIDER.get(about.convention) == other.convention:
                yield wide, fine


def _compare(context: Context, wide: str, fine: str, group: str) -> None:
    """The first pair of figures by which the wider endpoint lies above the finer."""
    least, most = limits_of(context, wide, group).least, limits_of(context, fine, group).most
    for low in least:
        for high in most:
            known = wide == fine and low.exact and high.exact  # the solver of curves says so
            if not known and _crossed(low, high):
                _found(context, wide, fine, group, low, high)
                return


def _crossed(low: CurveLimit, high: CurveLimit) -> bool:
    """Whether the wider endpoint's curve is for certain above the finer one's; of two medians, whether it is the later."""
    medians = low.part == high.part == "centre"
    return high.moment <= low.moment and (low.share > high.share or (medians and high.moment < low.moment))


def _found(context: Context, wide: str, fine: str, group: str, low: CurveLimit, high: CurveLimit) -> None:
    refs = (low.ref, high.ref)
    if isinstance(context.study.figure(high.figure), Cumulative):
        why = f"who has had the event of {fine} is not free of that of {wide}: together at most 100%"
    else:
        why = f"every event of {fine} is one of {wide} too, and so {wide} is nowhere above {fine}"
    context.report(
        CHECK,
        "contradiction",
        refs,
        why,
        "one of these figures is wrong; use neither alone",
        subject=f"{wide if wide == fine else f'{wide} and {fine}'}, {group}",
        printed=f"{wide} {_said(context, low)}; {fine} {_said(context, high)}",
        disputed=refs,
        assumption=f"{context.rounding}; the same patients from the same day, seen as often for both, medians taken alike",
    )


def _said(context: Context, limit: CurveLimit) -> str:
    figure = context.study.figure(limit.figure)
    what = {"cumulative": "event by", "median_survival": "median"}.get(figure.kind, "at")
    return f"{what} {getattr(figure, 'at', getattr(figure, 'unit', ''))} {context.quote(limit.ref)}"


def _check_rising(context: Context) -> None:
    """A cumulative share never falls; proved where its form is named, for another form may stand at the other place."""
    figures = [figure for figure in context.study.figures if isinstance(figure, Cumulative)]
    for early in figures:
        for late in figures:
            same = (early.endpoint, early.group, early.form) == (late.endpoint, late.group, late.form)
            if not same or early.form == "one_minus_survival" or read_time(early.at) >= read_time(late.at):
                continue
            before, after = (context.interval(each.parts()["percent"]) for each in (early, late))
            if not before.may_be_at_most(after):
                refs = (f"{early.id}.percent", f"{late.id}.percent")
                severity: Severity = "contradiction" if early.form else "undecided"
                context.report(
                    CHECK,
                    severity,
                    refs,
                    "a cumulative share never falls" + ("" if early.form else ", reckoned by one method"),
                    "one of these figures is wrong; use neither alone" if early.form else "nothing is proved",
                    disputed=refs if early.form else (),
                    assumption=context.rounding,
                )
