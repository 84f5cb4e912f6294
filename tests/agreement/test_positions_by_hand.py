"""Where a printed figure lies among simulated ones: mid-p, rounding, intervals and marks, counted on the fingers."""

from fractions import Fraction

import numpy as np
import pytest

from haicsim.analysis.audit.calibration_targets import TargetStatus
from haicsim.analysis.studies import Study
from haicsim.analysis.studies.printed import Printed, read_printed
from haicsim.analysis.validation import predictive_check as positions
from haicsim.analysis.validation.candidate_pool import Pool
from haicsim.analysis.validation.replicates import Replicates, with_margins, without_margins


@pytest.mark.parametrize(
    ("printed", "values", "position"),
    [
        ("5", [1, 2, 3, 4], 1.0),
        ("5", [6, 7], 0.0),
        ("5", [4, 5, 5, 6], 0.5),  # one below, two alike: (1 + 2/2) / 4
        ("83", [83.333, 50.0, 100.0, 100.0], (1 + 0.5) / 4),  # 5 of 6 prints as 83
        ("66", [66.667, 66.667], 0.5),  # and 12 of 18, cut off, as 66
        ("66", [67.0, 65.0], 0.5),  # a step away is another number
        ("<0.001", [0.0001, 0.0002, 0.5, 0.9], 0.25),  # half of the two that would print so
    ],
)
def test_mid_p_by_hand(printed: str, values: list[float], position: float) -> None:
    assert positions._position(read_printed(printed), np.array(values)) == pytest.approx(position)


def test_the_interval_is_of_values_that_studies_really_have() -> None:
    values = np.repeat([0.0, 25.0, 50.0, 100.0], [1, 49, 49, 1])
    assert positions._interval(values) == (25.0, 25.0, 50.0)


@pytest.mark.parametrize(
    ("printed", "inside"),
    [("24", False), ("25", True), ("40", True), ("50", True), ("51", False), ("50.0", True)],
)
def test_inside_by_hand(printed: str, inside: bool) -> None:
    assert positions._inside(read_printed(printed), 25.0, 50.0, position=0.5) is inside


@pytest.mark.parametrize(("reach_it", "inside"), [(0.10, True), (0.06, True), (0.04, False), (0.0, False)])
def test_a_p_value_printed_as_less_is_judged_by_its_position_by_hand(reach_it: float, inside: bool) -> None:
    less = Printed("<0.001", Fraction(1, 1000), 3, "<")
    values = np.where(np.arange(1000) < 1000 * reach_it, 0.0005, 0.3)
    position = positions._position(less, values)
    assert position == pytest.approx(reach_it / 2)
    low, _, high = positions._interval(values)
    assert positions._inside(less, low, high, position) is inside


@pytest.fixture(scope="module")
def table(people: Pool, paper: Study) -> positions.Agreement:
    marks = {"os_all_3y.percent": TargetStatus("os_all_3y.percent", "unusable", ("for the test",))}
    both: tuple[Replicates, Replicates] = (
        with_margins(people, paper, 200),
        without_margins(people, paper, 200),
    )
    return positions.agreement(paper, marks, *both)


def test_every_result_of_the_paper_is_compared_once_or_said_not_to_be(
    table: positions.Agreement, paper: Study
) -> None:
    compared = {row.figure for row in table.rows} | {name for name, _ in table.not_simulated}
    subjects = {paper.figure(name).subject for name in compared}
    results = {each.subject for each in paper.figures if each.kind != "stated"} - {("size", "all")}
    assert results == subjects
    said = [(row.subject, row.group, row.what, row.value, row.unit) for row in table.rows]
    assert len(said) == len(set(said))


def test_a_figure_printed_twice_alike_is_one_row_with_both_places(table: positions.Agreement) -> None:
    (five_years,) = [row for row in table.rows if (row.what, row.group) == ("OS 5 years", "all")]
    assert len(five_years.places) == 2


def test_what_the_audit_marks_does_not_count(table: positions.Agreement) -> None:
    (marked,) = [row for row in table.rows if row.figure == "os_all_3y"]
    assert (marked.mark, marked.judged, marked.reasons) == ("unusable", False, ("for the test",))
    assert (
        sum(row.judged for row in table.rows)
        == sum(row.printed_in_predictive_interval is not None for row in table.rows) - 1
    )


def test_printed_survival_has_its_exact_binomial_interval(table: positions.Agreement) -> None:
    (row,) = [row for row in table.rows if (row.what, row.group) == ("OS 5 years, A", "A")]
    assert (row.exact_low, row.exact_high) == pytest.approx((35.9, 99.6), abs=0.1)  # 5 of 6, Clopper-Pearson
