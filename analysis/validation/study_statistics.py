"""The statistic behind each printed figure, taken from every replicate study: shape (replicates,), in printed units."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.studies.measured import Sites
from haicsim.analysis.studies.quantities import factor
from haicsim.analysis.studies.reported_values import (
    AtRisk,
    Count,
    Cumulative,
    Events,
    Figure,
    HazardRatio,
    MeanSurvival,
    MedianSurvival,
    PValue,
    Size,
    Summary,
    Survival,
    read_time,
)
from haicsim.analysis.survival.counterparts import why_no_endpoint
from haicsim.analysis.survival.estimators import log_rank, median_survival, survival_at
from haicsim.analysis.survival.membership import knows
from haicsim.analysis.validation import columns
from haicsim.analysis.validation.replicates import Replicates
from haicsim.sim.units import DAYS_PER_MONTH

Values = NDArray[np.float64]
Statistics = Mapping[str, Values]
_QUARTILES = {"low": 0.25, "high": 0.75}


class NotSimulatedError(Exception):
    """Why a figure has no counterpart in the simulator."""


def statistics(figure: Figure, margins: Replicates, composition: Replicates) -> Statistics:
    """Each printed part of a figure (`count`, `percent`, `centre`...) as every replicate study would print it.

    margins: studies with the published group sizes, for survival. composition: studies of unsorted patients, for tables.
    Raises NotSimulatedError where the simulator has nothing like it.
    """
    between = getattr(figure, "arms", None)
    groups = {
        None if between else getattr(figure, "group", None),
        *(g for arm in between or () for g in arm),
    }
    for group in groups - {None}:
        if not knows(margins.study, str(group)):
            raise NotSimulatedError(f"the simulator knows no group like {group}")
    endpoint = getattr(figure, "endpoint", None)
    if endpoint is not None and (why := why_no_endpoint(margins.study, endpoint)) is not None:
        raise NotSimulatedError(why)
    for kind, take in _TAKEN.items():
        if isinstance(figure, kind):
            fixed = kind in _WITH_MARGINS
            return dict(take(figure, margins if fixed else composition))
    raise NotSimulatedError(_NEVER.get(type(figure), "a number in words, not a result"))


def _survival(figure: Survival, studies: Replicates) -> Statistics:
    times = studies.times(figure.endpoint, figure.group)
    day = float(read_time(figure.at)) * DAYS_PER_MONTH
    return {"percent": 100.0 * survival_at(times.days, times.observed, [day])[..., 0]}


def _median(figure: MedianSurvival, studies: Replicates) -> Statistics:
    times = studies.times(figure.endpoint, figure.group)
    days = median_survival(times.days, times.observed)
    return {"centre": days / DAYS_PER_MONTH * float(factor("month", figure.unit))}


def _cumulative(figure: Cumulative, studies: Replicates) -> Statistics:
    if figure.form != "one_minus_survival":
        raise NotSimulatedError(
            "the share with the event is compared only where it is 100% less the survival"
        )
    times = studies.times(figure.endpoint, figure.group)
    day = float(read_time(figure.at)) * DAYS_PER_MONTH
    return {"percent": 100.0 - 100.0 * survival_at(times.days, times.observed, [day])[..., 0]}


def _at_risk(figure: AtRisk, studies: Replicates) -> Statistics:
    times = studies.times(figure.endpoint, figure.group)
    day = float(read_time(figure.at)) * DAYS_PER_MONTH
    return {"count": (times.days >= day).sum(axis=-1).astype(float)}


def _events(figure: Events, studies: Replicates) -> Statistics:
    if figure.endpoint is None:
        raise NotSimulatedError("the paper does not say which event or censoring it counts")
    times = studies.times(figure.endpoint, figure.group)
    wanted = times.observed if figure.status == "event" else ~times.observed & ~np.isnan(times.days)
    if figure.by is not None:
        wanted = wanted & (times.days <= float(read_time(figure.by)) * DAYS_PER_MONTH)
    return _counted(wanted.sum(axis=-1), studies.within(figure.group).sum(axis=-1))


def _p_value(figure: PValue, studies: Replicates) -> Statistics:
    if figure.endpoint is None or figure.arms is None:
        raise NotSimulatedError("a p value of a table, by a test that the paper does not say for certain")
    times = studies.times(figure.endpoint, figure.group)
    arms = np.zeros(times.days.shape, np.int64)
    for number, arm in enumerate(figure.arms):
        for group in arm:
            arms[studies.within(group)] = number
    return {"p": log_rank(times.days, times.observed, arms, len(figure.arms))[1]}


def _size(figure: Size, studies: Replicates) -> Statistics:
    return {"count": studies.within(figure.group).sum(axis=-1).astype(float)}


def _summary(figure: Summary, studies: Replicates) -> Statistics:
    column = columns.number(figure.measure, figure.occasion)
    if column is None:
        raise NotSimulatedError(f"the simulator does not record {figure.measure}")
    values = column.read(studies.seen) * float(factor(column.unit, figure.unit))
    values = np.where(studies.within(figure.group), values, np.nan)
    with np.errstate(all="ignore"):
        centre = _quietly(np.nanmean if figure.statistic == "mean" else np.nanmedian, values)
        parts = {"centre": centre}
        if figure.spread == "range":
            parts |= {"low": _quietly(np.nanmin, values), "high": _quietly(np.nanmax, values)}
        elif figure.spread == "iqr":
            parts |= {name: _quietly(partial(np.nanquantile, q=q), values) for name, q in _QUARTILES.items()}
        elif figure.spread == "sd":
            parts |= {"sd": _quietly(partial(np.nanstd, ddof=1), values, fewest=2)}
    return parts


def _quietly(reduce: Callable[..., Any], values: Values, fewest: int = 1) -> Values:
    """A summary over the patients of each study; NaN, without a warning, where a study has fewer than it needs."""
    some = (~np.isnan(values)).sum(axis=-1) >= fewest
    answer = np.full(values.shape[:-1], np.nan)
    answer[some] = reduce(values[some], axis=-1)
    return answer


def _count(figure: Count, studies: Replicates) -> Statistics:
    inside = studies.within(figure.group)
    if isinstance(studies.study.measures.get(figure.measure), Sites):
        return _sites(figure, studies, inside)
    read = columns.category(figure.measure, figure.category, figure.occasion)
    if read is None:
        raise NotSimulatedError(f"the simulator does not record {figure.measure}: {figure.category}")
    return _counted((np.asarray(read(studies.seen), bool) & inside).sum(axis=-1), inside.sum(axis=-1))


def _sites(figure: Count, studies: Replicates, inside: NDArray[np.bool_]) -> Statistics:
    """Sites of the recurrences found: patients with exactly these sites, or sites of one kind, added up."""
    names = figure.together or (figure.category,)
    if not all(name in columns.SITE_BITS for name in names):
        raise NotSimulatedError(f"the simulator knows no site like {', '.join(names)}")
    found = np.where(inside, columns.sites_found(studies.seen), 0)
    bits = [bit for name in names for bit in columns.SITE_BITS[name]]
    if figure.together:
        allowed, kinds = sum(bits), [sum(columns.SITE_BITS[name]) for name in names]
        exactly = (found & ~allowed == 0) & np.logical_and.reduce([(found & kind) > 0 for kind in kinds])
        return _counted(exactly.sum(axis=-1), inside.sum(axis=-1))
    each = sum(((found & bit) > 0).sum(axis=-1) for bit in bits)
    return _counted(np.asarray(each), inside.sum(axis=-1))


def _counted(count: NDArray[Any], of: NDArray[Any]) -> Statistics:
    with np.errstate(all="ignore"):
        return {"count": count.astype(float), "percent": np.where(of > 0, 100.0 * count / of, np.nan)}


_TAKEN: dict[type[Figure], Callable[[Any, Replicates], Statistics]] = {
    Survival: _survival,
    Cumulative: _cumulative,
    MedianSurvival: _median,
    AtRisk: _at_risk,
    Events: _events,
    PValue: _p_value,
    Size: _size,
    Summary: _summary,
    Count: _count,
}
_NEVER: dict[type[Figure], str] = {
    HazardRatio: "a hazard ratio: Cox's model is not fitted to simulated studies",
    MeanSurvival: "a mean survival",
}
_WITH_MARGINS = (Survival, Cumulative, MedianSurvival, AtRisk, Events, PValue)
