"""Authority: by hand. What is of different things, or not printed, proves nothing; beside it stands what is accused."""

from typing import Any

import pytest
from cohorts import ARMS, study_of

from haicsim.analysis.audit import audit
from haicsim.analysis.audit.audit import ARITHMETIC
from haicsim.analysis.audit.findings import Context, Finding
from haicsim.analysis.audit.readings import disputed_sets
from haicsim.analysis.audit.survival_curves import check_survival
from haicsim.analysis.audit.unattributed_counts import check_unattributed_counts
from haicsim.analysis.studies import Study
from haicsim.sim.errors import InputError

MEASURES: dict[str, Any] = {
    "male": {"scale": "yes_no", "label": "Male"},
    "cirrhosis": {"scale": "yes_no", "label": "Cirrhosis"},
    "size": {"scale": "numeric", "label": "Size", "kind": "length"},
    "large": {
        "scale": "yes_no", "label": "Large", "cut": {"measure": "size", "side": "above", "limit": 50.0, "unit": "mm"}
    },
    "stage": {"scale": "categories", "label": "Stage", "categories": ["I", "II", "III"]},
    "grade": {
        "scale": "categories", "label": "Grade", "categories": ["low", "high"], "within": {"measure": "cirrhosis"}
    },
    "sites": {"scale": "sites", "label": "Sites", "parts": {"liver": ["left", "right"]}},
    "watched": {
        "scale": "numeric", "label": "Follow-up", "kind": "time", "what": "follow_up",
        "observation": {"over": "all", "time_zero": "first_infusion"},
    },
}  # fmt: skip


def study(*figures: dict[str, Any], groups: dict[str, Any] = ARMS, **measures: Any) -> Study:
    those = [{"id": f"f{number}", "place": "Results", **one} for number, one in enumerate(figures)]
    return study_of(groups, MEASURES | measures, those, ["OS"])


def found(check: str, *figures: dict[str, Any], **more: Any) -> list[Finding]:
    """What the arithmetic of the audit says under one heading; none of it looks at survival."""
    context = Context(study(*figures, **more))
    for _, one in ARITHMETIC:
        one(context)
    return [each for each in context.findings if each.check == check]


def severities(check: str, *figures: dict[str, Any], **more: Any) -> list[str]:
    return [each.severity for each in found(check, *figures, **more)]


def count(measure: str, number: str, **more: Any) -> dict[str, Any]:
    return {"kind": "count", "measure": measure, "count": number, **more}


def size(statistic: str, centre: str, low: str, high: str, **more: Any) -> dict[str, Any]:
    words = {"kind": "summary", "measure": "size", "unit": "mm", "spread": "range", "statistic": statistic}
    return {**words, "centre": centre, "low": low, "high": high, **more}


def traits(p: str, test: str = "fisher") -> dict[str, Any]:
    return {"kind": "p_value", "traits": ["male", "cirrhosis"], "test": test, "p": p}


def median(low: str, high: str, level: float) -> dict[str, Any]:
    interval = {"low": low, "high": high, "level": level}
    return {
        "kind": "median_survival", "endpoint": "OS", "unit": "month", "centre": "20", "interval": interval,
    }  # fmt: skip


def ratio(p: str, sides: int | None = None, **interval: str) -> dict[str, Any]:
    arms = [["arm"], ["control"]]
    about = {"kind": "hazard_ratio", "endpoint": "OS", "arms": arms, "ratio": "0.50", "p": p}
    return about | {"interval": {"level": 95, **interval}} | ({} if sides is None else {"sides": sides})


def stated(joined: str, *values: str) -> dict[str, Any]:
    return {"kind": "stated", "quantity": "days", "unit": "day", "values": list(values), "joined": joined}


TWICE = "printed twice"
ACCUSED: dict[str, tuple[str, list[dict[str, Any]], str]] = {
    "two counts of one thing": (TWICE, [count("male", "9"), count("male", "6")], "contradiction"),
    "limits at one level": (TWICE, [median("11", "31", 95), median("13", "28", 95)], "contradiction"),
    "two ranges": (TWICE, [size("median", "50", "9", "90"), size("median", "50", "9", "80")], "contradiction"),
    "two ends of two ranges": (TWICE, [stated("to", "5", "7"), stated("to", "5", "9")], "contradiction"),
    "a p that no table of 9 and 8 of 20 gives": (
        "p values", [count("male", "9"), count("cirrhosis", "8"), traits("0.60")], "contradiction"
    ),
    "a median below its range": ("summaries", [size("median", "5", "9", "90")], "contradiction"),
    "more than everybody": ("magnitude", [{"kind": "count", "measure": "male", "percent": "104"}], "contradiction"),
    "more low grades than cirrhosis": (
        "totals", [count("cirrhosis", "8"), count("grade", "9", category="low")], "contradiction"
    ),
    "more men among the treated than among all": (
        "totals", [count("male", "6"), count("male", "7", group="arm")], "contradiction"
    ),
    "more large ones than a range allows": (
        "limits", [size("median", "30", "9", "45"), count("large", "1")], "contradiction"
    ),
    "an interval above 1 and a p of a half, two-sided": (
        "hazard ratios", [ratio("0.5", 2, low="0.30", high="0.83")], "undecided"
    ),
    "the share that had the event after the last was seen": (
        "follow-up",
        [
            {
                "kind": "summary", "measure": "watched", "unit": "month", "statistic": "median", "spread": "range",
                "centre": "20", "low": "5", "high": "60",
            },
            {"kind": "cumulative", "endpoint": "OS", "at": "6 years", "percent": "70"},
        ],
        "contradiction",
    ),
}  # fmt: skip

