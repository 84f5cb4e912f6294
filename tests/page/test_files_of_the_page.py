"""Authority: the loader of scenario files: a file from the page is the scenario the page ran, wherever it is saved."""

from pathlib import Path

import pytest

import haicsim
from haicsim.analysis.page.as_yaml import as_yaml, file_name
from haicsim.analysis.page.controls import Settings
from haicsim.analysis.page.link import Side, State
from haicsim.analysis.page.made import make

HEIR = b"name: mine\nquestion: What of us?\ninherits: kurume.yaml\n"
MINE = HEIR + b"capacity:\n  infusion_bed: {places: 9, grade: assumed, source: us}\n"
SIDES = {
    "as it is": Side("kurume"),
    "every slider": Side("kurume", None, Settings(3.0, 1.5, 1.25, 14, 14.0)),
    "limits lifted": Side("one-theatre", None, Settings(beds="unlimited", theatre="unlimited")),
    "in a folder": Side("regimens/folfox", None, Settings(boldness=0.8)),
    "a file": Side("mine.yaml", MINE, Settings(interval=1.0)),
}


def silent(what: str, share: float) -> None: ...


@pytest.mark.parametrize("side", SIDES.values(), ids=SIDES)
def test_the_file_saved_loads_as_the_very_scenario(side: Side, tmp_path: Path) -> None:
    made = make(State(patients=500, seed=7), side, silent)
    file = tmp_path / file_name(made.scenario)
    file.write_text(as_yaml(made.scenario, made.base), encoding="utf-8")
    again = haicsim.load(file)
    assert again.content() == made.scenario.content()
    assert (again.run.patients, again.run.seed) == (500, 7)


def test_the_settings_stand_in_it_with_a_source_by_hand() -> None:
    scenario = make(State(), SIDES["every slider"], silent).scenario
    assert (scenario.policy.ct_interval.value, scenario.policy.ct_interval.unit) == (3.0, "month")
    assert (scenario.policy.boldness.value, scenario.treatment.relative_kill.value) == (1.5, 1.25)
    assert scenario.capacity.infusion_bed.places == 14
    assert (scenario.capacity.theatre.places, scenario.capacity.theatre.every.days) == (1, 14.0)
    assert (
        scenario.policy.boldness.source
        == scenario.capacity.theatre.source
        == "Set on the page (haicsim page)"
    )
    assert scenario.policy.boldness.grade == "assumed"


def test_the_file_is_short_and_never_builds_on_its_own_name(tmp_path: Path) -> None:
    made = make(State(), SIDES["every slider"], silent)
    text = as_yaml(made.scenario, made.base)
    assert len(text.splitlines()) < 30
    assert "inherits: scenarios/kurume.yaml" in text
    assert file_name(made.scenario) != "kurume.yaml"
    assert f"haicsim run {file_name(made.scenario)}" in text


def test_an_interval_in_days_stays_in_days() -> None:
    days = HEIR + b"policy:\n  ct_interval: {value: 60, unit: d, range: [15, 180], source: us}\n"
    scenario = make(State(), Side("mine.yaml", days, Settings(interval=3.0)), silent).scenario
    assert scenario.policy.ct_interval.unit == "d"
    assert scenario.policy.base("ct_interval") == pytest.approx(3 * 30.4375)


@pytest.mark.slow
def test_a_conversion_rate_asked_for_is_what_comes_out_and_the_file_repeats_it(tmp_path: Path) -> None:
    side = Side("kurume", None, Settings(by="efficacy", to=0.3))
    made = make(State(patients=2_000), side, silent)
    assert made.target is not None
    assert made.target.reached
    result = haicsim.run(made.scenario)
    assert result.counted["converted"].mean() == pytest.approx(0.3, abs=0.002)
    file = tmp_path / file_name(made.scenario)
    file.write_text(as_yaml(made.scenario, made.base), encoding="utf-8")
    assert haicsim.run(file).everyone.equals(result.everyone)


@pytest.mark.slow
def test_a_rate_out_of_reach_leaves_the_scenario_and_says_how_far_it_goes() -> None:
    made = make(State(), Side("kurume", None, Settings(by="liver", to=0.5)), silent)
    assert made.target is not None
    assert not made.target.reached
    assert made.scenario.digest() == make(State(), Side("kurume"), silent).scenario.digest()
    assert "cannot be reached" in made.target.said
