"""Authority: by hand, from answers of a few numbers: what a report says of them, and what it does not say."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from haicsim.analysis.report import (
    bias_pages,
    calibration_pages,
    capacity_pages,
    decomposition_pages,
    landmarks,
    methods,
    numbers,
    policy_pages,
    run_pages,
    search_pages,
    sensitivity_pages,
    sweep_pages,
    whatif_pages,
)
from haicsim.analysis.report.blocks import Figure, Table, Words
from haicsim.analysis.report.sources import SensitivitySource, SweepSource
from haicsim.sim.scenario.load import load_scenario

NOT_COMPARED = "No setting is compared with another, so no difference is said."


def texts(sentences: Any) -> list[str]:
    return [each.text for each in sentences]


def row(**changed: str) -> dict[str, str]:
    """One line of a sweep or of its differences: 20 of a hundred, give or take one."""
    given = {
        "scenario": "kurume", "policy.refusal": "0.1", "outcome": "conversion_rate", "mean": "0.2", "change": "0.2",
        "low": "0.19", "high": "0.21", "cells": "3", "failed": "0", "reference": "the first",
    }  # fmt: skip
    return {**given, **changed}


def test_numbers_of_a_sweep_have_the_digits_their_interval_leaves() -> None:
    assert sweep_pages.told(row(), "mean") == "20.0 (19.0 to 21.0)"
    assert sweep_pages.told(row(mean=""), "mean") == "-"
    assert sweep_pages.told(row(low="", high=""), "mean") == "20"
    assert sweep_pages.told(row(low="0.2", high="0.2"), "mean") == "20.0 (20.0 to 20.0)"
    assert sweep_pages.told(row(outcome="of old"), "mean") == "0.200 (0.190 to 0.210)"
    assert sweep_pages.heading("of old") == "of old"
    assert sweep_pages.heading("conversion_rate").endswith(" (%)")


def test_a_sweep_of_one_setting_has_no_difference_and_maybe_no_figure() -> None:
    alone = SweepSource(Path("one"), [row()], [], {}, None)
    answer = sweep_pages.sweep_pages(alone)
    assert answer[1].blocks[0].items == (NOT_COMPARED,)  # type: ignore[union-attr]
    assert answer[2].blocks[0].text.startswith("There are no differences: the sweep has one")  # type: ignore[union-attr]
    pair = SweepSource(Path("two"), [row()], [row(), row(low="", high="")], {}, b"png")
    answer = sweep_pages.sweep_pages(pair)
    table, figure = answer[2].blocks
    assert isinstance(table, Table)
    assert [each[3] for each in table.rows] == ["yes", "no"], "without an interval nothing is sure"
    assert isinstance(figure, Figure)
    assert texts(sweep_pages.sentences(pair))[0].endswith("zero: 1 of 2 differences from the first.")


def index(outcome: str, path: str, measure: str, value: float) -> dict[str, str]:
    return {
        "outcome": outcome, "path": path, "measure": measure, "value": f"{value}", "low": "", "high": "",
        "below_noise_floor": "False",
    }  # fmt: skip


def test_what_each_outcome_depends_on_by_the_first_index_alone() -> None:
    rows = [
        index("os60", "a", "S1", 0.5), index("os60", "b", "S1", 0.3), index("os60", "b", "ST", 0.9),
        index("os12", "a", "S1", 0.1), index("os36", "a", "S1", 0.1),
    ]  # fmt: skip
    asked = SensitivitySource(Path("kept"), rows, {"vary.a": [0.0, 2.5]}, {})
    said = texts(sensitivity_pages._sentences(asked, ["os60"]))
    assert said[0].endswith(" depends most on a, then b.")
    assert said[1].startswith("How likely each value within a range is, is not said")
    three = texts(sensitivity_pages._sentences(asked, ["os60", "os12", "os36"]))
    assert len(three) == 3, "one for each outcome, no more"
    table = sensitivity_pages._table(rows, "os60")
    assert [each[:3] for each in table.rows] == [("a", "0.5", "-"), ("b", "0.3", "0.9")]
    moved = sensitivity_pages._moved(asked)
    assert isinstance(moved, Table)
    assert moved.rows == (("a", "0 to 2.5"),)
    drawn = SensitivitySource(Path("kept"), rows, {"draws": "x"}, {})
    assert sensitivity_pages._moved(drawn) == Words("The ranges are those of the draws.")
    both = [sensitivity_pages._said(name, f"{name}-os60", ["os60"])[:25] for name in ("twoway", "morris")]
    assert both == ["A map of alive 5 y from i", "The heaviest numbers for "]


def test_a_search_in_which_nobody_keeps_the_limits() -> None:
    answer = {"winner": None, "fresh": None, "tried": 1200, "maximised": "rmst60_itt"}
    assert texts(search_pages._sentences(answer)) == ["No policy that was tried keeps the limits."]
    assert search_pages._found(answer) == (Words("There is no policy to describe."),)


def test_a_search_says_its_cautions_where_there_are_any() -> None:
    part = {"value": 0.5, "low": 0.1, "high": 0.9}
    answer: dict[str, Any] = {
        "winner": {"words": {}}, "fresh": {"gain": {"fresh": part}, "cost_of_choosing": part, "replications": 5},
        "tried": 12, "maximised": "rmst60_itt", "not_distinguishable": [1, 2], "coverage": {"cautions": []},
    }  # fmt: skip
    assert texts(search_pages._sentences(answer))[2] == "2 other policies cannot be told apart from it."
    answer["coverage"]["cautions"] = ["Few are operated."]
    assert texts(search_pages._sentences(answer))[2].endswith("told apart from it. Few are operated.")
    assert [search_pages._value(each) for each in (["liver", "hva"], 0.5, 3)] == ["liver, hva", "0.5", "3"]


def method(key: str, value: float | None, covered: int) -> dict[str, Any]:
    return {
        "key": key, "name": key, "unit": "months", "mean": value, "truth": {"value": -0.01}, "covered": covered, "studies": 4,
    }  # fmt: skip


def test_registries_of_many_left_unoperated_and_of_one_method_alone() -> None:
    answer: dict[str, Any] = {
        "methods": [method("naive", None, 0)], "until_months": 60.0, "patients": 400.0, "operated": 60.0, "supported": 20.0,
    }  # fmt: skip
    first, second = texts(bias_pages._sentences(answer))
    assert "surgery gains - months within 60; it gains 0.0, and 0 of 4" in first
    assert second.endswith("20 judged resectable and left unoperated.")
    answer |= {
        "methods": [*answer["methods"], method("cox", 1.0, 1), method("ccw", 1.0, 4)],
        "supported": 19.0,
    }
    _, best, few = texts(bias_pages._sentences(answer))
    assert best == "Of the other methods the intervals of ccw hold the truth most often: 4 of 4."
    assert few.endswith("left unoperated, who are too few: what an emulated trial says rests on them.")
    months = {"unit": "months"}
    assert bias_pages._interval(months, {"value": 1.0, "low": None, "high": None}) == "1.0"
    assert bias_pages._interval(months, {"value": None, "low": None, "high": None}) == "-"
    assert bias_pages._interval(months, {"value": 1.0, "low": -0.01, "high": 2.0}) == "1.0 (0.0 to 2.0)"


def test_one_place_is_the_fewest_and_a_loss_may_lack_its_interval() -> None:
    trial = {"places": 1, "value": 0.15, "loss": 0.008, "low": None, "high": None, "kept": True}
    answer = {
        "keep": "conversion_loss<0.01", "unit": "share of 1", "resource": "theatre", "places": 1, "session_days": 14.0,
        "trials": [trial],
    }  # fmt: skip
    first, second = texts(capacity_pages._sentences(answer))
    assert first.startswith("1 place of the theatre every 14 days is enough to keep the loss of ")
    assert second.startswith("How many are enough with other referrals")
    assert capacity_pages._measured(answer, trial) == "0.8 percentage points"
    assert capacity_pages._amount(answer, None) == "-"


def test_a_calibration_without_alarm_says_by_how_much_its_emulator_is_off() -> None:
    answer: dict[str, Any] = {
        "posterior": {"alarm": ""}, "emulator_error": {"lai": 0.2, "gao": 0.4}, "independent_draws": 1234.0,
    }  # fmt: skip
    said = calibration_pages._trust(answer)
    assert "off by 0.40 standard deviations of a study at most (gao), and the draws count as 1,2" in said.text
    assert said.firmness == "said with its margin"
    answer["emulator_error"]["lai"] = 0.5
    assert calibration_pages._trust(answer).firmness.startswith("with care")
    pair = {"first": "a", "second": "b", "correlation": -0.8}
    (table,) = calibration_pages._together({"together": [pair]})
    assert isinstance(table, Table)
    assert table.rows == (("a", "b", "-0.80"),)


def test_two_worlds_that_are_the_same_have_no_largest_part() -> None:
    none = {"value": 0.0, "low": 0.0, "high": 0.0}
    answer = {
        "a": "one", "b": "other", "change": none, "ranges": {}, "over": "", "parts": {"more_operated": none},
        "operated": {"before": 9, "after": 9, "both": 9},
    }  # fmt: skip
    first, second = texts(decomposition_pages._sentences(answer))
    assert first.endswith("+0.00 (+0.00 to +0.00) for all who start.")
    assert second == "9 are operated with one and 9 with other, 9 of them in both."


def test_three_policies_leave_no_room_to_count_what_moved() -> None:
    outcome = {"outcome": "rmst60_itt", "change": 1.0, "low": 0.5, "high": 1.5, "verdict": "moved"}
    each = {"name": "bold", "main": "rmst60_itt", "over_the_ranges": {"ends": []}, "outcomes": [outcome]}
    asked = [{"reference": "kurume", "policies": [each] * many} for many in (2, 3)]
    said = [texts(policy_pages._sentences(answer)) for answer in asked]
    assert [len(some) for some in said] == [3, 3]
    assert said[0][2].startswith("Under bold 1 of 1 outcomes moved")
    assert said[1][2] == said[1][0]
    assert policy_pages.named("of old") == "of old"


def test_a_rate_without_its_parts() -> None:
    change = {"value": 1.0, "low": 0.5, "high": 1.5, "ends": [], "sign": "not known"}
    mechanism = {"name": "efficacy", "caveat": ""}
    said = whatif_pages._of_rate(0.2, "With drugs", mechanism, {"target": 0.3, "change": change})
    assert said.text.startswith(
        "With drugs, at 30.0% instead of 20.0%, the change in months lived of 60 is 1.0"
    )
    assert said.text.endswith("1.0 (0.5 to 1.5) for all who start."), "and nothing of parts"


def test_no_vessel_disease_of_both_kinds_and_no_share_are_said_as_nothing() -> None:
    assert run_pages._both({"started": 0, "converted": 0, "operated": 0}) == ""
    said = run_pages._both({"started": 3, "converted": 2, "operated": 1})
    assert said.endswith("3 started, 2 converted, 1 operated.")
    assert numbers.share((None, None, None)) == "-"
    assert numbers.share((0.2, None, None)) == "20.0%"


def source(**answer: Any) -> Any:
    return SimpleNamespace(scenario=load_scenario("kurume"), study=None, answer=answer)


def test_the_third_sentence_is_the_most_telling_claim_that_is_there() -> None:
    rest = {"firmness": "", "rests_on": ""}
    claims = [{"about": name, "sentence": name, **rest} for name in ("agreement, all", "other")]
    assert run_pages._third(source(agreement={"claims": claims})).text == "agreement, all"
    none = run_pages._third(source(agreement={"claims": claims[1:]}))
    assert (none.text[:35], none.firmness) == ("What surgery gains is not said: not", "withheld")


def test_the_ledger_of_a_comparison_stands_in_the_methods() -> None:
    claim = {"about": "gain", "firmness": "withheld", "sentence": "Not known.", "rests_on": "18 patients"}
    count = {"part": "survival", "inside": 3, "of": 4, "own_middle": 4, "own_low": 2, "own_high": 4}
    words, table = methods._agreement(source(agreement={"counts": [count], "claims": [claim]}))
    assert isinstance(words, Words)
    assert words.text.startswith("Survival: 3 of 4 usable printed figures")
    assert isinstance(table, Table)
    assert table.rows == (("gain", "withheld", "Not known.", "18 patients"),)
    (none,) = methods._agreement(source(agreement=None))
    assert isinstance(none, Words)
    assert none.text.startswith("Not compared with simulated studies of the published size")


def test_a_landmark_beside_studies_of_its_size_and_what_was_not_printed() -> None:
    place = {"group": "Vp3/4", "months": 36.0, "endpoint": "OS"}
    ends = {"printed": 44.0, "printed_low": 14.0, "printed_high": 79.0, "simulated": 30.0, "n": 9}
    mine = place | ends | {"simulated_low": 28.0, "simulated_high": 32.0, "simulated_in_printed_interval": True}  # fmt: skip
    told = ("OS, Vp3/4", "3", "44% (14 to 79)", "9", "30% (28 to 32)")
    assert landmarks._row(source(), mine) == told, "the study is gone: names as printed"
    assert landmarks._row(source(), mine | {"group": "A"})[0] == "OS, A"
    study: dict[str, Any] = {"middle": 30.0, "low": 5.0, "high": 40.0, "joint": False, "mark": "usable"}
    study["printed_in_predictive_interval"] = False
    agrees: list[tuple[dict[str, Any], str]]
    agrees = [({}, "NO"), ({"joint": True}, "judged together"), ({"mark": "doubtful"}, "doubtful")]
    for changed, said in agrees:
        assert landmarks._inside(mine, {("OS", "Vp3/4", 36.0): study | changed}) == ("30% (5 to 40)", said)
    assert landmarks._inside(mine, {}) == ("-", "yes")
    assert landmarks.beside_the_paper(source(survival=[], comparison=None))[0] == Words(landmarks._NOTHING)
    of_all = landmarks.beside_the_paper(source(survival=[mine], comparison=None), ("all",))
    assert of_all[0] == Words(landmarks._NONE_OF_ALL)
