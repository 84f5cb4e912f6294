"""How far a tumour must shrink until the meeting's liver and tumour criteria pass, of patients at diagnosis.

Every lesion is made smaller or larger alike while liver and thrombus stand as at diagnosis, so what is seen is the two
criteria alone, not who responds.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim import cohort
from haicsim.sim.codes import NEVER
from haicsim.sim.patient import BASELINE, RUNNING, dtype, people
from haicsim.sim.random_numbers import RandomStream
from haicsim.sim.rules.resectability import liver_margin, tumour_margin
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.stream_keys import OCCASIONS
from haicsim.sim.theta import plain_theta, theta

SMALLEST, LARGEST = 0.1, 3.0
_STEP = 0.02  # of ln size


@dataclass(frozen=True)
class FirstPass:
    """Of every starter the group and the anatomical ratio to diagnosis at which both criteria pass, shape (n,).

    Coming from the size at diagnosis: the first at which they pass, where they do not at once (0.0 if not even at
    SMALLEST); the last up to which they go on passing, where they do (LARGEST at most).
    """

    group: NDArray[np.int64]
    ratio: NDArray[np.float64]


def first_pass(scenario: Scenario, starters: int) -> FirstPass:
    """The ratios of the scenario's first starters."""
    parameters = plain_theta(theta(scenario))
    stream = RandomStream(scenario.run.seed, 0, occasions=OCCASIONS)
    patients = people(np.zeros(starters, dtype(BASELINE + RUNNING)))
    for i in range(starters):
        cohort.diagnose(patients, i, parameters, stream)
        as_at_first_meeting(patients, i)
    ratios = [ratio_of_first_pass(patients, i, parameters) for i in range(starters)]
    return FirstPass(np.array([p.group for p in patients], np.int64), np.array(ratios, np.float64))


def as_at_first_meeting(p: Any, i: int) -> None:
    """A meeting on the day of diagnosis would find the liver as it is then."""
    p[i].now = p[i].arrival
    p[i].score_now = p[i].score
    p[i].decompensation_day = NEVER


def ratio_of_first_pass(p: Any, i: int, theta: Any) -> float:
    """The ratio of patient `i`, to a fiftieth."""
    ln_r, end, step = 0.0, math.log(SMALLEST), -_STEP
    if passes(p, i, theta, 0.0):
        end, step = math.log(LARGEST), _STEP
        while ln_r < end and passes(p, i, theta, ln_r + step):
            ln_r += step
        return math.exp(min(ln_r, end))
    while ln_r > end:
        ln_r += step
        if passes(p, i, theta, ln_r):
            return math.exp(ln_r)
    return 0.0


def passes(p: Any, i: int, theta: Any, ln_anatomical: float) -> bool:
    """Liver and tumour criteria pass with every lesion at that ln of its anatomical ratio to diagnosis."""
    ln_viable = ln_anatomical / theta[0].phi if ln_anatomical < 0.0 else ln_anatomical
    p[i].embolised = -ln_viable
    answer = liver_margin(p, i, theta) >= 0.0 and tumour_margin(p, i, theta) >= 0.0
    p[i].embolised = 0.0
    return answer
