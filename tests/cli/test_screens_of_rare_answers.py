"""Authority: by hand. What a screen says where an answer is rare: nobody differs, nothing was found, nothing could be kept."""

from dataclasses import replace
from math import inf, nan
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from haicsim.analysis.calibration.uncertain import Uncertain
from haicsim.analysis.experiments.summary import Line
from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.sensitivity.compatible import LeftOutFactor
from haicsim.analysis.sensitivity.factors import Factor
from haicsim.analysis.sensitivity.oneway import Swing
from haicsim.analysis.sensitivity.report import SensitivityReport
from haicsim.analysis.validation.looks import Looked, Looks
from haicsim.analysis.validation.trial_predictions import Prediction
from haicsim.analysis.validation.validate import Contrast, Validation
from haicsim.analysis.whatif.bias.estimate import Estimate
from haicsim.analysis.whatif.bias.methods import METHODS
from haicsim.analysis.whatif.bias.repeat import Reported
from haicsim.analysis.whatif.twin import BothWorlds, both_worlds, twin_of
from haicsim.analysis.whatif.worlds import without_surgery
from haicsim.show.lists import outcome_rows, show_outcomes
from haicsim.show.screen import screen, show_rows
from haicsim.show.sensitivity import show_answers, show_left_out, show_over_posterior
from haicsim.show.sweep import show_lines
from haicsim.show.validation import show_validation
from haicsim.show.whatif_bias import show_bias
from haicsim.show.whatif_breakeven import _over_ranges
from haicsim.show.whatif_twin import show_twin
from haicsim.show.whatif_twins import show_twins
from haicsim.sim.scenario.load import load_scenario

RATE, MONTHS = OUTCOMES["conversion_rate"], OUTCOMES["rmst60"]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """What has been shown on a screen of 100 columns, its spaces made single."""
    monkeypatch.setenv("COLUMNS", "100")

    def words() -> str:
        shown = capsys.readouterr()
        return " ".join((shown.out + shown.err).split())

    return words


def test_registries_in_which_surgery_is_useless_and_enough_are_left_unoperated(said: Any) -> None:
    none = Estimate(nan, nan, nan)
    naive = Reported(METHODS[0], Estimate(0.0, 0.0, 0.0), Estimate(9.0, 8.0, 10.0), 9.5, (8.0, 11.0),
                     Estimate(9.5, 9.0, 10.0), 0, 1, np.empty((1, 3)))  # fmt: skip
    cox = Reported(METHODS[4], none, none, nan, (nan, nan), none, 0, 0, np.empty((1, 3)))
    scenario = SimpleNamespace(title="Ours", run=SimpleNamespace(patients=500, seed=7))
    asked = SimpleNamespace(scenario=scenario, useless=True, until=60.0)
    found: Any = SimpleNamespace(
        asked=asked, registries=1, reported=(naive, cox), patients=400.0, converted=80.0, operated=60.0, supported=20.0,
        of=lambda key: naive,
    )  # fmt: skip
    show_bias(found)
    words = said()
    assert (
        "Ours: 1 registry of 500 patients, seed 7. Surgery is made useless: everybody dies as they" in words
    )
    assert "surgery gains 9.5 months within 60; it gains 0.0: 9.5 too many, and 0 of 1 intervals" in words
    assert "- - - 0 of 0" in words
    assert "rests on these." in words
    asked.useless, found.supported = False, 19.0
    show_bias(found)
    words = said()
    assert "useless" not in words
    assert "rests on these, who are too few: its interval is too narrow" in words


def prediction(figure: str) -> Prediction:
    return Prediction(
        "one", "folfox", figure, 70, "percent", 12.0, 10.0, 7.0, 14.0, 0.5, False, np.array([10.0])
    )


def test_two_arms_that_fare_the_other_way_round_and_looks_that_were_not_kept(said: Any) -> None:
    other = Contrast("one", "two", "median_os", 0.8, 1.25, 1.0, 1.5)
    show_validation(Validation((prediction("os_1_years"),), (other,)), Looks("", (), 0, "no home"))
    words = said()
    assert (
        "one to two, median survival: ratio 0.80 printed, 1.25 simulated (1.00 to 1.50); the other direction, within a "
        "factor of 1.56." in words
    )
    assert "times the simulated" not in words
    assert words.endswith("This look could not be recorded.")
    looks = Looks("/somewhere/looks.jsonl", (Looked("one", 2, 1), Looked("two", 2, 1)), 1)
    show_validation(Validation((prediction("median_os"),), ()), looks)
    words = said()
    assert "Printed median overall survival is 1.20 times the simulated" in words
    assert (
        "one, two: looked at 2 times with one parameter set Recorded in /somewhere/looks.jsonl. 1 line of"
        in words
    )
    show_validation(Validation((prediction("orr"),), ()), Looks("", (), 1200))
    words = said()
    assert "the less of a test 1,200 lines of the record cannot be read and do not count." in words
    assert "ecorded" not in words


