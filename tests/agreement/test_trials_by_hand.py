"""Authority: a hand calculation. Which wrong models are tried where, and what is said where there are too few patients.

What draws studies and compares them is played: a wrong model is its own pool, and its share is written beside it.
"""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from haicsim.analysis.validation import trials as module
from haicsim.analysis.validation.at_ends import AtEnd
from haicsim.analysis.validation.wrong_models import SIZES, Power, WrongModel

OWN = [np.zeros((2, 50))]
MODELS = [SimpleNamespace(name=name, claim=name, make=lambda *_, name=name: name) for name in "xyz"]
SCORED: Any = SimpleNamespace(
    study=SimpleNamespace(design=SimpleNamespace(entry_rule=SimpleNamespace(name="resected"))),
    targets=SimpleNamespace(size=18),
)


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Try x, y and z: nobody of z is operated, and of y too few for larger studies, or at the second end."""
    too_few = {("z", 1), ("y", SIZES[1]), ("y", SIZES[2])}
    monkeypatch.setattr(module, "ALTERNATIVE_MODELS", MODELS)
    monkeypatch.setattr(module, "vessel_codes", lambda study: None)
    monkeypatch.setattr(
        module, "drawn", lambda scored, pool, studies, size: None if (pool, size) in too_few else OWN
    )
    monkeypatch.setattr(module, "power", lambda targets, right, theirs, size: Power(18 * size, 0.5, 0.4, 0.6))
    monkeypatch.setattr(
        module, "in_halves", lambda scored, pool: None if (pool, scored.end) == ("y", "second") else [pool]
    )
    shares = {"x": {"first": 0.2, "second": 0.7}, "y": {"first": 0.4}}

    def beside(name: str, claim: str, targets: Any, own: Any, theirs: Any) -> WrongModel:
        share = shares[name][SCORED.end] if own is HALVES else 0.1
        return WrongModel(name, claim, 0.0, 0.0, 0.0, share, 0.0, 1.0)

    monkeypatch.setattr(module, "beside", beside)

    def say(what: str, share: float) -> None:
        SCORED.end = what.rpartition(" ")[2]
        said.append(what)

    said: list[str] = []
    scenario: Any = None
    people: Any = "own"

    def run(*ends: tuple[str, Any]) -> tuple[list[WrongModel], list[str]]:
        there = [AtEnd(where, scenario, people, own) for where, own in ends]
        return list(module.trials(scenario, people, SCORED, OWN, there, say)), said

    return run


HALVES = [np.ones((2, 25))]


def test_a_wrong_model_nobody_of_which_is_operated_is_left_out(tried: Any) -> None:
    found, said = tried()
    assert [each.name for each in found] == ["x", "y"]
    assert said == [f"Trying a wrong model: {name}" for name in "xyz"]
    assert [each.elsewhere.tried for each in found] == [0, 0]


def test_power_is_not_known_where_too_few_were_simulated_for_studies_of_that_size(tried: Any) -> None:
    (x, y), _ = tried()
    assert (
        [each.patients for each in x.power] == [each.patients for each in y.power] == [18 * k for k in SIZES]
    )
    assert [each.share for each in x.power] == [0.5] * len(SIZES)
    assert y.power[0].share == 0.5
    assert all(np.isnan((each.share, each.low, each.high)).all() for each in y.power[1:])


def test_at_an_end_of_too_few_patients_nothing_is_tried_and_the_worst_end_is_named(tried: Any) -> None:
    (x, y), said = tried(("first", HALVES), ("third", None), ("second", HALVES))
    assert (x.elsewhere.tried, x.elsewhere.worst, x.elsewhere.where) == (2, 0.7, "second")
    assert (y.elsewhere.tried, y.elsewhere.worst, y.elsewhere.where) == (1, 0.4, "first")
    assert said[3:] == [f"Trying wrong models with {end}" for end in ("first", "third", "second")]


def test_larger_studies_of_the_scenario_itself_may_be_too_few(tried: Any, monkeypatch) -> None:
    monkeypatch.setattr(module, "drawn", lambda scored, pool, studies, size: OWN if size == 1 else None)
    (x, *_), _ = tried()
    assert np.isnan(x.power[1].share)
    assert x.power[1].patients == 18 * SIZES[1]
