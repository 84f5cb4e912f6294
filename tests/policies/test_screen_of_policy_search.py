"""Authority: the screen a user sees. Every ending of a search for a policy is said in words, on 80 columns."""

from math import nan
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from haicsim.analysis.whatif.choices import Candidate, Choice, Option
from haicsim.analysis.whatif.coverage import Coverage, Ground
from haicsim.analysis.whatif.halving import Halved, Rung, Score
from haicsim.analysis.whatif.limits import limit_of
from haicsim.analysis.whatif.operations import MEASURES
from haicsim.analysis.whatif.policy_over_draws import OverDraws
from haicsim.analysis.whatif.policy_search import Fresh, Searched, Twice
from haicsim.show.policy_search import show_searched

DEAD = limit_of("dead90<0.05")
BOLDNESS = Choice("boldness", tuple(Option(f"{each}", {"policy.boldness": each}) for each in (1, 2)))
INTERVAL = Choice("interval", (Option("CT every month", {}),))
TRIED = (
    Candidate((0, 0), {}, ()),
    *(Candidate((1, 0), {"policy.boldness": 2}, (("boldness", f"number {k}"),)) for k in range(1, 12)),
)
SCORES = {
    place: Score(20.0 - place, np.full(10, 20.0 - place), numbers={"dead90<0.05": (0.06, 0.04, 0.08)})
    for place in range(12)
}
SAME = Twice((30.0, 29.0, 31.0), (29.5, 29.0, 30.0), (0.5, -0.5, 1.5))
FRESH = Fresh(5, SAME, SAME, SAME, {"dead90<0.05": ((0.04, 0.03, 0.06), True, (0.02, 0.01, 0.03))})
BOLD = Ground(
    "policy.boldness", 1.0, 2.0, "", (0.5, 1.5), "assumed", "a guess",
    (("policy.margin", "5 mm", "printed", "the paper"),), ("outside the range stated",),
)  # fmt: skip
ORDER = Ground("policy.criteria", ("liver",), ("liver", "hva"), "", None, "", "", (), ())
DAYS = Ground("policy.ct_interval", 60.0, 30.0, "day", (30.0, 90.0), "assumed", "a guess", (), ())


def searched(**changed: Any) -> Searched:
    """A search with a winner, a limit, an order of criteria and a number beyond its range, and what is asked for changed."""
    given: dict[str, Any] = {
        "scenario": SimpleNamespace(name="ours", title="ours", run=SimpleNamespace(patients=2000, seed=7)),
        "objective": MEASURES["rmst60_itt"], "limits": (DEAD,), "choices": (BOLDNESS, INTERVAL), "possible": 12,
        "excluded": 0, "tried": TRIED,
        "halved": Halved((Rung(2000, 12, 1, 11, 1, 30.0),), SCORES, 1, (2,)), "fresh": FRESH,
        "coverage": Coverage((BOLD, ORDER, DAYS), ("few are operated",)),
    }  # fmt: skip
    return Searched(**{**given, **changed})


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """The words on a screen of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")

    def screen(found: Searched) -> str:
        show_searched(found)
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= 80
        return " ".join(" ".join(lines).split())

    return screen


def test_a_winner_with_its_limits_its_equals_and_what_it_rests_on(said: Any) -> None:
    words = said(searched())
    for each in (
        "12 of 12 policies, the one as it is among them; up to 2,000 patients",
        "Limits: dead90<0.05.",
        "boldness 1 number 1",
        "interval CT every month the same",
        "on 5 sets of fresh patients its lead is smaller by +0.50 ± 1.00",
        "kept, not surely",
        "- boldness: number 2 (1.00 (1.00 to 1.00) less)",
        "policy.boldness: 2, as it is 1",
        "assumed, of 1: a guess. Range 0.5 to 1.5.",
        "rests on margin = 5 mm, printed: the paper.",
        "! outside the range stated.",
        "policy.ct_interval: 30 day, as it is 60 day",
        "Caution: few are operated",
        "haicsim policy compare ours 'policy.boldness=2; policy.boldness.range=[0.5, 2]; "
        "policy.criteria=[liver, hva]; policy.ct_interval=30'",
    ):
        assert each in words
    assert "drawn at random" not in words
    assert "left out" not in words


def test_policies_drawn_at_random_and_those_left_out_are_counted(said: Any) -> None:
    words = said(searched(possible=100, excluded=3))
    assert "12 of 100 policies, drawn at random (seed 7)" in words
    assert "3 more were drawn and left out: what they set contradicts itself." in words


def test_nobody_keeps_the_limits_and_it_is_said_by_how_much(said: Any) -> None:
    halved = Halved((Rung(2000, 12, 12, 0, None, nan),), SCORES, None, ())
    words = said(searched(halved=halved, fresh=None, coverage=None))
    assert "2,000 12 12 0 - " in words
    assert "No policy that was tried keeps the limits." in words
    assert "- as it is: dead90<0.05: 6.00% (4.00 to 8.00)" in words
    assert words.count("dead90<0.05: 6") == 8  # those that came furthest
    assert "The policy that does best" not in words


def test_the_policy_as_it_is_may_be_the_best_and_then_nothing_is_set(said: Any) -> None:
    halved = Halved((Rung(2000, 12, 0, 12, 0, 30.0),), SCORES, 0, ())
    words = said(searched(halved=halved, limits=(), coverage=Coverage((), ())))
    assert "The policy as it is does best of all that were tried." in words
    assert "Every other policy that came as far and keeps the limits is surely worse." in words
    for absent in (
        "the best's lead",
        "cost of choosing",
        "Limits:",
        "limit, fresh",
        "policy compare",
        "cover",
    ):
        assert absent not in words


def test_of_many_not_to_be_told_from_the_best_eight_are_named(said: Any) -> None:
    halved = Halved((Rung(2000, 12, 0, 12, 1, 30.0),), SCORES, 1, tuple(range(2, 12)))
    words = said(searched(halved=halved))
    assert words.count(" less)") == 8
    assert "and 2 more (--json lists them)" in words


def over(**changed: Any) -> OverDraws:
    given: dict[str, Any] = {
        "posterior": "kurume", "alarm": "", "draws": 40, "patients": 1000, "gain": 1.0,
        "parameters": (0.5, 1.0, 1.5), "chance": (0.8, 1.2), "ahead": 39, "of": 3, "best": 20, "level": 30,
        "best_of": {1: 20, 2: 15, 0: 5}, "broken": 0, "left_out": 0,
    }  # fmt: skip
    return OverDraws(**{**given, **changed})


def test_over_draws_of_a_posterior_its_lead_and_who_is_best_in_its_stead(said: Any) -> None:
    words = said(searched(over=over()))
    assert "It does better than the policy as it is in 39 of 40 draws." in words
    assert "Most often the best in its stead (15 draws): boldness: number 2." in words
    assert "breaks a limit" not in words
    words = said(searched(over=over(alarm="The series differ.", broken=4, left_out=2, best_of={1: 40})))
    assert "The series differ." in words
    assert "It breaks a limit in 4 of 40 draws." in words
    assert "2 draws contradict one of these policies and took no part." in words
    assert "in its stead" not in words
    assert "No draw goes with these policies." in said(searched(over=over(draws=0)))
