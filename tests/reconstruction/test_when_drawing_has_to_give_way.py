"""Authority: by hand, and the sentences of the method. What is drawn once only, drawn apart, left out, or not drawn at all."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from known import landmarks, study_of

from haicsim.analysis.audit.calibration_targets import TargetStatus
from haicsim.analysis.audit.findings import Context
from haicsim.analysis.km_solver.feasibility import Feasibility, FeasibilitySolver
from haicsim.analysis.km_solver.particles import Patients
from haicsim.analysis.reconstruction import Drawn, drawing, reconstruct
from haicsim.analysis.reconstruction.material import Material, gather
from haicsim.analysis.reconstruction.write import PATIENTS, SUMMARY, already_there, save
from haicsim.analysis.studies import Study
from haicsim.sim.errors import InputError

FOUR = {"all": {"label": "All", "n": 4}}
HALVES = {"all": {"label": "All", "n": 8}} | {
    name: {"label": name, "n": 4, "part_of": "all"} for name in ("A", "B")
}
NEVER_MET = "none of many data sets drawn met it"


def p_of(p: str) -> dict[str, Any]:
    return {
        "id": "p", "kind": "p_value", "endpoint": "OS", "arms": [["A"], ["B"]], "test": "log_rank", "p": p,
    }  # fmt: skip


def reasons(material: Material) -> dict[str, str]:
    return {figure: lost.why for lost in material.left_out for figure in lost.figures}


def gathered(study: Study, marks: dict[str, TargetStatus] | None = None) -> Material:
    found = gather(Context(study), "OS", marks or {})
    assert found is not None
    return found


# figures that are left out before anything is drawn


def test_patients_are_drawn_by_one_division_and_figures_of_another_are_left_out() -> None:
    groups = {"all": {"label": "All", "n": 10}} | {
        name: {"label": name, "n": 5, "part_of": "all", "division": division}
        for name, division in (("men", "sex"), ("women", "sex"), ("left", "side"), ("right", "side"))
    }
    figures = [*landmarks("men", {12: "40"}), *landmarks("right", {12: "60"}), *landmarks("all", {12: "50"})]
    given = study_of({name: {"label": name, "n": 5} for name in groups}, figures)
    divisions = {name: {"of": "all"} for name in ("sex", "side")}
    content = given.model_dump(mode="json") | {"groups": groups, "divisions": divisions}
    found = gathered(Study.model_validate(content))
    assert [problem.leaves for problem in found.problems] == [(("men", 5), ("women", 5))]
    assert set(found.used) == {"OS_men_12.percent", "OS_all_12.percent"}
    assert reasons(found) == {"OS_right_12.percent": "its patients are drawn by another division"}


def watched(group: str) -> Study:
    """Half of ten alive at a year; the paper does not say of whom the observation times are that it prints of a group."""
    silent = {"over": "not_stated", "time_zero": "not_stated"}
    measures = {"seen": {"scale": "numeric", "label": "seen", "kind": "time", "observation": silent}}
    observation = {
        "id": "seen", "kind": "summary", "measure": "seen", "unit": "month", "statistic": "median", "group": group,
        "centre": "20", "spread": "range", "low": "5", "high": "60",
    }  # fmt: skip
    groups = {"all": {"label": "All", "n": 10}, "others": {"label": "Others", "n": 10}}
    return study_of(groups, [*landmarks("all", {12: "50"}), observation], measures)


PARTS = tuple(f"seen.{part}" for part in ("centre", "low", "high"))


def test_observation_times_that_the_audit_calls_unusable_are_left_out_with_its_reason() -> None:
    assert set(PARTS) <= set(gathered(watched("all")).used)
    marks = {ref: TargetStatus(ref, "unusable", ("too long",)) for ref in PARTS}
    found = gathered(watched("all"), marks)
    assert reasons(found) == dict.fromkeys(PARTS, "unusable (too long)")
    assert not set(PARTS) & set(found.used)
    one_left = {ref: mark for ref, mark in marks.items() if ref != "seen.high"}
    assert set(PARTS) <= set(gathered(watched("all"), one_left).used)


def test_observation_times_of_a_group_without_a_curve_are_not_laid_on_others() -> None:
    found = gathered(watched("others"))
    assert set(reasons(found)) == set(PARTS)
    assert found.used == ("OS_all_12.percent",)


# endpoints of the same patients


def endpoints(
    overall: list[str], recurrence: list[str], groups: dict[str, Any] = HALVES
) -> tuple[Drawn, Drawn]:
    figures = [figure for name in overall for figure in landmarks(name, {12: "75"})]
    figures += [figure for name in recurrence for figure in landmarks(name, {12: "50"}, "DFS")]
    study = study_of(groups, figures, OS="os", DFS="dfs_death_censored")
    found = {each.material.endpoint: each for each in reconstruct(study, {}, 5).endpoints}
    return found["OS"], found["DFS"]


APART = "its patients are not divided as those of OS: drawn apart"
TOGETHER = "patient 1 of DFS is patient 1 of OS, which he leaves no sooner"


def test_all_patients_of_one_endpoint_are_those_of_the_groups_of_the_other() -> None:
    overall, recurrence = endpoints(["A", "B"], ["all"])
    assert [len(each.groups) for each in (overall, recurrence)] == [2, 1]
    assert TOGETHER in recurrence.material.assumed
    assert (recurrence.days <= overall.days + 1e-9).all()


def test_endpoints_that_are_divided_otherwise_or_of_others_are_drawn_apart_and_said_so() -> None:
    _, divided = endpoints(["all"], ["A", "B"])
    assert APART in divided.material.assumed
    both = {name: {"label": name, "n": 4} for name in ("C", "D")}
    _, of_others = endpoints(["C"], ["D"], both)
    assert APART in of_others.material.assumed
    _, of_more = endpoints(["C"], ["C", "D"], both)
    assert APART in of_more.material.assumed
    _, same = endpoints(["C"], ["C"], both)
    assert APART not in same.material.assumed
    assert TOGETHER in same.material.assumed


# figures that no data set drawn meets


def test_a_pooled_figure_that_no_copy_shows_is_left_out_where_nobody_proved_it_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(FeasibilitySolver, "ask", lambda *asked: Feasibility.OPEN)
    monkeypatch.setattr(drawing, "PATIENCE", 1)
    figures = [*landmarks("A", {12: "100"}), *landmarks("B", {12: "100"}), *landmarks("all", {12: "80"})]
    (one,) = reconstruct(study_of(HALVES, figures), {}, 10).endpoints
    assert reasons(one.material) == {"OS_all_12.percent": NEVER_MET}
    assert set(one.material.used) == {"OS_A_12.percent", "OS_B_12.percent"}
    assert (one.days.min(axis=1) > 0).all()
    assert not (one.event & (one.days <= 365)).any(), "all of either group are alive at a year"


@pytest.mark.parametrize(("patience", "listed"), [(1, False), (3, True)])
def test_more_histories_are_listed_before_a_figure_is_left_out(
    patience: int, listed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "PATIENCE", patience)
    monkeypatch.setattr(drawing, "MOST_STATES", 1)  # so that only twenty with one number at risk are listed
    monkeypatch.setattr(drawing, "FURTHER", 1_000_000)
    monkeypatch.setattr(drawing, "COPIES", 20)
    groups = {name: {"label": name, "n": 12} for name in ("A", "B")}
    figures = [*landmarks("A", {12: "75", 36: "50"}), *landmarks("B", {12: "75"}), p_of("<0.0000001")]
    (one,) = reconstruct(study_of(groups, figures), {}, 10).endpoints
    assert one.listed is listed
    assert reasons(one.material) == {"p.p": NEVER_MET}


def three_a_year(p: str) -> Study:
    return study_of(HALVES, [*landmarks("A", {12: "75"}), *landmarks("B", {12: "75"}), p_of(p)])


def test_where_time_is_up_the_data_sets_there_are_are_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "BATCHES", 1)
    monkeypatch.setattr(drawing, "COPIES", 1)
    (one,) = reconstruct(three_a_year("0.3"), {}, 400).endpoints
    assert one.material.used[-1] == "p.p"
    assert 0 < one.different < 400
    assert len(one.days) == 400
    assert (one.days == one.days[np.arange(400) % one.different]).all()
    assert len(np.unique(one.days, axis=0)) == one.different


def test_where_time_is_up_and_there_is_none_the_endpoint_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "BATCHES", 1)
    with pytest.raises(InputError) as refusal:
        reconstruct(three_a_year("0.0001"), {}, 10)
    (fault,) = refusal.value.faults
    assert fault.rule == "no data set of OS was found in the time allowed"


def test_where_no_figure_stands_in_the_way_none_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A printed median of an even number is met last; here by nobody, and not for want of a pooled figure or a p value."""
    tried: list[int] = []

    def nobody(drawn: Patients, *where: object) -> Patients:
        tried.append(len(drawn))
        return drawn.taken(np.zeros(0, np.intp))

    monkeypatch.setattr(drawing, "placed", nobody)
    monkeypatch.setattr(drawing, "PATIENCE", 2)
    monkeypatch.setattr(drawing, "BATCHES", 5)
    said: list[str] = []
    with pytest.raises(InputError, match="no data set of OS was found in the time allowed"):
        reconstruct(watched("all"), {}, 10, report=lambda what, share: said.append(what))
    assert tried == [10] * 5
    assert said.count("OS: histories of all") == 1, "nothing is listed anew"


# on disk


def test_a_reconstruction_is_saved_whole_with_pictures_or_without(tmp_path: Path) -> None:
    found = reconstruct(study_of(FOUR, landmarks("all", {12: "75"})), {}, 3)
    folder = tmp_path / "out"
    save(found, {"draws": 3}, "mine", folder, again=False)
    names = {each.name for each in folder.iterdir()}
    assert {PATIENTS, SUMMARY} < names
    assert "a.svg" not in names
    save(found, {"draws": 3}, "mine", folder, again=True, draw=lambda there: (there / "a.svg").touch())
    assert {each.name for each in folder.iterdir()} == names | {"a.svg"}
    assert already_there(folder, "mine")
    with pytest.raises(InputError, match="is not this reconstruction"):
        already_there(folder, "another")
