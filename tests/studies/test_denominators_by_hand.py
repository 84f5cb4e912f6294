"""Authority: hand calculation. 14 of 18 is 77.8% and prints as 78; 14 of 17 is 82.4% and does not."""

import pytest

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.audit.percentages import check_percentages
from haicsim.analysis.studies import load_study


def impossible(of: int | None) -> list[str]:
    """Percentages that cannot be, with the paper's number of recurrences said to be of so many patients."""
    study = load_study("kurume")
    figures = [
        figure.model_copy(update={"of": of}) if figure.id == "recurrences" else figure
        for figure in study.figures
    ]
    context = Context(study.model_copy(update={"figures": tuple(figures)}))
    check_percentages(context)
    return [one.printed for one in context.findings if one.subject == "recurrences"]


@pytest.mark.parametrize("of", [18, None])
def test_events_of_the_whole_group_are_not_accused(of: int | None) -> None:
    assert impossible(of) == []


def test_events_of_fewer_patients_are_held_against_those() -> None:
    assert impossible(17) == ["14 (78%) of 17 (Results, outcomes)"]
