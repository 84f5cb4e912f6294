"""After hepatectomy: visits, until one finds the disease back; then treatment by its pattern, and so on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import (
    ABLATION,
    DISEASE_FREE,
    HAIC_AGAIN,
    NEVER,
    NOTE,
    RECURRED,
    REPEAT_RESECTION,
    SUITE,
    SYSTEMIC_TREATMENTS,
    TACE_AGAIN,
    THEATRE,
    TREATED,
    TREATED_AGAIN,
    WARD,
)
from haicsim.sim.pathway.haic import score_liver
from haicsim.sim.pathway.sites import site_bits, take_away
from haicsim.sim.pathway.use import stay, use
from haicsim.sim.pathway.without import slow_down, systemic_exists
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules import seeding
from haicsim.sim.rules.disease import go_on, reach_today, weigh_seeds
from haicsim.sim.rules.recurrence import cure_share, cures, may_be_cured, treatment
from haicsim.sim.rules.tumour import look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Step, Thetas


def after_surgery(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """No evidence of disease until a visit finds it; what can be removed is removed, and the visits go on."""
    p[i].treatment = ABLATION
    while cures(p[i].treatment):
        found = visit_day(p, i, theta, seeding.first_shown(p, i, theta))
        if found > p[i].now:
            yield from stay(p, i, theta, DISEASE_FREE, found - p[i].now)
        choose_treatment(p, i, theta, stream)
        yield NOTE, RECURRED, float(p[i].sites)
        yield NOTE, TREATED, float(p[i].treatment)
        if cures(p[i].treatment):
            yield from removed_again(p, i, theta, stream)
        else:
            yield from held_again(p, i, theta)


def visit_day(p: Patients, i: int, theta: Thetas, shown: float) -> float:
    """The first visit on or after the day on which the disease shows; visits are counted from the operation."""
    every = theta[0].surveillance_days
    shown = max(shown, p[i].now)
    visits = math.floor((shown - p[i].operated_day) / every)
    day = p[i].operated_day + visits * every
    if day < shown:
        day = p[i].operated_day + (visits + 1) * every
    return float(min(day, NEVER))


def choose_treatment(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """What the visit shows, and what the team does about it."""
    look(p, i, theta)
    score_liver(p, i)
    p[i].sites = site_bits(p, i, theta, stream, p[i].now)
    possible = may_be_cured(p, i, theta, p[i].sites)
    for_cure = possible and uniform(stream, i, key.CURE, p[i].recurrences) < cure_share(p, i, theta)
    u = uniform(stream, i, key.TREATMENT, p[i].recurrences)
    p[i].treatment = treatment(theta, p[i].sites, for_cure, systemic_exists(p, i, theta), u)
    p[i].recurrences += 1


def removed_again(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> Iterator[Step]:
    """Repeat resection in theatre or ablation in the suite: what shows is removed, what does not show stays."""
    if p[i].treatment == REPEAT_RESECTION:
        yield from use(p, i, theta, THEATRE, TREATED_AGAIN, theta[0].operation_time_days[0])
    else:
        yield from use(p, i, theta, SUITE, TREATED_AGAIN, theta[0].suite_session_days)
    remove_shown(p, i, theta, stream)
    yield from use(p, i, theta, WARD, TREATED_AGAIN, theta[0].again_stay_days)


def remove_shown(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """Tumours in the liver that show are gone."""
    reach_today(p, i, theta)
    look(p, i, theta)
    for slot in range(seeding.SEEDS):
        shows = seeding.seed_mm(p, i, theta, slot) >= theta[0].seed_suspicious_mm
        if shows and not seeding.is_beyond(slot):
            take_away(p, i, theta, stream, slot)
    weigh_seeds(p, i, theta)
    go_on(p, i, theta)


def held_again(p: Patients, i: int, theta: Thetas) -> Iterator[Step]:
    """What cannot be removed: TACE or HAIC shrinks tumours in the liver and slows them; systemic treatment slows all."""
    if p[i].treatment == TACE_AGAIN or p[i].treatment == HAIC_AGAIN:
        yield from use(p, i, theta, SUITE, TREATED_AGAIN, theta[0].suite_session_days)
        shrink_again(p, i, theta)
        yield from use(p, i, theta, WARD, TREATED_AGAIN, theta[0].again_stay_days)
    elif p[i].treatment in SYSTEMIC_TREATMENTS:
        slow_down(p, i, theta)


def shrink_again(p: Patients, i: int, theta: Thetas) -> None:
    """Every tumour there is in the liver loses a step in size, and grows more slowly from now on."""
    reach_today(p, i, theta)
    for slot in range(seeding.SEEDS):
        if not seeding.is_beyond(slot) and p[i].seed_clock[slot] < seeding.GONE:
            p[i].seed_clock[slot] += theta[0].again_kill
    p[i].pace = min(p[i].pace, theta[0].slowed_growth)
    weigh_seeds(p, i, theta)
    go_on(p, i, theta)
