"""Authority: by hand. p values of tables that can be worked out on paper, changes between occasions, means, rounding."""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from math import erfc, sqrt
from typing import Any

import numpy as np
import pytest
from cohorts import ARMS, study_of

from haicsim.analysis.audit import p_values
from haicsim.analysis.audit.before_after import check_before_after
from haicsim.analysis.audit.contingency import FEW, paired_category_p_values, unpaired_p_values
from haicsim.analysis.audit.findings import Context
from haicsim.analysis.audit.medians import mean_bounds
from haicsim.analysis.audit.p_values import check_p_values
from haicsim.analysis.km_solver.rounding import Convention, Interval, prints_as

MEASURES: dict[str, Any] = {
    "male": {"scale": "yes_no", "label": "Male"},
    "stage": {"scale": "categories", "label": "Stage", "categories": ["I", "II", "III"], "exhaustive": False},
    "size": {"scale": "numeric", "label": "Size", "kind": "length"},
    "fall": {
        "scale": "numeric", "label": "Fall", "kind": "length",
        "change": {"measure": "size", "before": "before", "after": "after", "form": "fall"},
    },
    "shrinkage": {
        "scale": "numeric", "label": "Shrinkage", "kind": "percent",
        "change": {"measure": "size", "before": "before", "after": "after", "form": "relative_fall"},
    },
}  # fmt: skip


def context(*figures: dict[str, Any], groups: dict[str, Any] = ARMS, tests: tuple[str, ...] = ()) -> Context:
    those = [{"id": f"f{number}", "place": "Results", **one} for number, one in enumerate(figures)]
    study = study_of(groups, MEASURES, those, [])
    return Context(study.model_copy(update={"design": study.design.model_copy(update={"tests": tests})}))


def stages(counts: tuple[int, ...], **of: str) -> list[dict[str, Any]]:
    return [
        {"kind": "count", "measure": "stage", "category": category, "count": str(count), **of}
        for category, count in zip(("I", "II", "III"), counts, strict=True)
    ]


def p_of(measure: str, p: str, **compared: Any) -> dict[str, Any]:
    between = compared or {"arms": [["arm"], ["control"]]}
    return {"kind": "p_value", "measure": measure, "p": p, **between}


def accused(given: Context) -> list[str]:
    check_p_values(given)
    return [finding.severity for finding in given.findings]


# tables


def test_fishers_test_of_more_patients_than_tables_are_gone_through_for_by_hand() -> None:
    """One patient of 2,001 has it: he is of the 1,001 or of the 1,000, and either table is as likely as its row is large."""
    assert FEW == 2_000
    less, more = np.array([[0, 1001], [1, 999]]), np.array([[1, 1000], [0, 1000]])
    assert unpaired_p_values(less)["Fisher exact"] == pytest.approx(1000 / 2001, rel=1e-12)
    assert unpaired_p_values(more)["Fisher exact"] == pytest.approx(1.0, rel=1e-12)


def test_a_table_of_three_columns_and_so_many_patients_has_no_exact_p() -> None:
    few, many = np.array([[3, 3, 3], [4, 3, 2]]), np.array([[10, 20, 971], [12, 20, 968]])
    assert "Fisher exact" in unpaired_p_values(few)
    assert "Fisher exact" not in unpaired_p_values(many)
    assert unpaired_p_values(np.array([[500, 500, 500], [500, 500, 500]]))["Pearson chi-square"] == 1.0


def test_a_table_in_which_all_are_alike_has_no_p_at_all() -> None:
    assert unpaired_p_values(np.array([[10, 0], [10, 0]])) == {}
    assert unpaired_p_values(np.array([[0, 0], [4, 6]])) == {}


