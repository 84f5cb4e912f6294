"""Size of the tumour: tumour-growth inhibition in closed form, no stepping.

Claret and others, J Clin Oncol 2009;27:4103, with resistance running on exposure to the drug instead of the calendar:
    d ln r/dt = g - k exp(-lambda X) E,    X = integral of E,    dE/dt = kappa (u - E)
r viable diameter relative to diagnosis, E exposure (0-1), X exposure-days, u relative dose intensity in a cycle and 0
outside. All lesions of a patient share E and X, so one number, the kill-days K = integral of exp(-lambda X) E, gives
every lesion's size: ln r = g T - k K - TACE steps - growth held back where the liver was full, T days since diagnosis.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from haicsim.sim.rows import Patients, Thetas

_ML_PER_MM3 = 1e-3


def exposure_gained(exposure: float, dose: float, kappa: float, days: float) -> float:
    """Exposure-days gathered over `days` of constant dose."""
    return dose * days - (exposure - dose) * math.expm1(-kappa * days) / kappa


def kill_days_by_exposure(resistance: float, exposure_days: float, gained: float) -> float:
    """Kill-days while exposure-days grow from `exposure_days` by `gained`, resistance running on exposure."""
    days = gained
    if resistance > 0.0:
        days = -math.exp(-resistance * exposure_days) * math.expm1(-resistance * gained) / resistance
    return days


def kill_days_by_calendar(
    resistance: float, start: float, exposure: float, dose: float, kappa: float, days: float
) -> float:
    """The same with resistance running on calendar days since the first infusion (Claret's own form)."""
    steady = days
    if resistance > 0.0:
        steady = -math.expm1(-resistance * days) / resistance
    fading = -math.expm1(-(resistance + kappa) * days) / (resistance + kappa)
    return math.exp(-resistance * start) * (dose * steady + (exposure - dose) * fading)


def grow_for(p: Patients, i: int, theta: Thetas, dose: float, days: float) -> None:
    """Let the patient's tumour live `days` at a constant dose."""
    kappa = theta[0].kappa_per_day
    gained = exposure_gained(p[i].exposure, dose, kappa, days)
    killed = kill_days_by_exposure(p[i].resistance, p[i].exposure_days, gained)
    if theta[0].resistance_clock > 0.5:
        start = max(p[i].size_day - p[i].first_infusion_day, 0.0)
        killed = kill_days_by_calendar(p[i].resistance, start, p[i].exposure, dose, kappa, days)
    p[i].kill_days += killed
    p[i].exposure = dose + (p[i].exposure - dose) * math.exp(-kappa * days)
    p[i].exposure_days += gained
    p[i].size_day += days


def grow(p: Patients, i: int, theta: Thetas) -> None:
    """Bring the tumour's size up to now: under the drug until the last cycle's cover ends, without it afterwards."""
    covered = min(p[i].now, p[i].covered_until) - p[i].size_day
    if covered > 0.0:
        grow_for(p, i, theta, p[i].dose, covered)
        hold_back(p, i, theta)
    bare = p[i].now - p[i].size_day
    if bare > 0.0:
        grow_for(p, i, theta, 0.0, bare)
        hold_back(p, i, theta)


def hold_back(p: Patients, i: int, theta: Thetas) -> None:
    """A full liver has no more room: growth beyond the tumour's largest share of it does not happen, now or later."""
    room = (math.log(theta[0].volume_cap * p[i].liver_ml) - ln_volume_ml(p, i)) / 3.0
    if room < 0.0:
        p[i].held_back -= room


def ln_viable(p: Patients, i: int, j: int) -> float:
    """ln of the viable diameter of lesion `j` relative to diagnosis."""
    grown = p[i].growth * (p[i].size_day - p[i].arrival) - p[i].held_back
    return float(grown - p[i].lesion_kill[j] * p[i].kill_days - p[i].embolised)


def ln_volume_ml(p: Patients, i: int) -> float:
    """ln of the viable volume of all lesions together, ml."""
    largest = ln_viable(p, i, 0)
    for j in range(1, p[i].lesions):
        largest = max(largest, ln_viable(p, i, j))
    volume = 0.0
    for j in range(p[i].lesions):
        volume += sphere_ml(p[i].lesion_mm[j]) * math.exp(3.0 * (ln_viable(p, i, j) - largest))
    return 3.0 * largest + math.log(volume)


def viable_mm(p: Patients, i: int, j: int) -> float:
    """Viable diameter of lesion `j`, mm."""
    return float(p[i].lesion_mm[j] * math.exp(ln_viable(p, i, j)))


def anatomical_mm(p: Patients, i: int, theta: Thetas, j: int) -> float:
    """Anatomical diameter of lesion `j`, mm: necrosis shrinks more slowly than viable tumour."""
    return float(p[i].lesion_mm[j] * anatomical_ratio(ln_viable(p, i, j), theta[0].phi))


def anatomical_ratio(ln_r: float, phi: float) -> float:
    """Anatomical diameter relative to diagnosis from ln of the viable one (exponent phi while it is smaller)."""
    if ln_r < 0.0:
        ln_r = phi * ln_r
    return math.exp(ln_r)


def thrombus_ratio(p: Patients, i: int, theta: Thetas) -> float:
    """Length of the thrombus relative to diagnosis; it grows no further than a tumour that fills the liver."""
    grown = p[i].growth * (p[i].size_day - p[i].arrival) - p[i].held_back
    room = max(math.log(theta[0].volume_cap * p[i].liver_ml / p[i].volume_ml) / 3.0, 0.0)
    return math.exp(min(grown - p[i].kill * theta[0].thrombus_kill * p[i].kill_days, room))


def thrombus_length_mm(p: Patients, i: int, theta: Thetas) -> float:
    """Length of the thrombus, mm; 0.0 where there is none."""
    return float(p[i].thrombus_mm * thrombus_ratio(p, i, theta))


def grade_now(grade: int, length_mm: float, least_mm: Sequence[float], before: int) -> int:
    """Grade of a thrombus read from its length, which may lower a grade and never raises it.

    least_mm: the length from which each grade is reached, grades 1, 2, ... from place `before` on.
    """
    now = grade
    while now > 0 and length_mm < least_mm[before + now - 1]:
        now -= 1
    return now


def sphere_ml(mm: float) -> float:
    """Volume of a spherical lesion of this diameter, ml."""
    return math.pi / 6.0 * mm * mm * mm * _ML_PER_MM3


def load_factor(p: Patients, i: int, theta: Thetas) -> float:
    """Factor on the hazard of death by viable volume of all lesions today, 1 at one lesion of the reference size."""
    volume = ln_volume_ml(p, i) - math.log(sphere_ml(theta[0].reference_size_mm))
    return math.exp(theta[0].load_exponent * volume)


def growth_per_day(doubling_days: float) -> float:
    """Growth of ln diameter per day from the volume doubling time: ln 2 / (3 TVDT)."""
    return math.log(2.0) / (3.0 * doubling_days)
