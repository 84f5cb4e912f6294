"""Authority: house rules 10 and model 11: whatever is added or changed, nobody it does not touch changes, bit for bit."""

from itertools import pairwise

import numpy as np
import pytest
from lengths import slow_but
from worlds import World, by_compiled, by_process, difference, drawn, people

from haicsim.sim import stream_keys
from haicsim.sim.codes import BED, DEATH, FIRST_INFUSION, MEASURED, MEETING, MOST_RESOURCES, NOTE
from haicsim.sim.engines import process
from haicsim.sim.pathway.measure import measure
from haicsim.sim.pathway.story import story
from haicsim.sim.random_numbers import RandomStream, address, uniform

UNUSED = address("a decision nobody ever takes")
PATIENTS = 1000


@pytest.fixture(scope="module")
def free(shipped) -> World:
    """The reference scenario, in which nothing is scarce."""
    return World.of(shipped("kurume"), PATIENTS)


@pytest.fixture(scope="module")
def lives(engine, free):
    return by_compiled(engine, free)


def story_with_unused_decision(p, i, theta, stream):
    uniform(stream, i, UNUSED, 0)
    for word in story(p, i, theta, stream):
        uniform(stream, i, UNUSED, 1)
        yield word


def story_with_extra_ct_for_odd_patients(p, i, theta, stream):
    for verb, what, amount in story(p, i, theta, stream):
        yield verb, what, amount
        if what == FIRST_INFUSION and verb == NOTE and i % 2 == 1:
            measure(p, i, theta, stream)
            yield NOTE, MEASURED, p[i].target_mm


@pytest.mark.slow
def test_an_unused_decision_changes_nobody(free, lives):
    laid_out = {UNUSED: 30} | stream_keys.OCCASIONS  # it comes first, so every place in the row moves
    assert not difference(by_process(free, story_with_unused_decision, laid_out), lives)


@pytest.mark.slow
def test_no_decision_laid_out_ahead_changes_nobody(free, lives):
    assert not difference(by_process(free, occasions={}), lives)


@pytest.mark.slow
def test_an_extra_ct_of_others_changes_nobody_and_moves_none_of_their_own_draws(free, lives):
    told = by_process(free, story_with_extra_ct_for_odd_patients)
    even = told["patient"] % 2 == 0
    assert not difference(told[even], lives[lives["patient"] % 2 == 0])
    # those who had it: nothing moves, for reading a size changes nothing
    begun = (told["event"] == FIRST_INFUSION) & ~even
    extra = np.flatnonzero(begun) + 1
    rest, odd = np.delete(told, extra), lives[lives["patient"] % 2 == 1]
    rest = rest[rest["patient"] % 2 == 1]
    assert len(extra) > 400
    assert (rest["event"] == odd["event"]).all()
    assert (rest["day"] == odd["day"]).all()
    assert (rest["value"] == odd["value"]).all()


def test_two_cts_err_apart_on_two_days_and_alike_on_one(free):
    rows, parameters, stream = people(free.but(patients=1, ct_error=0.5))
    next(story(rows, 0, parameters, stream))
    rows[0].growth = 0.0
    seen = []
    for day in (50.0, 50.9, 51.0, 50.0):
        rows[0].now = day  # the tumour itself stands still
        measure(rows, 0, parameters, stream)
        seen.append(rows[0].target_mm)
    assert seen[0] == seen[1] == seen[3]
    assert seen[2] != seen[0]


def biology_of(world: World) -> list[list[float]]:
    """What nature has in store for each patient, after the SimPy engine has been through their lives."""
    biology = ["growth", "kill", "resistance", "shedding", "seed_due", "budget", "u_cause"]
    biology += ["worsening_day", "decompensation_day", "life_table_day", "icg_r15", "volume_ml"]
    rows, parameters, stream = people(world)
    process.run_patients(story, rows, parameters, stream, world.places, world.period, world.horizon)
    return [[getattr(row, name) for name in biology] for row in rows]


@pytest.fixture(scope="module")
def biology(free) -> list[list[float]]:
    return biology_of(free)


@pytest.mark.parametrize(
    "changed", slow_but(["ct_interval_days", "restage_after_days", "boldness", "refusal_prob"], "boldness")
)
def test_another_policy_never_changes_anyones_biology(free, biology, changed):
    assert biology_of(free.but(**{changed: free.theta[changed] * 0.5})) == biology


@pytest.mark.slow
def test_ten_percent_more_patients_change_nobody(engine, free, lives):
    more = free.but(patients=PATIENTS + PATIENTS // 10)
    for told in (by_compiled(engine, more), by_process(more)):
        assert told["patient"].max() == more.patients - 1
        assert not difference(told[told["patient"] < PATIENTS], lives)


def test_more_patients_in_a_crowded_hospital_do_not_change_who_anyone_is(engine, shipped):
    crowded = World.of(shipped("one-theatre"), PATIENTS)
    more = crowded.but(patients=PATIENTS + PATIENTS // 10)
    assert drawn(engine, more)[:PATIENTS].tobytes() == drawn(engine, crowded).tobytes()


@pytest.mark.parametrize("resource", range(8))
def test_another_capacity_changes_nobody_who_never_waits(engine, free, lives, resource):
    limited = free.hospital({resource: 12 if resource == BED else 1}, {MEETING: 14.0})
    told = by_compiled(engine, limited)
    waited = np.unique(told["patient"][(told["event"] < MOST_RESOURCES) & (told["value"] > 0.0)])
    untouched = 0
    for k in np.setdiff1d(np.arange(PATIENTS), waited):
        before, after = lives[lives["patient"] == k], told[told["patient"] == k]
        if len(before) != len(after) or (before != after).any():
            shared = len(after) - int(after[-1]["event"] == DEATH)
            assert not difference(before[:shared], after[:shared])
            assert before[shared]["event"] == resource  # they were still in the queue when their story ended
        else:
            untouched += 1
    assert untouched > 20
    assert untouched + len(waited) <= PATIENTS


@pytest.mark.slow
def test_blocks_of_patients_are_one_big_block(engine, free, lives):
    edges = [0, 1, 400, 401, PATIENTS]
    blocks = [free.but(patients=stop - start, stream=(1, 0, start)) for start, stop in pairwise(edges)]
    assert not difference(np.concatenate([by_compiled(engine, block) for block in blocks]), lives)
    assert not difference(np.concatenate([by_process(block) for block in blocks]), lives)


def test_another_seed_or_replication_is_other_patients(engine, free):
    sizes = {
        tuple(drawn(engine, free.but(patients=3, stream=(*key, 0)))["volume_ml"])
        for key in [(0, 0), (1, 0), (0, 1), (1, 1)]
    }
    assert len(sizes) == 4
    assert RandomStream(0, 1).draw(0, 1, 0) != RandomStream(1, 0).draw(0, 1, 0)