def test_bowkers_p_of_patients_who_may_have_changed_places() -> None:
    """Two patients in two places: both stay, which gives no p, or they change places, which is no difference."""
    assert paired_category_p_values([1, 1, 0], [1, 1, 0]) == {1.0}
    assert paired_category_p_values([2, 0, 0], [2, 0, 0]) == set()
    (moved,) = (
        paired_category_p_values([4, 0], [0, 4]) or set()
    )  # 4 one way, none the other: (4 - 0) squared over 4
    assert moved == pytest.approx(erfc(sqrt(4 / 2)), rel=1e-12)
    assert paired_category_p_values([9, 9, 9], [9, 9, 9], most=20) is None


# p values of counts


def test_a_p_where_everybody_has_it_is_left_alone_and_one_that_no_test_gives_is_not() -> None:
    def males(*counts: str) -> list[dict[str, Any]]:
        groups = ("arm", "control")
        return [
            {"kind": "count", "measure": "male", "count": n, "group": g}
            for n, g in zip(counts, groups, strict=True)
        ]

    assert accused(context(*males("10", "10"), p_of("male", "0.30"))) == []
    assert accused(context(*males("9", "9"), p_of("male", "0.30"))) == ["implausible"]
    assert accused(context(*males("9", "9"), p_of("male", "0.30"), tests=("fisher",))) == ["contradiction"]
    assert accused(context(*males("9", "9"), p_of("male", "1.0"))) == []


LARGE = {
    "all": {"label": "All", "n": 3000},
    "arm": {"label": "Treated", "n": 1500, "part_of": "all"},
    "control": {"label": "Controls", "n": 1500, "part_of": "all"},
}


def test_where_the_exact_p_is_too_dear_only_a_p_said_to_be_of_another_test_is_accused() -> None:
    """500 of each stage in either arm: chi-square is 0 and its p 1."""
    alike = [*stages((500, 500, 500), group="arm"), *stages((500, 500, 500), group="control")]
    assert accused(context(*alike, p_of("stage", "0.40"), groups=LARGE)) == []
    assert accused(context(*alike, p_of("stage", "0.40"), groups=LARGE, tests=("fisher",))) == []
    assert accused(context(*alike, p_of("stage", "0.40"), groups=LARGE, tests=("chi_square",))) == [
        "contradiction"
    ]
    assert accused(context(*alike, p_of("stage", "1.0"), groups=LARGE)) == []


TWICE = {"occasions": ["before", "after"]}


def test_patients_of_whom_not_all_are_counted_again_are_compared_as_two_sets() -> None:
    """6, 6, 6 and then 9, 0, 0 of them: chi-square is 10.8, its p with two degrees of freedom exp(-5.4)."""
    before, after = stages((6, 6, 6), occasion="before"), stages((9, 0, 0), occasion="after")
    right = context(*before, *after, p_of("stage", "0.0045", **TWICE))
    assert accused(right) == []
    assert right.confirmed == {"f6.p"}
    wrong = context(*before, *after, p_of("stage", "0.20", **TWICE))
    assert accused(wrong) == ["implausible"]
    assert "Pearson chi-square 0.005" in wrong.findings[0].possible
    assert "seen twice" not in wrong.findings[0].possible
    again = context(*before, *stages((18, 0, 0), occasion="after"), p_of("stage", "0.20", **TWICE))
    assert accused(again) == ["implausible"]
    assert "for the same patients seen twice" in again.findings[0].possible


def test_patients_who_can_have_moved_in_too_many_ways_are_not_accused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = [
        *stages((6, 6, 6), occasion="before"),
        *stages((18, 0, 0), occasion="after"),
        p_of("stage", "0.20", **TWICE),
    ]
    assert accused(context(*given)) == ["implausible"]
    monkeypatch.setattr(p_values, "paired_category_p_values", partial(paired_category_p_values, most=0))
    assert accused(context(*given)) == []


# change between two occasions


def summary(measure: str, unit: str, *printed: int, **more: str) -> dict[str, Any]:
    low, centre, high = map(str, printed)
    words = {"kind": "summary", "measure": measure, "unit": unit, "statistic": "median", "spread": "range"}
    return {**words, "low": low, "centre": centre, "high": high, **more}


