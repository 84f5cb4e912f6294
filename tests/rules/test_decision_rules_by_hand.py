"""Authority: the decision rules as the reference states them, case by case, and growth slowed or kept by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from worlds import PATIENT

from haicsim.sim.codes import (
    BY_COURSES,
    BY_MARKER,
    BY_MARKER_LEVEL,
    BY_PLATEAU,
    BY_TWO,
    COMPLETE,
    IF_STABLE,
    PARTIAL,
    PROGRESSIVE,
    STABLE,
)
from haicsim.sim.rules import resectability, response, staging, stopping, tumour, waiting

BY_ONE = 0


def margin(rule: int, **said: float) -> float:
    """The margin of the criterion of response; a partial response unless said otherwise."""
    patient = {
        "response": PARTIAL, "u_accept_stable": 0.5, "anatomical_ratio": 0.7, "responses_running": 1, "last_change": 0.5,
        "courses": 1, "afp": 100.0, "afp_baseline": 100.0,
    } | said  # fmt: skip
    theta = SimpleNamespace(
        accept_stable_prob=0.25, stable_shrinkage=0.2, decision_rule=rule, plateau_change=0.1, fixed_courses=3.0,
        marker_fall=0.5,
    )  # fmt: skip
    return resectability.response_margin([SimpleNamespace(**patient)], 0, [theta])


@pytest.mark.parametrize(
    ("rule", "said", "passes"),
    [
        (BY_ONE, {}, True),
        (BY_ONE, {"response": COMPLETE}, True),
        (BY_ONE, {"response": STABLE}, False),
        (BY_ONE, {"response": STABLE, "u_accept_stable": 0.24}, True),
        (BY_ONE, {"response": STABLE, "u_accept_stable": 0.25}, False),
        (BY_ONE, {"response": STABLE, "u_accept_stable": 0.1, "anatomical_ratio": 0.81}, False),
        (BY_ONE, {"response": PROGRESSIVE, "u_accept_stable": 0.1}, False),
        (BY_TWO, {}, False),
        (BY_TWO, {"responses_running": 2}, True),
        (BY_TWO, {"responses_running": 3}, True),
        (BY_PLATEAU, {}, False),
        (BY_PLATEAU, {"last_change": -0.1}, True),
        (BY_PLATEAU, {"last_change": -0.11}, False),
        (BY_COURSES, {"courses": 2}, False),
        (BY_COURSES, {"courses": 3}, True),
        (BY_MARKER, {"afp": 51.0}, False),
        (BY_MARKER, {"afp": 50.0}, True),
    ],
)
def test_when_a_response_is_enough_to_decide(rule: int, said: dict[str, float], passes: bool) -> None:
    assert (margin(rule, **said) >= 0.0) == passes


def test_stable_disease_passes_by_what_it_shrank_beyond_what_is_asked() -> None:
    assert margin(BY_ONE, response=STABLE, u_accept_stable=0.1) == pytest.approx(0.3 - 0.2)
    assert margin(BY_ONE) == 0.0
    assert margin(BY_TWO) == -1.0


def test_disease_is_read_from_the_last_ct_and_from_entry() -> None:
    for found, far, expected in ((PARTIAL, 0, 0.0), (PROGRESSIVE, 0, -1.0), (PARTIAL, 1, -1.0)):
        patient = [SimpleNamespace(response=found, far_at_entry=far)]
        assert resectability.disease_margin(patient, 0) == expected


def test_fit_until_the_limit_of_age_counted_from_entry() -> None:
    theta = [SimpleNamespace(age_limit_days=1000.0, unfit_prob=0.1)]
    old = [SimpleNamespace(age_days=900.0, now=300.0, arrival=250.0, u_unfit=0.1)]
    assert resectability.fitness_margin(old, 0, theta) == 50.0
    old[0].u_unfit = 0.099
    assert resectability.fitness_margin(old, 0, theta) == -1.0


@pytest.mark.parametrize(
    ("measured", "nadir", "expected"),
    [
        (0.0, 0.0, COMPLETE),
        (0.0, 50.0, COMPLETE),
        (5.0, 0.0, PROGRESSIVE),
        (70.0, 70.0, PARTIAL),
        (100.0, 80.0, PROGRESSIVE),
    ],
)
def test_targets_that_were_gone(measured: float, nadir: float, expected: int) -> None:
    assert response.target_category(measured, 100.0, nadir, 0.7, 1.2) == expected


@pytest.mark.parametrize(
    ("vp", "vv", "lesions", "mm", "stage"),
    [(0, 0, 1, 90.0, staging.T1), (0, 0, 2, 50.0, staging.T2), (0, 0, 2, 51.0, staging.T3A), (1, 0, 1, 9.0, staging.T2),
     (0, 1, 1, 9.0, staging.T2), (3, 0, 1, 9.0, staging.T3B), (0, 2, 3, 99.0, staging.T3B), (2, 1, 1, 99.0, staging.T2)],
)  # fmt: skip
def test_stages_of_ajcc_7(vp: int, vv: int, lesions: int, mm: float, stage: int) -> None:
    assert staging.t_stage(vp, vv, lesions, mm, 50.0) == stage


def test_a_slowed_tumour_has_grown_at_its_pace() -> None:
    p = [SimpleNamespace(now=30.0, node_day=10.0, node_grown=0.5, growth=0.01, pace=0.25, node_exposure=0.0, node_clock=1.0,
                         node_exposure_days=0.0, infusion_end=0.0, infused_dose=0.0, resistance=0.0, kill=0.0, primary=1,
                         node_seeds_killed=0.0)]  # fmt: skip
    tumour.look(p, 0, [SimpleNamespace(kappa_per_day=0.03, seed_growth=2.0, seed_kill=0.0)])
    assert p[0].grown == pytest.approx(0.5 + 0.01 * 0.25 * 20.0)
    assert p[0].clock == pytest.approx(1.0 + 2.0 * 0.01 * 0.25 * 20.0)


def test_whoever_waits_takes_up_everything_that_was_kept_at_the_node() -> None:
    rows = np.zeros(1, PATIENT).view(np.recarray)
    kept = [name.removeprefix("kept_") for name in PATIENT.names if name.startswith("kept_")]
    places = {name: next(n for n in (f"node_{name}", name) if n in PATIENT.names) for name in kept}
    for k, place in enumerate(places.values()):
        rows[place] = k + 1
    before = {place: rows[place].copy() for place in places.values()}
    waiting.keep(rows, 0)
    for place in places.values():
        rows[place] = 99
    waiting.take_up(rows, 0)
    assert len(places) > 15
    for place, value in before.items():
        assert (rows[place] == value).all(), place


@pytest.mark.parametrize(
    ("rule", "scans", "found", "afp", "stops"),
    [(IF_STABLE, 1, STABLE, 90.0, False), (IF_STABLE, 2, STABLE, 90.0, True), (IF_STABLE, 2, PARTIAL, 90.0, False),
     (BY_MARKER_LEVEL, 2, PARTIAL, 81.0, True), (BY_MARKER_LEVEL, 2, PARTIAL, 80.0, False),
     (BY_MARKER_LEVEL, 1, STABLE, 81.0, False), (0, 5, STABLE, 200.0, False)],
)  # fmt: skip
def test_from_which_ct_on_a_team_stops(rule: int, scans: int, found: int, afp: float, stops: bool) -> None:
    p = [SimpleNamespace(scans=scans, response=found, afp=afp, afp_baseline=100.0)]
    theta = [SimpleNamespace(stop_at_ct=2.0, stop_rule=float(rule), stop_marker=0.8)]
    assert stopping.stops(p, 0, theta) is stops


@pytest.mark.parametrize(
    ("targets", "gone", "grew", "new", "overall"),
    [(COMPLETE, True, False, False, COMPLETE), (COMPLETE, False, False, False, PARTIAL),
     (PARTIAL, True, False, False, PARTIAL), (STABLE, True, False, False, STABLE),
     (STABLE, False, False, False, STABLE), (PROGRESSIVE, True, False, False, PROGRESSIVE),
     (COMPLETE, True, True, False, PROGRESSIVE), (COMPLETE, True, False, True, PROGRESSIVE),
     (PARTIAL, False, True, True, PROGRESSIVE)],
)  # fmt: skip
def test_overall_response_by_the_table_of_mrecist(
    targets: int, gone: bool, grew: bool, new: bool, overall: int
) -> None:
    assert response.overall_category(targets, gone, grew, new) == overall
