"""Findings of the audit beside hand-made series: what is proved, what is only odd, and what must not be accused."""

from typing import Any

import numpy as np
import pytest
from cohorts import Figure, study_of
from lifelines import KaplanMeierFitter
from pydantic import ValidationError

from haicsim.analysis.audit import audit
from haicsim.analysis.audit.findings import Finding
from haicsim.analysis.studies import Study

WHOLE = {"all": {"label": "All", "n": 18}}
SEEN = {
    "scale": "numeric", "label": "Follow-up", "kind": "time", "what": "follow_up",
    "observation": {"over": "all", "time_zero": "first_infusion"},
}  # fmt: skip


def figures(*those: dict[str, Any]) -> list[Figure]:
    return [{"id": f"f{number}", "place": "Results", **one} for number, one in enumerate(those)]


def share(endpoint: str, at: str, percent: str, group: str = "all") -> dict[str, Any]:
    return {"kind": "survival", "endpoint": endpoint, "group": group, "at": at, "percent": percent}


def number(kind: str, endpoint: str, count: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "endpoint": endpoint, "count": count, **more}


def two_endpoints(*those: dict[str, Any], n: int = 18) -> Study:
    """Overall survival and disease-free survival with deaths as events, of the same patients."""
    study = study_of({"all": {"label": "All", "n": n}}, {}, figures(*those), ["OS", "DFS"])
    about = {"convention": "dfs_event_death", "event": "recurrence_or_death"}
    return study.model_copy(
        update={"endpoints": study.endpoints | {"DFS": study.endpoints["DFS"].model_copy(update=about)}}
    )


def found(study: Study, check: str) -> list[Finding]:
    return [one for one in audit(study).findings if one.check == check]


def severities(study: Study, check: str) -> list[str]:
    return [one.severity for one in found(study, check)]


# two endpoints of the same patients


def test_disease_free_above_overall_survival_is_proved_wrong_where_all_are_still_followed() -> None:
    study = two_endpoints(
        share("OS", "1 year", "50"),
        share("DFS", "1 year", "61"),
        number("at_risk", "OS", "9", at="13 months"),
    )
    assert severities(study, "same patients") == ["contradiction"]


def test_more_deaths_than_relapses_and_deaths_together_are_proved_wrong() -> None:
    study = two_endpoints(
        share("OS", "1 year", "50"),
        number("events", "OS", "12"),
        share("DFS", "1 year", "40"),
        number("events", "DFS", "11"),
    )
    assert severities(study, "same patients") == ["contradiction"]


def test_median_of_overall_survival_before_a_landmark_at_which_most_are_disease_free_is_pointed_out() -> None:
    median = {"kind": "median_survival", "endpoint": "OS", "unit": "month", "centre": "20"}
    assert severities(two_endpoints(median, share("DFS", "36 months", "60")), "same patients") == [
        "undecided"
    ]


def test_disease_free_below_overall_survival_is_in_order() -> None:
    study = two_endpoints(
        share("OS", "3 years", "54"), share("DFS", "3 years", "54"), share("DFS", "1 year", "75")
    )
    assert found(study, "same patients") == []


def test_composite_above_overall_survival_is_possible_and_only_pointed_out() -> None:
    """Eighteen patients, by lifelines: OS 83% and 54%, DFS 75% and 60% at 1 and 3 years, followed alike for both."""
    courses = [  # so many; left DFS, by the event; left OS, by death
        (3, (2, True, 2, True)),  # died
        (5, (4, False, 4, False)),  # lost
        (1, (6, True, 18, True)),  # relapsed, died when 7 were still followed
        (3, (14, False, 14, False)),
        (1, (20, False, 20, False)),
        (1, (22, True, 30, True)),  # relapsed, died when 4 were still followed
        (1, (24, False, 24, False)),
        (3, (50, False, 50, False)),
    ]
    rows = np.array([course for many, course in courses for _ in range(many)], float)
    dfs, overall = (KaplanMeierFitter().fit(rows[:, k], rows[:, k + 1]) for k in (0, 2))
    printed = [f"{100 * float(curve.predict(at)):.0f}" for curve in (overall, dfs) for at in (12, 36)]
    assert printed == ["83", "54", "75", "60"]
    study = two_endpoints(*(share(e, at, p) for (e, at), p in zip(LANDMARKS, printed, strict=True)))
    assert severities(study, "same patients") == ["undecided"]