LEFT_OPEN: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "limits at two levels": (TWICE, [median("11", "31", 95), median("13", "28", 90)]),
    "a range and quartiles": (
        TWICE, [size("median", "50", "9", "90"), size("median", "50", "40", "60", spread="iqr")]
    ),
    "one of several, and the ends of a range": (TWICE, [stated("to", "5", "7"), stated("or", "5", "9")]),
    "the same p where one trait is not counted": ("p values", [count("male", "9"), traits("0.60")]),
    "the same p where more have a trait than there are": (
        "p values", [count("male", "21"), count("cirrhosis", "8"), traits("0.60")]
    ),
    "the same p where everybody has a trait": (
        "p values", [count("male", "20"), count("cirrhosis", "8"), traits("0.60", "chi_square")]
    ),
    "a number of what is only yes or no": (
        "magnitude", [{"kind": "summary", "measure": "male", "unit": "%", "statistic": "mean", "centre": "145"}]
    ),
    "low grades where cirrhosis is not counted": ("totals", [count("grade", "9", category="low")]),
    "men among the treated, no more than among all": (
        "totals", [count("male", "7"), count("male", "7", group="arm")]
    ),
    "a mean within its range and a count within it": (
        "limits", [size("mean", "30", "9", "90"), count("large", "1")]
    ),
    "an interval above 1 and a p of a half, one-sided": (
        "hazard ratios", [ratio("0.4", 1, low="0.30", high="0.83")]
    ),
    "an interval without an upper limit": ("hazard ratios", [ratio("0.5", 2, low="0.30")]),
}  # fmt: skip


@pytest.mark.parametrize("what", ACCUSED)
def test_what_is_of_the_same_thing_and_differs_is_accused(what: str) -> None:
    check, those, severity = ACCUSED[what]
    assert severities(check, *those) == [severity]


@pytest.mark.parametrize("what", LEFT_OPEN)
def test_what_is_of_different_things_or_not_printed_is_not_accused(what: str) -> None:
    check, those = LEFT_OPEN[what]
    assert severities(check, *those) == []


def test_of_a_count_with_and_without_its_percentage_only_the_count_is_compared() -> None:
    (one,) = found(TWICE, count("male", "9", percent="45"), count("male", "6"))
    assert one.figures == ("f0.count", "f1.count")


def test_a_percentage_of_those_within_another_is_of_everybody_where_nobody_counts_the_others() -> None:
    low = count("grade", "4", category="low", percent="50")
    assert severities("percentages", count("cirrhosis", "8"), low) == []  # 4 of 8
    (one,) = found("percentages", low)  # 4 of 20
    assert "4 of 20 is 20.00%" in one.possible
    assert "50% would be 10 of 20" in one.possible


def test_a_percentage_below_nought_is_no_share_of_any_number_of_patients() -> None:
    (one,) = found("percentages", count("male", "5", percent="-25"))
    assert one.possible == "5 of 20 is 25.00%; no count of 20 patients gives -25%"


def test_a_quantity_without_known_limits_is_a_fault_of_the_file_with_those_known() -> None:
    length = {"scale": "numeric", "label": "Length", "kind": "length", "what": "shadow"}
    with pytest.raises(InputError) as refusal:
        found("magnitude", count("male", "9"), shade=length)
    (fault,) = refusal.value.faults
    assert (fault.path, fault.value) == ("measures.shade.what", "shadow")
    assert "known are" in fault.rule
    assert "follow_up" in fault.rule


def test_patients_with_a_site_are_counted_once_however_many_sites_they_have() -> None:
    events = {"kind": "count", "measure": "sites", "category": "liver", "group": "arm"}
    parts = [count("sites", "6", category=side, group="arm") for side in ("left", "right")]
    for number, possible in (("9", True), ("5", False), ("6", True)):
        said = severities("sites", events | {"count": number}, *parts)
        assert (said == []) is possible, number
    assert severities("sites", events | {"count": "12", "per": "sites"}, *parts) == []
    assert severities("sites", events | {"count": "13", "per": "sites"}, *parts) == ["contradiction"]


def test_figures_that_differ_in_two_numbers_at_once_have_no_single_reading() -> None:
    one = study(count("male", "9"), count("male", "6"))
    two = study(count("male", "9", percent="45"), count("male", "6", percent="30"))
    read = [[dict(each.instead) for each in each.readings] for each in disputed_sets(one, audit(one))]
    assert read == [[{"f0.count": "9", "f1.count": "9"}, {"f0.count": "6", "f1.count": "6"}]]
    report = audit(two)
    assert [each.check for each in report.findings] == [TWICE]
    assert disputed_sets(two, report) == ()


def test_events_of_a_group_without_a_curve_are_held_against_no_endpoint() -> None:
    curve = {"kind": "survival", "endpoint": "OS", "at": "1 year", "percent": "100"}
    seen = {"kind": "at_risk", "endpoint": "OS", "at": "1 year", "count": "20"}
    alive = {"kind": "events", "status": "censored", "count": "21"}
    assert [
        each.severity for each in audit(study(curve, seen, alive)).findings if each.check == "survival"
    ] == ["contradiction"]
    context = Context(study(curve, seen, alive | {"group": "arm"}))
    check_unattributed_counts(context, check_survival(context))
    assert context.findings == []
