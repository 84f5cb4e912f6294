"""Authority: the files of the series, and by hand: every study of a series has its world, which says who was treated, gives
what it says is given or nothing, and shows what the study prints; the audit finds nothing impossible.
"""

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from haicsim.analysis.audit import audit
from haicsim.analysis.studies import Study, load_study, shipped_studies
from haicsim.analysis.studies.reported_values import Count, MedianSurvival, Survival
from haicsim.analysis.survival.membership import ENTRY_RULES
from haicsim.analysis.survival.observation import observed_in_full, times
from haicsim.analysis.validation.columns import category
from haicsim.sim.loading.inheritance import find_scenario, shipped_scenarios
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.theta import theta

SERIES = shipped_scenarios("series")
UNTREATED, AT_ONCE = "untreated", "resectable-at-once"
OF_A_SERIES = {
    "treatment.first_year", "treatment.last_year", "treatment.accompanied_growth", "policy.tace_at_ct",
    "policy.haic_score_limit", "policy.operate",
}  # fmt: skip
PATIENTS = 60


def study_of(name: str) -> Study:
    return load_study(name.partition("/")[2].replace("-", "_"))


def parent(name: str) -> str:
    return load_scenario(name).files[1].removeprefix("scenarios/").removesuffix(".yaml")


@cache
def lived(name: str) -> NDArray[Any]:
    overrides = [f"run.patients={PATIENTS}", "run.seed=1", "run.engine=process"]
    return run(load_scenario(name, overrides), journal=False).records


def test_every_study_has_its_world_and_every_world_its_study() -> None:
    worlds = {name.partition("/")[2].replace("-", "_") for name in (*SERIES, *shipped_scenarios("trials"))}
    assert worlds == {*shipped_studies()} - {"kurume"}
    assert len(SERIES) >= 15


@pytest.mark.parametrize("name", SERIES)
def test_a_world_is_found_by_its_name_and_opens_with_its_question(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name.partition("/")[2]
    assert study_of(name).name == scenario.name.replace("-", "_")
    path, named = find_scenario(f"scenarios/{name}.yaml")
    assert named == f"scenarios/{name}.yaml"
    editors, first, *rest = path.read_text(encoding="utf-8").split("\n")
    assert editors == "# yaml-language-server: $schema=../scenario.schema.json"
    assert first == f"# {scenario.question}"
    assert any(line.startswith("# Overlap: ") for line in rest)


@pytest.mark.parametrize("name", SERIES)
def test_a_world_changes_who_is_treated_with_a_source_for_each_number(name: str) -> None:
    ours = {path: number for path, _, number in load_scenario(name).numbers()}
    theirs = {path: number for path, _, number in load_scenario(parent(name)).numbers()}
    for path, number in ours.items():
        assert number.range[0] <= number.value <= number.range[1], path
        if number.value != theirs[path].value:
            field = ".".join(path.split(".")[:2])
            assert field.startswith("population.") or field in OF_A_SERIES, path
            assert number.source != theirs[path].source, path
            assert len(number.source) > 15, path


@pytest.mark.slow
@pytest.mark.parametrize("name", SERIES)
def test_the_audit_proves_no_printed_figure_impossible(name: str) -> None:
    found = audit(study_of(name)).findings
    assert {finding.severity for finding in found} <= {"undecided"}


@pytest.mark.slow
@pytest.mark.parametrize("name", SERIES)
def test_who_enters_is_who_the_world_says(name: str) -> None:
    records, population = lived(name), load_scenario(name).population
    assert len(records) == PATIENTS
    for cell, share in population.vessels.cells():
        if share.value == 0.0:
            vp, vv = int(cell[2]), int(cell[6])
            assert not ((records["vp"] == vp) & (records["vv"] == vv)).any(), cell
    scores = [number.value for _, number in population.child_pugh.cells()]
    assert {*records["child_pugh"]} <= {5 + place for place, value in enumerate(scores) if value > 0.0}


@pytest.mark.parametrize("name", SERIES)
def test_what_is_given_is_what_the_world_builds_on(name: str) -> None:
    records = lived(name)
    infused = ~np.isnan(records["first_haic_day"])
    if parent(name) == UNTREATED:
        assert not infused.any()
        assert not records["resected"].any()
        assert not records["second_line"].any()
        assert not records["taces"].any()
    elif parent(name) == AT_ONCE:
        assert not infused.any()
        assert (
            records["resected"].sum() > 10
        )  # who dies, spreads, is unfit or refuses before the operation is not
        assert study_of(name).design.entry_rule.name == "resected"
    else:
        assert parent(name) == "regimens/low-dose-fp"
        assert infused.mean() > 0.8


@pytest.mark.parametrize("name", SERIES)
def test_what_the_study_prints_of_all_can_be_read_in_its_world(name: str) -> None:
    """Response, control, medians and landmarks of everybody; what else a study prints may have no like in the simulator."""
    study, records = study_of(name), lived(name)
    seen = observed_in_full(
        records[ENTRY_RULES[study.design.entry_rule.name](records)],
        float(theta(load_scenario(name))[0]["horizon_days"]),
    )
    for figure in study.figures:
        if isinstance(figure, MedianSurvival | Survival) and figure.group == "all":
            said = study.endpoints[figure.endpoint]
            days = times(seen, said.convention, said.time_zero).days
            assert (days[~np.isnan(days)] >= 0.0).all(), figure.id
            assert (~np.isnan(days)).mean() > 0.8, figure.id
        elif isinstance(figure, Count) and figure.measure in ("objective_response", "disease_control"):
            read = category(figure.measure, figure.category, None)
            assert read is not None
            assert 0.0 < np.mean(read(seen)) < 1.0, figure.id
            assert figure.percent is not None, figure.id


def test_with_child_pugh_above_7_infusion_goes_on_because_the_world_says_so() -> None:
    """With the reference's limit the same people are infused for a shorter time."""
    name = "series/moriya-2019-b"
    limited = ["run.seed=1", f"run.patients={PATIENTS}", "run.engine=process", "policy.haic_score_limit=7"]
    records, stopped = lived(name), run(load_scenario(name, limited), journal=False).records
    above = records["child_pugh"] > 7
    assert above.sum() > 10
    assert np.array_equal(above, stopped["child_pugh"] > 7)
    assert np.nansum(records["haic_days"][above]) > 1.5 * np.nansum(stopped["haic_days"][above])
