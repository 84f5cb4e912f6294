"""The smallest chapters: stay somewhere, ask for a resource, use it and give it back.

Only these two say STAY and ASK: before a patient stays or waits, the day of death must be known if it comes meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim.codes import ASK, FREE, STAY
from haicsim.sim.rules.disease import foresee
from haicsim.sim.rules.waiting import after_waiting, before_waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.rows import Patients, Step, Thetas


def stay(p: Patients, i: int, theta: Thetas, activity: int, days: float) -> Iterator[Step]:
    """Spend so many days in an activity; the disease takes its own course meanwhile."""
    foresee(p, i, theta, p[i].now + days)
    yield STAY, activity, days


def ask(p: Patients, i: int, theta: Thetas, resource: int) -> Iterator[Step]:
    """Ask for a resource and wait for it where it is scarce; the disease does not wait."""
    if theta[0].scarce[resource] > 0.5:
        before_waiting(p, i, theta)
    yield ASK, resource, 0.0
    if theta[0].scarce[resource] > 0.5:
        after_waiting(p, i, theta)


def use(p: Patients, i: int, theta: Thetas, resource: int, activity: int, days: float) -> Iterator[Step]:
    """Ask for a resource, stay for the days, give it back."""
    yield from ask(p, i, theta, resource)
    yield from stay(p, i, theta, activity, days)
    yield FREE, resource, 0.0
