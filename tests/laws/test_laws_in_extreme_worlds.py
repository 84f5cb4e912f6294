"""Laws 1, 2 and 9 where parameters are extreme. Authority: the laws."""

import pytest
from lives import NO_HAZARD, NODES, ONE_COURSE, alike, live, longer, world

from haicsim.sim.codes import ALIVE, OF_OTHER_CAUSE

EXTREMES = {
    "every slot full": {"seeding_liver_per_day": 10.0, "seeding_beyond_per_day": 10.0},
    "sixty years": {"horizon_days": 21915.0, "horizon": 21915.0},
    "no resistance": {"resistance_median_per_day": 0.0},
    "no kill": {"kill_median_per_day": 0.0},
    "exposure at once": {"kappa_per_day": 100.0},
    "exposure that stays": {"kappa_per_day": 0.0001},
    "growth in days": {"tvdt_multiplier": 0.01},
    "hardly any growth": {"tvdt_multiplier": 100.0},
    "seeds seen at birth": {"seed_latency": 0.0},
    "shedding whatever the size": {"seeding_exponent": 0.0},
    "no load": {"load_exponent": 0.0},
}


@pytest.mark.slow
@pytest.mark.parametrize("extreme", EXTREMES)
def test_looks_do_not_matter_less_drug_helps_nobody_and_no_hazard_kills_nobody(extreme):
    base = world("kurume", 60, **(ONE_COURSE | {"max_courses": 1.0} | EXTREMES[extreme]))
    plain = live(base)
    assert alike(plain, live(base.but(ct_interval_days=20.0, ct_error=0.5)))
    assert longer(live(base.but(port_wait_days=60.0)), plain) < NODES
    assert longer(live(base.but(infusion_intensity=0.7)), plain) < NODES
    free = live(base.but(**NO_HAZARD)).record["death_cause"]
    assert ((free == OF_OTHER_CAUSE) | (free == ALIVE)).all()
