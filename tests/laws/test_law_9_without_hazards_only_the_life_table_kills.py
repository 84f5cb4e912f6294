"""Law 9: where no hazard of the disease is left nobody dies but by the life table, on the day it says, whatever is done.

Authority: the life table's own day of each patient.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from lives import MANY, NO_HAZARD, QUICK, live, same_bits, world
from random_scenarios import scenarios
from worlds import World

from haicsim.sim.codes import ALIVE, OF_OTHER_CAUSE, THEATRE

QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much]


def check(base, engine=None):
    life = live(base.but(**NO_HAZARD), engine)
    due = life.row["arrival"] + life.row["life_table_days"]
    expected = np.where(due < life.row["arrival"] + base.horizon, due, np.inf)
    assert same_bits(life.death, expected)
    assert np.isin(life.record["death_cause"], (OF_OTHER_CAUSE, ALIVE)).all()


@pytest.mark.parametrize("name", ["kurume", "surgery-first", "untreated"])
def test_nobody_dies_but_on_the_day_of_the_life_table(name):
    check(world(name, QUICK // 4))


@settings(max_examples=10, suppress_health_check=QUIET)
@given(scenarios(patients=30, engine="process"))
def test_nor_anywhere_in_the_ranges_of_the_parameters(scenario):
    check(World.of(scenario, scenario.run.patients))


@pytest.mark.long
@settings(max_examples=100, suppress_health_check=QUIET)
@given(scenarios(patients=40, engine="process"))
def test_nor_in_a_hundred_other_worlds(scenario):
    check(World.of(scenario, scenario.run.patients))


@pytest.mark.slow
def test_nor_among_twenty_thousand(engine):
    for name in ("kurume", "surgery-first", "untreated"):
        check(world(name, MANY), engine)
    check(world("kurume", MANY).hospital({THEATRE: 1}), engine)
