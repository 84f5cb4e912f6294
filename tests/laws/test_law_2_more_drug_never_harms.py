"""Law 2: less of the drug, or the drug later, lets nobody live longer; a drug that kills more lets nobody live shorter.

By a fixed plan it holds for every single patient, but for what the nodes of the disease cost (under a day). Where what is
done follows from what is seen, it holds for the mean of all starters: so with a drug beside HAIC that ends with progression on
a CT. Where a regimen reaches seeds, less of it still helps
nobody, but the same course later may: it reaches seeds born meanwhile. Authority: the same patients, treated otherwise.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from lives import MANY, NODES, ONE_COURSE, QUICK, live, longer, not_better, world
from random_scenarios import scenarios
from worlds import World

QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much]
USUAL = {"cycle_infusion_days": 5.0, "cycle_rest_days": 2.0, "infusion_intensity": 1.4, "port_wait_days": 7.0}
WORSE = {
    "later": {"port_wait_days": 35.0},
    "a lower dose": {"infusion_intensity": 1.0},
    "fewer days of infusion": {"cycle_infusion_days": 3.0, "cycle_rest_days": 4.0},
    "more rest": {"cycle_rest_days": 9.0},
    "fewer cycles": {"induction_cycles": 6.0},
    "a weaker drug": {"relative_kill": 0.5},
    "no drug": {"haic": 0.0},
}


def check_each(base, engine=None, by=NODES):
    """Nobody lives longer with less."""
    usual = live(base.but(**USUAL), engine)
    for name, less in WORSE.items():
        other = live(base.but(**(USUAL | less)), engine)
        assert longer(other, usual) < by, name
        assert longer(usual, other) > 1.0, f"{name}: it is of some use to somebody"


def check_each_where_seeds_are_reached(patients, engine=None):
    """Nobody lives longer with less of a drug that reaches seeds, nor without that, nor without what slows growth.

    What slows growth ends with progression that a CT shows, and the deeper a response the sooner growth from its least size
    counts as progression: with it less of the other drug is held against the mean.
    """
    base = world("kurume", patients, **ONE_COURSE, **USUAL)
    plain = live(base, engine)
    for gives in ({"seed_kill": 1.0}, {"accompanied_growth": 0.5}):
        usual = live(base.but(**gives), engine)
        for name in ("a lower dose", "fewer days of infusion", "fewer cycles", "a weaker drug", "no drug"):
            less = live(base.but(**(gives | WORSE[name])), engine)
            assert not_better(less, usual), name
            assert "accompanied_growth" in gives or longer(less, usual) < NODES, name
        assert longer(plain, usual) < NODES
        assert longer(usual, plain) > 1.0


def check_means(patients, engine=None):
    """With decisions: mean survival of all starters."""
    usual = live(world("kurume", patients), engine)
    for name in ("later", "a lower dose", "more rest", "a weaker drug"):
        assert not_better(live(world("kurume", patients, **WORSE[name]), engine), usual), name
    assert not_better(usual, live(world("kurume", patients, relative_kill=2.0), engine))


def test_by_a_fixed_plan_nobody_lives_longer_with_less(engine):
    check_each(world("kurume", QUICK, **ONE_COURSE), engine)


def test_with_decisions_all_starters_together_do_not(engine):
    check_means(QUICK, engine)


def test_nor_with_less_of_a_drug_that_reaches_seeds_or_slows_their_growth(engine):
    check_each_where_seeds_are_reached(QUICK, engine)


@settings(max_examples=6, suppress_health_check=QUIET)
@given(scenarios(patients=40, engine="process"))
def test_nor_anywhere_in_the_ranges_of_the_parameters(scenario):
    check_anywhere(scenario)


@pytest.mark.long
@settings(max_examples=75, suppress_health_check=QUIET)
@given(scenarios(patients=60, engine="process"))
def test_nor_in_seventy_five_other_worlds(scenario):
    check_anywhere(scenario)


def check_anywhere(scenario):
    alone = {"seed_kill": 0.0, "accompanied_growth": 1.0}  # where the law is of every single patient
    base = World.of(scenario, scenario.run.patients).but(**ONE_COURSE, **alone).hospital({})
    usual = live(base.but(**USUAL))
    for name in ("later", "a lower dose", "more rest", "no drug"):
        assert longer(live(base.but(**(USUAL | WORSE[name]))), usual) < NODES, name


@pytest.mark.slow
def test_nor_among_twenty_thousand(engine):
    check_each(world("kurume", MANY, **ONE_COURSE), engine)
    check_each_where_seeds_are_reached(MANY, engine)
    check_means(MANY, engine)
