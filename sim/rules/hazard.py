"""One law of death for every phase of the disease: a lifetime budget spent at a hazard whose sources add up.

    H = integral of [ F D (h0 + h1 V^alpha + h_T rho + h1 sum over seeds of (d/71 mm)^(3 alpha) + h2) + h_op ]
h0 the liver disease; V^alpha the tumour and rho its thrombus, both while they are in place; the seeds in the liver; h2 from
the day the first seed beyond the liver reaches the size at which it is seen; h_op for a time after an operation. F frailty
by malignant potential, D by liver function. Death comes where H reaches a unit exponential. Between two nodes
(`haicsim.sim.rules.disease`) every source is log-linear, so H is a sum of a d phi(x), phi(x) = (exp(x) - 1)/x. Per day.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim.codes import (
    OF_EMBOLISM,
    OF_LIVER_DISEASE,
    OF_LIVER_FAILURE,
    OF_OPERATION,
    OF_THROMBUS,
)
from haicsim.sim.rules.chance import mean_of_exp
from haicsim.sim.rules.seeding import invasion_factor

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients, Thetas

_MOST = 300.0  # beyond this exponent nothing is reckoned: nobody lives to it
_LEAST = 1e-300
_STEPS = 120
_NEAR = 1e-10  # days: the day of death is found to this


def mean_along(x: float) -> float:
    """Mean along a piece of what rises by the factor exp(x) along it, relative to its start."""
    return mean_of_exp(min(x, _MOST))


def liver_factor(p: Patients, i: int, theta: Thetas) -> float:
    """Factor D on the hazard by liver function at the last node: Child-Pugh score, and decompensation."""
    score = p[i].score + p[i].points_lost
    if p[i].node_day >= p[i].worsening_day:
        score += 1
    factor = theta[0].score_factor[min(score, 9) - 5]
    if p[i].node_day >= p[i].decompensation_day:
        factor = factor * theta[0].decompensated_factor
    return float(factor)


def frailty(p: Patients, i: int, theta: Thetas) -> float:
    """Factor F on the hazard by malignant potential."""
    return math.exp(theta[0].z_on_death * p[i].potential)


def thrombus_hazard(p: Patients, i: int, theta: Thetas) -> float:
    """Hazard of the thrombus at its length at diagnosis, by the grade it had then; both veins add."""
    return invasion_factor(theta[0].death_by_thrombus_per_day, p[i].vp, p[i].vv)


def set_hazards(p: Patients, i: int, theta: Thetas) -> None:
    """The hazard of each source at the last node, from the state of the disease there."""
    factor = p[i].frailty * liver_factor(p, i, theta)
    p[i].hazard_liver = factor * theta[0].death_by_liver_per_day
    p[i].hazard_beyond = 0.0
    if p[i].node_day >= p[i].beyond_day:
        p[i].hazard_beyond = factor * theta[0].death_by_spread_per_day
    p[i].hazard_operation = 0.0
    if p[i].node_day < p[i].operative_end:
        p[i].hazard_operation = p[i].operative_hazard
    p[i].hazard_seeds = factor * theta[0].death_by_tumour_per_day * p[i].node_load
    p[i].hazard_tumour = 0.0
    p[i].hazard_thrombus = 0.0
    if p[i].primary == 1:
        p[i].hazard_tumour = factor * theta[0].death_by_tumour_per_day * p[i].node_tumour
        p[i].hazard_thrombus = factor * p[i].thrombus_rate * p[i].node_thrombus


def spent_whole(p: Patients, i: int, days: float) -> float:
    """Hazard spent over the whole piece of `days`, the mean of each source along it being known."""
    total = p[i].hazard_liver + p[i].hazard_beyond + p[i].hazard_operation
    total += p[i].hazard_seeds * p[i].mean_seeds
    if p[i].primary == 1:
        total += p[i].hazard_tumour * p[i].mean_tumour * p[i].sag_tumour
        total += p[i].hazard_thrombus * p[i].mean_thrombus * p[i].sag_thrombus
    return float(total * days)


def spent_by(p: Patients, i: int, share: float, days: float) -> float:
    """Hazard spent over the first `share` of the piece of `days` that the rises of the sources are stated for."""
    total = p[i].hazard_liver + p[i].hazard_beyond + p[i].hazard_operation
    total += p[i].hazard_seeds * mean_along(p[i].rise_seeds * share)
    if p[i].primary == 1:
        total += p[i].hazard_tumour * mean_along(p[i].rise_tumour * share) * p[i].sag_tumour
        total += p[i].hazard_thrombus * mean_along(p[i].rise_thrombus * share) * p[i].sag_thrombus
    return float(total * (share * days))


def source_by(hazard: float, rise: float, share: float) -> float:
    """The hazard of one source at that share of the piece."""
    return hazard * math.exp(min(rise * share, _MOST))


def hazard_by(p: Patients, i: int, share: float) -> float:
    """The hazard of all sources together at that share of the piece."""
    total = p[i].hazard_liver + p[i].hazard_beyond + p[i].hazard_operation
    total += source_by(p[i].hazard_seeds, p[i].rise_seeds, share)
    if p[i].primary == 1:
        total += source_by(p[i].hazard_tumour, p[i].rise_tumour, share)
        total += source_by(p[i].hazard_thrombus, p[i].rise_thrombus, share)
    return float(total)


def share_at_death(p: Patients, i: int, left: float, days: float) -> float:
    """Share of the piece at which the hazard spent along it reaches `left`: Newton's steps, kept within a bracket.

    Where a step is not half as long as the one before, the bracket is halved instead: along a piece of decades a hazard that
    rises by hundreds in its logarithm would take Newton hundreds of steps.
    """
    low, high = 0.0, 1.0
    share = 0.5
    moved = 1.0
    step = 0
    while step < _STEPS and (high - low) * days > _NEAR:
        over = spent_by(p, i, share, days) - left
        if over >= 0.0:
            high = share
        else:
            low = share
        slope = hazard_by(p, i, share) * days
        guess = 0.5 * (low + high)
        if slope > 0.0:
            newton = share - over / slope
            if low < newton < high and abs(newton - share) <= 0.5 * moved:
                guess = newton
        moved = abs(guess - share)
        if moved * days <= _NEAR:
            step = _STEPS
        share = guess
        step += 1
    return share


def cause_by(p: Patients, i: int, theta: Thetas, share: float) -> int:
    """What kills at that share of the piece: in proportion to the sources, by the patient's one number for it.

    A decompensated liver has its part of every source but the operation's: what it adds to it.
    """
    sources = (
        p[i].hazard_operation,
        source_by(p[i].hazard_tumour, p[i].rise_tumour, share),
        source_by(p[i].hazard_thrombus, p[i].rise_thrombus, share),
        source_by(p[i].hazard_seeds, p[i].rise_seeds, share),
        p[i].hazard_beyond,
        p[i].hazard_liver,
    )
    cause = OF_OPERATION
    point = p[i].u_cause * hazard_by(p, i, share)
    while cause < OF_LIVER_DISEASE and point >= sources[cause]:
        point -= sources[cause]
        cause += 1
    part = point / max(sources[cause], _LEAST)
    if (
        cause != OF_OPERATION
        and p[i].node_day >= p[i].decompensation_day
        and part >= 1.0 / theta[0].decompensated_factor
    ):
        cause = OF_LIVER_FAILURE
    elif cause == OF_THROMBUS and p[i].vv == 3 and part < theta[0].embolism_prob:
        cause = OF_EMBOLISM
    return cause


def rate_of_risk(probability: float, days: float) -> float:
    """The constant hazard per day that kills a share `probability` within `days`; certain death is 1 in 1e16 short of it."""
    return -math.log1p(-min(probability, 1.0 - 1.2e-16)) / days
