"""The disease from node to node: what happens in the patient if nothing more is done, and what is done to it.

Truth causes, observation decides. A node is a day on which the disease is reckoned: entry; the first day of a cycle,
the end of its infusion and its own end; then days that lie further apart as the drug goes; when it is gone one exact
piece; the disease's own days (a seed is born, a vein is full, spread beyond the liver shows, the liver fails, a new
cancer, the end of operative risk); and whatever is done to the disease. Nobody's looking makes a node: no CT, no meeting,
no wait, so none of them moves a death by one bit.

`node_...` is the disease at the last node, `ahead_...` at the next one if nothing is done before, with the day of death where
that lies between the two. Nobody reckons further than is needed: `foresee` goes on to a day, and `reach_today` brings the
node to today because something is about to be done; `go_on` looks ahead again afterwards.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim.codes import NEVER, OF_OTHER_CAUSE
from haicsim.sim.rules.hazard import (
    cause_by,
    mean_along,
    set_hazards,
    share_at_death,
    spent_whole,
)
from haicsim.sim.rules.seeding import (
    BORN,
    GONE,
    NEW_CANCER,
    SEEDS,
    STREAMS,
    day_shown,
    first_slot,
    is_beyond,
    liver_load,
    load_of,
    share_of_piece,
    slots_of,
)
from haicsim.sim.rules.tumour import (
    FULL,
    day_vein_full,
    expose,
    kill_days,
    ln_thrombus,
    ln_thrombus_freely,
    ln_volume,
    seeds_killed,
)

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients, Thetas

_STEP = 10.0  # days between nodes at an exposure of 1; at less they may be longer by its square root
_ORDINARY_KILL = 0.03  # 1/day: where the drug kills faster the nodes stand closer by the square root
_LARGEST = 1e100  # what is larger is not reckoned: nobody lives to it
_MOST = 300.0
_NEARLY = 1e-9  # of ln 2: a vein as full as this is full
_NO_DRUG = 1e-4  # exposure below which there is none
_LONGEST = 36525.0  # days: nobody's life is reckoned further


def foresee(p: Patients, i: int, theta: Thetas, day: float) -> None:
    """Make sure that the day of death is known if it comes before that day; nothing may be done to the disease till then."""
    last = min(day, p[i].arrival + _LONGEST - 1.0)
    while p[i].ahead_day < last and p[i].disease_death == NEVER and p[i].node_day < p[i].life_table_day:
        arrive(p, i, theta)
        look_ahead(p, i, theta, NEVER)


def reach_today(p: Patients, i: int, theta: Thetas) -> None:
    """Bring the node to today: something is about to be done to the disease. `go_on` must follow."""
    foresee(p, i, theta, p[i].now)
    while p[i].node_day < p[i].now:
        if p[i].ahead_day > p[i].now:
            look_ahead(p, i, theta, p[i].now)
        arrive(p, i, theta)
        if p[i].node_day < p[i].now:
            look_ahead(p, i, theta, NEVER)


def go_on(p: Patients, i: int, theta: Thetas) -> None:
    """What was to be done today is done: look ahead again."""
    look_ahead(p, i, theta, NEVER)


def weigh_tumour(p: Patients, i: int, theta: Thetas) -> None:
    """The tumour's volume at the node is given: what it weighs in the hazard of death, and how fast it sheds."""
    p[i].node_tumour = math.exp(theta[0].load_exponent * p[i].node_ln_volume)
    p[i].node_shedding = math.exp(theta[0].seeding_exponent * p[i].node_ln_volume)


def weigh_seeds(p: Patients, i: int, theta: Thetas) -> None:
    """Seeds were taken out, embolised or slowed: what they weigh at the node, and when spread beyond the liver shows."""
    p[i].node_load = liver_load(p, i, theta)
    p[i].beyond_day = NEVER
    for slot in range(SEEDS):
        if is_beyond(slot):
            p[i].beyond_day = min(p[i].beyond_day, day_shown(p, i, theta, slot))


def arrive(p: Patients, i: int, theta: Thetas) -> None:
    """The next node is reached: it is the last one from now on."""
    p[i].node_day = p[i].ahead_day
    p[i].node_exposure = p[i].ahead_exposure
    p[i].node_exposure_days = p[i].ahead_exposure_days
    p[i].node_bend = p[i].ahead_bend
    p[i].node_grown = p[i].ahead_grown
    p[i].node_clock = p[i].ahead_clock
    p[i].node_seeds_killed = p[i].ahead_seeds_killed
    p[i].node_ln_volume = p[i].ahead_ln_volume
    p[i].node_ln_thrombus = p[i].ahead_ln_thrombus
    p[i].node_tumour = p[i].ahead_tumour
    p[i].node_thrombus = p[i].ahead_thrombus
    p[i].node_shedding = p[i].ahead_shedding
    p[i].node_held = p[i].ahead_held
    p[i].node_seeded = p[i].ahead_seeded
    p[i].node_spent = p[i].ahead_spent
    p[i].node_load = p[i].ahead_load
    if p[i].ahead_birth < BORN:
        seed_born(p, i, theta, p[i].ahead_birth)
    if p[i].node_day >= p[i].new_cancer_day and p[i].seed_clock[NEW_CANCER] == GONE:
        seed_born(p, i, theta, NEW_CANCER)
        p[i].seed_clock[NEW_CANCER] -= theta[0].seed_latency
    if p[i].node_day >= p[i].standard_day:
        next_standard_day(p, i)


