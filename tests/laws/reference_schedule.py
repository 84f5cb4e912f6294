"""When anything is done to a patient or changes abruptly, what holds in between, and growth as it is paced by it."""

from dataclasses import dataclass

import numpy as np
from reference_people import NEVER, OPERATIVE_DAYS, WEEK_OVER_INFUSION, Floats, Patients, Plan, Rows


@dataclass(frozen=True)
class Schedule(Rows):
    """What is constant from one break to the next: arrays (n, breaks); `mark` is the number of the asked day, or -1."""

    start: Floats
    dose: Floats
    liver: Floats
    tace: Floats
    operative: Floats
    primary: Floats
    mark: Floats


def schedule(p: Patients, plan: Plan, end: Floats, days: Floats) -> Schedule:
    """Every day anything is done or changes abruptly, in order, and what holds from each on."""
    cycle_end = plan.cycle_day + plan.cycle_infusion_days
    one = np.stack([
        end, plan.resection_day, plan.resection_day + OPERATIVE_DAYS, plan.slow_day, p.worsening_day,
        p.decompensation_day, p.de_novo_day,
    ], axis=1)  # fmt: skip
    start = np.concatenate(
        [np.zeros((len(p), 1)), days, one, plan.cycle_day, cycle_end, plan.tace_day], axis=1
    )
    mark = np.broadcast_to(np.arange(start.shape[1]) - 1, start.shape)
    mark = np.where((mark < days.shape[1]) & (start <= end[:, None]), mark, -1)
    start = np.minimum(start, end[:, None])
    order = np.argsort(start, axis=1, kind="stable")
    start, mark = np.take_along_axis(start, order, 1), np.take_along_axis(mark, order, 1)
    dose, tace = np.zeros(start.shape), np.zeros(start.shape)
    for c in range(plan.cycle_day.shape[1]):
        on = (plan.cycle_day[:, [c]] <= start) & (start < cycle_end[:, [c]])
        dose += on * plan.cycle_dose[:, [c]] * WEEK_OVER_INFUSION
    for c in range(plan.tace_day.shape[1]):
        tace += (plan.tace_day[:, [c]] <= start) * plan.tace_q[:, [c]]
    since = start - plan.resection_day[:, None]
    operative = (
        (since >= 0.0) & (start < plan.resection_day[:, None] + OPERATIVE_DAYS)
    ) * plan.operative_per_day[:, None]
    liver = np.where(start < p.worsening_day[:, None], p.liver_before[:, None], p.liver_after[:, None])
    liver = liver * np.where(start < p.decompensation_day[:, None], 1.0, p.decompensated[:, None])
    return Schedule(start, dose, liver, tace, operative, 1.0 * (since < 0.0), mark)


def growth_until(p: Patients, plan: Plan, day: Floats) -> Floats:
    """G: growth of ln diameter since entry (before it, without treatment, negative), at any days (n,)."""
    grown: Floats = p.growth * (day + (plan.slow - 1.0) * np.maximum(day - plan.slow_day, 0.0))
    return grown


def day_of_growth(p: Patients, plan: Plan, growth: Floats) -> Floats:
    """The day (n,) on which G has reached this; NEVER where it does not."""
    day = growth / p.growth
    with np.errstate(divide="ignore", invalid="ignore"):
        late = plan.slow_day + (day - plan.slow_day) / plan.slow
    return np.minimum(np.where(day <= plan.slow_day, day, np.where(plan.slow > 0.0, late, NEVER)), NEVER)
