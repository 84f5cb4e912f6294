"""The criteria of resectability: one row each, from which everything that names, asks, counts or explains them follows.

What the policy of a scenario may name, the places for criteria in theta, the bits of what failed, the decisions of the
meeting, the reasons for non-conversion and the lines of the patient report are all read from the table CRITERIA.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from haicsim.sim import explanations as say
from haicsim.sim.codes import NO_MEETING, OPERATE
from haicsim.sim.rules.resectability import (
    disease_margin,
    fitness_margin,
    liver_margin,
    response_margin,
    tumour_margin,
    vessel_margin,
)

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients, Thetas

# Codes: the bit of a criterion in `failed_criteria`, and the decision where it is the first that failed; 1, 2, 3 ...
DISEASE = 1
RESPONSE_SUFFICES = 2
LIVER = 3
TUMOUR = 4
VESSELS = 5
FITNESS = 6
CONSENT = 7


@dataclass(frozen=True)
class Criterion:
    """One criterion of resectability.

    key: its name in `policy.criteria`, in results and in the patient report. label: the decision of a meeting that fails
    it first. margin: the rule, zero or more passes; explanation: the same in a sentence (see `haicsim.sim.explanations`);
    both None for what is asked of the patient once the meeting has decided. needs: the numbers of the policy it judges by.
    """

    code: int
    key: str
    label: str
    margin: Callable[..., float] | None
    explanation: Callable[[Patients, int, Thetas, bool], str] | None
    needs: tuple[str, ...]


CRITERIA = (
    Criterion(
        DISEASE,
        "disease",
        "progression or disease outside the liver",
        disease_margin,
        say.explain_disease,
        needs=(),
    ),
    Criterion(
        RESPONSE_SUFFICES,
        "response",
        "response not sufficient",
        response_margin,
        say.explain_response,
        needs=("accept_stable", "stable_shrinkage", "plateau_change", "fixed_courses", "marker_fall"),
    ),
    Criterion(
        LIVER,
        "liver",
        "liver left not sufficient",
        liver_margin,
        say.explain_liver,
        needs=(
            "child_pugh_limit",
            "liver_limit",
            "liver_limit_good",
            "good_liver_r15",
            "liver_limit_lowest",
            "makuuchi_r15",
            "makuuchi_bilirubin",
            "makuuchi_upto",
            "remnant_limit",
            "remnant_limit_good",
            "albi_per_log_bilirubin",
            "albi_per_albumin",
            "albi_grade",
            "albi_remnant",
            "boldness",
        ),
    ),
    Criterion(
        TUMOUR,
        "tumour",
        "lesions would be left",
        tumour_margin,
        say.explain_tumour,
        needs=("rfa_limit", "rfa_most", "boldness"),
    ),
    Criterion(
        VESSELS,
        "vessels",
        "thrombus not retracted or beyond the team",
        vessel_margin,
        say.explain_vessels,
        needs=("thrombus_retraction", "vp_operable", "vv_operable", "both_vessels", "boldness"),
    ),
    Criterion(
        FITNESS,
        "fitness",
        "not fit for surgery",
        fitness_margin,
        say.explain_fitness,
        needs=("age_limit", "unfit"),
    ),
    Criterion(CONSENT, "consent", "patient refuses", None, None, needs=("refusal",)),
)

KEYS = tuple(row.key for row in CRITERIA)
BY_CODE = {row.code: row for row in CRITERIA}
CODES = {row.key: row.code for row in CRITERIA}
BITS = {1 << row.code: row.key for row in CRITERIA}
JUDGED = tuple(row.code for row in CRITERIA if row.margin is not None)
MOST = len(CRITERIA)  # as many as one policy can name, and the highest code
DECISIONS = {
    NO_MEETING: "never reached the meeting",
    OPERATE: "resectable",
    **{row.code: row.label for row in CRITERIA},
}


def margin(p: Patients, i: int, theta: Thetas, criterion: int) -> float:
    """The margin of one criterion today, by its code; one without a margin passes.

    The compiler knows no table of functions: a row of CRITERIA with a margin has its branch here (a test walks them).
    """
    answer = 0.0
    if criterion == DISEASE:
        answer = disease_margin(p, i)
    elif criterion == RESPONSE_SUFFICES:
        answer = response_margin(p, i, theta)
    elif criterion == LIVER:
        answer = liver_margin(p, i, theta)
    elif criterion == TUMOUR:
        answer = tumour_margin(p, i, theta)
    elif criterion == VESSELS:
        answer = vessel_margin(p, i, theta)
    elif criterion == FITNESS:
        answer = fitness_margin(p, i, theta)
    return answer


def explanation(p: Patients, i: int, theta: Thetas, criterion: int, passed: bool) -> str:
    """What the meeting says of one criterion, by its code; passed: whether its margin is zero or more.

    Raises KeyError for a criterion that is not judged by the meeting.
    """
    explain = BY_CODE[criterion].explanation
    if explain is None:
        raise KeyError(criterion)
    return explain(p, i, theta, passed)