def seed_born(p: Patients, i: int, theta: Thetas, slot: int) -> None:
    """A seed is born at the node; where it sits in the liver it joins what weighs on the liver from here on."""
    p[i].seed_clock[slot] = p[i].node_clock
    if slot < BORN:
        p[i].born[stream_of(slot)] += 1
    if is_beyond(slot):
        p[i].beyond_day = min(p[i].beyond_day, day_shown(p, i, theta, slot))
    else:
        p[i].seed_clock[slot] -= p[i].node_seeds_killed
        p[i].node_load += load_of(theta, 0.0 if slot == NEW_CANCER else -theta[0].seed_latency)


def stream_of(slot: int) -> int:
    """The stream a slot belongs to: 0 inside the resection, 1 outside it, 2 beyond the liver."""
    stream = 0
    if slot >= first_slot(2):
        stream = 2
    elif slot >= first_slot(1):
        stream = 1
    return stream


def next_standard_day(p: Patients, i: int) -> None:
    """After the end of infusion the end of the cycle; then days so close that the drug bends the sizes no more than there."""
    if p[i].covered_until > p[i].node_day:
        p[i].standard_day = p[i].covered_until
    elif p[i].node_exposure > _NO_DRUG:
        faster = max(p[i].kill / _ORDINARY_KILL, 1.0)
        p[i].standard_day = p[i].node_day + _STEP / math.sqrt(p[i].node_exposure * faster)
    else:
        p[i].standard_day = NEVER
        p[i].node_exposure = 0.0


def next_turn(p: Patients, i: int, theta: Thetas) -> float:
    """The next day on which the disease turns by itself, as far as it is known at the last node."""
    day = min(p[i].standard_day, p[i].arrival + _LONGEST)
    for own in (
        p[i].worsening_day,
        p[i].decompensation_day,
        p[i].operative_end,
        p[i].beyond_day,
        p[i].new_cancer_day,
    ):
        if own > p[i].node_day:
            day = min(day, own)
    return float(day)


def look_ahead(p: Patients, i: int, theta: Thetas, latest: float) -> None:
    """Reckon the next node, `latest` at the latest, and the day of death where it comes before."""
    set_hazards(p, i, theta)
    until(p, i, theta, min(next_turn(p, i, theta), latest))
    vein_full(p, i, theta)
    birth(p, i, theta)
    days = p[i].ahead_day - p[i].node_day
    spent = spent_whole(p, i, days)
    p[i].ahead_spent = p[i].node_spent + spent
    p[i].disease_death = NEVER
    p[i].death_day = p[i].life_table_day
    p[i].death_cause = OF_OTHER_CAUSE
    left = p[i].budget - p[i].node_spent
    if spent >= left:
        share = share_at_death(p, i, left, days)
        p[i].disease_death = p[i].node_day + share * days
        if p[i].disease_death <= p[i].life_table_day:
            p[i].death_day = p[i].disease_death
            p[i].death_cause = cause_by(p, i, theta, share)


def until(p: Patients, i: int, theta: Thetas, day: float) -> None:
    """The disease on that day, nothing being done before, and the rise of each source of hazard till then."""
    days = day - p[i].node_day
    growth = p[i].growth * p[i].pace
    p[i].ahead_day = day
    p[i].ahead_birth = BORN
    p[i].ahead_clock = p[i].node_clock + theta[0].seed_growth * growth * days
    p[i].ahead_seeds_killed = p[i].node_seeds_killed
    if p[i].primary == 1:
        tumour_until(p, i, theta, day)
        p[i].ahead_seeds_killed = seeds_killed(p, i, theta, p[i].ahead_killed)
        if p[i].thrombus_mm > 0.0:
            thrombus_until(p, i, theta)
    p[i].rise_seeds = 3.0 * theta[0].load_exponent * theta[0].seed_growth * growth * days
    p[i].rise_seeds -= 3.0 * theta[0].load_exponent * (p[i].ahead_seeds_killed - p[i].node_seeds_killed)
    p[i].mean_seeds = 1.0
    if p[i].node_load > 0.0:
        p[i].mean_seeds = mean_along(p[i].rise_seeds)
    p[i].ahead_load = grown_by(p[i].node_load, p[i].rise_seeds, p[i].mean_seeds)


