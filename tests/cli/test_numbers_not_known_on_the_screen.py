"""Authority: by hand. A number that is not known is a dash, one without an interval stands alone, and neither is "nan"."""

from math import nan
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from haicsim.analysis.experiments.capacity_limit import limit_of
from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.results.difference import RunDifference
from haicsim.analysis.studies import load_study
from haicsim.analysis.whatif.bias.estimate import Estimate
from haicsim.analysis.whatif.ranges import AS_IT_IS, ENDS, Ranged
from haicsim.commands.cache import _show as show_cache
from haicsim.show import (
    agreement,
    capacity,
    cohort,
    hospital,
    policy_numbers,
    reconstruction,
    whatif,
    whatif_bias,
)
from haicsim.show.policy_draws import _how_often
from haicsim.show.progress import duration
from haicsim.show.starters import interval
from haicsim.show.study_words import group_words

UNKNOWN = (nan, nan, nan)


def words(shown: Any) -> str:
    """What something looks like on a screen that is wide enough, its spaces made single."""
    console = Console(width=160, highlight=False)
    with console.capture() as capture:
        console.print(shown)
    return " ".join(capture.get().split())


def test_months_and_shares_of_a_what_if() -> None:
    assert whatif.months(UNKNOWN) == whatif.give_or_take(UNKNOWN) == whatif.percents(UNKNOWN) == "-"
    assert whatif.months((2.04, nan, nan), sign=True) == "+2.0"
    assert whatif.months((2.04, 1.0, 3.06)) == "2.0 (1.0 to 3.1)"
    assert whatif.give_or_take((-1.0, -3.0, 1.0)) == "-1.0 ± 2.0"
    assert whatif.percents((0.204, nan, nan)) == "20.4%"


def test_ranges_are_said_by_what_they_are_of_and_not_at_all_where_none_was_tried() -> None:
    draws = "100 draws of the posterior kurume"
    assert whatif.ranged(draws) == f"The ranges are the least and the most over {draws}, with fewer patients."
    assert "what the paper does not identify, one number at a time" in whatif.ranged(ENDS.words)
    own = (0.2, 0.1, 0.3)
    assert whatif.over_the_ranges(Ranged(own), percents=True) == ""
    there = Ranged(own, ((AS_IT_IS, own), ("high tumour.phi", (0.25, 0.2, 0.3))))
    assert whatif.over_the_ranges(there, percents=True) == f"20.0 ({AS_IT_IS}) to 25.0 (at high tumour.phi)"


@pytest.mark.parametrize(
    ("unit", "first", "bias", "shown"),
    [
        ("months", UNKNOWN, nan, ("-", "-", "-")),
        ("months", (8.0, -0.01, 9.96), 1.54, ("8.0 (0.0 to 10.0)", "+1.5", "-0.5")),
        ("hazard ratio", (0.5, 0.25, 1.0), 0.8, ("0.50 (0.25 to 1.00)", "x0.80", "-0.50")),
    ],
)
def test_what_a_method_reports(unit: Any, first: Any, bias: float, shown: tuple[str, str, str]) -> None:
    method = SimpleNamespace(unit=unit)
    each: Any = SimpleNamespace(method=method, first=Estimate(*first), bias=Estimate(bias, nan, nan))
    value = nan if shown[2] == "-" else -0.5
    assert (whatif_bias._first(each), whatif_bias._bias(each), whatif_bias._number(value, unit)) == shown


def test_outcomes_of_policies_have_one_decimal_more_or_a_dash() -> None:
    rate, months = OUTCOMES["conversion_rate"], OUTCOMES["rmst60"]
    assert policy_numbers.number(rate, nan) == policy_numbers.with_interval(months, UNKNOWN) == "-"
    assert policy_numbers.with_interval(rate, (0.12345, nan, nan), "+") == "+12.35%"
    assert policy_numbers.with_interval(rate, (0.5, 0.25, 0.75)) == "50.00% (25.00 to 75.00)"


