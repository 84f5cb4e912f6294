"""Authority: hand calculation. Volume, load, markers and thrombus of a patient with several lesions; who starts."""

from math import exp, log, pi
from types import SimpleNamespace

import numpy as np
import pytest
from worlds import World, people

from haicsim.sim import cohort
from haicsim.sim.codes import PARTIAL, PROGRESSIVE, STABLE
from haicsim.sim.pathway.measure import measure_markers
from haicsim.sim.rules import disease, tumour
from haicsim.sim.rules.resectability import disease_margin
from haicsim.sim.rules.resection import vp_now, vv_now
from haicsim.sim.rules.response import grew_unequivocally

LEAST = (3.0, 6.0, 9.0, 15.0, 3.0, 7.5, 15.0)  # mm from which Vp1-4 and Vv1-3 are reached


def patient(**changes: object) -> list[SimpleNamespace]:
    """60 and 30 mm, half and all of their diameter left after 50 kill-days; 113.1 and 14.1 ml at diagnosis.

    The reference size is 30 mm: ln_largest is ln of eight such spheres.
    """
    p = SimpleNamespace(
        lesions=2, lesion_mm=[60.0, 30.0], lesion_kill=[log(2.0) / 50.0, 0.0], killed=50.0, grown=0.0, growth=0.0,
        arrival=0.0, embolised=0.0, node_held=0.0, volume_ml=pi / 6.0 * (216.0 + 27.0), kill=0.0,
        vp=0, vv=0, thrombus_mm=0.0, now=0.0, ln_largest=log(8.0),
    )  # fmt: skip
    vars(p).update(changes)
    return [p]


def test_the_volume_is_that_of_all_lesions():
    # 60 mm are 30 now, 30 mm still 30: two spheres of 30 mm
    assert exp(tumour.ln_volume_now(patient(), 0)) == pytest.approx(2.0)


def test_growth_and_embolisation_change_every_lesion_alike():
    # e to the 0.1 longer each, less 0.3 by TACE: e to the -0.6 of the two spheres
    assert exp(tumour.ln_volume_now(patient(grown=0.1, embolised=0.3), 0)) == pytest.approx(2.0 * exp(-0.6))


def test_a_tumour_killed_beyond_measure_still_has_a_volume():
    p = patient(
        lesion_kill=[10.0, 8.0]
    )  # ln r = -500 and -400; the smaller is what is left: one sphere of 30 mm
    assert tumour.ln_volume_now(p, 0) == pytest.approx(-1200.0, abs=1e-9)


def test_a_tumour_weighs_and_sheds_by_its_volume_to_two_powers():
    # two spheres: 2 to the 0.5 and to the 2/3
    p = patient(node_ln_volume=log(2.0))
    disease.weigh_tumour(p, 0, [SimpleNamespace(load_exponent=0.5, seeding_exponent=2.0 / 3.0)])
    assert p[0].node_tumour == pytest.approx(1.41421356)
    assert p[0].node_shedding == pytest.approx(1.58740105)


def test_markers_follow_the_volume_of_all_lesions(shipped):
    # 243 of the cubes at diagnosis, 27 + 27 = 54 now: 2/9 of the volume; AFP by its square 4/81, PIVKA-II by it
    # the floors come on top
    world = World.of(shipped("kurume"), 1).but(
        marker_scatter=0.0,
        afp_power=2.0,
        pivka_power=1.0,
        reference_size_mm=30.0,
        afp_floor=3.0,
        pivka_floor=15.0,
    )
    _, theta, stream = people(world)
    p = patient(afp_baseline=810.0, pivka_baseline=90.0)
    measure_markers(p, 0, theta, stream)
    assert p[0].afp == pytest.approx(43.0)
    assert p[0].pivka == pytest.approx(35.0)


@pytest.mark.parametrize(
    ("grade", "before", "length", "now"),
    [(3, 0, 9.0, 3), (3, 0, 8.9, 2), (3, 0, 5.9, 1), (3, 0, 2.9, 0), (3, 0, 99.0, 3), (4, 0, 9.0, 3), (0, 0, 0.0, 0),
     (3, 4, 14.9, 2), (3, 4, 7.4, 1), (2, 4, 7.5, 2), (1, 4, 2.0, 0)],
)  # fmt: skip
def test_the_grade_is_read_from_the_length(grade, before, length, now):
    assert tumour.grade_now(grade, length, LEAST, before) == now


@pytest.mark.parametrize(("length", "vp"), [(30.0, 3), (20.0, 2)])
def test_of_two_thrombi_that_shrink_alike_the_longer_keeps_its_grade(length, vp):
    # both to 40%: 12 mm and 8 mm; Vp3 begins at 9
    theta = [SimpleNamespace(thrombus_kill=1.0, grade_from_mm=LEAST)]
    p = patient(thrombus_mm=length, vp=3, vv=1, kill=-log(0.4) / 50.0)
    assert vp_now(p, 0, theta) == vp
    assert vv_now(p, 0, theta) == 1


def test_nobody_starts_with_a_thrombus_too_short_for_its_grade(shipped):
    world = World.of(shipped("kurume"), 400).but(thrombus_log_sd=2.0)
    rows, theta, _ = people(world)
    short = 0
    for i, row in enumerate(rows):
        assert (vp_now(rows, i, theta), vv_now(rows, i, theta)) == (row.vp, row.vv)
        short += row.thrombus_mm in LEAST
    assert short > 5