LANDMARKS = (("OS", "1 year"), ("OS", "3 years"), ("DFS", "1 year"), ("DFS", "3 years"))


# rates that contain others


def response_and_control(response: dict[str, Any], control: dict[str, Any]) -> Study:
    measures = {
        "response": {"scale": "yes_no", "label": "Response"},
        "control": {"scale": "yes_no", "label": "Disease control", "contains": [{"measure": "response"}]},
    }
    those = figures(
        {"kind": "count", "measure": "response", **response},
        {"kind": "count", "measure": "control", **control},
    )
    return study_of(WHOLE, measures, those, [])


@pytest.mark.parametrize("part", ["count", "percent"])
def test_disease_control_below_response_is_proved_wrong(part: str) -> None:
    values = {"count": ("9", "8"), "percent": ("50", "44")}[part]
    study = response_and_control({part: values[0]}, {part: values[1]})
    assert severities(study, "containment") == ["contradiction"]


def test_disease_control_as_frequent_as_response_or_of_others_is_in_order() -> None:
    assert found(response_and_control({"count": "9"}, {"count": "9"}), "containment") == []
    assert found(response_and_control({"count": "9"}, {"count": "8", "of": 12}), "containment") == []


# the end of follow-up


def followed(high: str, *those: dict[str, Any], over: str = "all") -> Study:
    observation = SEEN["observation"] | {"over": over}  # type: ignore[operator]
    summary = {"kind": "summary", "measure": "seen", "unit": "month", "statistic": "median", "centre": "20"}
    spread = {"spread": "range", "low": "2", "high": high}
    return study_of(
        WHOLE, {"seen": SEEN | {"observation": observation}}, figures(summary | spread, *those), ["OS"]
    )


def test_survival_beyond_the_longest_follow_up_is_proved_wrong() -> None:
    assert severities(followed("40", share("OS", "5 years", "50")), "follow-up") == ["contradiction"]


def test_survival_beyond_a_follow_up_of_which_little_is_said_is_only_odd() -> None:
    assert severities(followed("40", share("OS", "5 years", "50"), over="not_stated"), "follow-up") == [
        "implausible"
    ]


def test_survival_within_follow_up_and_survival_of_nobody_are_in_order() -> None:
    assert found(followed("61", share("OS", "5 years", "50")), "follow-up") == []
    assert found(followed("40", share("OS", "5 years", "0")), "follow-up") == []


# parts of groups


def sized(divisions: dict[str, Any], **groups: tuple[int, str | None]) -> Study:
    parts = {
        name: {"label": name, "n": n, "part_of": "all"} | ({"division": by} if by else {})
        for name, (n, by) in groups.items()
    }
    those = figures(
        *(
            {"kind": "size", "group": name, "count": str(n)}
            for name, (n, _) in (("all", (18, None)), *groups.items())
        )
    )
    content = study_of(
        {**WHOLE, **parts} if not divisions else WHOLE, {}, those if not divisions else those[:1], []
    ).model_dump()
    content |= {"groups": {**WHOLE, **parts}, "divisions": divisions, "figures": those}
    return Study.model_validate(content)


BY = {"vessel": {"of": "all"}, "size": {"of": "all"}}


def test_one_subgroup_named_out_of_several_is_not_accused() -> None:
    assert audit(sized({}, A=(4, None))).findings == ()


def test_two_divisions_of_the_same_patients_are_not_accused() -> None:
    assert audit(sized(BY, A=(6, "vessel"), B=(12, "vessel"), L=(11, "size"), S=(7, "size"))).findings == ()
    assert audit(sized({}, A=(6, None), B=(12, None), L=(11, None), S=(7, None))).findings == ()


