"""A reference scenario with one thing wrong: the fault is found on the line where it stands."""

from pathlib import Path

import pytest
from limits import within_limits
from scenario_hazards import HAZARDS, IN_THE_REFERENCE, Hazard

from scenarios import FOLDER
from sim.errors import Fault, InputError
from sim.scenario import load_scenario

REFERENCE = (FOLDER / "kurume.yaml").read_text(encoding="utf-8")
HEIR = Path(__file__).with_name("heir.yaml").read_text(encoding="utf-8")


def faults_of(text: str, folder: Path) -> list[Fault]:
    """The faults found in a file of that text."""
    file = folder / "faulty.yaml"
    file.write_text(text, encoding="utf-8")
    with within_limits(), pytest.raises(InputError) as caught:
        load_scenario(file)
    assert caught.value.exit_code == 2
    assert all(fault.file == str(file) for fault in caught.value.faults)
    return caught.value.faults


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.name)
def test_a_fault_is_named_with_its_line_path_and_rule(hazard: Hazard, tmp_path: Path) -> None:
    sound = REFERENCE if hazard in IN_THE_REFERENCE else HEIR
    assert sound.count(hazard.old) == 1, "the hazard must change one place of the scenario"
    text = sound.replace(hazard.old, hazard.new)
    marked = text.find("<line>")
    found = faults_of(text.replace("<line>", ""), tmp_path)
    fitting = [fault for fault in found if fault.path == hazard.path and hazard.rule in fault.rule]
    assert fitting, found
    if marked >= 0:
        assert fitting[0].line == text.count("\n", 0, marked) + 1
    if hazard.nearest is not None:
        assert fitting[0].nearest == hazard.nearest


def test_there_are_at_least_a_hundred_hazards_and_each_has_its_own_name() -> None:
    assert len({hazard.name for hazard in HAZARDS}) == len(HAZARDS) >= 100


def test_the_scenario_the_hazards_are_put_into_is_sound(tmp_path: Path) -> None:
    file = tmp_path / "heir.yaml"
    file.write_text(HEIR, encoding="utf-8")
    assert load_scenario(file).policy.decision == "two_consecutive"


def test_all_faults_of_a_file_are_said_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = REFERENCE
    for old, new in [
        ("size_with_invasion: {value: 78", "size_with_invasion: {value: 780"),
        ("  phi: {", "  phy: {"),
        ("ct_interval: {value: 2, unit: month", "ct_interval: {value: 2, unit: mm"),
        ("refusal: {value: 0.05", "refusal: {value: x"),
        ("icu: {places: unlimited", "icu: {places: -1"),
        ("engine: auto", "engine: fast"),
    ]:
        assert text.count(old) == 1
        text = text.replace(old, new)
    faults = faults_of(text, tmp_path)
    assert [fault.path for fault in faults] == [
        "population.size_with_invasion.value", "tumour.phi", "tumour.phy", "treatment.ct_interval.unit",
        "policy.refusal.value", "capacity.icu.places", "run.engine",
    ]  # fmt: skip
    lines = [fault.line for fault in faults]
    assert lines == sorted(line for line in lines if line is not None)


def test_a_faulty_value_is_shown_as_it_was_read(tmp_path: Path) -> None:
    faults = faults_of(REFERENCE.replace("refusal: {value: 0.05", "refusal: {value: a few"), tmp_path)
    assert "policy.refusal.value = 'a few': must be a number." in str(faults[0])
