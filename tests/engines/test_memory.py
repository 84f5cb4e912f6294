"""Authority: the reference counts Python keeps: the compiled engine holds on to nothing it was given."""

import gc
import sys
import weakref

import numpy as np
import pytest
from numba.core.errors import TypingError
from scripts import LUCK, Play, ask, free, stay

from haicsim.sim.codes import ASK, BED, FREE, INFUSION, NEVER, STAY
from haicsim.sim.engines.compiled import CompiledEngine
from haicsim.sim.patient import dtype

CROWD = Play([[ask(0), stay(5.0), free(0), ask(0), stay(600.0)]] * 8)


def keeps_a_list(p, i, theta, stream):
    p[i].death_day = NEVER
    p[i].death_cause = 0
    days = [1.0]
    yield ASK, BED, 0.0
    yield STAY, INFUSION, days[0]
    yield FREE, BED, 0.0


def keeps_an_array(p, i, theta, stream):
    p[i].death_day = NEVER
    p[i].death_cause = 0
    days = np.zeros(3)
    yield ASK, BED, 0.0
    yield STAY, INFUSION, days[0]
    yield FREE, BED, 0.0


@pytest.mark.parametrize("places", [0, 1], ids=["nothing scarce", "one place"])
def test_the_references_to_patients_and_theta_are_given_back(player, places):
    rows, theta = CROWD.rows(), CROWD.theta()
    hospital = np.array([places]), np.zeros(1)
    player.journal(rows, theta, LUCK, *hospital, 300.0)
    before = sys.getrefcount(rows), sys.getrefcount(theta)
    for _ in range(5):
        player.journal(rows, theta, LUCK, *hospital, 300.0)
    assert (sys.getrefcount(rows), sys.getrefcount(theta)) == before == (2, 2)


@pytest.mark.parametrize("places", [0, 1], ids=["nothing scarce", "one place"])
def test_the_arrays_are_gone_when_their_owner_lets_go(player, places):
    rows, theta = CROWD.rows(), CROWD.theta()
    granted = player.grants(rows, theta, LUCK, np.array([places]), np.zeros(1), 300.0)
    told = list(player.pieces(rows, theta, LUCK, 300.0, granted))
    observe = [weakref.ref(array) for array in (rows, theta, granted.queue, granted.servers, granted.days)]
    assert len(told[0]) > 8
    del rows, theta, granted, told
    gc.collect()
    assert [watch() for watch in observe] == [None] * 5


@pytest.mark.parametrize(
    ("story", "places"),
    [
        pytest.param(keeps_a_list, 0, id="a list, nothing scarce"),
        pytest.param(keeps_an_array, 1, id="an array, one place"),
        pytest.param(keeps_a_list, 1, id="a list, one place", marks=pytest.mark.slow),
        pytest.param(keeps_an_array, 0, id="an array, nothing scarce", marks=pytest.mark.slow),
    ],
)
def test_a_story_that_keeps_more_than_plain_numbers_is_refused(story, places):
    engine = CompiledEngine(story)
    rows, theta = np.zeros(2, dtype([])), np.zeros(1, [("x", "f8")])
    with pytest.raises(TypingError, match="may keep only plain numbers between its yields"):
        engine.journal(rows, theta, LUCK, np.array([0, places]), np.zeros(2), 100.0)
