"""What there is to see of a patient at one moment: at diagnosis, on a CT, in the meeting, in theatre.

p and theta are as the rules take them, patient 0 being the one looked at; days are calendar days, sizes mm.
"""

import math
from dataclasses import dataclass
from typing import Any

from haicsim.analysis.patient_report.model import Lesion, Meeting, Person, Truth
from haicsim.sim import codes, criteria
from haicsim.sim.explanations import age_years, limits
from haicsim.sim.rules.liver import icg_k
from haicsim.sim.rules.resectability import icg_k_of_remnant
from haicsim.sim.rules.resection import (
    count_outside,
    extent_needed,
    largest_outside,
    procedure_for,
    remnant_share_now,
    side_resected,
    vp_now,
    vv_now,
)
from haicsim.sim.rules.response import grew_unequivocally
from haicsim.sim.rules.tumour import anatomical_mm, thrombus_length_mm, thrombus_ratio, viable_mm
from haicsim.sim.units import DAYS_PER_YEAR


@dataclass(frozen=True)
class Smallest:
    """The smallest measured so far, baseline included: targets, other lesions, thrombus."""

    targets_mm: float
    others_mm: float
    thrombus_mm: float


def person(p: Any) -> Person:
    """Who the patient is, after the baseline CT."""
    me = p[0]
    lesions = tuple(Lesion(codes.LOBES[me.lesion_lobe[j]], me.lesion_mm[j]) for j in range(me.lesions))
    return Person(
        age_years=me.age_days / DAYS_PER_YEAR,
        male=me.male == 1,
        aetiology=codes.AETIOLOGIES[me.aetiology],
        child_pugh=me.score,
        icg_r15=me.icg_measured,
        true_icg_r15=me.icg_r15,
        group=codes.GROUPS[me.group],
        vp=me.vp,
        vv=me.vv,
        t_stage=codes.T_STAGES[me.t_stage],
        lesions=lesions,
        baseline_mm=me.target_baseline_mm,
        true_thrombus_mm=me.thrombus_mm,
        afp=me.afp_baseline,
        pivka=me.pivka_baseline,
        candidates=me.attempts,
        true_potential=me.potential,
        true_doubling_days=math.log(2.0) / (3.0 * me.growth),
        true_kill_per_day=me.kill,
    )


def smallest(p: Any) -> Smallest:
    """The smallest measured up to the CT just read."""
    return Smallest(p[0].target_nadir_mm, p[0].other_nadir_mm, p[0].thrombus_nadir_mm)


def truth(p: Any, theta: Any) -> Truth:
    """The tumour as it is, on the day up to which its size has been followed."""
    me, targets = p[0], 0.0
    for j in range(me.lesions):
        if j == 0 or (j < theta[0].targets and me.lesion_mm[j] >= theta[0].target_size_mm):
            targets += viable_mm(p, 0, j)
    return Truth(
        targets_mm=targets,
        largest_viable_mm=viable_mm(p, 0, 0),
        largest_anatomical_mm=anatomical_mm(p, 0, theta, 0),
        thrombus_mm=thrombus_length_mm(p, 0, theta),
        new_lesion=me.new_lesion_day <= me.now,
        outside_liver=me.extrahepatic_day <= me.now,
    )


def progressed_by(p: Any, theta: Any, before: Smallest) -> tuple[str, ...]:
    """What made this CT one of progression, against the smallest measured before it."""
    me, factor, new = p[0], theta[0].unequivocal_growth, theta[0].new_lesion_size_mm
    if me.response != codes.PROGRESSIVE:
        return ()
    grown = me.target_mm > 0.0 and me.target_mm >= theta[0].progression * before.targets_mm
    signs = {
        "growth of the targets": grown,
        "growth of other lesions": grew_unequivocally(me.other_mm, before.others_mm, factor, new),
        "growth of the thrombus": grew_unequivocally(me.thrombus_seen_mm, before.thrombus_mm, factor, new),
        "a new lesion in the liver": me.new_seen_day <= me.now,
        "disease outside the liver": me.extrahepatic_day <= me.now,
    }
    return tuple(sign for sign, seen in signs.items() if seen)


def meeting(p: Any, theta: Any, number: int, waited: float, decision: int) -> Meeting:
    """What the meeting sees, criterion by criterion."""
    me, team = p[0], theta[0]
    vp, vv, side = vp_now(p, 0, theta), vv_now(p, 0, theta), side_resected(p, 0)
    extent = extent_needed(p, 0, theta, vp, vv)
    procedure = procedure_for(me.lesion_lobe[0], side, extent)
    asked = [int(code) for code in team.criteria if int(code) in criteria.JUDGED]
    passed = {code: criteria.margin(p, 0, theta, code) >= 0.0 for code in asked}
    return Meeting(
        day=me.now,
        number=number,
        waited_days=waited,
        decision=criteria.DECISIONS[decision],
        passed={criteria.BY_CODE[code].key: well for code, well in passed.items()},
        explained={
            criteria.BY_CODE[code].key: criteria.explanation(p, 0, theta, code, well)
            for code, well in passed.items()
        },
        procedure=codes.PROCEDURES[procedure],
        score=me.score_now,
        icg_r15=me.icg_measured,
        remnant_share=remnant_share_now(p, 0, theta, procedure, side, extent, vp),
        remnant_k=icg_k_of_remnant(p, 0, theta),
        lesions_left=count_outside(p, 0, theta, side, extent),
        largest_left_mm=largest_outside(p, 0, theta, side, extent),
        vp=vp,
        vv=vv,
        retraction=1.0 - thrombus_ratio(p, 0, theta),
        response=codes.RESPONSES[me.response],
        shrinkage=1.0 - me.anatomical_ratio,
        age_years=age_years(p, 0),
        stable_accepted=me.u_accept_stable < team.accept_stable_prob,
        decompensated=me.decompensation_day <= me.now,
        limits=limits(p, 0, theta),
    )


def true_remnant_k(p: Any, theta: Any) -> float:
    """ICG-K of the remnant by the patient's true retention, 1/min."""
    measured = icg_k(p[0].icg_measured)
    return icg_k_of_remnant(p, 0, theta) * icg_k(p[0].icg_r15) / measured
