"""Authority: identities on 10,000 patients, and law 6: whoever is operated in neither of two worlds dies the same day."""

import numpy as np
import pytest

from haicsim.analysis.whatif.conversion import BEFORE, EVERYBODY, MARGINAL, NO_LONGER, NOT, NOW
from haicsim.analysis.whatif.question import WhatIf, what_if
from haicsim.analysis.whatif.two_worlds import decomposed
from haicsim.analysis.whatif.worlds import without_surgery, world
from haicsim.sim.criteria import BITS
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changed


def silent(what: str, share: float) -> None:
    pass


@pytest.mark.slow
def test_the_rate_asked_for_is_the_rate_of_the_run(kurume: Scenario, efficacy: WhatIf) -> None:
    moved = efficacy.lines[0].moved[0]
    again = run(moved.scenario, journal=False).counted
    assert again["converted"].mean() == moved.lever.rate == pytest.approx(0.3, abs=5e-4)
    assert moved.whom[NOW].people == again["converted"].sum()


@pytest.mark.slow
def test_on_fresh_patients_the_lever_gives_the_rate_within_chance(efficacy: WhatIf) -> None:
    """Of both: the search's 10,000 patients and the fresh 50,000."""
    moved = efficacy.lines[0].moved[0]
    assert moved.fresh is not None
    standard = np.sqrt(0.3 * 0.7 * (1 / 10_000 + 1 / 50_000))
    assert abs(moved.fresh.rate[0] - 0.3) < 3.0 * standard


@pytest.mark.slow
@pytest.mark.parametrize("named", ["efficacy", "forced"])
def test_the_groups_add_up_to_everybody(named: str, request: pytest.FixtureRequest) -> None:
    for moved in request.getfixturevalue(named).lines[0].moved:
        whom = moved.whom
        assert whom[NOW].people + whom[NOT].people == whom[EVERYBODY].people == 10_000
        assert whom[BEFORE].people + whom[MARGINAL].people == whom[NOW].people
        for which in (0, 1):
            parts = sum(whom[name].people * whom[name].months[which] for name in (NOW, NOT))
            assert parts == pytest.approx(10_000 * whom[EVERYBODY].months[which], abs=1e-6)
        assert moved.parts.parts.total == pytest.approx(whom[EVERYBODY].change[0], abs=1e-9)


def test_who_is_never_operated_gains_nothing_by_surgery(efficacy: WhatIf) -> None:
    moved = efficacy.lines[0].moved[0]
    assert moved.whom[NOT].gain == (0.0, 0.0, 0.0)


@pytest.mark.slow
def test_force_passes_over_nobody_who_is_unsafe_and_only_adds(kurume: Scenario, forced: WhatIf) -> None:
    moved = forced.lines[0].moved[0]
    assert moved.whom[NO_LONGER].people == 0
    assert moved.whom[NOT].change == (0.0, 0.0, 0.0)
    here = run(moved.scenario, journal=False).counted
    bits = {name: bit for bit, name in BITS.items()}
    converted = here[here["converted"]]
    assert not (converted["failing_now"] & (bits["liver"] | bits["fitness"])).any()
    assert (converted["failing_now"] & bits["response"]).any()


@pytest.mark.slow
def test_force_says_its_ceiling(forced: WhatIf) -> None:
    beyond = forced.lines[0].levers[1]
    assert not beyond.reached
    assert 0.3 < beyond.ceiling < 0.5
    assert beyond.ceiling == forced.lines[0].reach[1]


def test_a_tolerated_shortfall_of_nothing_is_the_reference_to_the_last_bit(kurume: Scenario) -> None:
    small = kurume.model_copy(update={"run": kurume.run.model_copy(update={"patients": 500})})
    tiny = changed(small, {"policy.tolerated_shortfall": 1e-12})
    assert run(small, journal=False).records.tobytes() == run(tiny, journal=False).records.tobytes()


def test_capacity_is_refused_where_nothing_is_scarce_and_moves_places_where_it_is(kurume: Scenario) -> None:
    from haicsim.analysis.whatif.mechanisms import mechanism
    from haicsim.sim.errors import InputError

    with pytest.raises(InputError, match="nothing is scarce in kurume"):
        mechanism(kurume, "capacity")
    scarce = load_scenario("kurume", ["capacity.infusion_bed=3", "capacity.theatre=1"])
    moved = mechanism(scarce, "capacity").at(scarce, 1.5)
    assert (moved.capacity.infusion_bed.places, moved.capacity.theatre.places) == (5, 2)


@pytest.mark.slow
def test_any_number_may_be_the_mechanism(kurume: Scenario) -> None:
    small = kurume.model_copy(update={"run": kurume.run.model_copy(update={"patients": 2000})})
    found = what_if(small, [0.24], ["tumour.kill_median"], ranges=False)
    assert found.lines[0].levers[0].value > kurume.tumour.kill_median.value


@pytest.mark.slow
def test_the_same_scenario_twice_is_no_change_at_all(kurume: Scenario) -> None:
    small = kurume.model_copy(update={"run": kurume.run.model_copy(update={"patients": 1000})})
    found = decomposed(small, small, silent)
    assert found.change == (0.0, 0.0, 0.0)
    assert all(each == (0.0, 0.0, 0.0) for each in found.intervals.values())


@pytest.mark.slow
def test_twins_add_up_to_the_difference_of_the_worlds(kurume: Scenario) -> None:
    from haicsim.analysis.whatif.twin import both_worlds, gains_table

    both = both_worlds(kurume, False, silent)
    gains = gains_table(both)
    here, there = world(kurume), world(without_surgery(kurume))
    assert gains.gain_months.sum() == pytest.approx(float(here.months.sum() - there.months.sum()), abs=1e-9)
    assert (gains.gain_months[~gains.converted] == 0.0).all()


def test_other_people_are_refused(kurume: Scenario) -> None:
    from haicsim.sim.errors import InputError

    with pytest.raises(InputError):
        decomposed(kurume, load_scenario("kurume", ["run.patients=10000", "population.age_mean=60"]), silent)
