"""What there is to see of a patient at one moment: at diagnosis, on a CT, in the meeting, in theatre.

p and theta are as the rules take them, patient 0 being the one looked at; days are calendar days, sizes mm.
"""

import math
from copy import copy
from dataclasses import dataclass
from typing import Any

from haicsim.analysis.patient_report.model import Lesion, Meeting, Person, Seed, Truth
from haicsim.sim import codes, criteria
from haicsim.sim.explanations import age_years, limits
from haicsim.sim.pathway.measure import new_disease
from haicsim.sim.random_numbers import RandomStream
from haicsim.sim.rules.hazard import source_by
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
from haicsim.sim.rules.seeding import GONE, is_beyond
from haicsim.sim.rules.tumour import anatomical_mm, look, thrombus_length_mm, thrombus_ratio, viable_mm
from haicsim.sim.units import DAYS_PER_YEAR


@dataclass(frozen=True)
class Smallest:
    """The smallest measured so far, baseline included: targets, other lesions, thrombus."""

    targets_mm: float
    others_mm: float
    thrombus_mm: float


def person(p: Any, entered: str) -> Person:
    """Who the patient is, after the baseline CT; entered: who may enter by the scenario."""
    me = p[0]
    lesions = tuple(Lesion(codes.LOBES[me.lesion_lobe[j]], me.lesion_mm[j]) for j in range(me.lesions))
    return Person(
        age_years=me.age_days / DAYS_PER_YEAR,
        male=me.male == 1,
        aetiology=codes.AETIOLOGIES[me.aetiology],
        child_pugh=me.score,
        icg_r15=me.icg_measured,
        true_icg_r15=me.icg_r15,
        bilirubin=me.bilirubin,
        albumin=me.albumin,
        group=codes.GROUPS[me.group],
        vp=me.vp,
        vv=me.vv,
        t_stage=codes.T_STAGES[me.t_stage],
        lesions=lesions,
        outside_liver=me.far_at_entry == 1,
        entered=entered,
        baseline_mm=me.target_baseline_mm,
        true_thrombus_mm=me.thrombus_mm,
        afp=me.afp_baseline,
        pivka=me.pivka_baseline,
        candidates=me.attempts,
        true_potential=me.potential,
        true_doubling_days=math.log(2.0) / (3.0 * me.growth),
        true_kill_per_day=me.kill,
        true_shedding=me.shedding,
    )


def smallest(p: Any) -> Smallest:
    """The smallest measured up to the CT just read."""
    return Smallest(p[0].target_nadir_mm, p[0].other_nadir_mm, p[0].thrombus_nadir_mm)


def truth(p: Any, theta: Any, seeds: tuple[Seed, ...]) -> Truth:
    """The tumour as it is today, and beside it the seeds there are."""
    look(p, 0, theta)
    me, targets = p[0], 0.0
    for j in range(me.lesions):
        if j == 0 or (j < theta[0].targets and me.lesion_mm[j] >= theta[0].target_size_mm):
            targets += viable_mm(p, 0, j)
    return Truth(
        targets_mm=targets,
        largest_viable_mm=viable_mm(p, 0, 0),
        largest_anatomical_mm=anatomical_mm(p, 0, theta, 0),
        thrombus_mm=thrombus_length_mm(p, 0, theta),
        seeds=seeds,
    )


def progressed_by(p: Any, theta: Any, stream: RandomStream, before: Smallest) -> tuple[str, ...]:
    """What made this CT one of progression, against the smallest measured before it."""
    me, factor, new = p[0], theta[0].unequivocal_growth, theta[0].new_lesion_size_mm
    if me.response != codes.PROGRESSIVE:
        return ()
    grown = me.target_mm > 0.0 and me.target_mm >= theta[0].progression * before.targets_mm
    signs = {
        "growth of the targets": grown,
        "growth of other lesions": grew_unequivocally(me.other_mm, before.others_mm, factor, new),
        "growth of the thrombus": grew_unequivocally(me.thrombus_seen_mm, before.thrombus_mm, factor, new),
        "a new lesion in the liver": me.new_mm >= new,
        "disease outside the liver": _new_beyond(p, theta, stream),
    }
    return tuple(sign for sign, seen in signs.items() if seen)


def _new_beyond(p: Any, theta: Any, stream: RandomStream) -> bool:
    """Whether this CT, with its error, would find new disease if there were no seed in the liver."""
    other = copy(p[0])
    other.seed_clock = [clock if is_beyond(slot) else GONE for slot, clock in enumerate(p[0].seed_clock)]
    return new_disease([other], 0, theta, stream)


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


def dangers(p: Any, day: float) -> dict[str, float]:
    """Share of each source in the hazard of death on a day between the last node of the disease and the next, by name."""
    me = p[0]
    share = (day - me.node_day) / max(me.ahead_day - me.node_day, 1e-9)
    sources = {
        codes.OF_OPERATION: me.hazard_operation,
        codes.OF_TUMOUR: source_by(me.hazard_tumour, me.rise_tumour, share),
        codes.OF_THROMBUS: source_by(me.hazard_thrombus, me.rise_thrombus, share),
        codes.OF_SPREAD_IN_LIVER: source_by(me.hazard_seeds, me.rise_seeds, share),
        codes.OF_SPREAD_BEYOND: me.hazard_beyond,
        codes.OF_LIVER_DISEASE: me.hazard_liver,
    }
    total = sum(sources.values())
    named = {codes.DEATH_CAUSES[code]: hazard / total for code, hazard in sources.items() if total > 0.0}
    return dict(sorted(named.items(), key=lambda each: -each[1]))
