"""Authority: hand-worked patients, and what the paper's Methods say of neighbours and ablation."""

from math import log

import pytest
from bedside import LOBE, patient, team

from haicsim.sim.codes import (
    EXTENDED,
    HALF,
    PROCEDURES,
    RIGHT,
    RIGHT_HEPATECTOMY,
    SECTION,
    SEGMENT,
    SEGMENTECTOMY,
    TRISECTION,
)
from haicsim.sim.rules.resection import (
    count_outside,
    extent_by_size,
    extent_needed,
    largest_outside,
    outside_resection,
    procedure_for,
    remnant_share_now,
    side_resected,
)

SIZES = [(35.0, SEGMENT), (35.1, SECTION), (50.0, SECTION), (50.1, HALF), (85.0, HALF), (85.1, EXTENDED)]


@pytest.mark.parametrize(("mm", "extent"), [*SIZES, (120.0, EXTENDED), (120.1, TRISECTION)])
def test_extent_by_size(mm, extent):
    assert extent_by_size(team()[0:1], mm) == extent


@pytest.mark.parametrize(
    ("vp", "vv", "mm", "extent"),
    [
        (2, 1, 30.0, SEGMENT),
        (3, 0, 30.0, HALF),
        (0, 2, 30.0, HALF),
        (4, 3, 130.0, TRISECTION),  # what size asks is not made smaller
    ],
)
def test_a_major_vessel_asks_for_half_the_liver(vp, vv, mm, extent):
    assert extent_needed(patient(("right", mm)), 0, team(), vp, vv) == extent


@pytest.mark.parametrize(
    ("lobe", "mm", "extent", "left"),
    [
        ("right", 8.0, HALF, 0),  # removed with the largest, however small: no ablation in the same lobe
        ("right", 19.0, HALF, 0),
        ("right", 25.0, HALF, 0),
        ("right", 4.0, SEGMENT, 0),  # below the limit of detection it is not there
        ("left", 8.0, SEGMENT, 1),  # in another lobe it is ablated
        ("central", 8.0, SEGMENT, 1),
    ],
)
def test_a_neighbour_in_the_lobe_enlarges_the_resection_to_half_whatever_its_size(lobe, mm, extent, left):
    p = patient(("right", 30.0), (lobe, mm))
    assert extent_needed(p, 0, team(), 0, 0) == extent
    assert count_outside(p, 0, team(), RIGHT, extent) == left


@pytest.mark.parametrize(
    ("largest", "lobe", "side", "extent", "outside"),
    [
        (
            "central",
            "right",
            "right",
            SECTION,
            True,
        ),  # an anterior sectionectomy leaves the right lobe's other lesions
        ("central", "left", "left", SEGMENT, True),  # so does a segmentectomy
        ("central", "right", "right", HALF, False),
        ("central", "left", "right", HALF, True),
        ("central", "central", "right", HALF, False),
        ("central", "central", "right", SECTION, True),
        ("right", "right", "right", SECTION, True),
        ("right", "right", "right", HALF, False),
        ("right", "central", "right", HALF, True),
        ("right", "central", "right", EXTENDED, False),
        ("right", "left", "right", TRISECTION, True),
        ("left", "left", "left", HALF, False),
        ("left", "right", "left", TRISECTION, True),
    ],
)
def test_what_a_resection_leaves(largest, lobe, side, extent, outside):
    p = patient((largest, 60.0), (lobe, 15.0))
    assert outside_resection(p, 0, 1, LOBE[side], extent) == outside


def test_the_largest_left_is_the_largest_of_those_outside():
    p = patient(("right", 60.0), ("right", 40.0), ("left", 18.0), ("central", 12.0), ("left", 4.0))
    assert largest_outside(p, 0, team(), RIGHT, HALF) == pytest.approx(18.0)
    assert count_outside(p, 0, team(), RIGHT, HALF) == 2  # the one of 4 mm is not seen
    assert count_outside(p, 0, team(), RIGHT, EXTENDED) == 1


