"""Authority: worked out by hand. Every figure that reconstructed patients need not print is named, with the reason."""

from typing import Any

import pytest
from known import landmarks, study_of

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.reconstruction.material import Material, gather
from haicsim.analysis.studies import Study

GROUPS = {
    "all": {"label": "All", "n": 40},
    **{name: {"label": name.upper(), "n": 10, "part_of": "all"} for name in "abcf"},
    "d": {"label": "Untreated", "n": 10},
}
HALF = [landmark for name in "abc" for landmark in landmarks(name, {12: "50"})]
TEN = {"all": {"label": "All", "n": 10}}
LAST_SEEN = {"scale": "numeric", "label": "last seen", "kind": "time"}


def p_value(*arms: str, **changed: Any) -> dict[str, Any]:
    return {
        "id": "p", "kind": "p_value", "endpoint": "OS", "arms": [[arm] for arm in arms], "p": "0.9", **changed,
    }  # fmt: skip


def observed(over: str, zero: str) -> dict[str, Any]:
    return {"observed": {**LAST_SEEN, "observation": {"over": over, "time_zero": zero}}}


def seen(low: str = "5", centre: str = "20", high: str = "60") -> dict[str, Any]:
    return {
        "id": "seen", "kind": "summary", "measure": "observed", "unit": "month", "statistic": "median",
        "centre": centre, "spread": "range", "low": low, "high": high,
    }  # fmt: skip


def gathered(study: Study, endpoint: str = "OS") -> Material:
    found = gather(Context(study), endpoint, {})
    assert found is not None
    return found


def reasons(found: Material) -> dict[str, str]:
    return {figure: lost.why for lost in found.left_out for figure in lost.figures}


def test_a_p_value_counts_where_the_log_rank_test_is_named_and_its_arms_are_known() -> None:
    found = gathered(study_of(GROUPS, [*HALF, p_value("a", "b")]))
    assert [test.figure for test in found.tests] == ["p.p"]
    assert reasons(found) == {}


@pytest.mark.parametrize(
    ("arms", "why"),
    [
        (("a", "d"), "nothing is printed of the survival of its arms"),
        (("a", "b", "c", "e"), "more than 3 arms are compared"),
    ],
)
def test_a_p_value_of_unknown_or_of_many_arms_is_left_out(arms: tuple[str, ...], why: str) -> None:
    groups = {**GROUPS, "e": {"label": "E", "n": 10, "part_of": "all"}, "all": {"label": "All", "n": 50}}
    found = gathered(study_of(groups, [*HALF, *landmarks("e", {12: "50"}), p_value(*arms)]))
    assert found.tests == ()
    assert reasons(found) == {"p.p": why}


def test_a_p_value_of_a_test_nobody_names_is_left_out() -> None:
    study = study_of(GROUPS, [*HALF, p_value("a", "b")])
    unnamed = study.model_copy(update={"design": study.design.model_copy(update={"tests": ()})})
    assert reasons(gathered(unnamed)) == {"p.p": "the paper does not name the log-rank test"}


def test_an_observation_time_nobody_assigns_is_that_of_all_where_it_fits() -> None:
    study = study_of(TEN, [*landmarks("all", {12: "50"}), seen()], observed("not_stated", "not_stated"))
    found = gathered(study)
    assert reasons(found) == {}
    assert len(found.assumed) == 1
    assert "is that of all patients from hepatectomy, which the paper does not say" in found.assumed[0]
    assert 60 <= found.longest <= 61  # whichever way it was rounded


def test_an_observation_time_that_does_not_fit_is_left_out() -> None:
    # nobody is seen beyond 10 months, and at 12 months a half is
    at_risk = {
        "id": "n",
        "kind": "at_risk",
        "endpoint": "OS",
        "group": "all",
        "at": "12 months",
        "count": "5",
    }
    study = study_of(
        TEN,
        [*landmarks("all", {12: "50"}), at_risk, seen("1", "5", "10")],
        observed("not_stated", "not_stated"),
    )
    assert set(reasons(gathered(study)).values()) == {"it does not fit the other figures"}


def test_an_observation_time_of_others_or_of_an_event_before_death_is_left_out() -> None:
    survivors = study_of(TEN, [*landmarks("all", {12: "50"}), seen()], observed("survivors", "hepatectomy"))
    assert set(reasons(gathered(survivors)).values()) == {"it covers survivors from hepatectomy"}
    recurrence = study_of(
        TEN,
        [*landmarks("all", {12: "50"}, "DFS"), seen()],
        observed("not_stated", "not_stated"),
        DFS="dfs_event_death",
    )
    assert set(reasons(gathered(recurrence, "DFS")).values()) == {"observation goes on after this event"}


def test_where_nothing_says_when_an_event_comes_there_is_nothing_to_draw() -> None:
    events = {"id": "e", "kind": "events", "endpoint": "OS", "group": "all", "status": "event", "count": "5"}
    assert gather(Context(study_of(TEN, [events])), "OS", {}) is None
