"""The margins of the criteria (see `haicsim.sim.criteria`): zero or more passes. Boldness scales liver, tumour and vessels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim.codes import (
    ANYONE,
    BY_ALBI,
    BY_COURSES,
    BY_MAKUUCHI,
    BY_MARKER,
    BY_PLATEAU,
    BY_REMNANT_SHARE,
    BY_TWO,
    PARTIAL,
    PROGRESSIVE,
    RESECTABLE_ONLY,
    STABLE,
)
from haicsim.sim.rules.liver import icg_k, soft_margin
from haicsim.sim.rules.liver_rules import albi_margin, makuuchi_margin, remnant_margin
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
from haicsim.sim.rules.tumour import thrombus_ratio

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients, Thetas


def disease_margin(p: Patients, i: int) -> float:
    """No disease outside the liver at entry, no progression by the last CT: what it did not show the meeting does not know."""
    answer = 0.0
    if p[i].response == PROGRESSIVE or p[i].far_at_entry == 1:
        answer = -1.0
    return answer


def response_margin(p: Patients, i: int, theta: Thetas) -> float:
    """Response suffices, PR or better, or stable disease that shrank and is accepted; and the decision rule agrees."""
    answer = -1.0
    if p[i].response <= PARTIAL:
        answer = 0.0
    elif p[i].response == STABLE and p[i].u_accept_stable < theta[0].accept_stable_prob:
        answer = (1.0 - p[i].anatomical_ratio) - theta[0].stable_shrinkage
    rule = theta[0].decision_rule
    agrees = True
    if rule == BY_TWO:
        agrees = p[i].responses_running >= 2
    elif rule == BY_PLATEAU:
        agrees = abs(p[i].last_change) <= theta[0].plateau_change
    elif rule == BY_COURSES:
        agrees = p[i].courses >= theta[0].fixed_courses
    elif rule == BY_MARKER:
        agrees = p[i].afp <= theta[0].marker_fall * p[i].afp_baseline
    if not agrees:
        answer = -1.0
    return answer


def liver_margin(p: Patients, i: int, theta: Thetas) -> float:
    """Child-Pugh within the limit, not decompensated, and enough liver left by the rule of the team."""
    answer = -1.0
    if p[i].score_now <= theta[0].child_pugh_limit and p[i].decompensation_day > p[i].now:
        rule = theta[0].liver_rule
        if rule == BY_MAKUUCHI:
            answer = makuuchi_margin(p, i, theta)
        elif rule == BY_REMNANT_SHARE:
            answer = remnant_margin(p, i, theta)
        elif rule == BY_ALBI:
            answer = albi_margin(p, i, theta)
        else:
            answer = icg_k_margin(p, i, theta)
    return answer


def icg_k_margin(p: Patients, i: int, theta: Thetas) -> float:
    """ICG-K of the functional remnant beyond the limit, 1/min: a soft limit, by this patient's luck."""
    limit = theta[0].liver_limit
    if p[i].icg_measured < theta[0].good_liver_r15:
        limit = theta[0].liver_limit_good
    k = icg_k_of_remnant(p, i, theta) * theta[0].boldness
    return soft_margin(k, limit, theta[0].liver_limit_lowest, p[i].u_accept_liver)


def icg_k_of_remnant(p: Patients, i: int, theta: Thetas) -> float:
    """ICG-K of the functional remnant after the resection needed today, 1/min, as measured."""
    return icg_k_left(p, i, theta, vp_now(p, i, theta), vv_now(p, i, theta))


def icg_k_left(p: Patients, i: int, theta: Thetas, vp: int, vv: int) -> float:
    """ICG-K of the functional remnant after the resection needed with these grades, 1/min, as measured."""
    extent = extent_needed(p, i, theta, vp, vv)
    side = side_resected(p, i)
    procedure = procedure_for(p[i].lesion_lobe[0], side, extent)
    return icg_k(p[i].icg_measured) * remnant_share_now(p, i, theta, procedure, side, extent, vp)


def tumour_margin(p: Patients, i: int, theta: Thetas) -> float:
    """Every lesion is removed or can be ablated; margin in shares of the size that can be ablated."""
    limit = theta[0].rfa_limit_mm * theta[0].boldness
    extent = extent_needed(p, i, theta, vp_now(p, i, theta), vv_now(p, i, theta))
    return left_margin(p, i, theta, extent, limit, theta[0].rfa_most)


