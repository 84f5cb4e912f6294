"""Endpoints of the same patients, drawn together: nobody relapses after his death, and no curve of DFS lies above OS."""

import numpy as np
import pytest
from known import landmarks, study_of
from lifelines import KaplanMeierFitter

from haicsim.analysis.reconstruction import Drawn, reconstruct

GROUPS = {
    "all": {"label": "All", "n": 24},
    "A": {"label": "A", "n": 10, "part_of": "all"},
    "B": {"label": "B", "n": 14, "part_of": "all"},
}
FIGURES = [
    *landmarks("A", {12: "80", 36: "48"}),
    *landmarks("B", {12: "93", 36: "70"}),
    *landmarks("A", {12: "60", 36: "40"}, "DFS"),
    *landmarks("B", {12: "71", 36: "55"}, "DFS"),
]


@pytest.fixture(scope="module")
def drawn() -> dict[str, Drawn]:
    study = study_of(GROUPS, FIGURES, OS="os", DFS="dfs_event_death")
    return {each.material.endpoint: each for each in reconstruct(study, {}, 60).endpoints}


def curve(drawn: Drawn, row: int, columns: np.ndarray) -> KaplanMeierFitter:
    return KaplanMeierFitter().fit(drawn.days[row, columns], drawn.event[row, columns])


def test_patients_are_the_same_and_leave_disease_free_survival_no_later(drawn: dict[str, Drawn]) -> None:
    assert (drawn["OS"].group == drawn["DFS"].group).all()
    assert (drawn["DFS"].days <= drawn["OS"].days + 1e-6).all()
    assert not any("apart" in sentence for sentence in drawn["DFS"].material.assumed)


def test_disease_free_survival_is_nowhere_above_overall_survival_by_lifelines(
    drawn: dict[str, Drawn],
) -> None:
    for row in range(20):
        for group in (0, 1):
            columns = np.flatnonzero(drawn["OS"].group == group)
            marks = np.sort(drawn["OS"].days[row, columns])
            marks = marks[marks <= drawn["DFS"].days[row, columns].max()]
            below, above = (curve(drawn[name], row, columns).predict(marks) for name in ("DFS", "OS"))
            assert (np.asarray(below) <= np.asarray(above) + 1e-9).all()


def test_data_sets_still_print_their_figures_after_they_are_put_together(drawn: dict[str, Drawn]) -> None:
    for name, at, low, high in (
        ("OS", 12, 79.5, 81),
        ("OS", 36, 47.5, 49),
        ("DFS", 12, 59.5, 61),
        ("DFS", 36, 39.5, 41),
    ):
        columns = np.flatnonzero(drawn[name].group == 0)
        for row in range(20):
            share = float(curve(drawn[name], row, columns).predict(at * 30.4375))
            assert low <= 100 * share <= high


def test_endpoints_that_cannot_be_of_the_same_patients_are_drawn_apart_and_said_so() -> None:
    figures = [*landmarks("all", {12: "20"}), *landmarks("all", {12: "80"}, "DFS")]
    figures += [
        {
            "id": f"risk_{name}",
            "kind": "at_risk",
            "endpoint": name,
            "group": "all",
            "at": "12 months",
            "count": count,
        }
        for name, count in (("OS", "2"), ("DFS", "8"))
    ]
    study = study_of({"all": {"label": "All", "n": 10}}, figures, OS="os", DFS="dfs_event_death")
    endpoints = {each.material.endpoint: each for each in reconstruct(study, {}, 20).endpoints}
    assert any("drawn apart" in sentence for sentence in endpoints["DFS"].material.assumed)


@pytest.mark.parametrize("n", [12, 18])
def test_every_data_set_prints_the_numbers_at_risk_as_those_followed_for_so_long_or_longer(n: int) -> None:
    figures = [
        *landmarks("all", {12: "83", 24: "63"}),
        {"id": "r12", "kind": "at_risk", "endpoint": "OS", "group": "all", "at": "12 months", "count": "9"},
        {"id": "r24", "kind": "at_risk", "endpoint": "OS", "group": "all", "at": "24 months", "count": "5"},
    ]
    (drawn,) = reconstruct(study_of({"all": {"label": "All", "n": n}}, figures), {}, 200).endpoints
    for month, count in ((12, 9), (24, 5)):
        assert (np.count_nonzero(drawn.days >= month * 30.4375, axis=1) == count).all()
