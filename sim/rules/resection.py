"""Which resection the tumour would need today, what it leaves, and what must be ablated besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim.codes import (
    ANTERIOR,
    CENTRAL,
    EXTENDED,
    EXTENDED_LEFT,
    EXTENDED_RIGHT,
    HALF,
    LEFT,
    LEFT_HEPATECTOMY,
    LEFT_TRISECTIONECTOMY,
    POSTERIOR,
    RIGHT,
    RIGHT_HEPATECTOMY,
    RIGHT_TRISECTIONECTOMY,
    SECTION,
    SEGMENT,
    SEGMENTECTOMY,
    TRISECTION,
    VP1,
    VV1,
)
from haicsim.sim.rules.liver import remnant_fraction
from haicsim.sim.rules.tumour import anatomical_mm, grade_now, sphere_ml, thrombus_length_mm, viable_mm

if TYPE_CHECKING:
    from haicsim.sim.rows import Patients, Thetas


def vp_now(p: Patients, i: int, theta: Thetas) -> int:
    """Portal grade as it is now, read from the thrombus."""
    return grade_now(p[i].vp, thrombus_length_mm(p, i, theta), theta[0].grade_from_mm, VP1)


def vv_now(p: Patients, i: int, theta: Thetas) -> int:
    """Hepatic venous grade as it is now, read from the thrombus."""
    return grade_now(p[i].vv, thrombus_length_mm(p, i, theta), theta[0].grade_from_mm, VV1)


def extent_by_size(theta: Thetas, mm: float) -> int:
    """Extent of resection by the anatomical size of the largest lesion."""
    extent = TRISECTION
    if mm <= theta[0].segment_upto_mm:
        extent = SEGMENT
    elif mm <= theta[0].section_upto_mm:
        extent = SECTION
    elif mm <= theta[0].half_upto_mm:
        extent = HALF
    elif mm <= theta[0].extended_upto_mm:
        extent = EXTENDED
    return extent


def extent_needed(p: Patients, i: int, theta: Thetas, vp: int, vv: int) -> int:
    """Extent of resection needed: by size, at least half the liver with Vp3/4 or Vv2/3, or for a neighbour in the lobe.

    A neighbour in the lobe of the largest lesion is removed with it, however small; only lesions elsewhere are ablated.
    """
    extent = extent_by_size(theta, anatomical_mm(p, i, theta, 0))
    if vp >= 3 or vv >= 2:
        extent = max(extent, HALF)
    for j in range(1, p[i].lesions):
        if p[i].lesion_lobe[j] == p[i].lesion_lobe[0] and is_there(p, i, theta, j):
            extent = max(extent, HALF)
    return extent


def is_there(p: Patients, i: int, theta: Thetas, j: int) -> bool:
    """Lesion `j` still shows: viable tumour above the limit of detection."""
    return bool(viable_mm(p, i, j) >= theta[0].detection_limit_mm)


def count_shown(p: Patients, i: int, theta: Thetas) -> int:
    """How many of the lesions at diagnosis still show."""
    count = 0
    for j in range(p[i].lesions):
        if is_there(p, i, theta, j):
            count += 1
    return count


def side_resected(p: Patients, i: int) -> int:
    """Side of the resection: that of the largest lesion; a central one is taken with the side of its neighbours."""
    side = int(p[i].lesion_lobe[0])
    if side == CENTRAL:
        side = RIGHT
        for j in range(1, p[i].lesions):
            if p[i].lesion_lobe[j] == LEFT:
                side = LEFT
    return side


def procedure_for(lobe: int, side: int, extent: int) -> int:
    """The procedure of Table II: by the lobe of the largest lesion, the side resected and the extent."""
    answer = RIGHT_HEPATECTOMY
    if extent == SEGMENT:
        answer = SEGMENTECTOMY
    elif extent == SECTION and lobe == CENTRAL:
        answer = ANTERIOR
    elif extent == SECTION and side == RIGHT:
        answer = POSTERIOR
    elif extent == TRISECTION or (extent == EXTENDED and lobe == CENTRAL):
        answer = RIGHT_TRISECTIONECTOMY
        if side == LEFT:
            answer = LEFT_TRISECTIONECTOMY
    elif extent == EXTENDED or lobe == CENTRAL:
        answer = EXTENDED_RIGHT
        if side == LEFT:
            answer = EXTENDED_LEFT
    elif side == LEFT:
        answer = LEFT_HEPATECTOMY
    return answer


def outside_resection(p: Patients, i: int, j: int, side: int, extent: int) -> bool:
    """Lesion `j` lies outside the resection: beside one of less than half the liver, or in a part that one leaves.

    Half the liver takes the lobe of the largest lesion and the side resected; an extended one the central part too.
    """
    lobe = p[i].lesion_lobe[j]
    inside = extent >= HALF and (lobe == side or lobe == p[i].lesion_lobe[0])
    if lobe == CENTRAL and extent >= EXTENDED:
        inside = True
    return not inside


def largest_outside(p: Patients, i: int, theta: Thetas, side: int, extent: int) -> float:
    """Anatomical diameter of the largest lesion that would be left, mm; 0.0 where there is none."""
    largest = 0.0
    for j in range(1, p[i].lesions):
        if is_there(p, i, theta, j) and outside_resection(p, i, j, side, extent):
            largest = max(largest, anatomical_mm(p, i, theta, j))
    return largest


def count_outside(p: Patients, i: int, theta: Thetas, side: int, extent: int) -> int:
    """How many lesions would be left and would have to be ablated."""
    count = 0
    for j in range(1, p[i].lesions):
        if is_there(p, i, theta, j) and outside_resection(p, i, j, side, extent):
            count += 1
    return count


def remnant_share_now(
    p: Patients, i: int, theta: Thetas, procedure: int, side: int, extent: int, vp: int
) -> float:
    """Functional remnant over functional total, after this procedure today.

    The tumour counts by its size at diagnosis: where it has shrunk it leaves necrosis, no working liver. A portal branch
    closed today (`vp`) lames the part resected; one closed at diagnosis has made the other side grow, for good.
    """
    removed = 0.0
    for j in range(p[i].lesions):
        if j == 0 or not outside_resection(p, i, j, side, extent):
            removed += sphere_ml(p[i].lesion_mm[j])
    function = 1.0
    if vp >= 3:
        function = theta[0].obstructed_function
    growth = p[i].remnant_gain
    if p[i].vp >= 3:
        growth = growth * theta[0].hypertrophy
    share = theta[0].remnant_share_prob[procedure]
    return remnant_fraction(share, removed / p[i].liver_ml, function, growth, theta[0].least_working)
