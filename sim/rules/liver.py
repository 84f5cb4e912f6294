"""Liver reserve: indocyanine green, volumes, and what an operation leaves."""

import math
from typing import Any

from sim.rules.chance import exponential, log_normal


def icg_k(r15: float) -> float:
    """Plasma disappearance rate of indocyanine green, 1/min, from its retention at 15 minutes in percent."""
    return -math.log(r15 / 100.0) / 15.0


def measured_icg(p: Any, i: int, theta: Any, u: float, vp: int) -> float:
    """One ICG test, percent: error, and slow uptake by poor inflow under portal thrombus."""
    measured = log_normal(u, p[i].icg_r15, theta[0].icg_error)
    if vp >= 3:
        measured = measured * theta[0].icg_flow_bias
    return float(min(measured, 95.0))


def liver_volume_ml(bsa: float, per_m2: float, at_zero: float) -> float:
    """Standard liver volume from body surface, ml (Urata, Hepatology 1995;21:1317: 706.2 x BSA + 2.4)."""
    return per_m2 * bsa + at_zero


def remnant_fraction(
    share: float, tumour_share: float, obstructed: bool, function: float, hypertrophy: float, gain: float
) -> float:
    """Functional remnant over functional total.

    share: of working liver the resection leaves, were there no tumour. tumour_share: tumour in the resected part over
    liver volume. obstructed: whether a portal branch of the resected part is closed by thrombus; then `function` of it
    is left, and the remnant has grown by the factor `hypertrophy`. gain: growth by portal embolisation, 1 without.
    """
    resected = max(1.0 - share - tumour_share, 0.1 * (1.0 - share))
    left = share * gain
    if obstructed:
        resected = resected * function
        left = left * hypertrophy
    return left / (left + resected)


def operative_risk(theta: Any, icg_k_remnant: float) -> float:
    """Probability of death from the operation, by ICG-K of the remnant liver (1/min)."""
    return float(theta[0].operative_death_prob[remnant_band(theta, icg_k_remnant)])


def remnant_band(theta: Any, icg_k_remnant: float) -> int:
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


def decompensation_days(theta: Any, score: int, u: float) -> float:
    """Days from entry until the liver decompensates, sooner with each Child-Pugh point above 5."""
    rate = theta[0].decompensation_per_day * math.exp(theta[0].decompensation_per_score * (score - 5))
    return exponential(u, rate)
