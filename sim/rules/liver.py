"""Liver reserve: indocyanine green, volumes, and what an operation leaves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim.rules.chance import exponential, log_normal

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients, Thetas


def icg_k(r15: float) -> float:
    """Plasma disappearance rate of indocyanine green, 1/min, from its retention at 15 minutes in percent."""
    return -math.log(r15 / 100.0) / 15.0


def measured_icg(p: Patients, i: int, theta: Thetas, u: float, vp: int) -> float:
    """One ICG test, percent: error, and slow uptake by poor inflow under portal thrombus."""
    measured = log_normal(u, p[i].icg_r15, theta[0].icg_error)
    if vp >= 3:
        measured = measured * theta[0].icg_flow_bias
    return float(min(measured, 95.0))


def liver_volume_ml(bsa: float, per_m2: float, at_zero: float) -> float:
    """Standard liver volume from body surface, ml (Urata, Hepatology 1995;21:1317: 706.2 x BSA + 2.4)."""
    return per_m2 * bsa + at_zero


def remnant_fraction(
    share: float, tumour_share: float, function: float, growth: float, least_working: float
) -> float:
    """Functional remnant over functional total.

    share: of working liver the resection leaves, were there no tumour. tumour_share: tumour in the resected part, as
    large as it was at diagnosis, over liver volume; at least `least_working` of that part works all the same. function:
    of what works there, 1 while its portal branch is open. growth: factor by which the remnant has grown.
    """
    resected = max(1.0 - share - tumour_share, least_working * (1.0 - share)) * function
    left = share * growth
    return left / (left + resected)


def operative_risk(theta: Thetas, icg_k_remnant: float, extent: int) -> float:
    """Probability of death from the operation, by ICG-K of the remnant liver (1/min) and by extent of resection."""
    probability = theta[0].operative_death_prob[remnant_band(theta, icg_k_remnant)]
    factor = theta[0].operative_death_factor[max(extent - 1, 0)]
    return -math.expm1(factor * math.log1p(-probability))


def remnant_band(theta: Thetas, icg_k_remnant: float) -> int:
    """Function of the remnant: 0 ample, 1 marginal, 2 poor."""
    band = 2
    if icg_k_remnant >= theta[0].remnant_ample:
        band = 0
    elif icg_k_remnant >= theta[0].remnant_marginal:
        band = 1
    return band


def accepted_share(k: float, limit: float, lowest: float) -> float:
    """Share of patients with ICG-K `k` of the remnant who are accepted: all at the limit, none at the lowest."""
    share = 0.0
    if k >= limit:
        share = 1.0
    elif k > lowest:
        share = (k - lowest) / (limit - lowest)
    return share


def soft_margin(k: float, limit: float, lowest: float, u: float) -> float:
    """Margin of ICG-K `k` of the remnant above a soft limit, 1/min; zero where it is below and accepted by luck `u`."""
    answer = k - limit
    if answer < 0.0 and u < accepted_share(k, limit, min(lowest, limit)):
        answer = 0.0
    return answer


def decompensation_days(theta: Thetas, score: int, u: float) -> float:
    """Days from entry until the liver decompensates, sooner with each Child-Pugh point above 5."""
    rate = theta[0].decompensation_per_day * math.exp(theta[0].decompensation_per_score * (score - 5))
    return exponential(u, rate)
