"""Studies of a size at which orders can no longer be listed: 60 patients in three groups, five landmarks, a log-rank p."""

import pytest
from cohorts import sixty_patients

from haicsim.analysis.audit import audit


def test_study_of_one_cohort_of_sixty_is_not_accused_and_its_curves_are_shown_to_be_possible() -> None:
    report = audit(sixty_patients(1)[0])
    assert report.findings == ()
    assert [one.verdict for one in report.decisions] == ["possible together", "possible with the curves"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 10))
def test_no_study_of_one_cohort_of_sixty_is_accused(seed: int) -> None:
    report = audit(sixty_patients(seed)[0])
    assert [one for one in report.findings if one.severity in ("contradiction", "implausible")] == []
    assert report.decisions[0].verdict == "possible together"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_pooled_survival_of_sixty_that_rises_is_proved_wrong_and_named(seed: int) -> None:
    study, ref = sixty_patients(seed, at=36, more=60.0)
    (finding,) = [one for one in audit(study).findings if one.severity == "contradiction"]
    assert ref in (*finding.odd, *finding.disputed)