def test_division_that_does_not_add_up_is_proved_wrong() -> None:
    assert severities(sized(BY, A=(6, "vessel"), B=(11, "vessel")), "totals") == ["contradiction"]


def test_division_that_is_not_exhaustive_may_be_less_but_not_more_than_the_whole() -> None:
    some = {"vessel": {"of": "all", "exhaustive": False}}
    assert found(sized(some, A=(6, "vessel"), B=(11, "vessel")), "totals") == []
    assert severities(sized(some, A=(6, "vessel"), B=(13, "vessel")), "totals") == ["contradiction"]


def test_parts_of_no_named_division_that_do_not_add_up_are_pointed_out_but_not_proved() -> None:
    assert severities(sized({}, A=(6, None), B=(11, None)), "totals") == ["undecided"]
    assert severities(sized({}, A=(6, None), B=(13, None)), "totals") == ["implausible"]


def test_part_larger_than_its_whole_is_proved_wrong() -> None:
    assert severities(sized({}, A=(19, None)), "totals") == ["contradiction"]


@pytest.mark.parametrize("parts", ["AB", "LS"])
def test_curves_of_either_division_are_held_against_those_of_the_whole(parts: str) -> None:
    """Both parts of one division fall to 0, the whole stays at 100%, and nothing is wrong with the other division."""
    content = sized(BY, A=(6, "vessel"), B=(12, "vessel"), L=(11, "size"), S=(7, "size")).model_dump()
    one = study_of(WHOLE, {}, figures(share("OS", "1 year", "100")), ["OS"]).model_dump()
    other = {"AB": "L", "LS": "A"}[parts]
    those = figures(
        share("OS", "1 year", "100"),
        share("OS", "1 year", "100", other),
        *(share("OS", "1 year", "0", name) for name in parts),
    )
    study = Study.model_validate(content | {"endpoints": one["endpoints"], "figures": those})
    assert severities(study, "survival") == ["contradiction"]


# what is refused


def refused(**groups: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        study_of(
            {"all": {"label": "All", "n": 18}, **groups}, {}, figures({"kind": "size", "count": "18"}), []
        )
    return str(caught.value)


def test_group_that_is_part_of_itself_and_a_circle_of_parts_are_refused() -> None:
    assert "part of itself" in refused(A={"label": "A", "n": 4, "part_of": "A"})
    circle = {"A": {"label": "A", "n": 4, "part_of": "B"}, "B": {"label": "B", "n": 4, "part_of": "A"}}
    assert "part of itself" in refused(**circle)


def test_division_of_another_group_is_refused() -> None:
    content = sized(BY, A=(6, "vessel")).model_dump()
    content["divisions"]["vessel"]["of"] = "A"
    with pytest.raises(ValidationError, match="divides"):
        Study.model_validate(content)


def test_billion_patients_are_refused_and_a_million_answered() -> None:
    assert "1000000" in refused(A={"label": "A", "n": 10**9})
    many = {"all": {"label": "All", "n": 10**6}}
    those = figures(
        share("OS", "1 year", "93.5"),
        number("at_risk", "OS", "940000", at="13 months"),
        number("events", "OS", "70000"),
    )
    measures = {"male": {"scale": "yes_no", "label": "Male"}}
    those += [{"id": "men", "kind": "count", "place": "Table", "measure": "male", "percent": "61.3"}]
    findings = audit(study_of(many, measures, those, ["OS"])).findings
    assert [one.check for one in findings if one.severity == "contradiction"] == ["survival"]


def test_years_reversed_are_refused() -> None:
    content = study_of(WHOLE, {}, figures({"kind": "size", "count": "18"}), []).model_dump()
    content["design"]["search_years"] = (2015, 2011)
    with pytest.raises(ValidationError, match="first year"):
        Study.model_validate(content)
