"""The named rules by which enough liver is left after the resection needed today; zero or more passes.

ICG-K of the remnant (`icg_k`) is in `haicsim.sim.rules.resectability`, beside the frozen rule of entry that uses it too.
Boldness scales what is left, or the retention that is allowed; never bilirubin or the ALBI grade.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim.codes import (
    ANTERIOR,
    LEAST_SCORE,
    LEFT_HEPATECTOMY,
    POSTERIOR,
    SCORES,
    SEGMENTECTOMY,
)
from haicsim.sim.rules.resection import (
    extent_needed,
    procedure_for,
    remnant_share_now,
    side_resected,
    vp_now,
    vv_now,
)
from haicsim.sim.rules.tumour import anatomical_mm

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients, Thetas

# what Makuuchi's criteria tell apart, in the order of `policy.makuuchi_r15`, the last without a limit of retention
HALF_OR_MORE = 0
THIRD = 1
ONE_SEGMENT = 2
LIMITED = 3
ENUCLEATION = 4
NO_RESECTION = 5
_ALL = 100.0  # percent


def by_score(score: int) -> int:
    """The place of a Child-Pugh score in a table by score; what has risen beyond the table stands at its end."""
    return min(score - LEAST_SCORE, SCORES - 1)


def bilirubin_now(p: Patients, i: int, theta: Thetas) -> float:
    """Total bilirubin today, umol/l: the patient's own, moved as the score has moved since diagnosis."""
    now, before = by_score(p[i].score_now), by_score(p[i].score)
    moved = p[i].bilirubin * (theta[0].bilirubin_median[now] / theta[0].bilirubin_median[before])
    return float(min(moved, theta[0].bilirubin_most[now]))


def albumin_now(p: Patients, i: int, theta: Thetas) -> float:
    """Albumin today, g/l: the patient's own, moved as the score has moved since diagnosis."""
    now, before = by_score(p[i].score_now), by_score(p[i].score)
    moved = p[i].albumin + (theta[0].albumin_mean[now] - theta[0].albumin_mean[before])
    return float(max(moved, theta[0].albumin_least[now]))


def procedure_now(p: Patients, i: int, theta: Thetas) -> int:
    """The procedure of Table II that the tumour needs today."""
    extent = extent_needed(p, i, theta, vp_now(p, i, theta), vv_now(p, i, theta))
    return procedure_for(p[i].lesion_lobe[0], side_resected(p, i), extent)


def share_left(p: Patients, i: int, theta: Thetas) -> float:
    """Share of functional liver left after the resection needed today."""
    vp = vp_now(p, i, theta)
    extent = extent_needed(p, i, theta, vp, vv_now(p, i, theta))
    return remnant_share_now(p, i, theta, procedure_now(p, i, theta), side_resected(p, i), extent, vp)


# ---- Makuuchi's criteria


def least_resection(p: Patients, i: int, theta: Thetas) -> int:
    """The smallest resection of Makuuchi's criteria that removes the tumour.

    Left hepatectomy and sectionectomies take about a third. Where a segment would do, a small tumour can be removed by a
    limited resection or enucleated.
    """
    procedure = procedure_now(p, i, theta)
    answer = HALF_OR_MORE
    if procedure == SEGMENTECTOMY:
        answer = ONE_SEGMENT
        mm = anatomical_mm(p, i, theta, 0)
        if mm <= theta[0].makuuchi_upto_mm[1]:
            answer = ENUCLEATION
        elif mm <= theta[0].makuuchi_upto_mm[0]:
            answer = LIMITED
    elif procedure in (LEFT_HEPATECTOMY, POSTERIOR, ANTERIOR):
        answer = THIRD
    return answer


def allowed_by_bilirubin(theta: Thetas, bilirubin: float) -> int:
    """The largest resection of Makuuchi's criteria at this total bilirubin, umol/l."""
    answer = HALF_OR_MORE
    if bilirubin >= theta[0].makuuchi_bilirubin[2]:
        answer = NO_RESECTION
    elif bilirubin >= theta[0].makuuchi_bilirubin[1]:
        answer = ENUCLEATION
    elif bilirubin >= theta[0].makuuchi_bilirubin[0]:
        answer = LIMITED
    return answer


def retention_limit(theta: Thetas, resection: int) -> float:
    """Retention after 15 minutes, percent, from which a resection of Makuuchi's criteria is too large for the team."""
    limit = _ALL
    if resection < ENUCLEATION:
        limit = theta[0].makuuchi_r15[resection] * theta[0].boldness
    return limit


def makuuchi_margin(p: Patients, i: int, theta: Thetas) -> float:
    """Makuuchi's criteria: room below the retention from which the smallest resection is too large, percent.

    Makuuchi M and others, Semin Surg Oncol 1993;9:298; Miyagawa S and others, Am J Surg 1995;169:589. At the limit itself
    it is too large: 10% belongs to 10-19%.
    """
    resection = least_resection(p, i, theta)
    answer = -1.0
    if resection >= allowed_by_bilirubin(theta, bilirubin_now(p, i, theta)):
        answer = retention_limit(theta, resection) - p[i].icg_measured
        if answer == 0.0:
            answer = -1.0
    return answer


# ---- The share of liver left, by itself or by ALBI grade


def remnant_limit_now(p: Patients, i: int, theta: Thetas) -> float:
    """Share of functional liver that must be left, by retention: less is enough in good liver."""
    limit = theta[0].remnant_limit
    if p[i].icg_measured < theta[0].good_liver_r15:
        limit = theta[0].remnant_limit_good
    return limit


def remnant_margin(p: Patients, i: int, theta: Thetas) -> float:
    """Share of functional liver left beyond the least that is enough."""
    return share_left(p, i, theta) * theta[0].boldness - remnant_limit_now(p, i, theta)


def albi_score(theta: Thetas, bilirubin: float, albumin: float) -> float:
    """ALBI score from bilirubin, umol/l, and albumin, g/l (Johnson PJ and others, J Clin Oncol 2015;33:550)."""
    log10 = math.log(bilirubin) / math.log(10.0)
    return float(theta[0].albi_per_log_bilirubin * log10 + theta[0].albi_per_albumin * albumin)


def albi_grade_now(p: Patients, i: int, theta: Thetas) -> int:
    """ALBI grade today, 1 to 3."""
    score = albi_score(theta, bilirubin_now(p, i, theta), albumin_now(p, i, theta))
    grade = 3
    if score <= theta[0].albi_grade[0]:
        grade = 1
    elif score <= theta[0].albi_grade[1]:
        grade = 2
    return grade


def albi_margin(p: Patients, i: int, theta: Thetas) -> float:
    """Share of functional liver left beyond the least asked in this ALBI grade; grade 3 is not resected."""
    grade = albi_grade_now(p, i, theta)
    answer = -1.0
    if grade <= 2:
        answer = share_left(p, i, theta) * theta[0].boldness - theta[0].albi_remnant[grade - 1]
    return answer
