"""Where disease shows after an operation: the sites that a table of recurrences counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import (
    ATRIAL,
    BONE,
    GROUP_B,
    LUNG,
    MULTIPLE_INTRAHEPATIC,
    NEVER,
    SINGLE_INTRAHEPATIC,
)
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules import chance
from haicsim.sim.rules.seeding import GONE, NEW_CANCER, SEEDS, is_beyond, new_cancer_shows, seed_mm

if TYPE_CHECKING:
    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Thetas

_AT = 1e-9  # a seed found on the very day on which it reaches a size has it, whatever the last digit says


def site_bits(p: Patients, i: int, theta: Thetas, stream: RandomStream, day: float) -> int:
    """Where disease shows on the day, which is that looked upon, bits of SITES, several at once.

    In the liver whatever is suspicious counts beside what is seen; beyond it what is seen, each seed at its own site.
    """
    where = 0
    in_liver = 0
    if new_cancer_shows(p, i, day):
        in_liver = 1
    for slot in range(SEEDS):
        mm = seed_mm(p, i, theta, slot) * (1.0 + _AT)
        if is_beyond(slot) and mm >= theta[0].seed_seen_mm:
            where |= site_beyond(p, i, theta, stream, slot)
        elif not is_beyond(slot) and mm >= theta[0].seed_suspicious_mm:
            in_liver += 1
    if in_liver == 1:
        where |= SINGLE_INTRAHEPATIC
    elif in_liver > 1:
        where |= MULTIPLE_INTRAHEPATIC
    return where


def site_beyond(p: Patients, i: int, theta: Thetas, stream: RandomStream, slot: int) -> int:
    """The site of one seed beyond the liver; in group B a thrombus in the cava or atrium may come with it."""
    site = BONE
    if uniform(stream, i, key.SITE, slot) < theta[0].extrahepatic_site_prob[0]:
        site = LUNG
    if p[i].group == GROUP_B and uniform(stream, i, key.ATRIAL, 0) < theta[0].atrial_prob:
        site |= ATRIAL
    return site


def take_away(p: Patients, i: int, theta: Thetas, stream: RandomStream, slot: int) -> None:
    """A tumour is removed; where it was a new cancer, the day of the next one is drawn."""
    p[i].seed_clock[slot] = GONE
    if slot == NEW_CANCER:
        p[i].new_cancers += 1
        u = uniform(stream, i, key.DE_NOVO, p[i].new_cancers)
        days = chance.exponential(u, theta[0].de_novo_per_day[p[i].aetiology])
        p[i].new_cancer_day = min(p[i].now + days, NEVER)