def changed(n: int, before: tuple[int, ...], after: tuple[int, ...], change: dict[str, Any]) -> Context:
    first = summary("size", "mm", *before, occasion="before")
    second = summary("size", "mm", *after, occasion="after")
    given = context(first, second, change, groups={"all": {"label": "All", "n": n}})
    check_before_after(given)
    return given


@pytest.mark.parametrize(
    ("printed", "possible"),
    [((20, 50, 80), True), ((85, 90, 95), False), ((-30, -20, -10), False), ((19, 20, 20), False)],
)
def test_a_fall_lies_between_what_the_ranges_before_and_after_allow(
    printed: tuple[int, ...], possible: bool
) -> None:
    """From 80-120 to 40-60 mm nobody can fall by less than 20 or more than 80; if all fell by 20 none started at 120."""
    found = changed(8, (80, 100, 120), (40, 50, 60), summary("fall", "mm", *printed))
    assert [finding.severity for finding in found.findings] == ([] if possible else ["contradiction"])
    assert ("f2.centre" in found.confirmed) is possible


@pytest.mark.parametrize(("unit", "measure", "fall"), [("mm", "fall", 50), ("%", "shrinkage", 50)])
def test_the_change_of_a_single_patient_is_the_difference(unit: str, measure: str, fall: int) -> None:
    for said, possible in ((fall, True), (fall - 8, False), (fall + 8, False)):
        change = summary(measure, unit, said, said, said)
        assert (changed(1, (100,) * 3, (50,) * 3, change).findings == []) is possible, said
    ranges = (90, 100, 110), (40, 50, 60), summary(measure, unit, fall, fall, fall)
    if unit == "mm":  # three patients may have these ranges, one may not
        assert [changed(n, *ranges).findings == [] for n in (3, 1)] == [True, False]


# the mean between its bounds


def bounds(n: int, median: int | None) -> tuple[Fraction, Fraction]:
    """Of n values from 0 to 10 with a median."""
    low, high = (Interval(Fraction(end), Fraction(end)) for end in (0, 10))
    return mean_bounds(n, low, high, None if median is None else Interval(Fraction(median), Fraction(median)))


def test_the_mean_of_so_many_values_from_0_to_10_by_hand() -> None:
    assert bounds(2, 5) == (Fraction(5), Fraction(5))  # the mean of two is their median
    assert bounds(3, 4) == (Fraction(14, 3), Fraction(14, 3))  # 0, 4, 10
    assert bounds(4, 4) == (Fraction(18, 4), Fraction(18, 4))  # 0, two of 8 together, 10
    assert bounds(5, 4) == (Fraction(18, 5), Fraction(28, 5))  # 0 0 4 4 10 to 0 4 4 10 10
    assert bounds(3, None) == (Fraction(10, 3), Fraction(20, 3))  # 0 0 10 to 0 10 10
    point = Interval(Fraction(7), Fraction(8))
    assert mean_bounds(1, point, point, None) == (point.low, point.high)
    assert mean_bounds(1, point, point, point) == (point.low, point.high)


# rounding


def _roundings() -> Iterator[tuple[Fraction, Convention, str]]:
    yield Fraction(200, 3), "truncated", "66"
    yield Fraction(200, 3), "half_up", "67"
    for whole, even, up in ((12, "12", "13"), (13, "14", "14")):
        yield Fraction(2 * whole + 1, 2), "half_even", even
        yield Fraction(2 * whole + 1, 2), "half_up", up
        yield Fraction(2 * whole + 1, 2), "truncated", str(whole)
    yield Fraction(-200, 3), "truncated", "-66"


@pytest.mark.parametrize(("value", "convention", "text"), [*_roundings()])
def test_a_number_prints_as_its_rounding_says(value: Fraction, convention: Convention, text: str) -> None:
    assert prints_as(value, 0, convention) == text
