"""Waiting for something scarce: the disease goes on, and nobody knows how long.

The day of death must be known before the wait begins, so the disease is foreseen to the end; the node from which it was
foreseen is kept and taken up again when the place is granted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim.codes import NEVER
from haicsim.sim.rules.disease import foresee, look_ahead
from haicsim.sim.rules.seeding import SEEDS, STREAMS

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients, Thetas


def before_waiting(p: Patients, i: int, theta: Thetas) -> None:
    """Keep the node, and foresee the day of death wherever it lies."""
    keep(p, i)
    foresee(p, i, theta, p[i].arrival + theta[0].horizon_days)


def after_waiting(p: Patients, i: int, theta: Thetas) -> None:
    """Take up the node that was kept, and go on from it to today."""
    take_up(p, i)
    look_ahead(p, i, theta, NEVER)
    foresee(p, i, theta, p[i].now)


def keep(p: Patients, i: int) -> None:
    """Write the last node down."""
    p[i].kept_day = p[i].node_day
    p[i].kept_exposure = p[i].node_exposure
    p[i].kept_exposure_days = p[i].node_exposure_days
    p[i].kept_bend = p[i].node_bend
    p[i].kept_grown = p[i].node_grown
    p[i].kept_clock = p[i].node_clock
    p[i].kept_seeds_killed = p[i].node_seeds_killed
    p[i].kept_ln_volume = p[i].node_ln_volume
    p[i].kept_ln_thrombus = p[i].node_ln_thrombus
    p[i].kept_tumour = p[i].node_tumour
    p[i].kept_thrombus = p[i].node_thrombus
    p[i].kept_shedding = p[i].node_shedding
    p[i].kept_held = p[i].node_held
    p[i].kept_seeded = p[i].node_seeded
    p[i].kept_spent = p[i].node_spent
    p[i].kept_load = p[i].node_load
    p[i].kept_standard_day = p[i].standard_day
    p[i].kept_beyond_day = p[i].beyond_day
    for stream in range(STREAMS):
        p[i].kept_born[stream] = p[i].born[stream]
    for slot in range(SEEDS):
        p[i].kept_seed_clock[slot] = p[i].seed_clock[slot]


def take_up(p: Patients, i: int) -> None:
    """Go back to the node that was written down."""
    p[i].node_day = p[i].kept_day
    p[i].node_exposure = p[i].kept_exposure
    p[i].node_exposure_days = p[i].kept_exposure_days
    p[i].node_bend = p[i].kept_bend
    p[i].node_grown = p[i].kept_grown
    p[i].node_clock = p[i].kept_clock
    p[i].node_seeds_killed = p[i].kept_seeds_killed
    p[i].node_ln_volume = p[i].kept_ln_volume
    p[i].node_ln_thrombus = p[i].kept_ln_thrombus
    p[i].node_tumour = p[i].kept_tumour
    p[i].node_thrombus = p[i].kept_thrombus
    p[i].node_shedding = p[i].kept_shedding
    p[i].node_held = p[i].kept_held
    p[i].node_seeded = p[i].kept_seeded
    p[i].node_spent = p[i].kept_spent
    p[i].node_load = p[i].kept_load
    p[i].standard_day = p[i].kept_standard_day
    p[i].beyond_day = p[i].kept_beyond_day
    for stream in range(STREAMS):
        p[i].born[stream] = p[i].kept_born[stream]
    for slot in range(SEEDS):
        p[i].seed_clock[slot] = p[i].kept_seed_clock[slot]
