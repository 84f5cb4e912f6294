"""The story by which other simulators are compared: small, with one queue, written only with the contract.

One patient arrives every 3 days. 4 weekly cycles of 5 infusion days and 2 days' rest, then up to 12 rounds of 60 days,
each of 2 such cycles, the rest of the 60 days, and a CT. Of each CT 18% show progression, 5% lead to surgery in one of
2 theatres (0.35 d), then 18 d in the ward; recurrence Weibull(0.9, 600 d) after the operation, death Weibull(1.1,
900 d) after recurrence; everyone's background death Weibull(1.2, 1500 d) from entry. 10 years of follow-up. Beds and CT
are never scarce and not asked for. The numbers are a programme for computers and describe no disease.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from haicsim.sim.codes import (
    ACCEPTED,
    ASK,
    CONVERTED,
    CYCLE_REST,
    DISCHARGED,
    DISEASE_FREE,
    FREE,
    HEPATECTOMY,
    IN_WARD,
    INFUSION,
    NOTE,
    ON_TREATMENT,
    OPERATING,
    PROGRESSED,
    RECURRED,
    RESOURCES,
    STARTED,
    STAY,
    THEATRE,
    UNTIL_CT,
    WITHOUT_SURGERY,
)
from haicsim.sim.random_numbers import address, patient_number, uniform
from haicsim.sim.rules import chance

Word = tuple[int, int, float]

PATIENT = np.dtype(
    [
        ("arrival", "f8"),
        ("now", "f8"),
        ("death_day", "f8"),
        ("death_cause", "i8"),
        ("status", "i8"),
        ("rounds", "i8"),
        ("recurrence_day", "f8"),
    ]
)
NUMBERS = {
    "arrival_interval_days": 3.0,
    "infusion_days": 5.0,
    "rest_days": 2.0,
    "induction_cycles": 4.0,
    "most_rounds": 12.0,
    "round_days": 60.0,
    "round_cycles": 2.0,
    "progression_prob": 0.18,
    "surgery_prob": 0.05,
    "operation_days": 0.35,
    "ward_days": 18.0,
    "recurrence_shape": 0.9,
    "recurrence_scale_days": 600.0,
    "death_after_shape": 1.1,
    "death_after_scale_days": 900.0,
    "background_shape": 1.2,
    "background_scale_days": 1500.0,
    "horizon_days": 3652.5,
}
THEATRES = 2
BACKGROUND, OF_RECURRENCE = 0, 1

U_BACKGROUND = address("peer story: background death")
U_CT = address("peer story: what the CT of a round leads to")
U_RECURRENCE = address("peer story: time to recurrence")
U_DEATH = address("peer story: death after recurrence")
OCCASIONS = {U_BACKGROUND: 1, U_CT: int(NUMBERS["most_rounds"]), U_RECURRENCE: 1, U_DEATH: 1}


def theta() -> np.ndarray[Any, np.dtype[np.void]]:
    """The numbers as the engines read them; shape (1,)."""
    return np.array([tuple(NUMBERS.values())], [(name, "f8") for name in NUMBERS])


def capacity() -> tuple[Any, Any]:
    """Two theatres, nothing else scarce: places and periods by resource number."""
    places = np.zeros(len(RESOURCES), np.int64)
    places[THEATRE] = THEATRES
    return places, np.zeros(len(RESOURCES))


def diagnose(p: Any, i: int, theta: Any, stream: Any) -> None:
    """One patient every so many days."""
    p[i].arrival = math.floor(patient_number(stream, i) * theta[0].arrival_interval_days) * 1.0


def story(p: Any, i: int, theta: Any, stream: Any) -> Iterator[Word]:
    """From entry to death or the end of follow-up."""
    enter(p, i, theta, stream)
    yield NOTE, STARTED, 0.0
    yield from cycles(theta, theta[0].induction_cycles)
    while p[i].status == ON_TREATMENT and p[i].rounds < theta[0].most_rounds:
        yield from further_round(p, i, theta, stream)
    if p[i].status == ACCEPTED:
        yield from surgery(p, i, theta, stream)


def enter(p: Any, i: int, theta: Any, stream: Any) -> None:
    """On treatment, and one day to die of something else."""
    p[i].status = ON_TREATMENT
    p[i].rounds = 0
    p[i].death_cause = BACKGROUND
    p[i].death_day = p[i].now + chance.weibull(
        uniform(stream, i, U_BACKGROUND, 0), theta[0].background_shape, theta[0].background_scale_days
    )


def cycles(theta: Any, count: float) -> Iterator[Word]:
    """So many weekly cycles."""
    left = count
    while left > 0.0:
        left -= 1.0
        yield STAY, INFUSION, theta[0].infusion_days
        yield STAY, CYCLE_REST, theta[0].rest_days


def further_round(p: Any, i: int, theta: Any, stream: Any) -> Iterator[Word]:
    """A round of two cycles, and its CT."""
    yield from cycles(theta, theta[0].round_cycles)
    yield (
        STAY,
        UNTIL_CT,
        theta[0].round_days - theta[0].round_cycles * (theta[0].infusion_days + theta[0].rest_days),
    )
    seen = uniform(stream, i, U_CT, p[i].rounds)
    p[i].rounds += 1
    if seen < theta[0].progression_prob:
        p[i].status = WITHOUT_SURGERY
        yield NOTE, PROGRESSED, 0.0
    elif seen < theta[0].progression_prob + theta[0].surgery_prob:
        p[i].status = ACCEPTED
        yield NOTE, CONVERTED, 0.0


def surgery(p: Any, i: int, theta: Any, stream: Any) -> Iterator[Word]:
    """The operation, the ward, and what is then bound to happen."""
    yield ASK, THEATRE, 0.0
    yield NOTE, HEPATECTOMY, 0.0
    settle(p, i, theta, stream)
    yield STAY, OPERATING, theta[0].operation_days
    yield FREE, THEATRE, 0.0
    yield STAY, IN_WARD, theta[0].ward_days
    yield NOTE, DISCHARGED, 0.0
    if p[i].recurrence_day > p[i].now:
        yield STAY, DISEASE_FREE, p[i].recurrence_day - p[i].now
    yield NOTE, RECURRED, 0.0


def settle(p: Any, i: int, theta: Any, stream: Any) -> None:
    """The day of recurrence, and of death after it, where that is the earlier death."""
    p[i].recurrence_day = p[i].now + chance.weibull(
        uniform(stream, i, U_RECURRENCE, 0), theta[0].recurrence_shape, theta[0].recurrence_scale_days
    )
    death = p[i].recurrence_day + chance.weibull(
        uniform(stream, i, U_DEATH, 0), theta[0].death_after_shape, theta[0].death_after_scale_days
    )
    if death < p[i].death_day:
        p[i].death_day = death
        p[i].death_cause = OF_RECURRENCE
