"""Clone, censor, weight: a trial of two strategies, emulated with patients who were treated as they were.

Everybody who starts HAIC is entered twice on the day of the first infusion. One clone is to be operated within a grace
period after being judged resectable, unless death or a progression that calls the operation off comes first; the other is
never to be operated. A clone is censored when its patient's treatment departs from its strategy, and those who go on as
their strategy says are weighted for those who do not, by the inverse of the probability of having gone on. Hernán MA,
Robins JM, Am J Epidemiol 2016;183:758-64; Maringe C and others, Int J Epidemiol 2020;49:1719-29.

The probability is a Cox model of the operation since the decision, with what the meeting knew. A planned operation that is
called off because progression was found counts as the operation does: up to then the plan was surgery. Were it not
so, patients with hidden progression would stand among the never operated twice: as who was called off, and in the weights
of who was never to be operated.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.whatif.bias.estimate import UNKNOWN, Estimate, around
from haicsim.analysis.whatif.bias.operation_hazard import OperationHazard, operation_hazard
from haicsim.analysis.whatif.bias.patients import Floats, Patients
from haicsim.sim.units import DAYS_PER_MONTH

Places = NDArray[np.intp]

PENALTY = 1.0  # a standard normal prior on each coefficient per standard deviation
SAMPLES = 200  # of the bootstrap
_MOST = 30.0  # ln of the largest weight


@dataclass(frozen=True)
class Emulated:
    """What the emulated trial says, months within the time asked for.

    all_starters: lived longer by everybody under the one strategy than under the other; per_convert: the same divided by the
    share judged resectable. never, within: restricted means of both arms. supported: patients judged resectable who were not
    operated and followed beyond the grace period, upon whom the arm without surgery rests.
    """

    all_starters: Estimate
    per_convert: Estimate
    never: float
    within: float
    supported: int


def clone_censor_weight(
    patients: Patients,
    until_days: float,
    grace_days: float,
    seed: tuple[int, int],
    samples: int = SAMPLES,
    penalty: float = PENALTY,
) -> Emulated:
    """The emulated trial, with the interval of a bootstrap of patients that repeats everything, weights included.

    until_days: since first infusion. `UNKNOWN` where nobody was judged resectable, nobody followed either strategy, or
    nobody was followed so long.
    """
    judged = patients.judged
    operated = int(np.count_nonzero(~np.isnan(patients.operated)))
    stayed = _stayed(patients, grace_days)
    if not len(judged) or not operated or not stayed or patients.days.max() < until_days:
        return Emulated(UNKNOWN, UNKNOWN, np.nan, np.nan, stayed)
    counts = np.ones((1, len(patients.days)))
    if samples:
        drawn = np.random.default_rng(seed)
        counts = np.vstack([counts, _resampled(drawn, samples, len(patients.days))])
    within, never = arms(patients, until_days, grace_days, counts, penalty)
    longer = (within - never) / DAYS_PER_MONTH
    share = counts[:, judged].sum(axis=1) / counts.sum(axis=1)
    each = np.divide(longer, share, out=np.full_like(longer, np.nan), where=share > 0.0)
    months = (float(never[0] / DAYS_PER_MONTH), float(within[0] / DAYS_PER_MONTH))
    return Emulated(_with_interval(longer), _with_interval(each), *months, stayed)


def arms(
    patients: Patients, until_days: float, grace_days: float, counts: Floats, penalty: float
) -> tuple[Floats, Floats]:
    """Restricted mean days of both strategies, operated within the grace period and never, in each sample: twice (b,).

    counts (b, n): how often each patient is in each sample.
    """
    judged = patients.judged
    since = np.fmin(patients.settled, patients.days)[judged] - patients.converted[judged]
    settled = ~np.isnan(patients.settled[judged])
    hazard = operation_hazard(since, settled, patients.at_decision[judged], counts[:, judged], penalty)
    times = np.unique(patients.days[patients.died & (patients.days <= until_days)])
    followed = np.searchsorted(times, patients.days, side="right")
    deaths = _Deaths(times, np.flatnonzero(patients.died & (patients.days <= until_days)), followed - 1)
    within, never = (
        _within(patients, hazard, followed, times, grace_days),
        _never(patients, hazard, followed, times),
    )
    return _restricted_mean(counts, within, deaths, until_days), _restricted_mean(
        counts, never, deaths, until_days
    )


@dataclass(frozen=True)
class _Deaths:
    """Days with a death (k,), who dies on them (d,), and the number of the last such day each patient is followed to (n,)."""

    times: Floats
    who: Places
    last: Places


@dataclass(frozen=True)
class _Arm:
    """How long and with which weight each clone is in an arm, by numbers of days with a death.

    plain_end (n,): with weight 1 until before this number. start, end (n,): with the weight of `weight` (b, n) from the one
    until before the other. In between single days have weights of their own: patient and day in `whose`, `when` (m,), weights
    in `single` (b, m).
    """

    plain_end: Places
    start: Places
    end: Places
    weight: Floats
    whose: Places
    when: Places
    single: Floats


def _within(
    patients: Patients, hazard: OperationHazard, followed: Places, times: Floats, grace_days: float
) -> _Arm:
    """To be operated within the grace period: beyond it only who was, or was called off, weighted for who was not."""
    judged, limit = (
        patients.judged,
        patients.converted + grace_days,
    )  # NaN, the last of all, where never judged resectable
    due = np.minimum(np.searchsorted(times, limit, side="right"), followed)
    went_on = patients.settled <= limit
    weight = np.zeros((len(hazard.relative), len(patients.days)))
    by_limit = np.full(len(judged), np.nextafter(grace_days, np.inf))
    chance = -np.expm1(-hazard.before(by_limit, np.arange(len(judged))))
    weight[:, judged] = 1.0 / np.maximum(chance, np.exp(-_MOST))
    nobody = np.zeros(0, np.intp)
    return _Arm(
        due, due, np.where(went_on, followed, due), weight, nobody, nobody, np.zeros((len(weight), 0))
    )


def _never(patients: Patients, hazard: OperationHazard, followed: Places, times: Floats) -> _Arm:
    """Never to be operated: censored at the operation, or when it is called off; who is not is weighted more and more."""
    judged = patients.judged
    end = np.minimum(np.searchsorted(times, patients.settled, side="right"), followed)
    since = np.minimum(np.searchsorted(times, patients.converted, side="right"), end)
    last = hazard.times[-1] if len(hazard.times) else 0.0
    start = np.clip(np.searchsorted(times, patients.converted + last, side="right"), since, end)
    number = np.zeros(len(patients.days), np.intp)
    number[judged] = np.arange(len(judged))
    weight = np.zeros((len(hazard.relative), len(patients.days)))
    beyond = hazard.before(np.full(len(judged), np.inf), np.arange(len(judged)))
    weight[:, judged] = np.exp(np.minimum(beyond, _MOST))
    whose = np.repeat(np.arange(len(start)), start - since)
    when = np.arange(len(whose)) - np.repeat(np.cumsum(start - since) - start, start - since)
    single = hazard.before(times[when] - patients.converted[whose], number[whose])
    return _Arm(since, start, end, weight, whose, when, np.exp(np.minimum(single, _MOST)))


def _restricted_mean(counts: Floats, arm: _Arm, deaths: _Deaths, until_days: float) -> Floats:
    """The area under the weighted Kaplan-Meier curve of an arm up to a time, in each sample: (b,) days."""
    k, weighted, single = len(deaths.times), counts * arm.weight, counts[:, arm.whose] * arm.single
    zero = np.zeros_like(arm.plain_end)
    at_risk = np.cumsum(
        _summed(counts, zero, k) - _summed(counts, arm.plain_end, k)
        + _summed(weighted, arm.start, k) - _summed(weighted, arm.end, k), axis=1,
    )  # fmt: skip
    at_risk += _summed(single, arm.when, k)
    day = deaths.last[deaths.who]
    plain = deaths.who[day < arm.plain_end[deaths.who]]
    heavy = deaths.who[(day >= arm.start[deaths.who]) & (day < arm.end[deaths.who])]
    dies = np.zeros(len(deaths.last), bool)
    dies[deaths.who] = True
    alone = np.flatnonzero(dies[arm.whose] & (arm.when == deaths.last[arm.whose]))
    dying = _summed(counts[:, plain], deaths.last[plain], k) + _summed(
        weighted[:, heavy], deaths.last[heavy], k
    )
    dying += _summed(single[:, alone], arm.when[alone], k)
    there = dying > 0.0
    share = np.divide(dying, at_risk, out=np.zeros_like(dying), where=there & (at_risk > 0.0))
    survival = np.cumprod(1.0 - np.clip(share, 0.0, 1.0), axis=1)
    lengths = np.diff(np.concatenate([[0.0], deaths.times, [until_days]]))
    return np.asarray(lengths[0] + survival @ lengths[1:])


def _summed(values: Floats, places: Places, k: int) -> Floats:
    """Values (b, m) added up by the place each of the m belongs to: (b, k); places from k on count nowhere."""
    from scipy.sparse import csr_array

    inside = places < k
    number = np.flatnonzero(inside)
    where = csr_array((np.ones(len(number)), (number, places[inside])), shape=(values.shape[1], k))
    return np.asarray(values @ where)


def _resampled(drawn: np.random.Generator, samples: int, patients: int) -> Floats:
    """How often each patient is in each sample of as many, drawn with replacement: (samples, patients)."""
    return drawn.multinomial(patients, np.full(patients, 1.0 / patients), samples).astype(np.float64)


def _with_interval(values: Floats) -> Estimate:
    """The first with the spread of the others; without others no interval."""
    spread = float(np.nanstd(values[1:], ddof=1)) if len(values) > 2 else np.nan
    return around(float(values[0]), spread)


def _stayed(patients: Patients, grace_days: float) -> int:
    """Patients judged resectable who were neither operated nor called off, and followed beyond the grace period."""
    unsettled = np.isnan(patients.settled) & (patients.days > patients.converted + grace_days)
    return int(np.count_nonzero(unsettled))
