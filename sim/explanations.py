"""How the meeting explains each criterion: one sentence with the patient's numbers and the team's limits.

Every explanation takes p, i, theta as the rules do, on the day of the meeting, and whether the criterion passed. Which
belongs to which criterion is in `haicsim.sim.criteria`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim.codes import PROCEDURE_NAMES, PROCEDURES, RESPONSES, STABLE
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
from haicsim.sim.rules.tumour import thrombus_ratio
from haicsim.sim.units import DAYS_PER_YEAR

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients, Thetas

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
    """Progression or not, by the last CT."""
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
    """Child-Pugh score, retention, and ICG-K of what the resection would leave."""
    if p[i].decompensation_day <= p[i].now:
        return "decompensated"
    asked, score = limits(p, i, theta), p[i].score_now
    if score > asked["score"]:
        return f"Child-Pugh {score}, {asked['score']:.0f} at most"
    vp, side = vp_now(p, i, theta), side_resected(p, i)
    extent = extent_needed(p, i, theta, vp, vv_now(p, i, theta))
    procedure = procedure_for(p[i].lesion_lobe[0], side, extent)
    share = remnant_share_now(p, i, theta, procedure, side, extent, vp)
    k = icg_k_of_remnant(p, i, theta)
    beyond = k - asked["remnant_k"]
    off = f"{beyond:.3f} above" if beyond >= 0 else f"{-beyond:.3f} below"
    soft = ", yet accepted" if beyond < 0 and passed else ""
    return (
        f"Child-Pugh {score}; ICG-R15 {p[i].icg_measured:.0f}%; {PROCEDURE_NAMES[PROCEDURES[procedure]]} leaves "
        f"{100 * share:.0f}% of the functional liver: ICG-K of the remnant {k:.3f} /min, {off} the limit of "
        f"{asked['remnant_k']:.3f}{soft}"
    )


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
    return f"now {now}; thrombus drawn back by {100 * retraction:.0f}% ({100 * asked:.0f}% asked)"


def explain_fitness(p: Patients, i: int, theta: Thetas, passed: bool) -> str:
    """Age, and fitness for major surgery."""
    age, most = age_years(p, i), limits(p, i, theta)["age_years"]
    if age > most:
        return f"{age:.0f} years old, {most:.0f} at most"
    return f"{age:.0f} years old" if passed else "not fit for major surgery"


def age_years(p: Patients, i: int) -> float:
    """Age today, years."""
    return float((p[i].age_days + p[i].now - p[i].arrival) / DAYS_PER_YEAR)
