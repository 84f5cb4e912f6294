"""How the meeting explains each criterion: one sentence with the patient's numbers and the team's limits.

Every explanation takes p, i, theta as the rules do, on the day of the meeting, and whether the criterion passed. Which
belongs to which criterion is in `haicsim.sim.criteria`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim.codes import (
    BY_ALBI,
    BY_MAKUUCHI,
    BY_REMNANT_SHARE,
    PROCEDURE_NAMES,
    PROCEDURES,
    RESPONSES,
    STABLE,
)
from haicsim.sim.rules import liver_rules
from haicsim.sim.rules.resectability import icg_k_of_remnant
from haicsim.sim.rules.resection import (
    count_outside,
    extent_needed,
    largest_outside,
    side_resected,
    vp_now,
    vv_now,
)
from haicsim.sim.rules.tumour import thrombus_ratio
from haicsim.sim.units import BILIRUBIN_UMOL_PER_L, DAYS_PER_YEAR

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients, Thetas

_MAKUUCHI = (
    "half the liver or more",
    "about a third of the liver",
    "a segment",
    "a limited resection",
    "enucleation",
    "no resection",
)
_RULE_NOT_MET = "but the rule by which the team decides is not met yet"


def limits(p: Patients, i: int, theta: Thetas) -> dict[str, float]:
    """What the team asks of this patient, as it stands after its boldness."""
    team = theta[0]
    good = p[i].icg_measured < team.good_liver_r15
    return {
        "score": team.child_pugh_limit,
        "remnant_k": (team.liver_limit_good if good else team.liver_limit) / team.boldness,
        "ablated_mm": team.rfa_limit_mm * team.boldness,
        "ablated": team.rfa_most,
        "retraction": team.thrombus_retraction / team.boldness,
        "shrinkage": team.stable_shrinkage,
        "age_years": team.age_limit_days / DAYS_PER_YEAR,
    }


def explain_disease(p: Patients, i: int, theta: Thetas, passed: bool) -> str:
    """Progression or not, by the last CT, and disease outside the liver from the start."""
    if p[i].far_at_entry == 1:
        return "disease outside the liver since entry"
    return (
        "no progression, nothing outside the liver" if passed else "progression, or disease outside the liver"
    )


def explain_response(p: Patients, i: int, theta: Thetas, passed: bool) -> str:
    """The response, what stable disease has shrunk by, and whether the decision rule agrees."""
    response, asked = RESPONSES[p[i].response], limits(p, i, theta)["shrinkage"]
    if p[i].response != STABLE:
        return response if passed else f"{response}, {_RULE_NOT_MET}"
    shrinkage = 1.0 - p[i].anatomical_ratio
    shrunk = f"SD, smaller by {100 * shrinkage:.0f}% with its necrosis ({100 * asked:.0f}% asked)"
    if passed:
        return f"{shrunk}, accepted"
    if p[i].u_accept_stable >= theta[0].accept_stable_prob:
        return "SD, not accepted by this meeting"
    return shrunk if shrinkage < asked else f"{shrunk}, {_RULE_NOT_MET}"


def explain_liver(p: Patients, i: int, theta: Thetas, passed: bool) -> str:
    """Child-Pugh score, retention, what the resection would leave, and what the team's rule says of it."""
    if p[i].decompensation_day <= p[i].now:
        return "decompensated"
    asked, score = limits(p, i, theta), p[i].score_now
    if score > asked["score"]:
        return f"Child-Pugh {score}, {asked['score']:.0f} at most"
    procedure = PROCEDURE_NAMES[PROCEDURES[liver_rules.procedure_now(p, i, theta)]]
    share = liver_rules.share_left(p, i, theta)
    found = (
        f"Child-Pugh {score}; ICG-R15 {p[i].icg_measured:.0f}%; {procedure} leaves {100 * share:.0f}% of the "
        f"functional liver"
    )
    rule = theta[0].liver_rule
    if rule == BY_MAKUUCHI:
        return f"{found}; {_by_makuuchi(p, i, theta)}"
    if rule == BY_REMNANT_SHARE:
        return f"{found}: {_share_off(p, i, theta, liver_rules.remnant_limit_now(p, i, theta))}"
    if rule == BY_ALBI:
        return f"{found}; {_by_albi(p, i, theta)}"
    return f"{found}: {_by_icg_k(p, i, theta, passed)}"


