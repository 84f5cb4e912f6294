"""Regimens and trials that come with the program: they change what they say, their numbers have sources, and their response
is that printed, within the exact binomial interval of the trial (scipy), on random numbers the search has not seen.
"""

from functools import cache
from math import exp, log, sqrt
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from haicsim.analysis.studies import Study, load_study, shipped_studies
from haicsim.analysis.studies.reported_values import MedianSurvival
from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.validation import regimen_search
from haicsim.analysis.validation.regimen_search import PLANS, published, simulated, study_of, targets
from haicsim.sim.loading.inheritance import every_shipped_scenario, find_scenario, shipped_scenarios
from haicsim.sim.parameters.base import Number
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario

REGIMENS, TRIALS = shipped_scenarios("regimens"), shipped_scenarios("trials")
COURSES = {
    "induction_cycles", "later_cycles", "cycles_after_toxicity", "course_gap", "course_gap_after_toxicity", "max_courses",
    "first_ct_after", "ct_interval",
}  # fmt: skip
OF_A_DRUG = {f"policy.{key}" for key in COURSES} | {"tumour.resistance_median"}
OF_A_TRIAL = {"treatment.first_year", "treatment.last_year", "policy.tace_at_ct"}
FRESH = 20_261  # a seed that no search has used


def changed(name: str, reference: str) -> set[str]:
    """The numbers by which a scenario differs from another, by field (cells of a table left out)."""
    ours, theirs = (load_scenario(each).content() for each in (name, reference))
    assert ours["choices"] == theirs["choices"]
    assert ours["capacity"] == theirs["capacity"]
    paths = [path for path, value in ours["numbers"].items() if value != theirs["numbers"][path]]
    return {".".join(path.split(".")[:2]) for path in paths}


def parent(name: str) -> str:
    return load_scenario(name).files[1].removeprefix("scenarios/").removesuffix(".yaml")


