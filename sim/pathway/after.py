"""After hepatectomy: free of disease until it returns, treated again where that can cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import (
    DISEASE_FREE,
    NOTE,
    RECURRED,
    REPEAT_RESECTION,
    STAY,
    SUITE,
    THEATRE,
    TREATED,
    TREATED_AGAIN,
    WARD,
)
from haicsim.sim.pathway.resect import settle_recurrence
from haicsim.sim.pathway.use import use
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules.chance import exponential
from haicsim.sim.rules.recurrence import cures, de_novo_days
from haicsim.sim.rules.survival import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Step, Thetas


def after_surgery(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """No evidence of disease until a recurrence; a single one in the liver is treated for cure, and so on."""
    recurrences = 0
    free = True
    while free:
        if p[i].recurrence_day > p[i].now:
            yield STAY, DISEASE_FREE, p[i].recurrence_day - p[i].now
        recurrences += 1
        yield NOTE, RECURRED, float(p[i].recurrence_site)
        yield NOTE, TREATED, float(p[i].treatment)
        free = cures(p[i].treatment)
        if free:
            yield from treated_again(p, i, theta, stream, recurrences)


def treated_again(
    p: Patients, i: int, theta: Thetas, stream: RandomStream, recurrences: int
) -> Iterator[Step]:
    """Repeat resection in theatre or ablation in the suite; then free again, at the hazard of one who has recurred."""
    if p[i].treatment == REPEAT_RESECTION:
        yield from use(THEATRE, TREATED_AGAIN, theta[0].operation_time_days[0])
    else:
        yield from use(SUITE, TREATED_AGAIN, theta[0].suite_session_days)
    yield from use(WARD, TREATED_AGAIN, theta[0].again_stay_days)
    settle(p, i, theta)
    again = exponential(uniform(stream, i, key.AGAIN, recurrences), theta[0].again_per_day)
    new = de_novo_days(theta, p[i].aetiology, uniform(stream, i, key.DE_NOVO, recurrences))
    free_again(p, i, theta, stream, min(again, new), recurrences)


def free_again(
    p: Patients, i: int, theta: Thetas, stream: RandomStream, days: float, recurrences: int
) -> None:
    """Settle the next recurrence, in so many days or when disease left behind shows; until then the hazard stays."""
    p[i].recurred = 1
    p[i].hazard_free = p[i].hazard_recurred
    settle_recurrence(p, i, theta, stream, p[i].now + days, recurrences)
