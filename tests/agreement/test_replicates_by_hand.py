"""Replicate studies: nobody twice, everybody alike, margins as printed, the same luck whatever else changes."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chisquare

from haicsim.analysis.studies import Study
from haicsim.analysis.validation.candidate_pool import Pool
from haicsim.analysis.validation.replicates import (
    NobodyError,
    _draw,
    vessel_groups,
    whole_group,
    with_margins,
    without_margins,
)


@pytest.mark.parametrize(("of", "wanted"), [(5, 5), (6, 2), (50, 18), (2000, 8)])
def test_nobody_is_drawn_twice_in_one_study(of: int, wanted: int) -> None:
    places = _draw(of, wanted, 500, 3, 0)
    assert places.min() >= 0
    assert places.max() < of
    assert all(len(set(row)) == wanted for row in places.tolist())


def test_everybody_is_drawn_equally_often_by_chi_square() -> None:
    counts = np.bincount(_draw(30, 6, 20_000, 1, 0).ravel(), minlength=30)
    assert chisquare(counts).pvalue > 1e-3


def test_every_pair_of_three_is_drawn_equally_often_by_chi_square() -> None:
    pairs = np.sort(_draw(3, 2, 30_000, 5, 0), axis=1) @ [3, 1]
    assert chisquare(np.unique(pairs, return_counts=True)[1]).pvalue > 1e-3


def test_more_studies_leave_the_first_as_they_were() -> None:
    assert np.array_equal(_draw(100, 8, 50, 1, 0), _draw(100, 8, 900, 1, 0)[:50])


def test_survival_has_the_published_group_sizes_and_tables_have_whoever_comes(
    people: Pool, paper: Study
) -> None:
    fixed, free = with_margins(people, paper, 200), without_margins(people, paper, 200)
    sizes = {name: fixed.within(name).sum(axis=1) for name in ("A", "B", "C", "all")}
    assert {name: set(found.tolist()) for name, found in sizes.items()} == {
        "A": {6},
        "B": {4},
        "C": {8},
        "all": {18},
    }
    shares = np.bincount(people.records["group"], minlength=3) / len(people.records)
    found = np.array([free.within(name).mean() for name in "ABC"])
    assert found == pytest.approx(shares, abs=4 * 0.5 / np.sqrt(200 * 18))


def test_too_small_a_pool_is_refused_by_group(people: Pool, paper: Study) -> None:
    without_b = replace(people, records=people.records[people.records["group"] != 1])
    with pytest.raises(NobodyError, match=r"only 0 simulated patients would be shown in group B"):
        with_margins(without_b, paper, 10)


def test_the_groups_of_the_paper_are_vessel_groups_and_everybody(paper: Study) -> None:
    assert (vessel_groups(paper), whole_group(paper)) == (("A", "B", "C"), "all")


def test_the_pool_holds_enough_of_each_group_and_only_the_resected(people: Pool) -> None:
    assert np.bincount(people.records["group"], minlength=3).min() >= 2000
    assert people.records["resected"].all()
    assert people.starters > 100_000