def test_rows_too_wide_for_the_screen_stand_one_cell_below_the_other(capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("COLUMNS", "24")
    show_rows(screen(), ("name", "at the low end", "at the high end"), [("policy.refusal", "0.1", "0.3")])
    assert capsys.readouterr().out.splitlines() == [
        "", "  name", "  policy.refusal", "    at the low end  0.1", "    at the high end  0.3", "",
    ]  # fmt: skip


def lines(scenario: str, many: int) -> list[Line]:
    return [
        Line(
            scenario,
            (("policy.refusal", k / 100), ("policy.boldness", 1.0 + k)),
            "os60",
            0.5,
            0.4,
            0.6,
            10,
            0,
        )
        for k in range(many)
    ]


def test_a_sweep_of_many_settings_shows_thirty_and_counts_the_rest(said: Any, monkeypatch: Any) -> None:
    show_lines("Which?", lines("kurume", 30))
    assert "more, in summary.csv" not in said()
    show_lines("Which?", lines("kurume", 32))
    words = said()
    assert words.endswith("... and 2 settings more, in summary.csv")
    assert words.count(" 50 40\N{EN DASH}60 ") == 30
    monkeypatch.setenv("COLUMNS", "50")
    show_lines("Which?", lines("a-scenario-of-a-long-name", 1) + lines("kurume", 1))
    words = said()
    assert "scenario, policy refusal," in words
    assert "kurume, 0, 1 50 40" in words


def test_a_word_that_no_outcome_has(said: Any) -> None:
    show_outcomes(outcome_rows("nonsense"), json=False)
    assert said().endswith("No outcome has that word in its name, label or meaning.")
    show_outcomes(outcome_rows("nonsense"), json=True)
    assert said() == "[]"
    show_outcomes(outcome_rows("conversion_rate"), json=False)
    assert "No outcome" not in said()


@pytest.fixture(scope="module")
def both() -> BothWorlds:
    """Four people in a hospital with one theatre, none of whom is ever operated: all lives are the same in both worlds."""
    overrides = ["run.patients=4", "run.engine=process", "capacity.theatre=1", "arrivals.warm_up=0"]
    return both_worlds(without_surgery(load_scenario("kurume", overrides)), True, lambda what, share: None)


def test_a_life_without_an_operation_is_one(both: BothWorlds, said: Any) -> None:
    same = twin_of(both, 1)
    assert same.fork_day == inf
    show_twin(same, "kurume")
    words = said()
    assert "Nothing differs: an operation was never offered, so the two lives are one." in words
    assert "not a forecast" not in words


def test_where_something_is_scarce_the_twin_lives_in_another_hospital(both: BothWorlds, said: Any) -> None:
    same = twin_of(both, 1)
    assert same.scarce
    later = replace(same, fork_day=same.operated.report.items[1].day)
    for scarce in (True, False):
        show_twin(replace(later, scarce=scarce), "kurume")
        words = said()
        assert ("so the twin lives in another hospital" in words) == scarce
        assert "a difference of +0.0." in words


def test_a_group_of_whom_nobody_was_operated_has_no_row(both: BothWorlds, said: Any) -> None:
    show_twins(both)
    words = said()
    assert "all who start 4 " in words
    for absent in ("the operated 0", "A, Vp3/4", "B, Vv2/3", "C, neither", "nan"):
        assert absent not in words


def swing(end: str, change: float, half: float, reduction: float = nan) -> Swing:
    return Swing(
        "policy.refusal", end, 0.1, change, change - half, change + half, half > abs(change), reduction
    )


def test_what_an_outcome_hinges_on_with_its_noise_and_what_is_explained(said: Any) -> None:
    pair = (swing("low", -0.1, 0.02), swing("high", 0.01, 0.02))
    show_answers([SensitivityReport(RATE, pair, base=0.25), SensitivityReport(MONTHS, (), 0.04, 0.81)])
    words = said()
    assert "As it is: 25%." in words
    assert "policy.refusal 0.1: -10 (-12 to -8) 0.1: 1 (-1 to 3) (noise?)" in words
    assert "Common random numbers" not in words
    assert (
        "4% of its variance over the points is random noise (the patients' luck). The draws explain 81%"
        in words
    )
    assert words.count("parameters shown") == 1
    show_answers(
        [SensitivityReport(RATE, (swing("low", -0.1, 0.02, 4.0), swing("high", 0.1, 0.02, 9.0)), base=0.25)]
    )
    assert said().endswith("the variance of a difference is 1/9 of that of unpaired runs (median).")


def test_numbers_that_are_not_moved_are_named_with_those_they_contradict(said: Any) -> None:
    show_left_out([LeftOutFactor("a.b", ("c.d", "e.f"), "too large"), LeftOutFactor("g.h", (), "too small")])
    assert said() == "Not moved: a.b beside c.d and e.f: too large Not moved: g.h: too small"


def test_over_a_posterior_the_alarm_the_intervals_and_what_moves_together(said: Any) -> None:
    factor = Factor("a.b", 0.0, 1.0, 0.5, "", (("c.d", 2.0),))
    mine: Any = SimpleNamespace(
        posterior=SimpleNamespace(alarm="The series differ."), factors=(factor,), together=()
    )
    rows = [Uncertain("conversion_rate", 0.2, (0.1, 0.2, 0.3), (0.15, 0.25))]
    show_over_posterior("oneway", mine, rows)
    words = said()
    assert "Over draws of the posterior The series differ." in words
    assert "20.0% 20.0% (10.0-30.0) 15.0-25.0" in words
    assert "c.d moves with a.b, by the same factor, as in the calibration." in words
    assert words.endswith("the others stay in the middle of theirs.")
    mine.factors = ()
    show_over_posterior("oneway", mine, rows)
    assert "by the same factor" not in said()


def test_a_break_even_over_ranges_of_which_some_have_none() -> None:
    factor = Factor("policy.refusal", 0.0, 1.0, 0.5, "month")
    each: Any = SimpleNamespace(
        factor=factor, over="the ranges", ends=(("low", (0.25,), 1.0), ("high", (), 2.0))
    )
    assert _over_ranges(each) == (
        "Over the ranges it lies from 0.25 month (at low) to 0.25 month (at low); at 1 end it is above nothing "
        "throughout, at 0 below."
    )
    each.ends = (("low", (), -1.0), ("high", (), -2.0))
    assert _over_ranges(each) == "Over the ranges there is none either."
