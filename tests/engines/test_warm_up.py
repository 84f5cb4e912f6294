"""Authority: the rule in words: who enters during the warm-up is not counted, and somebody must be."""

import pytest

from haicsim.sim.errors import InputError
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario


def test_a_run_in_which_nobody_is_counted_is_refused() -> None:
    scenario = load_scenario("kurume", ["arrivals.warm_up=1", "run.patients=5", "run.engine=process"])
    with pytest.raises(
        InputError, match=r"arrivals\.warm_up = 1 year: everybody enters before the warm-up ends"
    ):
        run(scenario)


def test_those_who_enter_after_the_warm_up_are_counted() -> None:
    scenario = load_scenario("kurume", ["arrivals.warm_up=1", "run.patients=300", "run.engine=process"])
    records = run(scenario, journal=False).records
    assert (records["counted"] == (records["entry_day"] >= 365.25)).all()
    assert 0 < records["counted"].sum() < 300
