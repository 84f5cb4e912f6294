"""Two stories so short that theory knows the answer: a customer of a queue, and a patient with three clocks.

Both run through either engine, as the patients' own story does. What comes of each customer or patient is read from the
journal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.codes import ASK, DEATH, FREE, GRANTED, NEVER, NOTE, PROGRESSED, STAY
from haicsim.sim.engines import process
from haicsim.sim.engines.compiled import CompiledEngine
from haicsim.sim.journal import as_rows
from haicsim.sim.patient import dtype, people
from haicsim.sim.random_numbers import RandomStream, address, philox_rows, uniform
from haicsim.sim.rules.chance import exponential, log_normal, weibull
from haicsim.sim.theta import plain_theta

SERVERS, SERVED = 0, 20
U_GAP = address("closed forms: gap between arrivals")
U_SERVICE = address("closed forms: time of service")
U_PATIENCE = address("closed forms: patience")
U_ILLNESS = address("closed forms: illness")
U_DEATH = address("closed forms: death")
U_DEATH_ILL = address("closed forms: death when ill")
OCCASIONS = dict.fromkeys((U_SERVICE, U_PATIENCE, U_ILLNESS, U_DEATH, U_DEATH_ILL), 1)

QUEUE = np.dtype(
    [(name, "f8") for name in ("shape", "scale_days", "log_sd", "patience_per_day", "patience_days")]
)
CLOCKS = np.dtype(
    [(name, "f8") for name in ("illness_per_day", "shape", "scale_days", "ill_shape", "ill_scale_days")]
)
Array = NDArray[Any]


def customer(p: Any, i: int, theta: Any, stream: Any) -> Iterator[tuple[int, int, float]]:
    """Asks for one of the servers, waits as long as patience lasts, is served and leaves.

    Service: log-normal where `log_sd` says so, fixed where `shape` is 0, else Weibull. Patience: exponential, or fixed, or
    without end. Whoever loses patience leaves by the only way out of a queue that a story has: death.
    """
    p[i].death_day = NEVER
    p[i].death_cause = 0
    if theta[0].patience_per_day > 0.0:
        p[i].death_day = p[i].now + exponential(uniform(stream, i, U_PATIENCE, 0), theta[0].patience_per_day)
    elif theta[0].patience_days > 0.0:
        p[i].death_day = p[i].now + theta[0].patience_days
    yield ASK, SERVERS, 0.0
    p[i].death_day = NEVER
    days = theta[0].scale_days
    if theta[0].log_sd > 0.0:
        days = log_normal(uniform(stream, i, U_SERVICE, 0), theta[0].scale_days, theta[0].log_sd)
    elif theta[0].shape > 0.0:
        days = weibull(uniform(stream, i, U_SERVICE, 0), theta[0].shape, theta[0].scale_days)
    yield STAY, SERVED, days
    yield FREE, SERVERS, 0.0


def patient(p: Any, i: int, theta: Any, stream: Any) -> Iterator[tuple[int, int, float]]:
    """Falls ill after an exponential time if still alive; death has one Weibull clock in health and another in illness."""
    p[i].death_cause = 1
    p[i].death_day = p[i].now + weibull(uniform(stream, i, U_DEATH, 0), theta[0].shape, theta[0].scale_days)
    if theta[0].illness_per_day > 0.0:
        yield STAY, SERVED, exponential(uniform(stream, i, U_ILLNESS, 0), theta[0].illness_per_day)
        p[i].death_cause = 2
        ill = weibull(uniform(stream, i, U_DEATH_ILL, 0), theta[0].ill_shape, theta[0].ill_scale_days)
        p[i].death_day = p[i].now + ill
        yield NOTE, PROGRESSED, 0.0


@dataclass(frozen=True)
class Run:
    """One replication: who comes when, the numbers of the story, and the servers.

    per_day: arrivals at random, so many a day; 0 where all begin on day 0. places, every: servers, or the places of each
    session of a calendar that is open every so many days. horizon: days of follow-up, longer than anybody waits or lives.
    """

    numbers: Array
    count: int
    replication: int
    per_day: float = 0.0
    places: int = 0
    every: float = 0.0
    horizon: float = 1e7

    def arrivals(self) -> Array:
        """The day each comes."""
        if self.per_day == 0.0:
            return np.zeros(self.count)
        numbers, one = np.arange(self.count, dtype=np.uint64), np.array([U_GAP], np.uint64)
        uniforms = philox_rows(numbers, one, np.zeros(1, np.uint64), 1, self.replication)[:, 0]
        return np.cumsum(-np.log1p(-uniforms) / self.per_day)

    def rows(self) -> Array:
        """The patients before their stories begin."""
        rows = np.zeros(self.count, dtype([]))
        rows["arrival"] = self.arrivals()
        return rows

    def hospital(self) -> tuple[Array, Array, float]:
        """Places, days between sessions, and days of follow-up that nobody reaches before service."""
        return np.array([self.places]), np.array([self.every]), self.horizon

    def compiled(self, engine: CompiledEngine) -> Array:
        """The journal of the compiled engine."""
        return engine.journal(self.rows(), self.numbers, (1, self.replication, 0), *self.hospital())

    def simpy(self, story: Any) -> Array:
        """The journal of the SimPy engine."""
        stream = RandomStream(1, self.replication, occasions=OCCASIONS)
        parts = people(self.rows()), plain_theta(self.numbers), stream
        return as_rows(process.run_patients(story, *parts, *self.hospital()))


def numbers_of(kind: np.dtype[Any], **values: float) -> Array:
    """One row of numbers; those not named are 0."""
    row = np.zeros(1, kind)
    for name, value in values.items():
        row[0][name] = value
    return row


def first(journal: Array, event: int, count: int, column: str) -> Array:
    """Day or value of each patient's first such event; infinite where there is none."""
    rows = journal[journal["event"] == event]
    found = np.full(count, np.inf)
    found[rows["patient"][::-1]] = rows[column][::-1]
    return found


def waits(journal: Array, run: Run) -> tuple[Array, Array]:
    """How long each customer waited, and whether served; who lost patience waited until then."""
    granted = first(journal, GRANTED + SERVERS, run.count, "value")
    lost = first(journal, DEATH, run.count, "day") - run.arrivals()
    return np.where(np.isfinite(granted), granted, lost), np.isfinite(granted)
