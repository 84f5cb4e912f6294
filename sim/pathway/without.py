"""Without surgery: CTs go on until the tumour has progressed; then second line, if it exists by then, or support."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim.codes import NOTE, PROGRESSED, PROGRESSIVE, SECOND_LINE
from haicsim.sim.pathway.scan import days_since_seen, scan
from haicsim.sim.rules.disease import go_on, reach_today, weigh_seeds
from haicsim.sim.units import DAYS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Step, Thetas


def without_surgery(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """Who left HAIC without progression is followed by CT like everybody else, until it comes; then second line."""
    while p[i].response != PROGRESSIVE:
        yield from scan(p, i, theta, stream, next_ct(p, i, theta))
        if p[i].response == PROGRESSIVE:
            yield NOTE, PROGRESSED, days_since_seen(p, i)
    if systemic_exists(p, i, theta):
        slow_down(p, i, theta)
        yield NOTE, SECOND_LINE, 0.0
    elif p[i].pace < 1.0:
        grow_at(p, i, theta, 1.0)  # what was given beside HAIC ends with progression


def next_ct(p: Patients, i: int, theta: Thetas) -> float:
    """The day of the next CT; who never had one is scanned after the usual interval."""
    return float(min(p[i].ct_due, p[i].now + theta[0].ct_interval_days))


def systemic_exists(p: Patients, i: int, theta: Thetas) -> bool:
    """Systemic treatment exists by the calendar year of today, by the patient's own year of entry."""
    year = p[i].entry_year + (p[i].now - p[i].arrival) / DAYS_PER_YEAR
    return bool(year >= theta[0].systemic_year)


def slow_down(p: Patients, i: int, theta: Thetas) -> None:
    """Systemic treatment: tumour, thrombus and seeds grow more slowly from now on."""
    grow_at(p, i, theta, theta[0].slowed_growth)


def grow_at(p: Patients, i: int, theta: Thetas, pace: float) -> None:
    """What is given from now on, in place of what was given beside HAIC: tumour, thrombus and seeds grow at this pace."""
    reach_today(p, i, theta)
    p[i].pace = pace
    weigh_seeds(p, i, theta)
    go_on(p, i, theta)
