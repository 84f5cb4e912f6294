"""Law 3: more places never lower mean survival of all starters, a longer lead time or wait never raises it: a queue harms.

For means, not for each: whoever is operated later for want of a place may have escaped an operation that would have killed.
Where nobody is operated and the plan is fixed, nothing is escaped, and it holds for each: who waits for a bed gets the same
drug later, and no more of it; a drug that does nothing is worth no wait, and no wait for it costs or gives a day.
Authority: the same patients in another hospital.
"""

import numpy as np
import pytest
from lives import COURSES, MANY, NODES, QUICK, ROUNDING, gain, live, longer, not_better, world

from haicsim.sim.codes import BED, CT, GRANTED, MEETING, SUITE, THEATRE

SCARCE = {"beds": {BED: 1}, "suite": {SUITE: 1}, "theatre": {THEATRE: 1}, "meeting": {MEETING: 1}}
GAP = {"beds": 12.0, "suite": 1.0, "theatre": 12.0, "meeting": 12.0}  # days from one starter to the next
EVERY = {THEATRE: 56.0, MEETING: 28.0}


def with_places(patients, engine, what, places):
    (resource, _), period = *SCARCE[what].items(), {}
    hospital = (
        world("kurume", patients, per_year_per_day=1.0)
        .but(gap=GAP[what])
        .hospital(
            {resource: places} if places else {}, {resource: EVERY[resource]} if resource in EVERY else period
        )
    )
    return live(hospital, engine)


def check_places(patients, engine, what):
    few, more, unlimited = (with_places(patients, engine, what, places) for places in (1, 3, 0))
    assert not_better(few, more)
    assert not_better(more, unlimited)
    assert gain(unlimited, few)[0] > 0.0


def check_waits(patients, engine=None):
    usual = live(world("kurume", patients, lead_time_days=14.0, lead_scatter_days=0.0), engine)
    late, later = (
        live(world("kurume", patients, lead_time_days=days, lead_scatter_days=0.0), engine)
        for days in (60.0, 180.0)
    )
    assert not_better(late, usual)
    assert not_better(later, late)
    assert gain(usual, later)[0] > 0.0
    assert (
        gain(
            usual,
            live(
                world("kurume", patients, lead_time_days=14.0, lead_scatter_days=0.0, port_wait_days=90.0),
                engine,
            ),
        )[0]
        > 0.0
    )


def with_beds(patients, engine, beds, **changes):
    """Courses at fixed gaps, a starter every other day, so many beds for infusion; no port is lost."""
    fixed = world("kurume", patients, port_failure_per_day=0.0, **COURSES | changes).but(gap=2.0)
    return live(fixed.hospital({BED: beds} if beds else {}), engine)


def check_a_queue_for_a_bed(patients, engine):
    """By a fixed plan: later, no more than was planned, and nobody lives longer for it."""
    few, free = with_beds(patients, engine, 2), with_beds(patients, engine, 0)
    waited = few.record["infusion_bed_waited_days"] > 30.0
    assert waited.sum() > patients / 10
    planned = COURSES["max_courses"] * COURSES["later_cycles"]
    assert free.record["cycles"].max() == planned  # somebody had all of them
    assert (few.record["cycles"] <= free.record["cycles"]).all()
    gained, lost = longer(few, free), longer(free, few)
    assert gained < NODES
    assert lost > 30.0


def check_a_queue_for_nothing(patients, engine):
    """The bed was waited for and the drug does nothing: everybody dies on the same day, of the same cause."""
    few, free = (with_beds(patients, engine, beds, relative_kill=0.0) for beds in (2, 0))
    assert (few.record["infusion_bed_waited_days"] > 30.0).sum() > patients / 10
    assert (few.record["cycles"] < free.record["cycles"]).sum() > patients / 10
    gained, lost = longer(few, free), longer(free, few)
    assert gained < ROUNDING
    assert lost < ROUNDING
    np.testing.assert_array_equal(few.record["death_cause"], free.record["death_cause"])


# courses of a drug that kills nothing; whatever is waited for changes nothing
USELESS = COURSES | {"kill_median_per_day": 0.0, "port_failure_per_day": 0.0}


def check_grants_of_nothing(patients, engine, resource, every):
    """No place granted, waited for or not, gives back what is spent of a lifetime: all die when the untreated die."""
    hospital = world("kurume", patients, **USELESS).but(gap=2.0)
    untreated, free = live(hospital.but(haic=0.0), engine), live(hospital, engine)
    scarce = live(hospital.hospital({resource: 2}, {resource: every} if every else {}), engine)
    granted = scarce.journal[scarce.journal["event"] == GRANTED + resource]
    assert len(granted) > patients / 4
    assert (granted["value"] > 30.0).mean() > 0.2
    assert np.isfinite(untreated.death).mean() > 0.9
    for life in (free, scarce):
        assert max(longer(life, untreated), longer(untreated, life)) < ROUNDING


@pytest.mark.parametrize(
    ("resource", "every"), [(BED, 0.0), (SUITE, 7.0), (CT, 7.0)], ids=["beds", "suite", "ct"]
)
def test_a_place_granted_for_what_does_nothing_moves_no_death(engine, resource, every):
    check_grants_of_nothing(QUICK // 2, engine, resource, every)


@pytest.mark.parametrize("what", SCARCE)
def test_more_places_never_lower_survival(engine, what):
    check_places(QUICK // 2, engine, what)


def test_waiting_never_raises_it(engine):
    check_waits(QUICK, engine)


def test_by_a_fixed_plan_a_queue_for_a_bed_gives_nobody_more_drug_or_a_longer_life(engine):
    check_a_queue_for_a_bed(QUICK // 2, engine)


def test_a_queue_for_a_drug_that_does_nothing_moves_no_death(engine):
    check_a_queue_for_nothing(QUICK // 2, engine)


@pytest.mark.slow
@pytest.mark.parametrize("what", SCARCE)
def test_more_places_never_lower_survival_of_twenty_thousand(engine, what):
    check_places(MANY, engine, what)


@pytest.mark.slow
def test_waiting_never_raises_that_of_twenty_thousand(engine):
    check_waits(MANY, engine)


@pytest.mark.slow
def test_by_a_fixed_plan_no_queue_for_a_bed_helps_any_of_twenty_thousand(engine):
    check_a_queue_for_a_bed(MANY, engine)
    check_a_queue_for_nothing(MANY, engine)
