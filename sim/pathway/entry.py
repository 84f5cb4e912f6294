"""The day of entry: nothing has been given yet, and what is settled from the start is settled."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import HAIC_OFF, NEVER, ON_TREATMENT, STABLE
from haicsim.sim.pathway.measure import measure_baseline
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules import chance, seeding
from haicsim.sim.rules.disease import go_on, weigh_seeds, weigh_tumour
from haicsim.sim.rules.hazard import frailty, thrombus_hazard
from haicsim.sim.rules.liver import decompensation_days
from haicsim.sim.rules.tumour import ln_volume

if TYPE_CHECKING:
    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Thetas


def enter(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """Entry: what spread has been seeded before, how the liver will go, the lifetime budget; then the baseline CT."""
    p[i].status = ON_TREATMENT
    enter_tumour(p, i, theta)
    enter_seeds(p, i, theta, stream)
    enter_liver(p, i, theta, stream)
    enter_survival(p, i, theta, stream)
    enter_treatment(p, i, theta)
    weigh_seeds(p, i, theta)
    go_on(p, i, theta)
    p[i].u_accept_stable = uniform(stream, i, key.ACCEPT_STABLE, 0)
    p[i].u_unfit = uniform(stream, i, key.UNFIT, 0)
    measure_baseline(p, i, theta, stream)


def enter_tumour(p: Patients, i: int, theta: Thetas) -> None:
    """The first node: the tumour untreated, as it is at diagnosis."""
    p[i].primary = 1
    p[i].pace = 1.0
    p[i].embolised = 0.0
    p[i].infusion_end = p[i].now
    p[i].infused_dose = 0.0
    p[i].covered_until = p[i].now
    p[i].first_infusion_day = NEVER
    p[i].standard_day = NEVER
    p[i].node_day = p[i].now
    p[i].node_exposure = 0.0
    p[i].node_exposure_days = 0.0
    p[i].node_bend = 0.0
    p[i].node_grown = 0.0
    p[i].node_clock = 0.0
    p[i].node_seeds_killed = 0.0
    p[i].ln_largest = 3.0 * math.log(p[i].lesion_mm[0] / theta[0].reference_size_mm)
    p[i].node_ln_volume = ln_volume(p, i, 0.0, 0.0)
    p[i].node_ln_thrombus = 0.0
    p[i].node_thrombus = 1.0
    p[i].node_held = 0.0
    p[i].node_seeded = 0.0
    p[i].node_spent = 0.0
    p[i].ahead_exposure = 0.0
    p[i].ahead_exposure_days = 0.0
    p[i].ahead_bend = 0.0
    p[i].ahead_grown = 0.0
    p[i].ahead_ln_volume = p[i].node_ln_volume
    p[i].ahead_ln_thrombus = 0.0
    p[i].ahead_thrombus = 1.0
    p[i].ahead_held = 0.0
    p[i].rise_tumour = 0.0
    p[i].rise_thrombus = 0.0
    p[i].mean_thrombus = 1.0
    p[i].sag_thrombus = 1.0
    weigh_tumour(p, i, theta)


def enter_seeds(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """When each seed is born: before entry, though none so early that it would show, or as the tumour lives on."""
    for slot in range(seeding.SEEDS):
        p[i].seed_clock[slot] = seeding.GONE
    beta, growth = theta[0].seeding_exponent, p[i].growth
    shows_after = seeding.time_to_show(p, i, theta)
    before = seeding.mass_before_entry(growth, beta, p[i].node_ln_volume, shows_after)
    for number in range(seeding.STREAMS):
        p[i].born[number] = 0
        rate = seeding.births_per_day(p, i, theta, number)
        total = 0.0
        for k in range(seeding.slots_of(number)):
            slot = seeding.first_slot(number) + k
            total += chance.exponential(uniform(stream, i, key.SEED, slot), rate)
            p[i].seed_due[slot] = min(total - before, NEVER)
            if p[i].seed_due[slot] <= 0.0:
                born = seeding.birth_before_entry(growth, beta, p[i].node_ln_volume, shows_after, total)
                p[i].seed_clock[slot] = theta[0].seed_growth * growth * born
                p[i].born[number] += 1
    if p[i].far_at_entry == 1:
        p[i].seed_clock[seeding.SHED] = -theta[0].seed_latency
    p[i].new_cancers = 0
    rate = theta[0].de_novo_per_day[p[i].aetiology]
    p[i].new_cancer_day = min(p[i].now + chance.exponential(uniform(stream, i, key.DE_NOVO, 0), rate), NEVER)


def enter_liver(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """The days on which the liver will have lost a point, and will have decompensated."""
    worse = chance.exponential(uniform(stream, i, key.WORSENING, 0), theta[0].worsening_per_day)
    p[i].worsening_day = min(p[i].now + worse, NEVER)
    days = decompensation_days(theta, p[i].score, uniform(stream, i, key.DECOMPENSATION, 0))
    p[i].decompensation_day = min(p[i].now + days, NEVER)
    p[i].points_lost = 0
    p[i].score_now = p[i].score
    p[i].remnant_gain = 1.0


def enter_treatment(p: Patients, i: int, theta: Thetas) -> None:
    """No port, no course, no dose reduced, nothing decided; without HAIC the first CT is due in its interval."""
    p[i].port_lost_day = NEVER
    p[i].ports = 0
    p[i].courses = 0
    p[i].cycles = 0
    p[i].dose = 1.0
    p[i].toxicities = 0
    p[i].toxic_course = 0
    p[i].taces = 0
    p[i].course_due = p[i].now
    p[i].ct_due = NEVER
    if theta[0].haic == HAIC_OFF:
        p[i].course_due = NEVER
        p[i].ct_due = p[i].now + theta[0].ct_interval_days
    p[i].unseen = 0
    p[i].scans = 0
    p[i].response = STABLE
    p[i].found = STABLE
    p[i].responses_running = 0
    p[i].last_change = 0.0
    p[i].new_seen_day = NEVER
    p[i].new_disease = 0
    p[i].decided = 0
    p[i].failed = 0
    p[i].operated_day = NEVER
    p[i].recurrences = 0


def enter_survival(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """The lifetime budget, and what kills faster or slower in this patient."""
    p[i].operative_end = p[i].now
    p[i].operative_hazard = 0.0
    p[i].budget = -math.log1p(-uniform(stream, i, key.LIFETIME, 0))
    p[i].life_table_day = p[i].now + p[i].life_table_days
    p[i].u_cause = uniform(stream, i, key.CAUSE, 0)
    p[i].frailty = frailty(p, i, theta)
    p[i].thrombus_rate = thrombus_hazard(p, i, theta)