@pytest.mark.parametrize(
    ("lobe", "side", "extent", "procedure"),
    [
        ("right", "right", SEGMENT, "segment"),
        ("right", "right", SECTION, "posterior"),
        ("central", "right", SECTION, "anterior"),
        ("left", "left", SECTION, "left"),
        ("right", "right", HALF, "right"),
        ("left", "left", HALF, "left"),
        ("central", "right", HALF, "extended_right"),
        ("central", "left", HALF, "extended_left"),
        ("right", "right", EXTENDED, "extended_right"),
        ("left", "left", EXTENDED, "extended_left"),
        ("central", "right", EXTENDED, "right_trisectionectomy"),
        ("central", "left", EXTENDED, "left_trisectionectomy"),
        ("right", "right", TRISECTION, "right_trisectionectomy"),
        ("left", "left", TRISECTION, "left_trisectionectomy"),
    ],
)
def test_the_procedure_of_table_ii(lobe, side, extent, procedure):
    assert PROCEDURES[procedure_for(LOBE[lobe], LOBE[side], extent)] == procedure


@pytest.mark.parametrize(
    ("lesions", "side"),
    [
        ((("left", 60.0), ("right", 20.0)), "left"),
        ((("central", 60.0),), "right"),
        ((("central", 60.0), ("left", 20.0)), "left"),
        ((("central", 60.0), ("right", 20.0)), "right"),
    ],
)
def test_a_central_lesion_is_taken_with_the_side_of_its_neighbour(lesions, side):
    assert side_resected(patient(*lesions), 0) == LOBE[side]


def test_a_response_does_not_worsen_the_remnant():
    # a sphere of 85 mm is 321.56 ml, 0.26796 of 1,200; right hepatectomy leaves 0.36 / (0.36 + 0.64 - 0.26796) = 0.49178
    p = patient(("right", 85.0))
    before = remnant_share_now(p, 0, team(), RIGHT_HEPATECTOMY, RIGHT, HALF, 0)
    assert before == pytest.approx(0.49178, abs=1e-5)
    p[0].embolised = -log(0.6) / 0.6  # anatomical 51 mm: what has shrunk is necrosis
    assert remnant_share_now(p, 0, team(), RIGHT_HEPATECTOMY, RIGHT, HALF, 0) == before


@pytest.mark.parametrize(
    ("at_diagnosis", "now", "fraction"),
    [
        (2, 2, 0.49178),  # 0.36 / (0.36 + 0.37204)
        (
            3,
            3,
            0.69901,
        ),  # 0.432 / (0.432 + 0.18602): behind the closed branch half works, the other side has grown
        (4, 3, 0.69901),
        (3, 2, 0.53728),  # 0.432 / (0.432 + 0.37204): open again, but the growth stays
    ],
)
def test_growth_follows_the_grade_at_diagnosis_and_obstruction_the_grade_now(at_diagnosis, now, fraction):
    p = patient(("right", 85.0), vp=at_diagnosis)
    share = remnant_share_now(p, 0, team(), RIGHT_HEPATECTOMY, RIGHT, HALF, now)
    assert share == pytest.approx(fraction, abs=1e-5)


def test_embolisation_grows_the_remnant():
    # 0.36 x 1.3 = 0.468; 0.468 / (0.468 + 0.37204)
    p = patient(("right", 85.0), remnant_gain=1.3)
    assert remnant_share_now(p, 0, team(), RIGHT_HEPATECTOMY, RIGHT, HALF, 0) == pytest.approx(
        0.55712, abs=1e-5
    )


@pytest.mark.parametrize(
    ("lobe", "procedure", "extent", "fraction"),
    [
        ("right", RIGHT_HEPATECTOMY, HALF, 0.419827),  # 171.00 ml of 1,200: 0.36 / (1 - 0.142503)
        (
            "left",
            RIGHT_HEPATECTOMY,
            HALF,
            0.397460,
        ),  # the one left behind does not count: 0.36 / (1 - 0.094248)
        ("left", SEGMENTECTOMY, SEGMENT, 0.938447),  # 0.85 / (0.85 + 0.15 - 0.094248)
    ],
)
def test_only_tumour_that_is_resected_takes_the_place_of_liver(lobe, procedure, extent, fraction):
    # spheres of 60 and 48 mm are 113.10 and 57.91 ml
    p = patient(("right", 60.0), (lobe, 48.0))
    assert remnant_share_now(p, 0, team(), procedure, RIGHT, extent, 0) == pytest.approx(fraction, abs=1e-6)
