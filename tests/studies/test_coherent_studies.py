"""No study printed from one real cohort is ever accused."""

import pytest
from cohorts import coherent_study

from haicsim.analysis.audit import audit


def accusations(seed: int) -> list[str]:
    """Findings graver than sloppy (coherent papers may still round in two ways or use an unpaired test)."""
    grave = ("contradiction", "implausible")
    return [
        f"{one.check}: {one.printed}: {one.possible}"
        for one in audit(coherent_study(seed)).findings
        if one.severity in grave
    ]


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 6, 8, 9, 10])
def test_study_of_one_cohort_is_not_accused(seed: int) -> None:
    assert accusations(seed) == []


@pytest.mark.long
def test_two_hundred_studies_of_one_cohort_each_are_not_accused() -> None:
    found = {seed: accusations(seed) for seed in range(200)}
    assert {seed: said for seed, said in found.items() if said} == {}
