"""Size of the tumour: growth and kill by the drug, in closed form, known on any day without stepping.

Tumour-growth inhibition after Claret and others, J Clin Oncol 2009;27:4103, with resistance running on exposure:
    d ln r/dt = g - k exp(-lambda X) E,    X = integral of E,    dE/dt = kappa (u - E)
r viable diameter relative to diagnosis, E exposure, X exposure-days, u the dose: more than 1 on a day of infusion and 0
on every other day, so that a standard week keeps its integral. All lesions of a patient share E and X, and the kill-days
K = integral of exp(-lambda X) E = (1 - exp(-lambda X))/lambda rise with every unit of dose; so
    ln r = G - k K - TACE steps,    ln rho = G - k l_T K - growth for which the vein had no room (rho: thrombus),
G the growth since diagnosis. Sizes are read on the day `look` was cast on them; reading changes nothing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim.rules.chance import mean_of_exp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from haicsim.sim.rows import Patients, Thetas

_ML_PER_MM3 = 1e-3
FULL = math.log(2.0)  # ln of the length at which a thrombus fills its vein, relative to diagnosis
_MOST = 200.0  # beyond this ln of a size is not reckoned: nobody lives to it


def kill_days(resistance: float, exposure_days: float) -> float:
    """Kill-days gathered over so many exposure-days since the first infusion, resistance running on exposure."""
    return exposure_days * mean_of_exp(-resistance * exposure_days)


def expose(p: Patients, i: int, theta: Thetas, day: float) -> None:
    """Exposure, and exposure-days since the first infusion, on a day, nothing being done between the last node and then.

    X gains u d + (E - u)(1 - exp(-kappa d))/kappa, and E falls by kappa times the second term; after the infusion u is 0.
    Written into `exposed` and `exposed_days`.
    """
    kappa = theta[0].kappa_per_day
    p[i].exposed = p[i].node_exposure
    p[i].exposed_days = p[i].node_exposure_days
    infused = min(day, p[i].infusion_end) - p[i].node_day
    rest = day - p[i].node_day
    if infused > 0.0:
        rest = rest - infused
        over = (p[i].exposed - p[i].infused_dose) * infused * mean_of_exp(-kappa * infused)
        p[i].exposed_days += p[i].infused_dose * infused + over
        p[i].exposed -= kappa * over
    if p[i].exposed > 0.0 and rest > 0.0:
        gained = p[i].exposed * rest * mean_of_exp(-kappa * rest)
        p[i].exposed_days += gained
        p[i].exposed -= kappa * gained


def look(p: Patients, i: int, theta: Thetas) -> None:
    """Cast a look at the tumour as it is now: what sizes are read from. Nothing of the disease is written."""
    days = p[i].now - p[i].node_day
    p[i].grown = p[i].node_grown + p[i].growth * p[i].pace * days
    expose(p, i, theta, p[i].now)
    p[i].killed = kill_days(p[i].resistance, p[i].exposed_days)
    p[i].clock = p[i].node_clock + theta[0].seed_growth * p[i].growth * p[i].pace * days
    p[i].seeds_killed = seeds_killed(p, i, theta, p[i].killed)


def seeds_killed(p: Patients, i: int, theta: Thetas, killed: float) -> float:
    """Fall of ln diameter of seeds in the liver by the drug since the first infusion; none after the operation."""
    fall = p[i].node_seeds_killed
    if p[i].primary == 1:
        fall = theta[0].seed_kill * p[i].kill * killed
    return float(fall)


def ln_viable(p: Patients, i: int, j: int) -> float:
    """ln of the viable diameter of lesion `j` relative to diagnosis."""
    return float(min(p[i].grown - p[i].lesion_kill[j] * p[i].killed - p[i].embolised, _MOST))


def ln_volume(p: Patients, i: int, grown: float, killed: float) -> float:
    """ln of the viable volume of all lesions together, in spheres of the reference size."""
    least = 0  # the lesion that the drug harms least: beside it no other grows beyond measure
    for j in range(1, p[i].lesions):
        if p[i].lesion_kill[j] < p[i].lesion_kill[least]:
            least = j
    answer = p[i].ln_largest + 3.0 * (grown - p[i].embolised - p[i].lesion_kill[least] * killed)
    if p[i].lesions > 1:
        volume = 0.0
        for j in range(p[i].lesions):
            ratio = p[i].lesion_mm[j] / p[i].lesion_mm[0]
            share = ratio * ratio * ratio
            if j != least:
                share *= math.exp(3.0 * (p[i].lesion_kill[least] - p[i].lesion_kill[j]) * killed)
            volume += share
        answer += math.log(volume)
    return float(answer)


def ln_volume_now(p: Patients, i: int) -> float:
    """ln of the viable volume today, in spheres of the reference size."""
    return ln_volume(p, i, p[i].grown, p[i].killed)


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


def ln_thrombus_freely(p: Patients, i: int, theta: Thetas, grown: float, killed: float) -> float:
    """ln of the length of the thrombus relative to diagnosis, were there room from today on."""
    return float(grown - p[i].kill * theta[0].thrombus_kill * killed - p[i].node_held)


def ln_thrombus(p: Patients, i: int, theta: Thetas, grown: float, killed: float) -> float:
    """ln of the length of the thrombus relative to diagnosis: a thrombus that fills its vein is held there."""
    return min(ln_thrombus_freely(p, i, theta, grown, killed), FULL)


def day_vein_full(p: Patients, i: int, theta: Thetas, latest: float) -> float:
    """The day after the last node on which the thrombus comes to fill its vein; on `latest` there would be no room for it.

    Newton's steps back from there: the drug fades, so the thrombus grows ever faster.
    """
    kill = p[i].kill * theta[0].thrombus_kill
    growth = p[i].growth * p[i].pace
    day = latest
    step = 0
    while step < 8:
        expose(p, i, theta, day)
        killed = kill_days(p[i].resistance, p[i].exposed_days)
        grown = p[i].node_grown + growth * (day - p[i].node_day)
        slope = growth - kill * p[i].exposed * (1.0 - p[i].resistance * killed)
        step += 1
        if slope > 0.0:
            day -= (ln_thrombus_freely(p, i, theta, grown, killed) - FULL) / slope
        else:
            step = 8
        day = min(max(day, p[i].node_day), latest)
    return float(day)


def thrombus_ratio(p: Patients, i: int, theta: Thetas) -> float:
    """Length of the thrombus relative to diagnosis."""
    return math.exp(ln_thrombus(p, i, theta, p[i].grown, p[i].killed))


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


def growth_per_day(doubling_days: float) -> float:
    """Growth of ln diameter per day from the volume doubling time: ln 2 / (3 TVDT)."""
    return math.log(2.0) / (3.0 * doubling_days)
