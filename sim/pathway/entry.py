"""The day of entry: nothing has been given yet, and what is settled from the start is settled."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import NEVER, NO_RECURRENCE, NOT_TREATED, ON_HAIC, PHASE_TUMOUR, STABLE
from haicsim.sim.pathway.measure import measure_baseline
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules import chance
from haicsim.sim.rules.liver import decompensation_days
from haicsim.sim.rules.survival import foretell, frailty
from haicsim.sim.rules.tumour import load_factor

if TYPE_CHECKING:
    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Thetas


def enter(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """Entry: baseline CT and laboratory, latent spread and liver events, the lifetime budgets."""
    p[i].status = ON_HAIC
    enter_tumour(p, i, theta, stream)
    enter_liver(p, i, theta, stream)
    enter_treatment(p, i)
    p[i].u_accept_stable = uniform(stream, i, key.ACCEPT_STABLE, 0)
    p[i].u_unfit = uniform(stream, i, key.UNFIT, 0)
    measure_baseline(p, i, theta, stream)
    enter_survival(p, i, theta, stream)


def enter_tumour(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """The tumour untreated, and the days on which it will have spread."""
    p[i].size_day = p[i].now
    p[i].exposure = 0.0
    p[i].exposure_days = 0.0
    p[i].kill_days = 0.0
    p[i].embolised = 0.0
    p[i].held_back = 0.0
    p[i].covered_until = p[i].now
    p[i].first_infusion_day = NEVER
    factor = theta[0].spread_factor[p[i].group] * math.exp(theta[0].z_on_spread * p[i].potential)
    new = chance.exponential(
        uniform(stream, i, key.NEW_LESION, 0), theta[0].new_intrahepatic_per_day * factor
    )
    p[i].new_lesion_day = min(p[i].now + new, NEVER)
    p[i].new_lesion_mm = chance.log_normal(
        uniform(stream, i, key.NEW_LESION_SIZE, 0), theta[0].new_lesion_start_mm, theta[0].new_lesion_log_sd
    )
    far = chance.exponential(
        uniform(stream, i, key.EXTRAHEPATIC, 0), theta[0].new_extrahepatic_per_day * factor
    )
    p[i].extrahepatic_day = min(p[i].now + far, NEVER)


def enter_liver(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """The days on which the liver will have lost a point, and will have decompensated."""
    worse = chance.exponential(uniform(stream, i, key.WORSENING, 0), theta[0].worsening_per_day)
    p[i].worsening_day = min(p[i].now + worse, NEVER)
    days = decompensation_days(theta, p[i].score, uniform(stream, i, key.DECOMPENSATION, 0))
    p[i].decompensation_day = min(p[i].now + days, NEVER)
    p[i].points_lost = 0
    p[i].score_now = p[i].score
    p[i].remnant_gain = 1.0


def enter_treatment(p: Patients, i: int) -> None:
    """No port, no course, no dose reduced, nothing decided."""
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
    p[i].unseen = 0
    p[i].scans = 0
    p[i].response = STABLE
    p[i].found = STABLE
    p[i].responses_running = 0
    p[i].last_change = 0.0
    p[i].new_seen_day = NEVER
    p[i].decided = 0
    p[i].failed = 0
    p[i].control_end = NEVER
    p[i].recurrence_day = NEVER
    p[i].recurrence_site = NO_RECURRENCE
    p[i].treatment = NOT_TREATED
    p[i].recurred = 0


def enter_survival(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """Lifetime budgets, and the hazard of a tumour in place."""
    p[i].phase = PHASE_TUMOUR
    p[i].operative_end = p[i].now
    p[i].operative_hazard = 0.0
    p[i].hazard_progressed = 0.0
    p[i].hazard_free = theta[0].death_disease_free_per_day
    p[i].hazard_recurred = 0.0
    p[i].budget = -math.log1p(-uniform(stream, i, key.LIFETIME, 0))
    p[i].budget_day = p[i].now
    p[i].life_table_day = p[i].now + p[i].life_table_days
    p[i].u_embolism = uniform(stream, i, key.EMBOLISM, 0)
    p[i].frailty = frailty(p, i, theta)
    p[i].load = load_factor(p, i, theta)
    foretell(p, i, theta)
