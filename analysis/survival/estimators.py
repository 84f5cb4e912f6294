"""Survival estimated on arrays, for loops of thousands of runs; what a person reads comes from `survival.kaplan_meier`.

All of one kind: times and codes of shape (..., n), the leading axes being replicates, each estimated for itself. Days of
NaN stand for no patient, so that groups of different sizes fit one array. Who is censored on the day of an event is
still at risk of it. Arrays whose leading axes differ are broadcast; the last must be the same.
"""

import math
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_ONE_BIT = np.uint64(1)
_HALF = 0.5 * (1.0 + 1e-12)  # a product of shares that is one half may miss it by its rounding


@dataclass(frozen=True)
class _Curves:
    """Kaplan-Meier curves, the patients of each replicate in order of time and events before censorings.

    days (..., n): NaN, for no patient, last. event (..., n). at_risk (..., n): patients still followed just before,
    this one included; 1 where there is no patient. survival (..., n + 1): before the first patient, then after each.
    """

    days: Floats
    event: NDArray[np.bool_]
    at_risk: Floats
    survival: Floats


def survival_at(days: ArrayLike, observed: ArrayLike, marks: ArrayLike) -> Floats:
    """Kaplan-Meier survival at some times: the share of patients who have not had the event.

    days, observed (..., n): days followed, whether the event was seen. marks (k,): days. Returns shares of 1, (..., k);
    NaN where nobody was followed so long, unless all who were have had the event: then it stays 0. Raises ValueError
    for negative times and for shapes that do not fit. Kaplan & Meier, J Am Stat Assoc 1958;53:457-81.
    """
    curves = _curves(*_same_patients(days=days, observed=observed))
    return _read(curves, curves.survival, marks)


def greenwood_at(days: ArrayLike, observed: ArrayLike, marks: ArrayLike) -> Floats:
    """How uncertain Kaplan-Meier survival is at some times: its variance by Greenwood's formula.

    Arguments, shape, NaN and errors as for `survival_at`; 0 where the curve is 1 or 0. Greenwood, Reports on Public
    Health and Medical Subjects 33, 1926.
    """
    curves = _curves(*_same_patients(days=days, observed=observed))
    total = _after_each(0.0, np.cumsum(_greenwood_steps(curves), axis=-1))
    return _read(curves, curves.survival**2 * total, marks)


def median_survival(days: ArrayLike, observed: ArrayLike) -> Floats:
    """Median survival: the first day on which no more than half are without the event, by Kaplan-Meier.

    days, observed (..., n). Returns days, (...); inf where more than half remain to the end, NaN where there is no
    patient. Raises ValueError as `survival_at`.
    """
    curves = _curves(*_same_patients(days=days, observed=observed))
    half = curves.survival <= _HALF
    first = np.argmax(half, axis=-1, keepdims=True)
    reached = np.take_along_axis(_after_each(np.inf, curves.days), first, axis=-1)[..., 0]
    return np.where(np.isnan(curves.days).all(axis=-1), np.nan, reached)


def restricted_mean(days: ArrayLike, observed: ArrayLike, until: float) -> Floats:
    """Restricted mean survival: days lived without the event up to a time, on average; the area under the curve.

    days, observed (..., n). until: days. Returns days, (...); NaN where nobody was followed to `until`, unless all who
    were have had the event: the curve is never drawn on beyond what was seen. Raises ValueError as `survival_at`.
    Royston & Parmar, BMC Med Res Methodol 2013;13:152.
    """
    curves, times = _curves(*_same_patients(days=days, observed=observed)), _times([until])
    return np.where(_unknown(curves, times)[..., 0], np.nan, _areas(curves, times).sum(axis=-1))


def restricted_mean_variance(days: ArrayLike, observed: ArrayLike, until: float) -> Floats:
    """How uncertain the restricted mean is: the variance of the estimate, in days squared, by Greenwood's formula.

    Arguments, shape, NaN and errors as for `restricted_mean`. Each event counts by the area under the curve after it.
    Klein & Moeschberger, Survival Analysis, 2nd edition, 2003, section 4.5.
    """
    curves, times = _curves(*_same_patients(days=days, observed=observed)), _times([until])
    areas = _areas(curves, times)
    ahead = np.cumsum(areas[..., ::-1], axis=-1)[..., ::-1] - areas
    variance = (ahead**2 * _greenwood_steps(curves)).sum(axis=-1)
    return np.where(_unknown(curves, times)[..., 0], np.nan, variance)


