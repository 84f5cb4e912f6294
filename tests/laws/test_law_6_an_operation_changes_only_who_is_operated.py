"""Law 6: whoever is operated in neither of two worlds that differ only in surgery dies on the same day in both, bit for bit.

Whoever is accepted and then not operated has spent the lead time without the drug, and is left out. An operation that
removes nothing and carries no risk changes no day of death. Authority: the same patients with and without surgery.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from lives import AT_ONCE, MANY, QUICK, ROUNDING, alike, live, world
from random_scenarios import scenarios
from worlds import World

from haicsim.sim.pathway import surgery

QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much]


def check_the_others(base, engine=None):
    with_surgery, without = live(base.but(operate=1.0), engine), live(base.but(operate=0.0), engine)
    r = with_surgery.record
    never_accepted = ~r["offered"] | r["refused"]
    assert not without.record["resected"].any()
    assert alike(with_surgery, without, never_accepted)
    return r["resected"].sum(), (r["resected"] & (with_surgery.days != without.days)).sum()


@pytest.mark.slow
def test_who_is_not_operated_dies_on_the_same_day_whether_others_are():
    operated, moved = check_the_others(world("kurume", QUICK // 4))
    assert moved > 0.7 * operated > 25


def test_an_operation_that_removes_nothing_and_carries_no_risk_changes_no_death(monkeypatch):
    nothing = AT_ONCE | {"operative_death_prob": 0.0, "candidates": 0.0}
    base = world("surgery-first", QUICK // 4, **nothing)
    without = live(base.but(operate=0.0))
    monkeypatch.setattr(surgery, "take_out", lambda p, i, theta, stream: 0)
    operated = live(base)
    assert operated.record["resected"].sum() > 25
    horizon = base.horizon
    moved = np.abs(np.minimum(operated.days, horizon) - np.minimum(without.days, horizon))
    assert moved.max() < ROUNDING


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=QUIET)
@given(scenarios(patients=40, engine="process"))
def test_nor_anywhere_in_the_ranges_of_the_parameters(scenario):
    check_the_others(World.of(scenario, scenario.run.patients).hospital({}))


@pytest.mark.long
@settings(max_examples=100, suppress_health_check=QUIET)
@given(scenarios(patients=40, engine="process"))
def test_nor_in_a_hundred_other_worlds(scenario):
    check_the_others(World.of(scenario, scenario.run.patients).hospital({}))


@pytest.mark.slow
def test_nor_among_twenty_thousand(engine):
    check_the_others(world("kurume", MANY), engine)
