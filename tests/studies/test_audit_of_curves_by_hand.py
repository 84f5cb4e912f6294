"""Authority: by hand. Log-rank p values of a few patients, endpoints of the same patients, what a figure asks of a curve."""

import json
from fractions import Fraction
from math import erfc, sqrt
from pathlib import Path
from typing import Any

import pytest
from cohorts import study_of
from lifelines.statistics import logrank_test

from haicsim.analysis.audit import audit, log_rank
from haicsim.analysis.audit.calibration_targets import kept_worth, write_marks
from haicsim.analysis.audit.demands import NEVER, at, curve_problems, figure_demands, observation_demands
from haicsim.analysis.audit.findings import Context, Report
from haicsim.analysis.audit.log_rank import check_log_rank
from haicsim.analysis.audit.same_patients import check_same_patients
from haicsim.analysis.audit.survival_curves import check_survival
from haicsim.analysis.km_solver import log_rank_search
from haicsim.analysis.km_solver.curves import CurveProblem, Demand, Limit, moments_of
from haicsim.analysis.km_solver.feasibility import Feasibility, FeasibilitySolver
from haicsim.analysis.km_solver.histories import list_histories
from haicsim.analysis.km_solver.log_rank_bounds import log_rank_bounds
from haicsim.analysis.km_solver.log_rank_search import NO_ARM, LogRankSearch
from haicsim.analysis.km_solver.rounding import Interval
from haicsim.analysis.studies import Study
from haicsim.analysis.studies.reported_values import Events, Summary

SEEN = {
    "scale": "numeric", "label": "Follow-up", "kind": "time", "what": "follow_up",
    "observation": {"over": "all", "time_zero": "first_infusion"},
}  # fmt: skip


def groups(n: int, *names: str) -> dict[str, Any]:
    """Groups of n patients each, none of them a part of another."""
    return {name: {"label": name, "n": n} for name in names}


def study(of: dict[str, Any], *figures: dict[str, Any], endpoints: tuple[str, ...] = ("OS",)) -> Study:
    those = [{"id": f"f{number}", "place": "Results", **one} for number, one in enumerate(figures)]
    return study_of(of, {"seen": SEEN}, those, list(endpoints))


def share(group: str, percent: str, at: str = "1 year", endpoint: str = "OS") -> dict[str, Any]:
    return {"kind": "survival", "endpoint": endpoint, "group": group, "at": at, "percent": percent}


def number(kind: str, group: str, count: int, endpoint: str = "OS", **more: str) -> dict[str, Any]:
    return {"kind": kind, "endpoint": endpoint, "group": group, "count": str(count), **more}


def p_of(p: str, *arms: str) -> dict[str, Any]:
    return {"kind": "p_value", "endpoint": "OS", "arms": [[arm] for arm in arms], "test": "log_rank", "p": p}


# the log-rank test

ONE_DEATH = erfc(1 / sqrt(2))  # of two, one in each arm: (1 - 1/2) squared over 1/4 is 1


def problem(n: int, *demands: Demand, names: str = "AB") -> CurveProblem:
    return CurveProblem("OS", tuple((name, n) for name in names), (), demands, moments_of(demands))


def demand(curve: str, what: str, value: int, month: int = 12) -> Demand:
    limit = Limit(what, (Fraction(month), 1), Interval(Fraction(value), Fraction(value)))
    return Demand((f"{curve}{month}.{what}",), curve, str(value), 0, (limit,))


@pytest.mark.parametrize("names", ["AB", "ABC", "ABCD"])
def test_of_one_patient_in_each_arm_the_log_rank_p_has_one_value_whoever_else_is_there(names: str) -> None:
    gone = problem(1, *(demand(name, "at_risk", 0) for name in names), names=names)
    listed = [list_histories(gone, leaf) for leaf in range(len(names))]
    arms = [0, 1, *[NO_ARM] * (len(names) - 2)]
    found = LogRankSearch(gone, listed, arms, ties=True, most=10_000).run()
    # either arm's patient dies first; there is none where nobody does, or both in the same instant
    assert found.p_values == pytest.approx([ONE_DEATH, ONE_DEATH], rel=1e-7)
    assert found.complete


