"""Spread is seeding: the tumour sheds seeds, which grow unseen until a CT shows them.

After Iwata, Kawasaki and Shigesada, J Theor Biol 2000;203:177, a model of metastasis made for hepatocellular carcinoma. Seeds
are born at a rate m V^beta a day (V viable volume of the primary, beta 2/3: its surface) in three streams: in the part of
the liver that a resection would take, in the rest of the liver, and beyond it. The j-th seed of a stream is born where the
integral of its rate reaches the sum of j unit exponentials. A seed has ln(d / 10 mm) = f g (t - birth) - L: it is seen
after T = L/(f g) days if no drug reaches it. "Nothing visible at entry" means no birth before -T.

A seed keeps the clock of its birth (`seed_clock`, the clock runs with f g; in the liver less what the drug has killed of seeds
there, `seeds_killed`): its size is one subtraction. Slots: inside the
resection, outside it, beyond the liver, new cancer (a de novo tumour counts as a seed seen on its own day), and
one for what a thrombectomy may shed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim.codes import NEVER
from haicsim.sim.rules.tumour import growth_per_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from haicsim.sim.rows import Patients, Thetas

INSIDE, OUTSIDE, BEYOND, NEW_CANCER, SHED, SEEDS = (
    0,
    2,
    6,
    8,
    9,
    10,
)  # first slot of each kind, and how many slots
BORN = 8  # slots of the three streams
STREAMS = 3
GONE = NEVER  # clock of a seed that was removed, or of one not yet born: it has no size
_TINY = 1e-12


def invasion_factor(table: Sequence[float], vp: int, vv: int) -> float:
    """A number by vessel: none, Vp3, Vp4, Vv2, Vv3; invasion of both veins is the sum."""
    factor = 0.0
    if vp >= 3:
        factor += table[vp - 2]
    if vv >= 2:
        factor += table[vv + 1]
    if vp < 3 and vv < 2:
        factor = table[0]
    return float(factor)


def time_to_show(p: Patients, i: int, theta: Thetas) -> float:
    """Days an untreated seed takes from birth to the size at which it is seen (T = L/(f g))."""
    return float(theta[0].seed_latency / (theta[0].seed_growth * p[i].growth))


def births_per_day(p: Patients, i: int, theta: Thetas, stream: int) -> float:
    """Rate m at which this patient's tumour, were it of the reference size, sheds seeds into a stream, 1/day."""
    if stream == 2:
        rate = theta[0].seeding_beyond_per_day
        rate = rate * invasion_factor(theta[0].seeding_beyond_factor, p[i].vp, p[i].vv)
    else:
        rate = theta[0].seeding_liver_per_day
        rate = rate * invasion_factor(theta[0].seeding_liver_factor, p[i].vp, p[i].vv)
        inside = theta[0].inside_share_prob
        rate = rate * (inside if stream == 0 else 1.0 - inside)
    reference = growth_per_day(theta[0].reference_doubling_days)
    return float(rate * (p[i].growth / reference) * p[i].shedding)


def mass_before_entry(growth: float, beta: float, ln_volume: float, shows_after: float) -> float:
    """Integral of V^beta over the days before entry in which a seed still unseen may have been born."""
    rate = 3.0 * growth * beta
    mass = shows_after
    if rate * shows_after > _TINY:
        mass = -math.expm1(-rate * shows_after) / rate
    return mass * math.exp(beta * ln_volume)


def birth_before_entry(
    growth: float, beta: float, ln_volume: float, shows_after: float, mass: float
) -> float:
    """Day of birth, before entry (negative), of the seed at which the integral of V^beta has reached `mass`."""
    rate = 3.0 * growth * beta
    day = mass * math.exp(-beta * ln_volume) - shows_after
    if rate * shows_after > _TINY:
        day = math.log(math.exp(-rate * shows_after) + rate * mass * math.exp(-beta * ln_volume)) / rate
    return min(day, 0.0)


def share_of_piece(mass: float, start: float, slope: float, days: float) -> float:
    """Day within a piece on which the integral of a log-linear quantity has reached `mass`.

    start: the quantity at the piece's beginning. slope: rise of its logarithm over the whole piece of `days`.
    """
    share = mass / (start * days)
    if abs(slope) > _TINY:
        share = math.log1p(slope * share) / slope
    return min(max(share, 0.0), 1.0) * days


