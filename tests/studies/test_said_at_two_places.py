"""Authority: by hand. The same quantity at two places, and tests of what nobody shows."""

from typing import Any

import pytest
from test_tests_of_counts_by_hand import accused, context, p_of
from test_what_printed_figures_leave_open import count, severities, study

from haicsim.analysis.audit import audit
from haicsim.analysis.audit.readings import disputed_sets


@pytest.mark.parametrize(("other", "said"), [("9", []), ("8", ["contradiction"]), ("10", ["contradiction"])])
def test_a_count_of_patients_is_exact_whatever_is_assumed_of_rounding(other: str, said: list[str]) -> None:
    assert severities("printed twice", count("male", "9"), count("male", other)) == said


def test_percentages_that_may_be_one_number_are_not_accused() -> None:
    both = [{"kind": "count", "measure": "male", "percent": text} for text in ("44.4", "44")]
    assert severities("printed twice", *both) == []


def test_of_what_nobody_shows_on_either_occasion_any_p_may_be_printed() -> None:
    nobody = [count("male", "0", occasion=occasion) for occasion in ("before", "after")]
    given = context(*nobody, p_of("male", "1.0", occasions=["before", "after"]), tests=("chi_square",))
    assert accused(given) == []


def test_a_median_printed_as_a_number_and_as_not_reached_gives_no_readings_and_no_error() -> None:
    median: dict[str, Any] = {"kind": "median_survival", "endpoint": "OS", "unit": "month"}
    printed = study(median | {"centre": "20"}, median | {"centre": "NR"})
    report = audit(printed)
    assert "contradiction" in {each.severity for each in report.findings if each.check == "printed twice"}
    assert disputed_sets(printed, report) == ()