def test_a_search_that_is_cut_short_says_that_it_is_not_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = problem(1, demand("A", "at_risk", 0), demand("B", "at_risk", 0))
    monkeypatch.setattr(log_rank_search, "MOST_MOVES", 0)
    listed = [list_histories(gone, leaf) for leaf in range(2)]
    found = LogRankSearch(gone, listed, [0, 1], ties=True, most=10_000).run()
    assert (found.p_values, found.complete) == ([], False)


def test_curves_that_cannot_be_say_nothing_of_the_log_rank_p() -> None:
    apart = problem(100, demand("A", "at_risk", 100), demand("B", "survival", 0))
    least, most = log_rank_bounds(apart, [0, 1])
    assert least < most < 1.0
    rising = apart.plus(demand("B", "survival", 1, month=24))
    assert log_rank_bounds(rising, [0, 1]) == (0.0, 1.0)


def examined(given: Study) -> Context:
    context = Context(given)
    check_log_rank(context, check_survival(context))
    return context


def said(p: str, n: int) -> tuple[list[str], str]:
    """All of B die within a year, nobody of A is lost or dies within two: what is said of a log-rank p."""
    last, first = number("at_risk", "A", n, at="24 months"), number("events", "B", n, by="12 months")
    context = examined(study(groups(n, "A", "B"), last, first, p_of(p, "A", "B")))
    severities = [str(one.severity) for one in context.findings if one.check == "log-rank"]
    return severities, context.decisions[-1].verdict


def test_arms_that_are_no_parts_of_one_group_are_compared_all_the_same() -> None:
    one_by_one = logrank_test([30] * 4, [1, 2, 3, 4], [0] * 4, [1] * 4).p_value
    assert f"{one_by_one:.4f}" == "0.0067"
    assert said("0.0067", 4) == ([], "possible with the curves")
    assert said("0.40", 4) == (["contradiction"], "proved impossible with the curves")


def test_a_p_is_proved_wrong_by_bounds_where_there_are_too_many_patients_to_follow() -> None:
    assert said("0.40", 420) == (["contradiction"], "proved impossible with the curves")
    assert said("<0.0001", 420) == ([], "not examined exactly: n too large; within bounds")


def test_a_p_is_not_accused_where_the_histories_are_too_many_to_be_gone_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(log_rank, "GIVE_UP", 0)
    monkeypatch.setattr(log_rank, "log_rank_bounds", lambda *asked: (0.0, 1.0))
    assert said("0.40", 4) == (["undecided"], "undecided")
    assert said("0.0067", 4) == ([], "possible with the curves")


@pytest.mark.parametrize("arms", ["AC", "CD"])
def test_a_p_of_an_arm_without_a_curve_is_not_examined(arms: str) -> None:
    context = examined(study(groups(2, *"ABCD"), share("A", "50"), share("B", "50"), p_of("0.0001", *arms)))
    assert context.findings == []
    assert not any(decision.subject.startswith("log-rank") for decision in context.decisions)
    both = examined(study(groups(2, *"ABCD"), share("A", "50"), share("B", "50"), p_of("0.0001", *"AB")))
    assert [finding.severity for finding in both.findings] == ["contradiction"]


# endpoints of the same patients

ABOVE = (share("all", "50"), share("all", "61", endpoint="DFS"), number("at_risk", "all", 9, at="13 months"))


@pytest.mark.parametrize(("zero", "wrong"), [("first_infusion", ["contradiction"]), ("hepatectomy", [])])
def test_a_composite_is_held_against_survival_only_from_the_same_day(zero: str, wrong: list[str]) -> None:
    given = study(groups(18, "all"), *ABOVE, endpoints=("OS", "DFS"))
    about = {"convention": "dfs_event_death", "event": "recurrence_or_death", "time_zero": zero}
    changed = given.endpoints | {"DFS": given.endpoints["DFS"].model_copy(update=about)}
    report = audit(given.model_copy(update={"endpoints": changed}))
    assert [one.severity for one in report.findings if one.check == "same patients"] == wrong


def test_a_survival_that_cannot_be_is_not_a_conflict_between_two_endpoints() -> None:
    given = study(groups(18, "all"), share("all", "50"), endpoints=("OS", "DFS"))
    about = {"convention": "dfs_event_death"}
    changed = given.endpoints | {"DFS": given.endpoints["DFS"].model_copy(update=about)}
    context = Context(given.model_copy(update={"endpoints": changed}))
    overall = CurveProblem("OS", (("all", 18),), (), (demand("all", "survival", -1),), ((Fraction(12), 1),))
    composite = CurveProblem("DFS", (("all", 18),), (), (), ((Fraction(12), 1),))
    check_same_patients(context, {"OS": [overall], "DFS": [composite]})
    assert context.findings == []