@pytest.mark.parametrize("name", [*REGIMENS, *TRIALS])
def test_a_scenario_in_a_folder_is_found_by_its_name_and_opens_with_its_question(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name.partition("/")[2]
    assert scenario.question.endswith("?")
    path, named = find_scenario(f"scenarios/{name}.yaml")
    assert named == f"scenarios/{name}.yaml"
    editors, first, *_ = path.read_text(encoding="utf-8").split("\n")
    assert editors == "# yaml-language-server: $schema=../scenario.schema.json"
    assert first.startswith("# ")
    assert first.endswith("?")


def test_regimens_of_every_era_are_there() -> None:
    assert {name.partition("/")[2] for name in REGIMENS} >= {"low-dose-fp", *PLANS}
    assert set(every_shipped_scenario()) >= {"kurume", *REGIMENS, *TRIALS}


@pytest.mark.parametrize("name", REGIMENS)
def test_a_regimen_changes_only_what_a_drug_changes(name: str) -> None:
    for path in changed(name, "kurume"):
        topic, _, _ = path.partition(".")
        assert topic == "treatment" or path in OF_A_DRUG, path
    assert not changed(name, "kurume") & OF_A_TRIAL


@pytest.mark.parametrize("name", TRIALS)
def test_a_trial_says_who_is_treated_and_leaves_the_drugs_to_its_regimen(name: str) -> None:
    assert parent(name) in REGIMENS
    for path in changed(name, parent(name)):
        assert path.startswith("population.") or path in OF_A_TRIAL, path


@pytest.mark.parametrize("name", [*REGIMENS, *TRIALS])
def test_every_number_changed_has_a_source_of_its_own_and_a_range_around_it(name: str) -> None:
    ours, theirs = numbers(name), numbers("kurume")
    for path, number in ours.items():
        assert number.range[0] <= number.value <= number.range[1], path
        if number.value != theirs[path].value:
            assert len(number.source) > 15, path
            assert number.source != theirs[path].source, path


def numbers(name: str) -> dict[str, Number]:
    return {path: number for path, _, number in load_scenario(name).numbers()}


@pytest.mark.parametrize("name", PLANS)
def test_what_was_searched_stands_in_the_regimen_and_says_how(name: str) -> None:
    ours, plan = numbers(f"regimens/{name}"), PLANS[name]
    for path in [*plan.grid, *([regimen_search.KILL] if plan.solved else [])]:
        assert ours[path].source.startswith("Regimen search (docs/regimens.md)"), path
        assert ours[path].grade in ("derived", "assumed"), path


@pytest.mark.parametrize("name", TRIALS)
def test_survival_is_printed_in_every_trial_and_is_no_target_of_any(name: str) -> None:
    study = study_of(name.partition("/")[2])
    survival = {key for key, endpoint in study.endpoints.items() if endpoint.convention == "os"}
    assert any(getattr(figure, "endpoint", None) in survival for figure in study.figures)
    for figure in targets(study):
        assert getattr(figure, "endpoint", None) not in survival, figure.id
        assert getattr(figure, "measure", None) not in ("converted", "resected"), figure.id


def test_every_trial_has_its_study_and_every_plan_its_trials() -> None:
    series = {name.partition("/")[2].replace("-", "_") for name in shipped_scenarios("series")}
    assert {name.partition("/")[2].replace("-", "_") for name in TRIALS} == {*shipped_studies()} - {
        "kurume"
    } - series
    for name in shipped_studies():
        assert load_study(name).name == name
    assert {f"trials/{trial}" for plan in PLANS.values() for trial in plan.trials} <= set(TRIALS)


@cache
def lived(name: str, patients: int = 1000, engine: str = "compiled") -> NDArray[Any]:
    overrides = [f"run.patients={patients}", "run.seed=1", f"run.engine={engine}"]
    return run(load_scenario(name, overrides), journal=False).records


def test_low_dose_fp_is_the_reference_to_the_last_bit() -> None:
    assert lived("regimens/low-dose-fp").tobytes() == lived("kurume").tobytes()


@pytest.mark.parametrize("name", [name for name in REGIMENS if name != "regimens/low-dose-fp"])
def test_a_regimen_treats_the_same_people_and_not_all_fare_the_same(name: str) -> None:
    records, reference = lived(name), lived("kurume")
    for column in ("age_years", "vp", "vv", "size_before_mm", "potential", "icg_r15"):
        assert records[column].tobytes() == reference[column].tobytes(), column
    assert (records["death_day"] != reference["death_day"]).mean() > 0.3


@pytest.mark.parametrize("name", ["regimens/folfox-lenvatinib-pd1", "trials/scoop-2"])
def test_both_engines_tell_a_regimen_alike(name: str) -> None:
    compiled, process = lived(name, 120), lived(name, 120, "process")
    for column in compiled.dtype.names or ():
        same = np.array_equal(compiled[column], process[column], equal_nan=compiled[column].dtype.kind == "f")
        assert same, column


CALIBRATED = [plan.trials[0] for plan in PLANS.values() if plan.solved]


NOT_SEARCHED = ["fujino-2015", "he-2019"]  # whose response took no part in the search


def response_is_that_printed(trial: str, **changes: float) -> bool:
    figure = study_of(trial).figure("orr")
    low, high = exact_interval(published(figure), study_of(trial).groups["all"].n)
    settings = {f"treatment.{key}": value for key, value in changes.items()}
    return low <= simulated(trial, settings, FRESH, 10_000)["orr"] <= high


@pytest.mark.slow
@pytest.mark.parametrize("trial", [*CALIBRATED, *NOT_SEARCHED])
def test_the_response_is_that_printed_on_fresh_random_numbers(trial: str) -> None:
    assert response_is_that_printed(trial)


@pytest.mark.slow
@pytest.mark.parametrize("trial", [*CALIBRATED, *NOT_SEARCHED])
def test_with_a_drug_that_kills_a_fifth_it_is_not(trial: str) -> None:
    kill = load_scenario(f"trials/{trial}").treatment.relative_kill.value
    assert not response_is_that_printed(trial, relative_kill=kill / 5.0)


@pytest.mark.slow
def test_what_is_given_beside_haic_ends_with_progression_whether_or_not_anything_follows() -> None:
    """A second line that slows nothing and none at all are the same to the tumour: every death falls on the same day."""
    days = []
    for exists in (2005, 2030):
        numbers = {
            "treatment.accompanied_growth": 0.5, "treatment.slowed_growth": 1, "treatment.first_year": 2005,
            "treatment.last_year": 2006, "treatment.systemic_year": exists,
        }  # fmt: skip
        said = [
            f"{path}.{what}"
            for path, value in numbers.items()
            for what in (f"value={value}", f"range=[{value}, {value}]")
        ]
        said += ["run.patients=300", "run.engine=process", "accept=implausible"]
        records = run(load_scenario("kurume", said), journal=False).records
        assert records["second_line"].any() == (exists == 2005)
        days.append(records["death_day"])
    # a change of nothing begins a new piece of the integral, and so may cost the last bits
    np.testing.assert_allclose(days[0], days[1], rtol=0.0, atol=1e-6)


def one_error_off(study: Study, few: float) -> dict[str, float]:
    """Every target one standard error above what is printed, for so many patients."""
    found = {}
    for figure in targets(study):
        said = published(figure)
        median = isinstance(figure, MedianSurvival)
        found[figure.id] = said * exp(1.44 / sqrt(few)) if median else said + sqrt(said * (1.0 - said) / few)
    return found


@pytest.mark.parametrize("trial", sorted({trial for plan in PLANS.values() for trial in plan.trials}))
def test_departure_from_a_trial_is_in_standard_errors_of_a_study_of_its_size(trial: str) -> None:
    study = study_of(trial)
    n, exactly = study.groups["all"].n, {figure.id: published(figure) for figure in targets(study)}
    assert len(exactly) >= 2
    assert regimen_search.deviance(study, exactly) == pytest.approx(0.0, abs=1e-12)
    assert regimen_search.deviance(study, one_error_off(study, n)) == pytest.approx(len(exactly))
    assert regimen_search.deviance(study, one_error_off(study, n / 4)) == pytest.approx(4 * len(exactly))
    # against itself, whatever the simulation gives in both alike is no departure of what a drug adds
    other = {name: 0.9 * value for name, value in exactly.items()}
    assert regimen_search.deviance_added(study, study, other, other) == pytest.approx(0.0, abs=1e-12)
    added = regimen_search.deviance_added(study, study, one_error_off(study, n / 2), exactly)
    assert added == pytest.approx(len(exactly))  # two studies: twice the variance


@pytest.mark.parametrize(("wanted", "kill"), [(0.5, 1.0), (0.6, exp(1.0)), (0.0, 0.05), (1.0, 20.0)])
def test_the_kill_solved_for_gives_the_response_wanted_or_stands_at_an_end(
    wanted: float, kill: float
) -> None:
    found = regimen_search.solved_kill(lambda k: 0.5 + 0.1 * log(k), wanted)
    assert found == pytest.approx(kill)


def test_of_combinations_not_told_apart_that_of_the_most_usual_kill_is_chosen() -> None:
    key = regimen_search.KILL
    tried = [({key: 3.0}, 5.0), ({key: 0.8}, 5.9), ({key: 1.0}, 6.1), ({key: 0.5}, 5.5)]
    assert regimen_search.chosen(tried) == {key: 0.8}
    assert regimen_search.chosen([({"x": 1.0}, 5.0), ({"x": 2.0}, 4.9)]) == {"x": 2.0}


def test_more_kill_means_more_response_and_control_in_a_trial_simulated() -> None:
    weak, strong = (simulated("deng-2023", {regimen_search.KILL: kill}, 1, 400) for kill in (0.05, 5.0))
    assert set(weak) == {figure.id for figure in targets(study_of("deng-2023"))}
    assert weak["orr"] < strong["orr"] <= 1.0


def planted(trial: str, settings: dict[str, float], seed: int, patients: int) -> dict[str, float]:
    """Every trial as printed at a kill of 2 and, of what else is searched, 0.3; the response goes with the kill alone."""
    said = {figure.id: published(figure) for figure in targets(study_of(trial))}
    kill = settings.get(regimen_search.KILL, 2.0)
    (other,) = [value for path, value in settings.items() if path != regimen_search.KILL] or [0.3]
    found = {name: value * exp(-4.0 * abs(other - 0.3)) for name, value in said.items()}
    return found | {name: said[name] + 0.1 * log(kill / 2.0) for name in said if name == "orr"}


@pytest.mark.parametrize("name", ["new-fp", "folfox", "folfox-sorafenib"])
def test_what_was_planted_is_found_by_the_search_and_said(name: str, monkeypatch, capsys) -> None:
    monkeypatch.setattr(regimen_search, "simulated", planted)
    monkeypatch.setattr("sys.argv", ["regimen_search", name])
    regimen_search.main()
    *tried, last = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("range")]
    (grid,) = PLANS[name].grid.items()
    assert len(tried) == len(grid[1])
    assert f"'{grid[0]}': 0.3" in last
    assert not PLANS[name].solved or f"'{regimen_search.KILL}': 2.0" in last


def test_the_range_of_a_kill_spans_the_exact_interval_of_the_printed_response(monkeypatch) -> None:
    monkeypatch.setattr(regimen_search, "simulated", planted)
    low, high = regimen_search.kill_range("folfox", {regimen_search.KILL: 2.0, regimen_search.SEEDS: 0.3})
    study = study_of(PLANS["folfox"].trials[0])
    said = published(study.figure("orr"))
    ends = exact_interval(said, study.groups["all"].n)
    assert (low, high) == pytest.approx([2.0 * exp(10.0 * (end - said)) for end in ends], abs=2e-3)
