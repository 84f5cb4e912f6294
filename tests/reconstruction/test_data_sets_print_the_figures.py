"""Authority: lifelines, on single data sets: each prints every figure it is said to agree with."""

import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from known import cohort, landmarks, read_off, study_of
from lengths import long_but
from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test

from haicsim.analysis.audit import audit
from haicsim.analysis.audit.calibration_targets import TargetStatus, read_marks, usable_targets
from haicsim.analysis.km_solver.rounding import before_rounding
from haicsim.analysis.reconstruction import Drawn, reconstruct
from haicsim.analysis.reconstruction.bands import columns_of
from haicsim.analysis.studies import Study, load_study
from haicsim.analysis.studies.reported_values import (
    AtRisk,
    Count,
    Curve,
    Events,
    MedianSurvival,
    PValue,
    Summary,
    Survival,
    read_time,
)
from haicsim.sim.errors import InputError
from haicsim.sim.units import DAYS_PER_MONTH

sys.path.append(str(Path(__file__).parents[1] / "studies"))
from cohorts import Printer, coherent_study

TOLERANCE = 1e-9


def check(study: Study, drawn: Drawn, how_many: int = 12) -> set[str]:
    """Hold some data sets against every figure said to be agreed with; which kinds of figure these were."""
    kinds = set()
    for row in np.linspace(0, len(drawn.days) - 1, how_many).astype(int):
        for ref in drawn.material.used:
            figure = study.figure(ref.split(".")[0])
            kinds.add(type(figure).__name__)
            assert shows(study, drawn, int(row), figure, ref), f"data set {row} does not show {ref}"
    return kinds


def shows(study: Study, drawn: Drawn, row: int, figure: object, ref: str) -> bool:
    if isinstance(figure, PValue):
        return shows_p(drawn, study, row, figure)
    columns = columns_of(drawn, study)[figure.group]  # type: ignore[attr-defined]
    months, event = drawn.days[row, columns] / DAYS_PER_MONTH, drawn.event[row, columns]
    fitter = KaplanMeierFitter().fit(months, event)
    if isinstance(figure, Survival):
        number = figure.parts()["percent"]
        share = 100 * float(fitter.predict(float(read_time(figure.at)) + TOLERANCE))
        return near(share, figure, "percent") and number.decimals >= 0
    if isinstance(figure, AtRisk):
        at = float(read_time(figure.at))
        return (months > at + TOLERANCE).sum() <= int(figure.count) <= (months >= at - TOLERANCE).sum()
    if isinstance(figure, Events):
        until = np.inf if figure.by is None else float(read_time(figure.by)) + TOLERANCE
        wanted = event if figure.status == "event" else ~event
        return int((wanted & (months <= until)).sum()) == int(figure.count)
    if isinstance(figure, MedianSurvival):
        inside = before_rounding(
            figure.parts()["centre"]
        )  # half are left from one event to the next, should it be so
        before, after = (
            float(fitter.predict(time))
            for time in (float(inside.low) - TOLERANCE, float(inside.high) + TOLERANCE)
        )
        return before >= 0.5 - TOLERANCE and after <= 0.5 + TOLERANCE
    if isinstance(figure, Summary):
        found = {"low": months.min(), "high": months.max(), "centre": np.median(months)}
        return near(float(found[ref.split(".")[1]]), figure, ref.split(".")[1])
    if isinstance(figure, Curve):
        read = [(time, percent) for time, percent in figure.points]
        return all(
            abs(100 * float(fitter.predict(time + TOLERANCE)) - percent) <= figure.within + 1e-6
            for time, percent in read
        )
    assert isinstance(
        figure, Count
    )  # a pattern of sites: how many of the group had the event, over several figures
    return True


def near(value: float, figure: object, part: str) -> bool:
    inside = before_rounding(figure.parts()[part])  # type: ignore[attr-defined]
    low, high = float(inside.low), float(inside.high)
    return low - 1e-7 <= value <= high + 1e-7


