"""Authority: the two engines, which must agree on any story; and, for the numbers, the closed forms of its clocks."""

import math

import numpy as np
import pytest

from benchmarks.speed import peer
from benchmarks.speed.worlds import World, peer_world
from haicsim.sim import stream_keys
from haicsim.sim.codes import (
    DEATH,
    GRANTED,
    HEPATECTOMY,
    INFUSION,
    OPERATING,
    RECURRED,
    STARTED,
    THEATRE,
    UNTIL_CT,
)
from haicsim.sim.journal import same


@pytest.fixture(scope="module")
def world() -> World:
    return peer_world(4000)


@pytest.fixture(scope="module")
def journal(world):
    return world.compiled()


def crowded(world: World, every: float) -> World:
    """The same patients, all arriving within days of one another, so that both theatres are full."""
    rows = world.rows.copy()
    rows["arrival"] = np.floor(np.arange(len(rows)) * every)
    return World(**(vars(world) | {"rows": rows}))


def days(journal, event, patients):
    """The day of each patient's first such event, inf where there was none."""
    first = np.full(patients, np.inf)
    rows = journal[journal["event"] == event]
    np.minimum.at(first, rows["patient"], rows["day"])
    return first


@pytest.mark.slow
@pytest.mark.parametrize("every", [3.0, 0.1, 0.0])
def test_both_engines_write_one_journal(every):
    world = crowded(peer_world(400), every)
    assert same(world.compiled(), world.simpy(world.cast()))


@pytest.mark.slow
def test_theatres_are_waited_for_when_patients_crowd(world):
    told = crowded(world, 0.0).compiled()
    waits = told["value"][told["event"] == GRANTED + THEATRE]
    assert waits.max() > 0.3
    running = told[told["event"] == OPERATING]["day"]
    ends = running + peer.NUMBERS["operation_days"]
    at_once = [(running <= day).sum() - (ends <= day).sum() for day in running]
    assert max(at_once) == peer.THEATRES


def test_one_patient_arrives_every_three_days(journal):
    entries = journal["day"][journal["event"] == STARTED]
    assert np.array_equal(entries, 3.0 * np.arange(4000))


def test_background_death_is_the_weibull_distribution_of_the_programme(world, journal):
    numbers = world.theta.copy()
    numbers["surgery_prob"] = 0.0
    told = World(**(vars(world) | {"theta": numbers})).compiled()
    lived = days(told, DEATH, 4000) - world.rows["arrival"]
    for t in (200.0, 900.0, 1500.0, 3000.0):
        expected = math.exp(-((t / 1500.0) ** 1.2))
        error = math.sqrt(expected * (1 - expected) / 4000)
        assert (lived > t).mean() == pytest.approx(expected, abs=4 * error)


def test_rounds_last_60_days_and_their_ct_ends_them_with_the_stated_probabilities(world, journal):
    infusions = journal[journal["event"] == INFUSION]
    counts = np.bincount(infusions["patient"], minlength=4000)
    assert counts.max() == 4 + 12 * 2
    patient = journal[journal["patient"] == np.argmax(counts)]
    begins = patient["day"][patient["event"] == INFUSION] - patient["day"][0]
    expected = [7.0 * k for k in range(4)] + [28.0 + 60.0 * r + 7.0 * k for r in range(12) for k in (0, 1)]
    assert np.array_equal(begins, expected)
    scans = (journal["event"] == UNTIL_CT).sum()
    operations = (journal["event"] == HEPATECTOMY).sum()
    error = math.sqrt(0.05 * 0.95 / scans)
    # some die between the CT's planning and the operation: never more than the stated share, nor much less
    assert 0.05 - 6 * error < operations / scans < 0.05 + 4 * error


def test_recurrence_and_death_after_it_are_weibull_once_background_death_is_switched_off(world):
    numbers = world.theta.copy()
    numbers["background_scale_days"] = 1e9
    numbers["surgery_prob"], numbers["progression_prob"] = 1.0, 0.0
    told = World(**(vars(world) | {"theta": numbers, "horizon": 1e7})).compiled()
    operated, recurred, died = (days(told, event, 4000) for event in (HEPATECTOMY, RECURRED, DEATH))
    early = recurred - operated < 20.0  # noted at the end of the stay in the ward, at the earliest
    to_recurrence = np.where(early, 0.0, recurred - operated)
    for t in (100.0, 600.0, 1500.0):
        expected = math.exp(-((t / 600.0) ** 0.9))
        error = math.sqrt(expected * (1 - expected) / 4000)
        assert (to_recurrence > t).mean() == pytest.approx(expected, abs=4 * error)
    after = (died - recurred)[~early]
    expected = math.exp(-((900.0 / 900.0) ** 1.1))
    assert (after > 900.0).mean() == pytest.approx(
        expected, abs=4 * math.sqrt(expected * (1 - expected) / len(after))
    )


def test_the_addresses_of_its_luck_are_its_own():
    assert len(peer.OCCASIONS) == 4
    assert not peer.OCCASIONS.keys() & stream_keys.NAMES.keys()