def cumulative_incidence(days: ArrayLike, kinds: ArrayLike, marks: ArrayLike, count: int) -> Floats:
    """Cumulative incidence at some times: the share who have had each kind of event, the others competing with it.

    days (..., n); kinds (..., n): 0 where censored, else the kind of event, 1 to count. marks (k,): days. Returns
    shares of 1, (..., count, k), exact where times tie; they and survival without any event add up to 1. NaN as for
    `survival_at`. Raises ValueError for another kind, and as `survival_at`. Aalen & Johansen, Scand J Stat 1978;5:141-50.
    """
    if count < 1:
        raise ValueError(f"cumulative incidence needs at least one kind of event, not {count}")
    days, kinds = _same_patients(days=days, kinds=kinds)
    _check_codes("kinds", kinds, days, range(count + 1))
    key = _key(days, kinds > 0)
    order = np.argsort(key, axis=-1, kind="stable")  # the same order of sums on every machine
    curves = _curves_of(np.take_along_axis(key, order, axis=-1))
    kind = np.take_along_axis(kinds, order, axis=-1)
    # within a day survival and those at risk fall alike: each of its events adds as much as the first
    steps = curves.survival[..., :-1] / curves.at_risk
    shares = [
        _read(curves, _after_each(0.0, np.cumsum((kind == cause) * steps, axis=-1)), marks)
        for cause in range(1, count + 1)
    ]
    return np.stack(shares, axis=-2)


def log_rank(days: ArrayLike, observed: ArrayLike, arms: ArrayLike, count: int) -> tuple[Floats, Floats]:
    """The log-rank test: whether two or three arms differ in survival.

    days, observed, arms (..., n): arms from 0 to count - 1. count: 2 or 3. Returns the statistic, chi-square with
    count - 1 degrees of freedom, and its p-value, each (...). Both NaN where an arm is empty or the events tell nothing
    of it: there were none, or none of its patients was still at risk, or all had theirs at once. Raises ValueError for
    another arm or count, and as `survival_at`. The variance is hypergeometric, ties included: Mantel, Cancer Chemother
    Rep 1966;50:163-70; Peto & Peto, J R Stat Soc A 1972;135:185-207.
    """
    from scipy.special import chdtrc

    if count not in (2, 3):
        raise ValueError(f"the log-rank test here compares 2 or 3 arms, not {count}")
    days, observed, arms = _same_patients(days=days, observed=observed, arms=arms)
    _check_codes("arms", arms, days, range(count))
    excess, pairs = _excess_by_arm(days, observed.astype(bool), arms, count)
    if count == 2:
        above, below = excess[0] ** 2, pairs[0, 1]
    else:  # by the inverse of the 2 by 2 covariance, written so that nothing is subtracted
        above = pairs[1, 2] * excess[0] ** 2 + pairs[0, 2] * excess[1] ** 2 + pairs[0, 1] * excess[2] ** 2
        below = pairs[0, 1] * pairs[0, 2] + pairs[0, 1] * pairs[1, 2] + pairs[0, 2] * pairs[1, 2]
    comparable = below > 0.0
    statistic = np.where(comparable, above / np.where(comparable, below, 1.0), np.nan)
    return statistic, chdtrc(count - 1, statistic)


def _same_patients(**columns: ArrayLike) -> list[NDArray[Any]]:
    """The columns as arrays of one shape, days first; ValueError where they cannot be those of the same patients."""
    arrays = [np.asarray(column) for column in columns.values()]
    said = " and ".join(f"{name} {array.shape}" for name, array in zip(columns, arrays, strict=True))
    lengths = {array.shape[-1:] for array in arrays}
    if len(lengths) > 1 or () in lengths:
        raise ValueError(f"not the same number of patients along the last axis: {said}")
    try:
        arrays = list(np.broadcast_arrays(*arrays))
    except ValueError:
        raise ValueError(f"not the same replicates along the leading axes: {said}") from None
    arrays[0] = arrays[0].astype(np.float64)
    if (arrays[0] < 0.0).any():
        raise ValueError(f"days must not be negative, and the least is {np.nanmin(arrays[0])}")
    return arrays


def _times(marks: ArrayLike) -> Floats:
    """Times at which something is read, (k,); ValueError where they are none."""
    times = np.asarray(marks, np.float64)
    if times.ndim != 1:
        raise ValueError(f"times to read at are one row of numbers, not an array of shape {times.shape}")
    if not (np.isfinite(times) & (times >= 0.0)).all():
        raise ValueError(f"times to read at must be finite and not negative: {times.tolist()}")
    return times


def _check_codes(name: str, codes: NDArray[Any], days: Floats, allowed: range) -> None:
    """ValueError where a patient has a code that means nothing."""
    foreign = codes[~np.isin(codes, allowed) & ~np.isnan(days)]
    if foreign.size:
        raise ValueError(f"{name} must be whole numbers from {allowed[0]} to {allowed[-1]}, not {foreign[0]}")


def _key(days: Floats, event: NDArray[Any]) -> NDArray[np.uint64]:
    """Time and event in one whole number, in whose order patients stand by time, events first, NaN last.

    The bits of a number that is not negative, read as a whole number, keep its order; the bit of its sign is free for
    the event. Sorting these is ten times faster than sorting by two columns.
    """
    missed = ~(event.astype(bool) & ~np.isnan(days))
    return np.ascontiguousarray((days.view(np.uint64) << _ONE_BIT) | missed)


