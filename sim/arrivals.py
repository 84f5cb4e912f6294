"""When patients enter: whole days, by chance at a yearly rate, or on the days of a list."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from haicsim.sim import stream_keys as key
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.random_numbers import philox_rows
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.theta import theta

_BLOCK_DAYS = 16384  # as many as stay in a processor's own memory
_MOST_DAYS = 10_000_000
_FEW_A_DAY, _MOST_A_DAY = 30.0, 300  # a mean, and a count that no mean below it reaches
_FEW = 20_000  # patients whose days are worth remembering: 160 kB


def arrival_days(scenario: Scenario, replication: int) -> NDArray[np.float64]:
    """The day of entry of every patient of one replication, shape (n patients,), never falling.

    How many come on a day is decided by that day's own number, so a change of anything but the rate moves nobody.
    Raises InputError where a list is too short, or the rate dries up before everybody has come.
    """
    wanted = scenario.run.patients
    if scenario.arrivals.days is not None:
        days = np.array(scenario.arrivals.days, float)
        if len(days) < wanted:
            rule = f"lists {len(days)} days for {wanted:,} patients"
            raise InputError([_fault(scenario, "arrivals.days", str(len(days)), rule)])
        return days[:wanted]
    row = theta(scenario)[0]
    rate, trend = float(row["per_year_per_day"]), float(row["trend_per_day"])
    draw = _remembered if wanted <= _FEW else _by_chance
    drawn = draw(rate, trend, wanted, scenario.run.seed, replication)
    if len(drawn) < wanted:
        rule = f"only {len(drawn):,} of {wanted:,} patients ever come: raise the rate or the trend"
        raise InputError([_fault(scenario, "arrivals.trend", f"{trend:g} 1/d", rule)])
    return drawn


def _by_chance(rate: float, trend: float, wanted: int, seed: int, replication: int) -> NDArray[np.float64]:
    """The days of entry at a yearly rate, as many as wanted; fewer where it dries up before everybody has come."""
    pieces: list[NDArray[np.int64]] = []
    come, start = 0, 0
    while come < wanted:
        days = np.arange(start, start + _BLOCK_DAYS)
        mean = np.maximum(rate * (1.0 + trend * days), 0.0)
        if start >= _MOST_DAYS or not mean.any():
            break
        code, zero = np.array([key.ARRIVALS], np.uint64), np.array([0], np.uint64)
        u = philox_rows(days.astype(np.uint64), code, zero, seed, replication)[:, 0]
        many = poisson(u, mean)
        enough = int(np.searchsorted(np.cumsum(many), wanted - come)) + 1  # days, however many come on each
        many[enough - 1 : enough] = min(int(many[enough - 1 : enough].sum()), wanted)
        pieces.append(np.repeat(days[:enough], many[:enough]))
        come += len(pieces[-1])
        start += _BLOCK_DAYS
    return np.concatenate([np.zeros(0, np.int64), *pieces])[:wanted].astype(float)


@lru_cache(maxsize=256)
def _remembered(rate: float, trend: float, wanted: int, seed: int, replication: int) -> NDArray[np.float64]:
    """The same, remembered and not to be written to: most runs of a sweep have the same arrivals."""
    drawn = _by_chance(rate, trend, wanted, seed, replication)
    drawn.flags.writeable = False
    return drawn


def poisson(u: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.int64]:
    """Poisson counts of the given means (n,) at the quantiles `u` (n,): the first whose cumulative chance reaches `u`."""
    if mean.max(initial=0.0) <= _FEW_A_DAY:
        return _counted_up(u, mean)
    from scipy.special import pdtrik

    count = np.ceil(np.where(u > np.exp(-mean), pdtrik(u, np.maximum(mean, 1e-300)), 0.0) - 1e-9)
    return np.maximum(count, 0).astype(np.int64)


def _counted_up(u: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.int64]:
    """The same, chance by chance from none upwards; quicker by far where few come on a day."""
    count, number = np.zeros(len(u), np.int64), 0
    chance = np.exp(-mean)
    cumulative = chance.copy()
    beyond = u > cumulative
    while beyond.any() and number < _MOST_A_DAY:
        number += 1
        count += beyond
        chance *= mean / number
        cumulative += chance
        beyond = u > cumulative
    return count


def _fault(scenario: Scenario, path: str, value: str, rule: str) -> Fault:
    return Fault(scenario.name, None, path, value, rule)