def first_slot(stream: int) -> int:
    """The first slot of a stream of seeds: 0 inside the resection, 1 outside it, 2 beyond the liver."""
    slot = INSIDE
    if stream == 1:
        slot = OUTSIDE
    elif stream == 2:
        slot = BEYOND
    return slot


def slots_of(stream: int) -> int:
    """How many seeds of a stream are kept."""
    return 4 if stream == 1 else 2


def is_beyond(slot: int) -> bool:
    """The seed sits outside the liver."""
    return BEYOND <= slot < NEW_CANCER or slot == SHED


def ln_seed(p: Patients, i: int, theta: Thetas, slot: int) -> float:
    """ln of the diameter of a seed now, in units of the size at which it is seen; far below 0 where there is none."""
    size = p[i].clock - p[i].seed_clock[slot] - theta[0].seed_latency
    if not is_beyond(slot):
        size -= p[i].seeds_killed
    return float(size)


def seed_mm(p: Patients, i: int, theta: Thetas, slot: int) -> float:
    """Diameter of a seed now, mm; 0.0 where there is none."""
    mm = 0.0
    if p[i].seed_clock[slot] < GONE:
        mm = theta[0].seed_seen_mm * math.exp(min(ln_seed(p, i, theta, slot), 200.0))
    return float(mm)


def oldest(p: Patients, i: int, beyond: bool) -> int:
    """Slot of the oldest seed in the liver, or beyond it: the largest, because all grow alike."""
    first = BEYOND if beyond else INSIDE
    for slot in range(SEEDS):
        if is_beyond(slot) == beyond and p[i].seed_clock[slot] < p[i].seed_clock[first]:
            first = slot
    return first


def count_occult(p: Patients, i: int, theta: Thetas) -> int:
    """How many seeds are there and still too small to be seen."""
    count = 0
    for slot in range(SEEDS):
        if p[i].seed_clock[slot] < GONE and ln_seed(p, i, theta, slot) < 0.0:
            count += 1
    return count


def days_to_clock(p: Patients, i: int, theta: Thetas, ahead: float) -> float:
    """Days from the last node until the seeds' clock has gone `ahead` further."""
    return float(ahead / (theta[0].seed_growth * p[i].growth * p[i].pace))


def day_shown(p: Patients, i: int, theta: Thetas, slot: int) -> float:
    """Day on which a seed reaches the size at which it is seen; NEVER where there is none."""
    day = NEVER
    if p[i].seed_clock[slot] < GONE:
        ahead = p[i].seed_clock[slot] + theta[0].seed_latency - p[i].node_clock
        if not is_beyond(slot):
            ahead += p[i].node_seeds_killed
        day = min(p[i].node_day + days_to_clock(p, i, theta, ahead), NEVER)
    return float(day)


def first_shown(p: Patients, i: int, theta: Thetas) -> float:
    """Day on which the first of all seeds there are reaches the size at which it is seen, or a new cancer does."""
    day = NEVER
    if p[i].seed_clock[NEW_CANCER] == GONE:
        day = p[i].new_cancer_day
    for slot in range(SEEDS):
        day = min(day, day_shown(p, i, theta, slot))
    return float(day)


def new_cancer_shows(p: Patients, i: int, day: float) -> bool:
    """A new cancer shows on that day though no node has been reached on which it would have joined the seeds."""
    return bool(p[i].seed_clock[NEW_CANCER] == GONE and p[i].new_cancer_day <= day)


def load_of(theta: Thetas, ln_d: float) -> float:
    """What a seed weighs, (d / reference size) to three times the load exponent; ln_d: of its size against that seen."""
    against_reference = ln_d + math.log(theta[0].seed_seen_mm / theta[0].reference_size_mm)
    return math.exp(min(3.0 * theta[0].load_exponent * against_reference, 200.0))


def liver_load(p: Patients, i: int, theta: Thetas) -> float:
    """Sum of what the seeds in the liver weigh at the last node."""
    load = 0.0
    for slot in range(SEEDS):
        if not is_beyond(slot) and p[i].seed_clock[slot] < GONE:
            grown = p[i].node_clock - p[i].seed_clock[slot] - theta[0].seed_latency
            load += load_of(theta, grown - p[i].node_seeds_killed)
    return load
