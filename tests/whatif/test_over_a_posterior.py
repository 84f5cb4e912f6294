"""Answers over draws of a posterior against the same scenarios written out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from haicsim.analysis.calibration.posterior import Posterior, as_parquet
from haicsim.analysis.whatif.question import what_if
from haicsim.analysis.whatif.ranges import AT_AN_END, ENDS, over_draws, where_else
from haicsim.analysis.whatif.twin import gainers
from haicsim.analysis.whatif.two_worlds import decomposed
from haicsim.analysis.whatif.worlds import sized, without_surgery, world
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.load import load_scenario

PATHS = ("tumour.kill_median", "tumour.phi")
VALUES = np.array([[0.018, 0.5], [0.026, 0.6], [0.022, 0.45]])
POSTERIOR = Posterior(PATHS, VALUES, "by hand", "0", "0", "kurume")


@pytest.fixture(scope="module")
def small():
    return load_scenario("kurume", ["run.patients=1000", "run.engine=compiled"])


def _by_hand(scenario, row):
    said = [f"{path}={value}" for path, value in zip(PATHS, VALUES[row], strict=True)]
    return load_scenario(
        "kurume", [*said, f"run.patients={min(AT_AN_END, scenario.run.patients)}", "run.engine=compiled"]
    )


@pytest.mark.slow
def test_gains_of_everybody_over_draws_are_those_of_the_scenarios_by_hand(small):
    found = what_if(small, [0.24], ["efficacy"], ranges=over_draws(POSTERIOR, 3)).lines[0].moved[0].months
    assert found.over == "3 draws of the posterior by hand"
    assert [where for where, _ in found.ends] == ["draw 1", "draw 2", "draw 3"]
    lever = what_if(small, [0.24], ["efficacy"], ranges=False).lines[0].levers[0].value
    for row, (_, interval) in enumerate(found.ends):
        there = load_scenario(
            "kurume",
            [
                *(f"{path}={value}" for path, value in zip(PATHS, VALUES[row], strict=True)),
                f"treatment.relative_kill={lever}",
                "run.patients=1000",
                "run.engine=compiled",
            ],
        )
        assert interval[0] == pytest.approx(world(there).months.mean(), rel=1e-12)


@pytest.mark.slow
def test_parts_of_a_change_lie_between_least_and_most_of_the_draws(small):
    other = load_scenario("kurume", ["run.patients=1000", "run.engine=compiled", "policy.ct_interval=1"])
    found = decomposed(small, other, lambda what, share: None, over_draws(POSTERIOR, 3))
    changes = [found.change[0]]  # as it is counts too
    for row in range(3):
        before = _by_hand(small, row)
        after = load_scenario(
            "kurume",
            [
                *(f"{path}={value}" for path, value in zip(PATHS, VALUES[row], strict=True)),
                "policy.ct_interval=1",
                "run.patients=1000",
                "run.engine=compiled",
            ],
        )
        changes.append(world(after).months.mean() - world(before).months.mean())
    assert found.ranges["change"] == pytest.approx((min(changes), max(changes)), rel=1e-9)
    assert found.over == "3 draws of the posterior by hand"


def test_a_number_that_the_scenario_sets_otherwise_is_refused_by_name():
    set_too = load_scenario("kurume", ["tumour.kill_median=0.02"])
    with pytest.raises(
        InputError, match=r"tumour\.kill_median: is set to 0\.02 in kurume, and by the posterior"
    ):
        list(over_draws(POSTERIOR, 2).worlds(set_too))


def test_a_posterior_named_stands_in_for_the_ranges(tmp_path, small):
    place = tmp_path / "p.parquet"
    place.write_bytes(as_parquet(replace(POSTERIOR)))
    where = where_else(True, place)
    assert where.words.endswith("by hand")
    assert where_else(True, None) is True
    assert where_else(False, None) is False
    gains = []
    for _, there in where_else(True, place).worlds(sized(small, patients=300)):
        here, without = world(there), world(without_surgery(there))
        gains.append(float((here.months - without.months)[gainers(here)["all"]].mean()))
    assert len(set(gains)) == 3


def test_the_ranges_are_called_what_they_are():
    assert ENDS.words == "the ranges of what the paper does not identify"
    assert ENDS.singly