def grown_by(quantity: float, rise: float, mean: float) -> float:
    """A quantity at the end of a piece along which its ln rises by `rise` and its mean is `mean` of its start."""
    return min(quantity * (1.0 + min(rise, _MOST) * mean), _LARGEST)


def bent(more: float) -> float:
    """Factor on the mean along a piece, because the drug bends the course of the logarithm between the two ends.

    By the slopes s at both ends of a piece of d days a smooth course lies d (s1 - s0)/12 below the straight line in the mean
    (Hermite's cubic). more: minus that. It never takes away or adds more than a third.
    """
    return 1.0 + min(max(more, -1.0 / 3.0), 1.0 / 3.0)


def tumour_until(p: Patients, i: int, theta: Thetas, day: float) -> None:
    """The tumour on that day, and what it will have seeded by then."""
    days = day - p[i].node_day
    expose(p, i, theta, day)
    p[i].ahead_exposure = p[i].exposed
    p[i].ahead_exposure_days = p[i].exposed_days
    p[i].ahead_killed = kill_days(p[i].resistance, p[i].exposed_days)
    p[i].ahead_bend = p[i].exposed * (1.0 - p[i].resistance * p[i].ahead_killed)
    p[i].ahead_grown = p[i].node_grown + p[i].growth * p[i].pace * days
    p[i].ahead_ln_volume = ln_volume(p, i, p[i].ahead_grown, p[i].ahead_killed)
    more = p[i].ahead_ln_volume - p[i].node_ln_volume
    p[i].rise_tumour = theta[0].load_exponent * more
    p[i].mean_tumour = mean_along(p[i].rise_tumour)
    sag = p[i].lesion_kill[0] * (p[i].ahead_bend - p[i].node_bend) * days / 4.0
    p[i].sag_tumour = bent(theta[0].load_exponent * sag)
    p[i].ahead_tumour = grown_by(p[i].node_tumour, p[i].rise_tumour, p[i].mean_tumour)
    p[i].rise_shedding = theta[0].seeding_exponent * more
    mean = mean_along(p[i].rise_shedding)
    p[i].ahead_shedding = grown_by(p[i].node_shedding, p[i].rise_shedding, mean)
    p[i].sag_shedding = bent(theta[0].seeding_exponent * sag)
    p[i].ahead_seeded = p[i].node_seeded + p[i].node_shedding * mean * p[i].sag_shedding * days


def thrombus_until(p: Patients, i: int, theta: Thetas) -> None:
    """The thrombus on the day the tumour was reckoned for; what the vein has no room for is held."""
    free = ln_thrombus_freely(p, i, theta, p[i].ahead_grown, p[i].ahead_killed)
    p[i].ahead_ln_thrombus = ln_thrombus(p, i, theta, p[i].ahead_grown, p[i].ahead_killed)
    p[i].ahead_held = p[i].node_held + (free - p[i].ahead_ln_thrombus)
    p[i].rise_thrombus = p[i].ahead_ln_thrombus - p[i].node_ln_thrombus
    p[i].mean_thrombus = mean_along(p[i].rise_thrombus)
    p[i].sag_thrombus = 1.0
    if p[i].ahead_held == p[i].node_held:
        kill = p[i].kill * theta[0].thrombus_kill
        days = p[i].ahead_day - p[i].node_day
        p[i].sag_thrombus = bent(kill * (p[i].ahead_bend - p[i].node_bend) * days / 12.0)
    p[i].ahead_thrombus = grown_by(p[i].node_thrombus, p[i].rise_thrombus, p[i].mean_thrombus)


def vein_full(p: Patients, i: int, theta: Thetas) -> None:
    """Where the thrombus comes to fill its vein before the next node, that day is the next node."""
    fills = p[i].primary == 1 and p[i].thrombus_mm > 0.0 and p[i].ahead_held > p[i].node_held
    if fills and p[i].node_ln_thrombus < FULL - _NEARLY:
        day = day_vein_full(p, i, theta, p[i].ahead_day)
        if day > p[i].node_day:
            until(p, i, theta, day)


def birth(p: Patients, i: int, theta: Thetas) -> None:
    """Where a seed is born before the next node, its birth is the next node."""
    if p[i].primary == 1:
        first = p[i].ahead_seeded
        slot = BORN
        for stream in range(STREAMS):
            if p[i].born[stream] < slots_of(stream):
                mine = first_slot(stream) + p[i].born[stream]
                if p[i].seed_due[mine] <= first:
                    first = p[i].seed_due[mine]
                    slot = mine
        if slot < BORN:
            days = p[i].ahead_day - p[i].node_day
            mass = (first - p[i].node_seeded) / p[i].sag_shedding
            after = share_of_piece(mass, p[i].node_shedding, p[i].rise_shedding, days)
            until(p, i, theta, p[i].node_day + after)
            p[i].ahead_birth = slot
            p[i].ahead_seeded = first
