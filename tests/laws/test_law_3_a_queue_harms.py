"""Law 3: more places never lower mean survival of all starters, a longer lead time or wait never raises it: a queue harms.

For means, not for each: whoever is operated later for want of a place may have escaped an operation that would have killed.
For each where what is waited for does nothing: then nobody's death moves, whoever waits, is granted a place, or is never
treated. A place gives no life of its own; what of the lifetime's hazard is spent stays spent.
Authority: the same patients in another hospital.
"""

import numpy as np
import pytest
from lives import COURSES, MANY, QUICK, ROUNDING, gain, live, longer, not_better, world

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


# courses of a drug that kills nothing; whatever is waited for changes nothing
USELESS = COURSES | {"kill_median_per_day": 0.0, "accept_stable_prob": 1.0, "port_failure_per_day": 0.0}


def check_useless(patients, engine, resource, every):
    hospital = world("kurume", patients, **USELESS).but(gap=2.0)
    untreated, free = live(hospital.but(haic=0.0), engine), live(hospital, engine)
    scarce = live(hospital.hospital({resource: 2}, {resource: every} if every else {}), engine)
    granted = scarce.journal[scarce.journal["event"] == GRANTED + resource]
    assert len(granted) > patients // 4
    assert (granted["value"] > 30.0).mean() > 0.2  # there is a queue, and places are granted after it
    died = np.isfinite(untreated.death)
    assert died.mean() > 0.9
    for a, b in ((scarce, free), (free, scarce), (scarce, untreated), (untreated, scarce)):
        assert longer(a, b) <= ROUNDING


@pytest.mark.parametrize(
    ("resource", "every"), [(BED, 0.0), (SUITE, 7.0), (CT, 7.0)], ids=["beds", "suite", "ct"]
)
def test_waiting_for_what_does_nothing_moves_nobodys_death(engine, resource, every):
    check_useless(QUICK // 2, engine, resource, every)


@pytest.mark.parametrize("what", SCARCE)
def test_more_places_never_lower_survival(engine, what):
    check_places(QUICK // 2, engine, what)


def test_waiting_never_raises_it(engine):
    check_waits(QUICK, engine)


@pytest.mark.slow
@pytest.mark.parametrize("what", SCARCE)
def test_more_places_never_lower_survival_of_twenty_thousand(engine, what):
    check_places(MANY, engine, what)


@pytest.mark.slow
def test_waiting_never_raises_that_of_twenty_thousand(engine):
    check_waits(MANY, engine)
