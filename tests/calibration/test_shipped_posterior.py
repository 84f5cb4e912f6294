"""The shipped posterior follows from its plan and from the model as it is: stale is a failure."""

from dataclasses import replace

import pytest

from haicsim.analysis.calibration.calibrate import problem_of
from haicsim.analysis.calibration.evaluation import cells_at, digest_of
from haicsim.analysis.calibration.plan import load_plan
from haicsim.analysis.calibration.posterior import POSTERIORS, read_posterior

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