def shows_p(drawn: Drawn, study: Study, row: int, figure: PValue) -> bool:
    names = [name for name, _ in drawn.groups]
    arm = {
        leaf: k
        for k, groups in enumerate(figure.arms or ())
        for one in groups
        for leaf in study.leaves_of(one)
    }
    arms = np.array([arm.get(names[group], -1) for group in drawn.group])
    kept = arms >= 0
    p = multivariate_logrank_test(drawn.days[row, kept], arms[kept], drawn.event[row, kept]).p_value
    inside = before_rounding(figure.parts()["p"])
    return Fraction(float(p)) in inside or near(float(p), figure, "p")


@pytest.fixture(scope="module")
def paper() -> Study:
    return load_study("kurume")


@pytest.fixture(scope="module")
def drawn(paper: Study) -> tuple[Drawn, ...]:
    return reconstruct(paper, read_marks("kurume"), 60, seed=4).endpoints


@pytest.mark.slow
def test_data_sets_of_the_source_paper_print_its_usable_figures(
    paper: Study, drawn: tuple[Drawn, ...]
) -> None:
    kinds = set().union(*(check(paper, one) for one in drawn))
    assert {"Survival", "Events", "PValue", "Summary"} <= kinds


def test_the_numbers_of_recurrences_by_group_follow_from_the_printed_sites(drawn: tuple[Drawn, ...]) -> None:
    recurrences = next(one for one in drawn if one.material.endpoint == "DFS")
    for number, (name, _) in enumerate(recurrences.groups):
        events = recurrences.event[:, recurrences.group == number].sum(axis=1)
        assert set(events.tolist()) == {{"A": 5, "B": 4, "C": 5}[name]}


def test_the_figure_the_audit_finds_wrong_is_left_out_with_the_reason(drawn: tuple[Drawn, ...]) -> None:
    marks = read_marks("kurume")
    for one in drawn:
        assert not any(ref in marks and marks[ref].status == "unusable" for ref in one.material.used)
    survival = next(one for one in drawn if one.material.endpoint == "OS")
    left = {ref: out.why for out in survival.material.left_out for ref in out.figures}
    wrong = [ref for ref, mark in marks.items() if mark.status == "unusable" and ref.startswith("os_")]
    assert wrong
    assert all("unusable" in left[ref] and marks[ref].reasons[0] in left[ref] for ref in wrong)


def test_doubtful_figures_are_left_out_on_request(paper: Study) -> None:
    marks = read_marks("kurume")
    doubtful = {ref for ref, mark in marks.items() if mark.status == "doubtful" and ref.startswith("os_")}
    strict = next(
        one for one in reconstruct(paper, marks, 20, strict=True).endpoints if one.material.endpoint == "OS"
    )
    assert doubtful
    assert not doubtful & set(strict.material.used)
    assert doubtful <= {ref for out in strict.material.left_out for ref in out.figures}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_data_sets_of_any_study_print_its_figures(seed: int) -> None:
    printer = Printer(seed, [[5, 4], [6], [4, 3, 5], [8, 7]][seed % 4])
    printer.survival("OS")
    study = printer.study()
    for one in reconstruct(study, usable_targets(study, audit(study)), 40, seed).endpoints:
        check(study, one)


@pytest.mark.slow
def test_data_sets_have_the_curve_that_was_read_off_and_the_numbers_at_risk() -> None:
    patients = cohort(1, 30)
    study = study_of({"all": {"label": "all", "n": 30}}, read_off("all", patients, 1.0, True, 1))
    (one,) = reconstruct(study, {}, 30).endpoints
    assert check(study, one) == {"Curve", "AtRisk"}


