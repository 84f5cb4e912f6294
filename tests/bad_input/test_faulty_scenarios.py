"""A reference scenario with one thing wrong: the fault is found on the line where it stands."""

from pathlib import Path

import pytest
from limits import within_limits
from scenario_hazards import HAZARDS, IN_THE_REFERENCE, Hazard

from haicsim.scenarios import FOLDER
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.load import load_scenario

REFERENCE = (FOLDER / "kurume.yaml").read_text(encoding="utf-8")
HEIR = Path(__file__).with_name("heir.yaml").read_text(encoding="utf-8")

HEIR_OF_THE_REFERENCE = "name: faulty\nquestion: What is said?\ninherits: kurume.yaml\n"


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
        "population.size_with_invasion.value", "tumour.phi", "tumour.phy", "policy.ct_interval.unit",
        "policy.refusal.value", "capacity.icu.places", "run.engine",
    ]  # fmt: skip
    lines = [fault.line for fault in faults]
    assert lines == sorted(line for line in lines if line is not None)


def test_what_cannot_be_read_hides_no_other_fault(tmp_path: Path) -> None:
    text = HEIR_OF_THE_REFERENCE + (
        "tumour:\n  phi: {value: .nan, source: x}\n  kapa: {value: 1}\n  kappa: {value: 99, source: x}\n"
        "  kappa_2: !much 3\n"
        "capacity:\n  theatre: {places: 1, source: x}\n  theatre: {places: 2, source: x}\n"
        "run: {patients: -1}\n"
    )
    faults = faults_of(text, tmp_path)
    assert [(fault.line, fault.path) for fault in faults] == [
        (5, "tumour.phi.value"), (6, "tumour.kapa"), (7, "tumour.kappa.value"), (8, "tumour.kappa_2"),
        (11, "capacity.theatre"), (12, "run.patients"),
    ]  # fmt: skip


def test_of_what_cannot_be_read_nothing_else_is_said(tmp_path: Path) -> None:
    (fault,) = faults_of(HEIR_OF_THE_REFERENCE + "run: {patients: 012}\n", tmp_path)
    assert (fault.line, fault.path) == (4, "run.patients")


def test_faults_of_the_heir_are_said_beside_a_missing_parent(tmp_path: Path) -> None:
    faults = faults_of(HEIR_OF_THE_REFERENCE.replace("kurume", "kurme") + "run: {seed: .inf}\n", tmp_path)
    assert [fault.path for fault in faults] == ["run.seed", "inherits"]


def test_topics_that_contradict_one_another_are_told_beside_the_fault_of_a_third(tmp_path: Path) -> None:
    text = HEIR_OF_THE_REFERENCE + "arrivals: {days: [0, 1]}\nliver: {spleen: 1}\n"
    faults = faults_of(text, tmp_path)
    assert [(fault.line, fault.path) for fault in faults] == [(4, "arrivals.days"), (5, "liver.spleen")]
    assert "too few" in faults[0].rule


def test_a_faulty_value_is_shown_as_it_was_read(tmp_path: Path) -> None:
    faults = faults_of(REFERENCE.replace("refusal: {value: 0.05", "refusal: {value: a few"), tmp_path)
    assert "policy.refusal.value = 'a few': must be a number." in str(faults[0])
