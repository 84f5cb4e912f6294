"""mRECIST (Lencioni and Llovet, Semin Liver Dis 2010;30:52): targets, non-targets, new lesions.

A new lesion too small to count blocks a complete response, not a partial one; once it counts, progression is dated at
first sight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim.codes import COMPLETE, PARTIAL, PROGRESSIVE, STABLE

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients, Thetas

_AT = 1e-12  # a size at a threshold counts as at it, whatever the last digit of the product says


def target_category(
    measured: float, baseline: float, nadir: float, partial: float, progression: float
) -> int:
    """Response of the targets alone: sums of viable diameters as measured, mm; the nadir includes the baseline.

    partial, progression: the shares of baseline and nadir at which PR and PD begin (0.70 and 1.20).
    """
    answer = STABLE
    if measured <= 0.0:
        answer = COMPLETE
    elif measured <= partial * baseline * (1.0 + _AT):
        answer = PARTIAL
    if measured > 0.0 and measured >= progression * nadir * (1.0 - _AT):
        answer = PROGRESSIVE
    return answer


def grew_unequivocally(measured: float, nadir: float, factor: float, new_mm: float) -> bool:
    """A non-target, or a thrombus, has grown beyond doubt over its smallest measurement.

    One that had gone from sight and is back counts like a new lesion, from `new_mm` on.
    """
    limit = new_mm
    if nadir > 0.0:
        limit = factor * nadir
    return measured > 0.0 and measured >= limit


def overall_category(targets: int, non_targets_gone: bool, non_targets_grew: bool, new_disease: bool) -> int:
    """Overall response: progression anywhere is progression; complete only if the non-targets are gone too."""
    answer = targets
    if targets == COMPLETE and not non_targets_gone:
        answer = PARTIAL
    if non_targets_grew or new_disease:
        answer = PROGRESSIVE
    return answer


def confirmed(found: int, before: int, required: bool) -> int:
    """A response that must be seen twice counts as stable the first time, where the team asks for confirmation.

    found, before: what this CT and the one before showed by themselves, confirmed or not.
    """
    answer = found
    if required and found <= PARTIAL and before > PARTIAL:
        answer = STABLE
    return answer


def whole_category(p: Patients, i: int, theta: Thetas, new_disease: bool) -> int:
    """The response this CT shows, from what was measured of this patient."""
    targets = target_category(
        p[i].target_mm,
        p[i].target_baseline_mm,
        p[i].target_nadir_mm,
        theta[0].partial_response,
        theta[0].progression,
    )
    factor, new = theta[0].unequivocal_growth, theta[0].new_lesion_size_mm
    grew = grew_unequivocally(p[i].other_mm, p[i].other_nadir_mm, factor, new)
    grew = grew or grew_unequivocally(p[i].thrombus_seen_mm, p[i].thrombus_nadir_mm, factor, new)
    gone = p[i].other_mm <= 0.0 and p[i].thrombus_seen_mm <= 0.0 and p[i].new_mm <= 0.0
    return overall_category(targets, gone, grew, new_disease)