def _by_icg_k(p: Patients, i: int, theta: Thetas, passed: bool) -> str:
    """ICG-K of the remnant, and how far from the limit; below it some are accepted."""
    k, limit = icg_k_of_remnant(p, i, theta), limits(p, i, theta)["remnant_k"]
    beyond = k - limit
    off = f"{beyond:.3f} above" if beyond >= 0 else f"{-beyond:.3f} below"
    soft = ", yet accepted" if beyond < 0 and passed else ""
    return f"ICG-K of the remnant {k:.3f} /min, {off} the limit of {limit:.3f}{soft}"


def _share_off(p: Patients, i: int, theta: Thetas, least: float) -> str:
    """How far the share of functional liver left is from the least asked, after the team's boldness."""
    asked = least / theta[0].boldness
    beyond = 100 * (liver_rules.share_left(p, i, theta) - asked)
    off = f"{beyond:.0f} points above" if beyond >= 0 else f"{-beyond:.0f} points below"
    return f"{off} the {100 * asked:.0f}% asked"


def _by_albi(p: Patients, i: int, theta: Thetas) -> str:
    """Bilirubin, albumin, ALBI score and grade, and what that grade asks."""
    bilirubin, albumin = liver_rules.bilirubin_now(p, i, theta), liver_rules.albumin_now(p, i, theta)
    score, grade = (
        liver_rules.albi_score(theta, bilirubin, albumin),
        liver_rules.albi_grade_now(p, i, theta),
    )
    found = f"bilirubin {_bilirubin(bilirubin)}, albumin {albumin:.0f} g/l: ALBI {score:.2f}, grade {grade}"
    if grade > 2:
        return f"{found}, no resection"
    return f"{found}, {_share_off(p, i, theta, theta[0].albi_remnant[grade - 1])}"


def _by_makuuchi(p: Patients, i: int, theta: Thetas) -> str:
    """What would have to be removed at the least, and whether bilirubin and retention allow it."""
    bilirubin = liver_rules.bilirubin_now(p, i, theta)
    allowed = liver_rules.allowed_by_bilirubin(theta, bilirubin)
    needed = liver_rules.least_resection(p, i, theta)
    said = f"by Makuuchi's criteria {_MAKUUCHI[needed]}"
    if needed < allowed:
        return f"{said}, and bilirubin {_bilirubin(bilirubin)} allows {_MAKUUCHI[allowed]}"
    if needed == liver_rules.ENUCLEATION:
        return f"{said}, at any retention"
    return f"{said}, below a retention of {liver_rules.retention_limit(theta, needed):.0f}%"


def _bilirubin(umol_per_l: float) -> str:
    """Bilirubin in the unit of Japanese charts."""
    return f"{umol_per_l / BILIRUBIN_UMOL_PER_L:.1f} mg/dl"


def explain_tumour(p: Patients, i: int, theta: Thetas, passed: bool) -> str:
    """How many lesions the resection would leave, and what the team can ablate."""
    side = side_resected(p, i)
    extent = extent_needed(p, i, theta, vp_now(p, i, theta), vv_now(p, i, theta))
    left, largest = count_outside(p, i, theta, side, extent), largest_outside(p, i, theta, side, extent)
    if left == 0:
        return "no lesion would be left"
    asked = limits(p, i, theta)
    lesions = "1 lesion of" if left == 1 else f"{left} lesions of up to"
    can = f"at most {asked['ablated']:.0f} of at most {asked['ablated_mm']:.0f} mm can be"
    return f"{lesions} {largest:.0f} mm would be left to ablation ({can})"


def explain_vessels(p: Patients, i: int, theta: Thetas, passed: bool) -> str:
    """Grades of thrombus today, and how far it has drawn back."""
    now = f"Vp{vp_now(p, i, theta)}, Vv{vv_now(p, i, theta)}"
    if p[i].vp < 3 and p[i].vv < 2:
        return f"{now}: no major vessel invaded"
    retraction, asked = 1.0 - thrombus_ratio(p, i, theta), limits(p, i, theta)["retraction"]
    moved = "drawn back" if retraction >= 0.0 else "longer"
    return f"now {now}; thrombus {moved} by {100 * abs(retraction):.0f}% ({100 * asked:.0f}% asked)"


def explain_fitness(p: Patients, i: int, theta: Thetas, passed: bool) -> str:
    """Age, and fitness for major surgery."""
    age, most = age_years(p, i), limits(p, i, theta)["age_years"]
    if age > most:
        return f"{age:.0f} years old, {most:.0f} at most"
    return f"{age:.0f} years old" if passed else "not fit for major surgery"


def age_years(p: Patients, i: int) -> float:
    """Age today, years."""
    return float((p[i].age_days + p[i].now - p[i].arrival) / DAYS_PER_YEAR)
