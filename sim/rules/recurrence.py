"""How a recurrence after resection is treated: by its pattern, by the time since the operation, and by the liver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim.codes import (
    ABLATION,
    EXTRAHEPATIC,
    HAIC_AGAIN,
    INTRAHEPATIC,
    REPEAT_RESECTION,
    SINGLE_INTRAHEPATIC,
    SUPPORTIVE,
    SYSTEMIC,
    SYSTEMIC_LIVER_CONTROLLED,
    TACE_AGAIN,
)

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients, Thetas


def may_be_cured(p: Patients, i: int, theta: Thetas, where: int) -> bool:
    """A cure is attempted at all: one tumour, in the liver, a liver that bears it, and not too many attempts before."""
    sound = p[i].score_now <= theta[0].cure_score_limit and p[i].decompensation_day > p[i].now
    return bool(sound and where == SINGLE_INTRAHEPATIC and p[i].recurrences < theta[0].most_recurrences)


def cure_share(p: Patients, i: int, theta: Thetas) -> float:
    """Share treated for cure of those in whom that is possible: fewer early after hepatectomy than late."""
    share = theta[0].cure_late_prob
    if p[i].now - p[i].operated_day <= theta[0].early_upto_days:
        share = theta[0].cure_early_prob
    return share


def treatment(theta: Thetas, where: int, for_cure: bool, systemic: bool, u: float) -> int:
    """How a recurrence is treated, by its pattern; systemic: such treatment exists by the calendar year."""
    answer = SUPPORTIVE
    if where & EXTRAHEPATIC:
        if systemic and u < theta[0].treated_extrahepatic_prob:
            answer = SYSTEMIC
            if not where & INTRAHEPATIC:
                answer = SYSTEMIC_LIVER_CONTROLLED
    elif for_cure:
        answer = ABLATION
        if u < theta[0].repeat_resection_prob:
            answer = REPEAT_RESECTION
    else:
        answer = HAIC_AGAIN
        if u < theta[0].tace_again_prob:
            answer = TACE_AGAIN
    return answer


def cures(how: int) -> bool:
    """A treatment that removes what was found."""
    return how in (REPEAT_RESECTION, ABLATION)
