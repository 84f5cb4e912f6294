"""Authority: means and standard deviations of five patients by hand: what a printed range or median leaves possible."""

from typing import Any

import pytest
from cohorts import study_of

from haicsim.analysis.audit import audit

SIZE = {"scale": "numeric", "label": "Size", "kind": "length"}


def said(n: int, *those: dict[str, Any]) -> list[tuple[str, str]]:
    """Severity and sentence of every finding about the printed sizes of n tumours, mm."""
    figures = [
        {"id": f"f{k}", "place": "p", "kind": "summary", "measure": "size", "unit": "mm", **one}
        for k, one in enumerate(those)
    ]
    study = study_of({"all": {"label": "All", "n": n}}, {"size": SIZE}, figures, [])
    findings = [one for one in audit(study).findings if any(ref.startswith("f") for ref in one.figures)]
    return [(one.severity, one.possible) for one in findings if "summarised" not in one.possible]


def grave(n: int, *those: dict[str, Any]) -> list[str]:
    return [severity for severity, _ in said(n, *those) if severity in ("contradiction", "implausible")]


RANGE = {"spread": "range", "low": "10", "high": "60"}


@pytest.mark.parametrize(
    ("n", "mean", "impossible"),
    # of five between 10 and 60 (rounded: 9.5 and 60.5) the mean lies between 19.5 and 50.5; of one it is that one
    [(5, "18", True), (5, "20", False), (5, "50", False), (5, "52", True), (2, "35", False), (2, "37", True)],
)
def test_a_mean_lies_where_values_within_the_range_can_have_it(n: int, mean: str, impossible: bool) -> None:
    assert grave(n, {"statistic": "mean", "centre": mean, **RANGE}) == ["contradiction"] * impossible


@pytest.mark.parametrize(
    ("n", "mean", "found"),
    # 10, 10, 20, 20, 60 have the least mean with that median and range, 24; 10, 20, 20, 60, 60 the largest, 34 (rounded: 34.5)
    [(5, "22", ["contradiction"]), (5, "30", []), (5, "36", ["contradiction"]),
     (100, "18", ["implausible"])],  # possible, but below the median of a distribution with a tail upwards
)  # fmt: skip
def test_a_mean_goes_with_the_median_and_range_printed_elsewhere(n: int, mean: str, found: list[str]) -> None:
    median = {"statistic": "median", "centre": "20", **RANGE}
    assert grave(n, {"statistic": "mean", "centre": mean}, median) == found


def test_a_mean_here_and_a_median_there_are_pointed_out_though_possible_together() -> None:
    here = {"statistic": "mean", "centre": "30"}
    there = {"statistic": "median", "centre": "20"}
    assert any("both are possible together" in sentence for _, sentence in said(5, here, there))


@pytest.mark.parametrize(("sd", "impossible"), [("28", False), ("30", True)])
def test_a_standard_deviation_is_largest_with_everyone_at_the_two_ends(sd: str, impossible: bool) -> None:
    # half the width, 25.5 rounded up, times the root of 5/4: 28.5
    figure = {"statistic": "mean", "centre": "35", "sd": sd, **RANGE}
    assert grave(5, figure) == ["contradiction"] * impossible