def test_lesions_stand_in_order_so_that_targets_are_the_largest(shipped):
    rows, _, _ = people(World.of(shipped("kurume"), 400))
    several = [row for row in rows if row.lesions > 2]
    assert len(several) > 100
    for row in several:
        assert list(row.lesion_mm) == sorted(row.lesion_mm, reverse=True)


def test_a_lesion_takes_its_lobe_along_when_it_is_put_in_order():
    p = [SimpleNamespace(lesion_mm=[80.0, 20.0, 10.0, 20.0, 0.0], lesion_lobe=[0, 1, 2, 0, 0])]
    cohort.put_in_order(p, 0, 3)
    assert p[0].lesion_mm == [80.0, 20.0, 20.0, 10.0, 0.0]
    assert p[0].lesion_lobe == [0, 1, 0, 2, 0]


def test_kill_and_resistance_take_their_factors_by_cause_and_malignant_potential(shipped):
    world = World.of(shipped("kurume"), 200)
    plain, _, _ = people(world)
    loaded, _, _ = people(
        world.but(kill_factor=(1.0, 2.0, 3.0), resistance_factor=(1.0, 4.0, 5.0), z_on_resistance=0.5)
    )
    causes = [row.aetiology for row in plain]
    assert set(causes) == {0, 1, 2}
    z = np.array([row.potential for row in plain])
    for name, factor in (("kill", np.array([1.0, 2.0, 3.0])[causes]),
                         ("resistance", np.array([1.0, 4.0, 5.0])[causes] * np.exp(0.5 * z))):  # fmt: skip
        before, after = ([getattr(row, name) for row in rows] for rows in (plain, loaded))
        assert after == pytest.approx(np.array(before) * factor, rel=1e-12)


@pytest.mark.parametrize(("response", "passes"), [(PARTIAL, True), (STABLE, True), (PROGRESSIVE, False)])
def test_the_meeting_does_not_know_of_spread_that_ct_did_not_show(response, passes):
    p = [SimpleNamespace(response=response, far_at_entry=0, extrahepatic_day=50.0, now=60.0)]
    assert (disease_margin(p, 0) >= 0.0) == passes


@pytest.mark.parametrize(
    ("measured", "nadir", "grew"),
    [(14.9, 10.0, False), (15.0, 10.0, True), (9.9, 0.0, False), (10.0, 0.0, True), (0.0, 0.0, False)],
)
def test_a_lesion_that_had_gone_from_sight_and_is_back_counts_from_ten_mm(measured, nadir, grew):
    assert grew_unequivocally(measured, nadir, 1.5, 10.0) == grew


def test_the_calendar_year_of_entry_does_not_depend_on_how_many_are_simulated_or_when_they_come(shipped):
    few, many = (World.of(shipped("kurume"), n).but(gap=gap) for n, gap in ((50, 3.0), (500, 300.0)))
    years = [[row.entry_year for row in people(world)[0]] for world in (few, many)]
    assert years[0] == years[1][:50]
    assert min(years[1]) < 1999.2
    assert 2013.8 < max(years[1]) < 2014.0


# ---- The bend by the drug between two nodes


@pytest.mark.parametrize(
    ("more", "factor"), [(0.0, 1.0), (0.1, 1.1), (-0.1, 0.9), (5.0, 4.0 / 3.0), (-5.0, 2.0 / 3.0)]
)
def test_a_bend_takes_away_or_adds_a_third_at_the_most(more, factor):
    assert disease.bent(more) == pytest.approx(factor)


def test_a_thrombus_that_the_drug_bends_is_weighed_by_the_slopes_of_its_two_ends():
    # kill 0.02 x 1.5 a day, 12 days, in which the drug's daily kill rises from 0.2 to 0.6: the length's ln falls faster at
    # the end, so it runs above the straight line, in the mean by 0.03 x 0.4 x 12 / 12 = 0.012
    theta = [SimpleNamespace(thrombus_kill=1.5)]
    p = patient(
        kill=0.02, node_day=100.0, ahead_day=112.0, node_bend=0.2, ahead_bend=0.6, node_thrombus=1.0, node_ln_thrombus=0.0,
        node_held=0.0, ahead_grown=0.0, ahead_killed=10.0, thrombus_mm=30.0,
    )  # fmt: skip
    disease.thrombus_until(p, 0, theta)
    assert p[0].ahead_ln_thrombus == pytest.approx(-0.3)  # 0.02 x 1.5 x 10
    assert p[0].sag_thrombus == pytest.approx(1.012)


def test_where_the_vein_is_full_a_thrombus_does_not_bend():
    theta = [SimpleNamespace(thrombus_kill=1.5)]
    p = patient(
        kill=0.02, node_day=100.0, ahead_day=112.0, node_bend=0.2, ahead_bend=0.6, node_thrombus=1.0, node_ln_thrombus=0.0,
        node_held=0.0, ahead_grown=2.0, ahead_killed=10.0, thrombus_mm=30.0,
    )  # fmt: skip
    disease.thrombus_until(p, 0, theta)
    assert p[0].ahead_ln_thrombus == pytest.approx(log(2.0))
    assert p[0].sag_thrombus == 1.0


def test_lesions_of_any_sensitivity_have_a_volume():
    # the larger goes at 10 a day for 50 kill-days, the smaller stays: one sphere of the reference size
    assert tumour.ln_volume_now(patient(lesion_kill=[10.0, 0.0]), 0) == pytest.approx(0.0, abs=1e-9)
