"""Without surgery: control for a time where the tumour had not progressed, then progression and its treatment."""

from collections.abc import Iterator
from typing import Any

from sim import decisions as d
from sim.luck import uniform
from sim.rules import chance
from sim.rules.survival import foretell, settle, spread_day
from sim.units import DAYS_PER_YEAR
from sim.words import CONTROLLED, NOTE, PARTIAL, PHASE_PROGRESSED, PROGRESSED, PROGRESSIVE, SECOND_LINE, STAY

Word = tuple[int, int, float]


def without_surgery(p: Any, i: int, theta: Any, luck: Any) -> Iterator[Word]:
    """Controlled until progression where it had not come yet; then second line, if it exists by then, or support."""
    if p[i].response != PROGRESSIVE:
        days = days_controlled(p, i, theta, luck)
        if days > 0.0:
            yield STAY, CONTROLLED, days
        yield NOTE, PROGRESSED, 0.0
    settle(p, i, theta)
    p[i].phase = PHASE_PROGRESSED
    p[i].hazard_progressed = theta[0].death_after_progression_per_day
    second_line = systemic_exists(p, i, theta)
    if second_line:
        p[i].hazard_progressed *= theta[0].systemic_factor
    foretell(p, i, theta)
    if second_line:
        yield NOTE, SECOND_LINE, 0.0


def days_controlled(p: Any, i: int, theta: Any, luck: Any) -> float:
    """Days from the end of HAIC to progression: longer after a response, and not beyond the first spread."""
    mean = theta[0].control_without_response_days
    if p[i].response <= PARTIAL:
        mean = theta[0].control_after_response_days
    days = chance.exponential(uniform(luck, i, d.U_CONTROL, 0), 1.0 / mean)
    return float(max(min(days, spread_day(p, i) - p[i].now), 0.0))


def systemic_exists(p: Any, i: int, theta: Any) -> bool:
    """Systemic second-line treatment exists by the calendar year of today."""
    return bool(theta[0].first_year + p[i].now / DAYS_PER_YEAR >= theta[0].systemic_year)
