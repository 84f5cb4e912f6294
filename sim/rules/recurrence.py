"""Recurrence after resection: what was left behind, and new cancer in the diseased liver; where, and how treated."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim.codes import (
    ABLATION,
    ATRIAL,
    BONE,
    EXTRAHEPATIC,
    GROUP_B,
    HAIC_AGAIN,
    INTRAHEPATIC,
    LUNG,
    MULTIPLE_INTRAHEPATIC,
    NEVER,
    REPEAT_RESECTION,
    SINGLE_INTRAHEPATIC,
    SUPPORTIVE,
    SYSTEMIC,
    SYSTEMIC_LIVER_CONTROLLED,
    TACE_AGAIN,
)
from haicsim.sim.rules.chance import exponential, log_normal

if TYPE_CHECKING:
    from haicsim.sim.rows import Thetas


def residual_share(theta: Thetas, group: int, potential: float) -> float:
    """Chance that disease was left behind: the group's share, its log odds shifted by malignant potential."""
    free = theta[0].residual_free_prob[group]
    share = 1.0 - free
    if 0.0 < share < 1.0:
        odds = share / free * math.exp(theta[0].z_on_residual * potential)
        share = odds / (1.0 + odds)
    return float(share)


def residual_days(theta: Thetas, group: int, potential: float, u_residual: float, u_time: float) -> float:
    """Days from resection until residual disease is detectable; NEVER where none was left ("cured")."""
    days = NEVER
    if u_residual < residual_share(theta, group, potential):
        days = log_normal(u_time, theta[0].residual_time_days[group], theta[0].residual_log_sd)
    return days


def de_novo_days(theta: Thetas, aetiology: int, u: float) -> float:
    """Days until a new cancer arises in the diseased liver, in everyone alike."""
    return exponential(u, theta[0].de_novo_per_day[aetiology])


def residual_site(theta: Thetas, group: int, u_far: float, u_site: float, u_also: float, u_multiple: float,
                  u_atrial: float) -> int:  # fmt: skip
    """Where residual disease comes back: bits, several at once."""
    where = SINGLE_INTRAHEPATIC
    if u_multiple < theta[0].multiple_prob:
        where = MULTIPLE_INTRAHEPATIC
    if u_far < theta[0].extrahepatic_prob[group]:
        if u_also >= theta[0].also_intrahepatic_prob:
            where = 0
        if u_site < theta[0].extrahepatic_site_prob[0]:
            where |= LUNG
        else:
            where |= BONE
        if group == GROUP_B and u_atrial < theta[0].atrial_prob:
            where |= ATRIAL
    return where


def treatment(theta: Thetas, where: int, recurrences: int, u: float) -> int:
    """How a recurrence is treated, by its pattern; after enough of them no cure is attempted any more."""
    answer = SUPPORTIVE
    if where & EXTRAHEPATIC:
        if u < theta[0].treated_extrahepatic_prob:
            answer = SYSTEMIC
            if not where & INTRAHEPATIC:
                answer = SYSTEMIC_LIVER_CONTROLLED
    elif where == SINGLE_INTRAHEPATIC and recurrences < theta[0].most_recurrences:
        answer = ABLATION
        if u < theta[0].repeat_resection_prob:
            answer = REPEAT_RESECTION
    else:
        answer = HAIC_AGAIN
        if u < theta[0].tace_again_prob:
            answer = TACE_AGAIN
    return answer


def cures(how: int) -> bool:
    """A treatment after which the patient is free of disease again."""
    return how in (REPEAT_RESECTION, ABLATION)


def hazard_after(theta: Thetas, how: int) -> float:
    """Excess hazard of death per day from a recurrence on, by its treatment."""
    return float(theta[0].death_after_per_day[how])
