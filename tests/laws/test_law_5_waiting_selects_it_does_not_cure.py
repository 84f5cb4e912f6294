"""Law 5: a response makes surgery better because fewer seeds are sown meanwhile; waiting by itself cures nobody.

Deeper response before surgery leaves fewer occult seeds per resected patient; forcing everybody to wait lowers mean
survival of all starters; surgery at once in Vp3/4 does worse per resected patient than surgery after a response.
Authority: the same patients under other rules; the paper's group A for the direction.
"""

import itertools

import numpy as np
import pytest
from lives import MANY, QUICK, gain, live, not_better, world

from haicsim.sim.codes import GROUP_A

KILL = (0.7, 1.0, 2.0, 4.0)


def seeds_left(life, who=True):
    return life.record["seeds_left"][life.record["resected"] & who]


def check_depth(patients, engine=None):
    """Among the resected of one world (a strong drug, so that many are): shallower and deeper responses."""
    life = live(world("kurume", patients, relative_kill=2.0), engine)
    ratio = life.record["size_ratio"]
    middle = np.median(ratio[life.record["resected"]])
    deep, shallow = seeds_left(life, ratio < middle), seeds_left(life, ratio >= middle)
    assert deep.mean() < shallow.mean(), (deep.mean(), shallow.mean())


def check_kill(patients, engine=None):
    """The same patients, resected in both worlds: a stronger drug leaves fewer seeds."""
    lives = [live(world("kurume", patients, relative_kill=kill), engine) for kill in KILL]
    for weak, strong in itertools.pairwise(lives):
        both = weak.record["resected"] & strong.record["resected"]
        assert both.sum() > patients / 50
        less, more = seeds_left(strong, both).mean(), seeds_left(weak, both).mean()
        assert less < more, (less, more)


def check_forced_wait(patients, engine=None):
    usual = live(world("kurume", patients), engine)
    for changes in ({"decision_rule": 3.0, "fixed_courses": 6.0}, {"decision_rule": 1.0}):
        waiting = live(world("kurume", patients, **changes), engine)
        assert not_better(waiting, usual), gain(waiting, usual)


def check_at_once(patients, engine=None):
    """Group A: dead or recurred within two years of the operation, per resected patient."""
    shares = []
    for name in ("surgery-first", "kurume"):
        r = live(world(name, patients), engine).record
        r = r[r["resected"] & (r["group"] == GROUP_A)]
        first = np.fmin(r["recurrence_day"], r["death_day"]) - r["hepatectomy_day"]
        shares.append((np.mean(first < 730.0), np.mean(r["seeds_left"])))
    at_once, after_response = shares
    assert at_once[0] > after_response[0]
    assert at_once[1] > after_response[1]


def test_a_deeper_response_leaves_fewer_seeds(engine):
    check_depth(QUICK, engine)


def test_a_stronger_drug_leaves_fewer_seeds_in_the_same_patients(engine):
    check_kill(QUICK, engine)


def test_forcing_everybody_to_wait_lowers_survival(engine):
    check_forced_wait(QUICK, engine)


def test_surgery_at_once_is_worse_per_resected_patient(engine):
    check_at_once(QUICK, engine)


@pytest.mark.slow
@pytest.mark.parametrize("check", [check_depth, check_kill, check_forced_wait, check_at_once])
def test_the_same_among_twenty_thousand(engine, check):
    check(MANY, engine)
