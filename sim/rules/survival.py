"""Death by one mechanism: a lifetime budget spent at the hazard of the patient's state, beside the life table.

The budget is a unit exponential drawn once and spent at the excess hazard of the state; the life table has a budget of
its own, whose day of death is known from the start. Changes already determined (spread, decompensation, the end of the
operative risk, a recurrence to come) are turns of the hazard and are in the foretold day of death, so a patient who
waits in a queue dies of what would have happened meanwhile. Hazards per day.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim.codes import (
    NEVER,
    OF_CANCER_CONTROLLED,
    OF_EMBOLISM,
    OF_LIVER_FAILURE,
    OF_OPERATION,
    OF_OTHER_CAUSE,
    OF_OTHER_RESECTED,
    OF_PROGRESSION,
    OF_RECURRENCE,
    PHASE_CONTROLLED,
    PHASE_PROGRESSED,
    PHASE_RESECTED,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from haicsim.sim.rows import Patients, Thetas


def hazard_at(p: Patients, i: int, theta: Thetas, day: float) -> float:
    """Excess hazard of death on that day as the patient's state is now."""
    if p[i].phase == PHASE_RESECTED:
        hazard = p[i].hazard_free
        if day >= p[i].recurrence_day:
            hazard = p[i].hazard_recurred
    elif p[i].phase == PHASE_PROGRESSED:
        hazard = p[i].hazard_progressed * p[i].load
    elif day >= worse_day(p, i):
        hazard = theta[0].death_after_progression_per_day * p[i].load
    else:
        hazard = theta[0].death_on_haic_per_day * p[i].load
    hazard = hazard * p[i].frailty
    if day >= p[i].decompensation_day:
        hazard = hazard * theta[0].decompensated_factor
    if day < p[i].operative_end:
        hazard += p[i].operative_hazard
    return float(hazard)


def spread_day(p: Patients, i: int) -> float:
    """The day of the first spread, in the liver or beyond, seen or not."""
    return float(min(p[i].new_lesion_day, p[i].extrahepatic_day))


def worse_day(p: Patients, i: int) -> float:
    """The day from which the hazard is that of progression: the first spread; under control without surgery its end."""
    day = spread_day(p, i)
    if p[i].phase == PHASE_CONTROLLED:
        day = p[i].control_end
    return float(day)


def next_turn(p: Patients, i: int, day: float) -> float:
    """The next day on which the hazard changes by itself."""
    turn = NEVER
    if p[i].phase == PHASE_RESECTED:
        if day < p[i].recurrence_day:
            turn = min(turn, p[i].recurrence_day)
        if day < p[i].operative_end:
            turn = min(turn, p[i].operative_end)
    elif day < worse_day(p, i):
        turn = worse_day(p, i)
    if day < p[i].decompensation_day:
        turn = min(turn, p[i].decompensation_day)
    return float(turn)


def settle(p: Patients, i: int, theta: Thetas) -> None:
    """Take from the budget what the days since the last change have cost, before the state is changed."""
    day = p[i].budget_day
    while day < p[i].now:
        turn = min(next_turn(p, i, day), p[i].now)
        p[i].budget -= hazard_at(p, i, theta, day) * (turn - day)
        day = turn
    p[i].budget_day = p[i].now


def foretell(p: Patients, i: int, theta: Thetas) -> None:
    """Write the day of death, and its cause, if nothing but what is determined happens any more."""
    left = max(p[i].budget, 0.0)
    day = p[i].now
    end = NEVER
    while day < NEVER and end == NEVER:
        hazard = hazard_at(p, i, theta, day)
        turn = next_turn(p, i, day)
        if left <= hazard * (turn - day) and hazard > 0.0:
            end = min(day + left / hazard, NEVER)
            p[i].death_cause = cause_at(p, i, theta, day, hazard)
            day = NEVER
        else:
            left -= hazard * (turn - day)
            day = turn
    p[i].death_day = end
    if p[i].life_table_day < end:
        p[i].death_day = p[i].life_table_day
        p[i].death_cause = OF_OTHER_CAUSE


def cause_at(p: Patients, i: int, theta: Thetas, day: float, hazard: float) -> int:
    """What kills at that hazard: the part that came last counts."""
    cause = OF_CANCER_CONTROLLED
    if p[i].phase == PHASE_RESECTED:
        cause = OF_OTHER_RESECTED
        if p[i].recurred == 1 or day >= p[i].recurrence_day:
            cause = OF_RECURRENCE
    elif p[i].phase == PHASE_PROGRESSED or day >= worse_day(p, i):
        cause = OF_PROGRESSION
    if day >= p[i].decompensation_day:
        cause = OF_LIVER_FAILURE
    if day < p[i].operative_end:
        cause = OF_OPERATION
    elif (
        p[i].vv == 3 and p[i].phase != PHASE_RESECTED and p[i].u_embolism * hazard < theta[0].embolism_per_day
    ):
        cause = OF_EMBOLISM
    return cause


def frailty(p: Patients, i: int, theta: Thetas) -> float:
    """How much faster than the average this patient's cancer kills: vessels times malignant potential."""
    factor = theta[0].group_factor[p[i].group] * math.exp(theta[0].z_on_death * p[i].potential)
    if p[i].vp >= 3 and p[i].vv >= 2:
        factor = factor * theta[0].both_vessels_factor
    return float(factor)


def rate_of_risk(probability: float, days: float) -> float:
    """The constant hazard per day that kills a share `probability` within `days`; certain death is 1 in 1e16 short of it."""
    return -math.log1p(-min(probability, 1.0 - 1.2e-16)) / days


def life_table_days(
    budget: float, age_days: float, cumulative: Sequence[float], days_per_year: float
) -> float:
    """Days until other causes kill: where the life table's cumulative hazard has risen by `budget` since this age.

    cumulative: cumulative hazard at ages 0, 1, 2 ... years, straight between birthdays; the last age is certain death.
    """
    age = age_days / days_per_year
    year = min(math.floor(age), len(cumulative) - 2)
    target = cumulative[year] + (cumulative[year + 1] - cumulative[year]) * (age - year) + budget
    while year < len(cumulative) - 2 and cumulative[year + 1] < target:
        year += 1
    step = (target - cumulative[year]) / (cumulative[year + 1] - cumulative[year])
    end = year + min(step, 1.0)
    return float(max((end - age) * days_per_year, 0.0))