def _curves(days: Floats, observed: NDArray[Any]) -> _Curves:
    """The curves of replicates in any order."""
    return _curves_of(np.sort(_key(days, observed), axis=-1))


def _curves_of(key: NDArray[np.uint64]) -> _Curves:
    """The curves of sorted keys.

    Within a day, events first, (1 - 1/n)(1 - 1/(n-1))... is 1 - d/n: going patient by patient needs no care for ties.
    """
    days = (key >> _ONE_BIT).view(np.float64)
    event = (key & _ONE_BIT) == 0
    patients = np.count_nonzero(~np.isnan(days), axis=-1, keepdims=True)
    at_risk = np.maximum(patients - np.arange(key.shape[-1], dtype=np.float64), 1.0)
    survival = _after_each(1.0, np.cumprod((at_risk - event) / at_risk, axis=-1))
    return _Curves(days, event, at_risk, survival)


def _after_each(before: float, values: Floats) -> Floats:
    """A step function: its value before the first patient, then after each, (..., n + 1)."""
    first = np.full((*values.shape[:-1], 1), before)
    return np.concatenate([first, values], axis=-1)


def _read(curves: _Curves, values: Floats, marks: ArrayLike) -> Floats:
    """A step function (..., n + 1) at some times (k,): (..., k), NaN where nothing is known."""
    times = _times(marks)
    places = np.count_nonzero(curves.days[..., None, :] <= times[:, None], axis=-1)
    return np.where(_unknown(curves, times), np.nan, np.take_along_axis(values, places, axis=-1))


def _unknown(curves: _Curves, times: Floats) -> NDArray[np.bool_]:
    """Whether nobody was followed to each time, (..., k), though not all have had the event."""
    longest = np.fmax.reduce(curves.days, axis=-1, initial=-np.inf, keepdims=True)
    return np.asarray((times > longest) & (curves.survival[..., -1:] > 0.0))


def _greenwood_steps(curves: _Curves) -> Floats:
    """What each patient adds to Greenwood's sum: 1/(n(n-1)) at an event; within a day they add up to d/(n(n-d))."""
    after = np.maximum(curves.at_risk - 1.0, 1.0)  # the last of all adds to a curve that is 0
    return curves.event / (curves.at_risk * after)


def _areas(curves: _Curves, until: Floats) -> Floats:
    """The area under the curve up to a time (1,), in the pieces that end with each patient (..., n)."""
    ends = np.fmin(curves.days, until)
    return curves.survival[..., :-1] * np.diff(ends, axis=-1, prepend=0.0)


def _excess_by_arm(
    days: Floats, observed: NDArray[np.bool_], arms: NDArray[Any], count: int
) -> tuple[list[Floats], dict[tuple[int, int], Floats]]:
    """Events beyond those expected, by arm, and minus their covariance, by pair of arms, each (...)."""
    observed = observed & ~np.isnan(days)
    members = [arms == arm for arm in range(count)]
    replicate, events, at_risk = _days_with_events(days, observed, members)

    def summed(values: Floats) -> Floats:
        sums = np.bincount(replicate, values, math.prod(days.shape[:-1]))
        return np.asarray(sums, np.float64).reshape(days.shape[:-1])

    everybody = at_risk.sum(axis=0)
    spread = events * (everybody - events) / np.maximum(everybody - 1.0, 1.0) / everybody**2
    excess = [
        np.count_nonzero(observed & member, axis=-1) - summed(events * mine / everybody)
        for member, mine in zip(members, at_risk, strict=True)
    ]
    pairs = {(a, b): summed(spread * at_risk[a] * at_risk[b]) for a, b in combinations(range(count), 2)}
    return excess, pairs


def _days_with_events(
    days: Floats, observed: NDArray[np.bool_], members: list[NDArray[np.bool_]]
) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Each day with an event in each replicate: which replicate (m,), events (m,), patients at risk by arm (arms, m).

    Latest first, so that all who are at risk at a time have been counted once the last patient of that time has.
    """
    order = np.argsort(-days, axis=-1)  # NaN last
    latest_first = np.take_along_axis(days, order, axis=-1)
    last = np.ones(days.shape, bool)
    last[..., :-1] = latest_first[..., :-1] != latest_first[..., 1:]
    places = np.flatnonzero(last)
    events = np.diff(np.cumsum(np.take_along_axis(observed, order, axis=-1))[places], prepend=0)
    places, events = places[events > 0], events[events > 0]
    at_risk = [
        np.cumsum(np.take_along_axis(member, order, axis=-1), axis=-1).ravel()[places] for member in members
    ]
    return places // max(days.shape[-1], 1), events.astype(np.float64), np.array(at_risk, np.float64)