def test_the_same_seed_gives_the_same_data_sets_and_another_does_not() -> None:
    study = study_of({"all": {"label": "all", "n": 6}}, landmarks("all", {12: "83", 36: "50"}))
    first, again, other = (reconstruct(study, {}, 20, seed).endpoints[0] for seed in (1, 1, 2))
    assert (first.days == again.days).all()
    assert (first.event == again.event).all()
    assert (first.days != other.days).any()


def test_of_figures_that_cannot_be_met_together_the_one_of_the_smallest_change_is_left_out() -> None:
    groups = {"all": {"label": "all", "n": 6}} | {
        name: {"label": name, "n": 3, "part_of": "all"} for name in ("A", "B")
    }
    figures = [*landmarks("A", {12: "100"}), *landmarks("B", {12: "100"}), *landmarks("all", {12: "80"})]
    (one,) = reconstruct(study_of(groups, figures), {}, 10).endpoints
    assert [out.figures for out in one.material.left_out] == [("OS_all_12.percent",)]
    assert "cannot be true together" in one.material.left_out[0].why


def test_a_p_value_no_data_set_gives_is_left_out_and_said() -> None:
    groups = {"all": {"label": "all", "n": 8}} | {
        name: {"label": name, "n": 4, "part_of": "all"} for name in ("A", "B")
    }
    p = {
        "id": "p",
        "kind": "p_value",
        "endpoint": "OS",
        "arms": [["A"], ["B"]],
        "test": "log_rank",
        "p": "0.0001",
    }
    figures = [*landmarks("A", {12: "75"}), *landmarks("B", {12: "75"}), p]
    (one,) = reconstruct(study_of(groups, figures), {}, 10).endpoints
    assert [out.figures for out in one.material.left_out] == [("p.p",)]
    assert len(one.days) == 10


def test_an_observation_time_that_goes_on_after_the_event_is_not_used() -> None:
    seen = {"over": "all", "time_zero": "hepatectomy"}
    measures = {"seen": {"scale": "numeric", "label": "seen", "kind": "time", "observation": seen}}
    observation = {
        "id": "seen", "kind": "summary", "measure": "seen", "unit": "month", "statistic": "median", "centre": "50",
        "spread": "range", "low": "20", "high": "70",
    }  # fmt: skip
    figures = [*landmarks("all", {12: "100"}), *landmarks("all", {12: "40"}, "DFS"), observation]
    groups = {"all": {"label": "all", "n": 5}}
    study = study_of(groups, figures, measures, OS="os", DFS="dfs_event_death")
    found = {one.material.endpoint: one for one in reconstruct(study, {}, 10).endpoints}
    assert "seen.centre" in found["OS"].material.used
    assert found["DFS"].material.left_out[0].why == "observation goes on after this event"


def test_marks_may_be_given_for_figures_the_study_does_not_have() -> None:
    study = study_of({"all": {"label": "all", "n": 5}}, landmarks("all", {12: "80"}))
    (one,) = reconstruct(study, {"else.count": TargetStatus("else.count", "unusable", ("x",))}, 3).endpoints
    assert len(one.days) == 3


def test_an_endpoint_of_which_no_time_is_printed_is_not_drawn() -> None:
    groups = {"all": {"label": "all", "n": 5}}
    events = {"id": "recurred", "kind": "events", "endpoint": "DFS", "count": "2"}
    study = study_of(groups, [*landmarks("all", {12: "80"}), events], OS="os", DFS="dfs_death_censored")
    assert [one.material.endpoint for one in reconstruct(study, {}, 3).endpoints] == ["OS"]
    with pytest.raises(InputError, match="say nothing usable of survival"):
        reconstruct(study_of(groups, [events], OS="os", DFS="dfs_death_censored"), {}, 3)


@pytest.mark.slow
@pytest.mark.parametrize("studies", long_but([4, 40], 4))
def test_data_sets_of_many_studies_that_print_all_sorts_print_their_figures(studies: int) -> None:
    for seed in range(studies):
        study = coherent_study(seed)
        for one in reconstruct(study, {}, 40, seed).endpoints:
            check(study, one)
