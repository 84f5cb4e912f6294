"""Authority: the rules of a study file (docs, and the words of each field). What breaks one is refused, and named.

Each refused file stands beside the like file that loads, so that the rule and not the test's wording decides.
"""

from fractions import Fraction
from typing import Any

import pytest
from cohorts import study_of
from pydantic import ValidationError

from haicsim.analysis.studies import Study
from haicsim.analysis.studies.quantities import factor, kind_of

GROUPS = {"all": {"label": "All", "n": 18}}
MEASURES: dict[str, Any] = {
    "stage": {"scale": "categories", "label": "Stage", "categories": ["I", "II"]},
    "size": {"scale": "numeric", "label": "Size", "kind": "length"},
    "male": {"scale": "yes_no", "label": "Male"},
}
MALE = {"kind": "count", "measure": "male", "count": "9"}
SIZE = {"kind": "summary", "measure": "size", "unit": "mm", "centre": "80"}
CURVE = {"kind": "curve", "endpoint": "OS", "unit": "month", "within": 2.0}
STAGES = {"kind": "p_value", "measure": "stage", "occasions": ["before", "after"], "p": "0.03"}
ARMS = {"kind": "p_value", "occasions": ["before", "after"], "p": "0.03"}


def study(*figures: dict[str, Any], **measures: Any) -> Study:
    those = [{"id": f"f{number}", "place": "Results", **one} for number, one in enumerate(figures)]
    return study_of(GROUPS, MEASURES | measures, those, ["OS"])


def faults(*figures: dict[str, Any], **measures: Any) -> dict[str, str]:
    """What a reader is told, by the place in the file."""
    with pytest.raises(ValidationError) as refusal:
        study(*figures, **measures)
    return {".".join(map(str, fault["loc"])): fault["msg"] for fault in refusal.value.errors()}


def within(measure: str) -> dict[str, Any]:
    """A grade that is taken among those of a stage."""
    among = {"measure": measure, "category": "III"}
    return {"scale": "categories", "label": "Grade", "categories": ["low"], "within": among}


FIGURES: dict[str, tuple[dict[str, Any], str, str]] = {
    "a p value of a category its measure does not have": (
        STAGES | {"categories": ["I", "IV"]},
        "figures.0.categories",
        "'IV' is no category of its measure",
    ),
    "events by a time of an endpoint nobody names": (
        {"kind": "events", "by": "1 year", "count": "3"},
        "figures.0.endpoint",
        "is no endpoint of this file",
    ),
    "a count of a number that each patient has": (
        {"kind": "count", "measure": "size", "category": "large", "count": "3"},
        "figures.0.category",
        "'large' is no category of its measure",
    ),
    "a count without a number": (
        {"kind": "count", "measure": "male"},
        "figures.0.count",
        "must print a count, a percentage or both",
    ),
    "a range with one end": (
        SIZE | {"statistic": "median", "spread": "range", "low": "20"},
        "figures.0.summary",
        "with spread range both low and high must be given",
    ),
    "quartiles with one end": (
        SIZE | {"statistic": "median", "spread": "iqr", "high": "90"},
        "figures.0.summary",
        "with spread iqr both low and high must be given",
    ),
    "a standard deviation that is not there": (
        SIZE | {"statistic": "mean", "spread": "sd"},
        "figures.0.summary",
        "with spread sd the standard deviation must be given as sd",
    ),
    "a curve that is read off twice at one time": (
        CURVE | {"points": [[0.0, 100.0], [12.0, 50.0], [12.0, 40.0]]},
        "figures.0.curve.points",
        "must be in order of time, each time once",
    ),
    "a count that is only a limit": (
        MALE | {"count": "<3"},
        "figures.0.count.count",
        "'<3' carries a sign; only a p value may",
    ),
    "a p value of an endpoint and of a measure at once": (
        ARMS | {"endpoint": "OS", "measure": "male"},
        "figures.0.p_value",
        "must compare either an endpoint or a measure, or two traits",
    ),
    "a p value of nothing": (
        ARMS,
        "figures.0.p_value",
        "must compare either an endpoint or a measure, or two traits",
    ),
}


@pytest.mark.parametrize("what", FIGURES)
def test_a_figure_that_breaks_a_rule_is_refused_with_the_rule_and_the_place(what: str) -> None:
    figure, place, rule = FIGURES[what]
    assert rule in faults(figure)[place]


GOOD: dict[str, dict[str, Any]] = {
    "categories its measure has": STAGES | {"categories": ["I", "II"]},
    "events by a time of an endpoint": {"kind": "events", "by": "1 year", "count": "3", "endpoint": "OS"},
    "events at any time of no endpoint": {"kind": "events", "count": "3"},
    "a count": MALE,
    "a percentage": {"kind": "count", "measure": "male", "percent": "50"},
    "a range": SIZE | {"statistic": "median", "spread": "range", "low": "20", "high": "90"},
    "a standard deviation": SIZE | {"statistic": "mean", "spread": "sd", "sd": "9"},
    "a curve in order": CURVE | {"points": [[0.0, 100.0], [12.0, 50.0], [12.5, 40.0]]},
    "a p value below a limit": STAGES | {"p": "<0.001"},
    "a p value of an endpoint": {"kind": "p_value", "arms": [["all"], ["all"]], "endpoint": "OS", "p": "1"},
}


@pytest.mark.parametrize("what", GOOD)
def test_the_like_figure_that_keeps_the_rule_loads(what: str) -> None:
    assert [one.id for one in study(GOOD[what]).figures] == ["f0"]


def test_an_id_given_twice_is_refused_where_it_is_given_again() -> None:
    assert faults(MALE | {"id": "same"}, STAGES, MALE | {"id": "same"}) == {
        "figures.2.id": "the id 'same' is given twice"
    }


def test_of_a_measure_nobody_defines_only_the_measure_is_named_and_not_its_category() -> None:
    unknown = faults(MALE, grade=within("phase"))
    assert list(unknown) == ["measures.grade.within"]
    assert "'phase' is no measure of this file" in unknown["measures.grade.within"]
    known = faults(MALE, grade=within("stage"))
    assert "'III' is no category of it" in known["measures.grade.within"]


def test_a_kind_of_quantity_that_is_misspelt_is_refused_with_those_that_are_known() -> None:
    said = faults(MALE, size={"scale": "numeric", "label": "Size", "kind": "lenght"})
    assert "is not a kind of quantity known here" in said["measures.size.numeric.kind"]
    assert "time, length, volume" in said["measures.size.numeric.kind"]


def test_a_figure_is_found_by_its_id_and_an_id_nobody_gave_is_an_error() -> None:
    two = study(MALE, STAGES)
    assert two.figure("f1") is two.figures[1]
    with pytest.raises(KeyError, match="f2"):
        two.figure("f2")


def test_units_convert_within_one_kind_only_and_exactly() -> None:
    units = (("cm", "mm"), ("mm", "cm"), ("year", "month"))
    assert [factor(unit, to) for unit, to in units] == [Fraction(10), Fraction(1, 10), Fraction(12)]
    assert (kind_of("cm"), kind_of("month")) == ("length", "time")
    with pytest.raises(ValueError, match="mm and month do not measure the same kind of quantity"):
        factor("mm", "month")
    with pytest.raises(KeyError, match="furlong"):
        kind_of("furlong")