def left_margin(p: Patients, i: int, theta: Thetas, extent: int, limit: float, most: float) -> float:
    """What a resection of this extent would leave: the largest within `limit` mm, not more than `most` lesions.

    A team without ablation (`limit` 0) may leave nothing.
    """
    side = side_resected(p, i)
    largest = largest_outside(p, i, theta, side, extent)
    answer = 1.0
    if largest > 0.0:
        answer = -1.0
        if limit > 0.0:
            answer = 1.0 - largest / limit
    if count_outside(p, i, theta, side, extent) > most:
        answer = min(answer, -1.0)
    return answer


def vessel_margin(p: Patients, i: int, theta: Thetas) -> float:
    """The thrombus has drawn back enough, and its grade is one the team operates."""
    answer = 0.0
    vp, vv = vp_now(p, i, theta), vv_now(p, i, theta)
    if p[i].vp >= 3 or p[i].vv >= 2:
        answer = (1.0 - thrombus_ratio(p, i, theta)) * theta[0].boldness - theta[0].thrombus_retraction
    if theta[0].vp_operable[vp] < 0.5 or theta[0].vv_operable[vv] < 0.5:
        answer = -1.0
    if vp >= 3 and vv >= 2 and theta[0].both_vessels < 0.5:
        answer = -1.0
    return answer


def shortfall(p: Patients, i: int, theta: Thetas) -> float:
    """How far this patient is from resectable by response, lesions and thrombus: the largest of three shares, 0 or more.

    Of the response, viable size above a partial response; of lesions, size above what can be ablated; of a thrombus,
    length above what must have drawn back. Each is a share of what it is measured by; 1 where a grade, a number or
    disease outside the liver forbids the resection.
    """
    answer = max(p[i].target_mm / p[i].target_baseline_mm - theta[0].partial_response, 0.0)
    answer = max(answer, -tumour_margin(p, i, theta))
    answer = max(answer, -vessel_margin(p, i, theta))
    answer = max(answer, -disease_margin(p, i))
    return float(answer)


def fitness_margin(p: Patients, i: int, theta: Thetas) -> float:
    """Young enough, in years, and fit otherwise."""
    answer = theta[0].age_limit_days - (p[i].age_days + p[i].now - p[i].arrival)
    if p[i].u_unfit < theta[0].unfit_prob:
        answer = -1.0
    return float(answer)


def may_enter(p: Patients, i: int, theta: Thetas) -> bool:
    """Whether this candidate may enter: one whom the frozen rule calls unresectable, or resectable, or anyone."""
    answer = unresectable_at_entry(p, i, theta)
    if theta[0].candidates == RESECTABLE_ONLY:
        answer = not answer
    elif theta[0].candidates == ANYONE:
        answer = True
    return answer


def unresectable_at_entry(p: Patients, i: int, theta: Thetas) -> bool:
    """The reference team's frozen rule: vessels, disease outside the liver, liver function or lesions left forbid resection.

    Its numbers are its own (topic `entry`), so no policy under test changes who enters.
    """
    answer = p[i].vp >= theta[0].unresectable_vp or p[i].vv >= theta[0].unresectable_vv
    answer = answer or p[i].far_at_entry == 1
    if not answer:
        extent = extent_needed(p, i, theta, p[i].vp, p[i].vv)
        limit, most = theta[0].entry_rfa_limit_mm, theta[0].entry_rfa_most
        answer = entry_liver_margin(p, i, theta) < 0.0 or left_margin(p, i, theta, extent, limit, most) < 0.0
    return bool(answer)


def entry_liver_margin(p: Patients, i: int, theta: Thetas) -> float:
    """The liver criterion of the reference team at diagnosis: the same soft limit, by numbers frozen for entry."""
    answer = -1.0
    if p[i].score <= theta[0].entry_child_pugh_limit:
        limit = theta[0].entry_liver_limit
        if p[i].icg_measured < theta[0].entry_good_liver_r15:
            limit = theta[0].entry_liver_limit_good
        k = icg_k_left(p, i, theta, p[i].vp, p[i].vv)
        answer = soft_margin(k, limit, theta[0].entry_liver_limit_lowest, p[i].u_accept_liver)
    return answer