def test_a_share_at_a_time_to_which_nobody_was_followed() -> None:
    assert interval((None, None, None)) == "not followed so long"
    assert interval((0.5, None, None)) == "50.0%"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(40, "40 s"), (720, "12 min"), (12_600, "3.5 h"), (181_440, "2.1 d"), (3_600, "1.0 h")],
)
def test_a_length_of_time_in_the_unit_that_suits_it(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_a_group_that_the_study_does_not_name_keeps_its_name() -> None:
    study = load_study("kurume")
    assert group_words(study, "all the others") == "all the others"
    assert group_words(study, "A") != "A"


def test_a_band_of_data_sets() -> None:
    none = {"middle": None, "low": None, "high": None, "known": 0.0}
    same = {"middle": 24.0, "low": 24.0, "high": 24.0, "known": 1.0}
    months = reconstruction._months
    assert reconstruction._band(None, months) == reconstruction._band(none, months) == "-"
    assert reconstruction._band(same, months) == "24.0"
    assert reconstruction._band(same | {"known": 0.25}, months) == "24.0 (in 25%)"
    assert (
        reconstruction._band(same | {"high": "not reached", "known": 0.001}, months)
        == "24.0 (24.0-NR, in <1%)"
    )


def test_what_a_reconstruction_could_not_do_is_said() -> None:
    about = {"doubtful": (), "assumed": (), "every_history_listed": False, "different": 7}
    console = Console(width=160, highlight=False)
    with console.capture() as capture:
        reconstruction._notes(console, "OS", about, 10)
    assert capture.get().splitlines() == [
        "OS: too many histories to list; those close in survival were taken together",
        "OS: only 7 different data sets were found; they are repeated",
    ]
    with console.capture() as capture:
        reconstruction._notes(console, "OS", about | {"every_history_listed": True, "different": 10}, 10)
    assert capture.get() == ""


def found(**changed: Any) -> Any:
    """Places counted: three tried, whose interval ends below the limit of one percentage point."""
    trial = SimpleNamespace(places=3, high=0.009)
    given = {
        "resource": "theatre", "limit": limit_of("conversion_loss<0.01"), "places": 3, "session_days": None,
        "trials": (trial,), "quarters": (),
    }  # fmt: skip
    return SimpleNamespace(**{**given, **changed})


def test_places_of_a_calendar_are_counted_by_session() -> None:
    assert capacity.answer(found()).startswith("3 theatres are enough to keep the loss of conversion_rate (")
    assert capacity.answer(found()).endswith(" below 1 percentage point.")
    assert capacity.answer(found(session_days=14.0)).startswith(
        "3 places of the theatre every 14 days are enough"
    )
    assert capacity.answer(found(session_days=7.0, places=1)).startswith(
        "1 place of the theatre every 7 days is"
    )


def test_whether_the_interval_reaches_the_limit_is_said_only_where_it_does() -> None:
    assert "reaches the limit" not in capacity._notes(found())
    wide = (SimpleNamespace(places=3, high=0.01),)
    assert "The interval of 3 reaches the limit: more patients" in capacity._notes(found(trials=wide))


def test_a_loss_and_a_demand_that_are_not_known() -> None:
    assert capacity._amount(nan, limit_of("wait_median<10")) == "-"
    assert capacity._amount(2.5, limit_of("wait_median<10")) == "2.5 days"
    console = Console(width=160)
    with console.capture() as capture:
        capacity._show_demand(console, found())
    assert capture.get().startswith("Demand by quarter: fewer than four quarters were simulated")


def test_a_team_beyond_its_follow_up_has_no_prediction_there() -> None:
    known: Any = SimpleNamespace(team=0.5, median=0.4, low=0.3, high=0.6, position=0.9)
    beyond: Any = SimpleNamespace(team=nan, median=nan, low=nan, high=nan, position=nan)
    assert cohort._at(known, "at 1 year", 100.0, "%") == ("at 1 year", "50%", "40%", "30% to 60%", "90%")
    assert cohort._at(beyond, "at 5 years", 100.0, "%") == ("at 5 years", "not known", "-", "-", "-")


def test_patients_left_out_of_a_team_and_those_with_few_like_them_are_counted() -> None:
    series = SimpleNamespace(file="team.csv", understood=("age", "sex"))
    counted = SimpleNamespace(series=series, left_out=3, unknown=0, rule="resected")
    alike = SimpleNamespace(sizes=np.array([10, 20, 400]), level=np.array([0, 2, 2]))
    unlike = SimpleNamespace(further=0.5, traits=())
    beside: Any = SimpleNamespace(
        counted=counted, scenario=SimpleNamespace(name="kurume"), alike=alike, unlike=unlike
    )
    assert list(cohort._read(beside))[1] == "Entry rule resected: 3 patients are left out."
    counted.left_out, counted.unknown = 0, 2
    assert list(cohort._read(beside))[1].endswith(
        "are left out; of 2 more it is not known whether they belong."
    )
    counted.unknown = 0
    assert len(list(cohort._read(beside))) == 1
    assert list(cohort._alike(beside))[1] == (
        "For 2 of the team too few were: those taken are alike in group and Child-Pugh only."
    )


def test_a_figure_of_which_no_study_was_simulated_and_a_group_of_few(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = {"unit": "share of 1", "middle": None, "low": None, "high": None}
    assert agreement._simulated(row) == "-"
    content: Any = {"counts": [], "thin_groups": ["A"], "wrong_models": []}
    console = Console(width=160, highlight=False)
    with console.capture() as capture:
        agreement.show_counts(console, content)
        agreement.show_wrong_models(console, content)
    assert capture.get() == "Few simulated patients in group A: their intervals are rough.\n"


def test_a_resource_that_nobody_waited_for_has_a_dash_for_its_wait() -> None:
    row = {
        "resource": "theatre", "places": 2, "session_days": None, "wait_median_days": None, "wait_p90_days": None,
        "utilisation": 0.25, "waited_over_a_month": None, "died_waiting": None, "found_progressed": None,
        "queue_mean": 0.0, "queue_most": 0,
    }  # fmt: skip
    assert words(hospital._table([row])).endswith(" theatre 2 25.0% - - - - 0.0 (0)")
    waited = row | {"wait_median_days": 3.0, "wait_p90_days": 9.0}
    assert words(hospital._table([waited])).endswith(" theatre 2 25.0% 3 (9) - - - 0.0 (0)")


def test_the_policy_as_it_is_does_not_do_better_than_itself() -> None:
    over: Any = SimpleNamespace(
        draws=40, ahead=39, of=3, best=20, level=30, best_of={0: 40}, broken=0, left_out=0
    )
    found: Any = SimpleNamespace(halved=SimpleNamespace(winner=0), tried=("as it is",))
    assert _how_often(found, over) == [
        "Of the 3 policies of the last rung it is the best in 20 of 40 draws, and the best or not distinguishable from it in "
        "30."
    ]
    found.halved.winner = 1
    assert _how_often(found, over)[0] == "It does better than the policy as it is in 39 of 40 draws."


def test_the_cache_without_candidates_and_after_it_was_cleared(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    show_cache("/there", {"a": 1_500_000, "b": 500_000}, cleared=False)
    assert capsys.readouterr().out.splitlines() == [
        "/there: 2.0 MB",
        "  compiled models: 2, 2.0 MB",
        "haicsim cache --clear removes it; what is needed is made again.",
    ]
    show_cache("/there", {"a": 1_500_000, "pools": 500_000}, cleared=True)
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first == "/there: 2.0 MB removed"
    assert last == "  simulated candidates for comparisons with a study: 0.5 MB"


def test_of_two_runs_it_is_said_who_is_compared_with_whom() -> None:
    said = [RunDifference((), (), *both).how for both in ((False, True), (True, False), (True, True))]
    assert said[0] == "another seed or size: other patients, not paired"
    assert said[1] == "the same random numbers, but other patients: paired by their numbers"
    assert said[2] == "the same patients with the same random numbers: paired"
