"""Law 1: nobody's illness changes because somebody looked at it.

CT interval, CT error, meetings, visits, and queues for CT and meeting move no day of death, no birth of a seed and no
recurrence by one bit, as long as nothing is done on what they show. Authority: the same patients, looked at otherwise.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from lives import (
    AT_ONCE,
    COURSES,
    MANY,
    ONE_COURSE,
    QUICK,
    ROUNDING,
    UNTREATED,
    alike,
    found_progressive,
    live,
    same_bits,
    world,
)
from random_scenarios import scenarios
from worlds import World

from haicsim.sim.codes import CT, MEETING

QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much]
LOOKS = {
    "monthly CT": {"ct_interval_days": 30.0, "first_ct_after_days": 0.0},
    "yearly CT, all over the place": {"ct_interval_days": 365.0, "ct_scatter_days": 92.0, "ct_error": 0.5},
    "other rules": {"decision_rule": 3.0, "discuss_all": 0.0, "confirmation": 1.0, "surveillance_days": 20.0},
}
QUEUES = {
    "CT": ({CT: 1}, {}),
    "meeting": ({MEETING: 2}, {MEETING: 28.0}),
    "both": ({CT: 2, MEETING: 1}, {MEETING: 14.0}),
}
PLANS = {"untreated": UNTREATED, "one course": ONE_COURSE}


@pytest.mark.parametrize("plan", PLANS)
def test_with_nothing_more_to_do_no_look_and_no_queue_moves_a_death_or_a_birth_by_a_bit(plan):
    base = world("kurume", 400, **PLANS[plan])
    plain = live(base)
    assert (plain.births < np.inf).sum() > 400
    for name, look in LOOKS.items():
        other = live(base.but(**look))
        if "CT" in name:
            assert not same_bits(other.record["scans"], plain.record["scans"])
        assert alike(plain, other), name
    for places, period in QUEUES.values():
        assert alike(plain, live(base.hospital(places, period)))


def courses_are_the_same(patients, engine=None):
    """Everybody but those in whom spread grew to 100 mm under treatment: no limit is high enough to ignore that."""
    plain = live(world("kurume", patients, **COURSES), engine)
    for name in ("monthly CT", "yearly CT, all over the place"):
        other = live(world("kurume", patients, **COURSES, **LOOKS[name]), engine)
        left_alone = ~found_progressive(plain) & ~found_progressive(other)
        assert left_alone.mean() > 0.7
        assert alike(plain, other, left_alone)


@pytest.mark.slow
def test_with_courses_by_a_fixed_plan_no_look_moves_a_death_or_a_birth_by_a_bit():
    courses_are_the_same(QUICK // 4)


def visits_are_the_same(patients, engine=None):
    """Recurrence shows on its day however often patients are seen; left alone it kills on its day as well."""
    often, seldom = (
        live(world("surgery-first", patients, **AT_ONCE, surveillance_days=days), engine)
        for days in (30.0, 365.0)
    )
    assert np.isfinite(often.record["recurrence_day"]).sum() > patients / 10
    for name in ("hepatectomy_day", "recurrence_day", "seeds_left"):
        assert same_bits(often.record[name], seldom.record[name])
    horizon = often.world.horizon
    assert np.abs(np.minimum(often.days, horizon) - np.minimum(seldom.days, horizon)).max() < ROUNDING
    left_alone = (often.record["recurrence_treatment"] < 0) & (seldom.record["recurrence_treatment"] < 0)
    assert alike(often, seldom, left_alone)


@pytest.mark.slow
def test_visits_move_no_recurrence_and_no_death():
    visits_are_the_same(QUICK // 2)


@pytest.mark.slow
def test_visits_move_no_recurrence_even_where_what_is_found_is_treated():
    often, seldom = (
        live(world("surgery-first", QUICK // 2, surveillance_days=days)) for days in (30.0, 365.0)
    )
    assert same_bits(often.record["recurrence_day"], seldom.record["recurrence_day"])


def check_anywhere(scenario):
    """Law 1 for whatever the parameters are; nothing is given beside HAIC, for that ends with progression that a CT shows."""
    base = World.of(scenario, scenario.run.patients).but(**ONE_COURSE, accompanied_growth=1.0)
    base = base.hospital({})
    plain = live(base)
    for look in LOOKS.values():
        assert alike(plain, live(base.but(**look)))
    assert alike(plain, live(base.hospital(*QUEUES["both"])))


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=QUIET)
@given(scenarios(patients=25, engine="process"))
def test_nowhere_in_the_ranges_of_the_parameters_does_a_look_matter(scenario):
    check_anywhere(scenario)


@pytest.mark.long
@settings(max_examples=100, suppress_health_check=QUIET)
@given(scenarios(patients=40, engine="process"))
def test_nor_in_a_hundred_other_worlds(scenario):
    check_anywhere(scenario)


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_nor_among_twenty_thousand(engine, plan):
    base = world("kurume", MANY, **PLANS[plan])
    plain = live(base, engine)
    assert all(alike(plain, live(base.but(**look), engine)) for look in LOOKS.values())
    assert all(alike(plain, live(base.hospital(*queue), engine)) for queue in QUEUES.values())


@pytest.mark.slow
def test_nor_by_courses_or_visits_among_twenty_thousand(engine):
    courses_are_the_same(MANY, engine)
    visits_are_the_same(MANY, engine)


@pytest.mark.slow
def test_the_day_written_down_is_the_day_of_death_but_for_rounding():
    life = live(world("kurume", QUICK // 4))
    dead = np.isfinite(life.death)
    assert np.abs(life.record["death_day"] - life.death)[dead].max() < 1e-9
