"""The shipped posterior follows from its plan and from the model as it is: stale is a failure."""

from dataclasses import replace

import numpy as np
import pytest

from haicsim.analysis.calibration.calibrate import problem_of
from haicsim.analysis.calibration.evaluation import cells_at, digest_of
from haicsim.analysis.calibration.plan import load_plan
from haicsim.analysis.calibration.posterior import POSTERIORS, read_posterior
from haicsim.sim.scenario.load import load_scenario

NAMES = sorted(path.stem for path in POSTERIORS.glob("*.parquet"))


def test_there_is_one_for_the_reference():
    assert "kurume" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_its_plan_is_the_shipped_one_and_it_has_draws_enough(name):
    found = read_posterior(name)
    assert found.plan_digest == load_plan(found.plan).plan.digest, (
        "haicsim calibrate anew, and keep its answer"
    )
    assert len(found.values) >= 500
    assert len(found.witnesses) == 3


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_evaluated_again_its_witnesses_say_the_same(name):
    found = read_posterior(name)
    model = problem_of(load_plan(found.plan)).model
    settings = found.settings()
    for row, replication, digest in found.witnesses:
        cell = replace(cells_at(model, [settings[row]])[0], replication=replication)
        assert digest_of(model.run(cell)) == digest, (
            "the model is no longer that of the calibration: calibrate anew"
        )


def test_the_shipped_scenario_stands_in_the_middle_of_the_draws():
    """On the scale of each number: of logarithms, or as they are."""
    draws, scenario = read_posterior("kurume"), load_scenario("kurume")
    linear = {
        path for moved in load_plan("kurume").plan.move if moved.scale == "linear" for path in moved.paths
    }
    numbers = {path: number for path, _, number in scenario.numbers()}
    for path, column in zip(draws.paths, draws.values.T, strict=True):
        middle = column.mean() if path in linear else np.exp(np.log(column).mean())
        assert numbers[path].value == pytest.approx(middle, rel=1e-3)
        assert numbers[path].grade == "derived"
