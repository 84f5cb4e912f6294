"""An outcome that is set as if it were an input: the answer names inputs that are there."""

import pytest
from commands import here

from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.show.levers import levers
from haicsim.sim.scenario.modify import changeable


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_lever_is_an_input(outcome: str) -> None:
    known = {path.rpartition(".")[0] for path in changeable()} | set(changeable())
    assert levers(outcome)
    assert set(levers(outcome)) <= known


def test_an_outcome_that_is_set_is_answered_with_what_moves_it(capfd: pytest.CaptureFixture[str]) -> None:
    assert here("check", "kurume", "--set", "conversion_rate=0.3") == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert "--set conversion_rate=0.3" in err
    assert "conversion_rate is an outcome" in err
    assert "policy.boldness" in err


def test_any_other_unknown_name_is_no_outcome(capfd: pytest.CaptureFixture[str]) -> None:
    assert here("check", "kurume", "--set", "conversion_rat=0.3") == 2
    assert "is an outcome" not in capfd.readouterr().err