# what a figure asks of a curve


def divided(*figures: dict[str, Any]) -> list[CurveProblem]:
    """The curves of ten patients who are divided by sex and by side."""
    of = {"all": {"label": "All", "n": 10}} | {
        name: {"label": name, "n": 5, "part_of": "all", "division": division}
        for name, division in (("men", "sex"), ("women", "sex"), ("left", "side"), ("right", "side"))
    }
    given = study(groups(5, *of), *figures).model_dump(mode="json")
    divisions = {name: {"of": "all"} for name in ("sex", "side")}
    return curve_problems(Context(Study.model_validate(given | {"groups": of, "divisions": divisions})))


def test_a_second_division_has_curves_of_its_own_only_where_figures_of_it_are_printed() -> None:
    assert [each.leaves for each in divided(share("all", "50"))] == [(("all", 10),)]
    assert [each.leaves for each in divided(share("men", "40"))] == [(("men", 5), ("women", 5))]
    both = divided(share("men", "40"), share("right", "60"))
    assert [each.leaves for each in both] == [(("men", 5), ("women", 5)), (("left", 5), ("right", 5))]


def test_the_lost_by_a_certain_time_ask_nothing_and_the_dead_by_then_do() -> None:
    lost = number("events", "all", 3, by="1 year", status="censored")
    given = study(groups(9, "all"), lost, number("events", "all", 3, by="1 year"))
    asked = [[*figure_demands(Context(given), one)] for one in given.figures if isinstance(one, Events)]
    three = Interval(Fraction(3), Fraction(3))
    assert [[each.limits for each in one] for one in asked] == [
        [],
        [(Limit("events", (Fraction(12), 1), three),)],
    ]


def test_the_mean_of_observation_times_asks_nothing_and_its_range_asks_who_was_seen_so_long() -> None:
    """Of five the first leaves at 3 months and the last at 9; of the middle one a mean says nothing."""
    times = {"kind": "summary", "measure": "seen", "unit": "month", "centre": "5", "spread": "range"}
    ends = {"low": "3", "high": "9"}
    given = study(groups(5, "all"), *(times | ends | {"statistic": one} for one in ("median", "mean")))
    asked = [[*observation_demands(Context(given), one)] for one in given.figures if isinstance(one, Summary)]
    refs = [[ref for each in one for ref in each.figures] for one in asked]
    assert refs == [["f0.low", "f0.high", "f0.centre"], ["f1.low", "f1.high"]]
    most_at_risk = [[each.limits[1].inside.high for each in one] for one in asked]
    assert most_at_risk == [[4, 0, 2], [4, 0]]


def test_moments_are_named_as_a_reader_would() -> None:
    moments = (None, NEVER, (Fraction(12), 0), (Fraction(36), 1), (Fraction(15, 2), 1))
    assert [at(moment) for moment in moments] == [
        "over the whole follow-up", "at the end of follow-up", "at 1 year", "at 3 years", "at 7.5 months",
    ]  # fmt: skip


def test_curves_of_which_nothing_is_found_out_are_called_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FeasibilitySolver, "ask", lambda *asked: Feasibility.OPEN)
    context = Context(study(groups(9, "all"), share("all", "50")))
    kept = check_survival(context)
    (finding,) = context.findings
    assert (finding.severity, finding.consequence) == (
        "undecided",
        "nothing follows; the figures stay usable",
    )
    assert finding.possible.startswith(
        "neither a data set that fits nor a proof that there is none was found"
    )
    assert [figure for one in kept["OS"] for each in one.demands for figure in each.figures] == ["f0.percent"]


# marks kept beside a study


def test_marks_of_a_study_that_has_changed_since_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    wrong = study(groups(9, "all"), share("all", "50"), share("all", "70", at="2 years"))
    path.write_text(json.dumps(wrong.model_dump(mode="json", exclude_defaults=True)), encoding="utf-8")
    report: Report = audit(wrong)
    write_marks(path, wrong, report)
    assert set(kept_worth(path)) == {"f0", "f1"}
    path.write_text(
        path.read_text(encoding="utf-8").replace("Generated study", "Corrected"), encoding="utf-8"
    )
    assert kept_worth(path) == {}
