"""One scenario building on another: what is passed on, where each value came from, circles refused."""

from pathlib import Path

import pytest

from haicsim.scenarios import FOLDER
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario

HEAD = "name: heir\nquestion: What if?\n"


def heir(folder: Path, text: str, name: str = "heir.yaml") -> Path:
    """A scenario file in a folder."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_an_heir_differs_from_its_parent_only_where_it_says_so(tmp_path: Path) -> None:
    file = heir(tmp_path, HEAD + "inherits: kurume.yaml\ntumour:\n  phi: {value: 0.7, source: A guess}\n")
    mine, parents = load_scenario(file).model_dump(), load_scenario("kurume").model_dump()
    changed = {"value": 0.7, "source": "A guess", "grade": "assumed"}
    assert mine["tumour"]["phi"] == {**parents["tumour"]["phi"], **changed}
    parents["tumour"]["phi"] = mine["tumour"]["phi"]
    parents.update(name="heir", question="What if?")
    assert mine == parents


def test_every_value_remembers_the_file_and_line_it_came_from(tmp_path: Path) -> None:
    file = heir(tmp_path, HEAD + "inherits: kurume\ntumour:\n  phi:\n    value: 0.7\n    source: A guess\n")
    scenario = load_scenario(file, ["run.seed=9"])
    assert str(scenario.origin("tumour.phi.value")) == f"{file}:6"
    assert str(scenario.origin("run.seed")) == "--set run.seed=9"
    lines = (FOLDER / "kurume.yaml").read_text(encoding="utf-8").split("\n")
    for path, _, _ in scenario.numbers():
        origin = scenario.origin(f"{path}.unit")
        assert origin.file == "scenarios/kurume.yaml"
        assert origin.line is not None
        assert lines[origin.line - 1].strip().startswith(path.rpartition(".")[2] + ":")


def test_a_parent_is_looked_for_beside_the_heir_before_the_shipped_ones(tmp_path: Path) -> None:
    text = (FOLDER / "kurume.yaml").read_text(encoding="utf-8").replace("seed: 1", "seed: 77")
    heir(tmp_path, text, "kurume.yaml")
    scenario = load_scenario(heir(tmp_path, HEAD + "inherits: kurume.yaml\n"))
    assert scenario.run.seed == 77
    assert str(scenario.origin("run.seed")).startswith(str(tmp_path / "kurume.yaml"))


def test_a_grandparent_passes_on_what_the_parent_leaves_alone(tmp_path: Path) -> None:
    heir(tmp_path, HEAD + "inherits: one-theatre.yaml\nrun: {seed: 5}\n", "parent.yaml")
    scenario = load_scenario(heir(tmp_path, HEAD + "inherits: parent.yaml\nrun: {patients: 50}\n"))
    assert (scenario.run.seed, scenario.run.patients) == (5, 50)
    assert scenario.capacity.theatre.places == 1
    assert scenario.tumour == load_scenario("kurume").tumour


@pytest.mark.parametrize(
    ("stated", "grade"),
    [
        ("value: 1.5, unit: month", "assumed"),
        ("value: 2, unit: month", "printed"),
        ("value: 1.5, grade: derived", "derived"),
    ],
)
def test_what_was_printed_of_another_value_is_not_printed_of_a_changed_one(
    tmp_path: Path, stated: str, grade: str
) -> None:
    file = heir(
        tmp_path, HEAD + f"inherits: kurume\npolicy:\n  ct_interval: {{{stated}, source: Our practice}}\n"
    )
    assert load_scenario("kurume").policy.ct_interval.grade == "printed"
    assert load_scenario(file).policy.ct_interval.grade == grade


def test_a_misspelt_parent_is_the_only_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_scenario(heir(tmp_path, HEAD + "inherit: kurume\n"))
    (fault,) = caught.value.faults
    assert (fault.path, fault.line, fault.nearest) == ("inherit", 3, "inherits")


def test_what_was_set_by_hand_is_said_with_the_name() -> None:
    set_ = load_scenario("kurume", ["policy.refusal=0.4", "capacity.theatre=2", "run.patients=50"])
    assert set_.title == "kurume with capacity.theatre=2, policy.refusal=0.4"
    assert set_.with_({"policy.boldness": 1.2}).set_by_hand[1] == "policy.boldness=1.2"
    assert set_.with_({"policy.refusal": 0.2}).set_by_hand == ("capacity.theatre=2", "policy.refusal=0.2")
    assert load_scenario("kurume", ["run.horizon=6"]).title == "kurume with run.horizon=6"
    assert load_scenario("kurume").title == "kurume"


def test_name_and_question_are_not_inherited(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_scenario(heir(tmp_path, "inherits: kurume.yaml\n"))
    assert [fault.path for fault in caught.value.faults] == ["name", "question"]


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_circle_of_scenarios_is_refused_with_the_whole_chain(tmp_path: Path, length: int) -> None:
    for number in range(length):
        heir(tmp_path, HEAD + f"inherits: s{(number + 1) % length}.yaml\n", f"s{number}.yaml")
    with pytest.raises(InputError) as caught:
        load_scenario(tmp_path / "s0.yaml")
    fault = caught.value.faults[0]
    chain = [str(tmp_path / f"s{number % length}.yaml") for number in range(length + 1)]
    assert fault.rule.endswith(" -> ".join(chain))
    assert (fault.path, fault.line) == ("inherits", 3)


@pytest.mark.parametrize(
    "parent", ["5", "[a, b]", "~", "''", "{a: b}", '"a\\0b"', "x" * 5000, "nowhere.yaml", "."]
)
def test_a_parent_that_cannot_be_read_is_refused(tmp_path: Path, parent: str) -> None:
    with pytest.raises(InputError):
        load_scenario(heir(tmp_path, HEAD + f"inherits: {parent}\n"))


def test_a_misspelt_parent_is_refused_with_the_name_meant(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_scenario(heir(tmp_path, HEAD + "inherits: kurum.yaml\n"))
    assert caught.value.faults[0].nearest == "kurume.yaml"
    assert caught.value.faults[0].line == 3


def test_a_fault_of_the_parent_is_reported_in_the_parent(tmp_path: Path) -> None:
    text = (
        (FOLDER / "kurume.yaml")
        .read_text(encoding="utf-8")
        .replace("  kappa: {value: 0.027", "  kappa: {value: 6")
    )
    parent = heir(tmp_path, text, "parent.yaml")
    line = text[: text.index("  kappa: {")].count("\n") + 1
    with pytest.raises(InputError) as caught:
        load_scenario(heir(tmp_path, HEAD + "inherits: parent.yaml\nrun: {sead: 1}\n"))
    places = {(fault.file, fault.line, fault.path) for fault in caught.value.faults}
    assert places == {(str(parent), line, "tumour.kappa.value"), (str(tmp_path / "heir.yaml"), 4, "run.sead")}


CHANGES = {
    "treatment.cycle_rest.source": "treatment:\n  cycle_rest: {value: 3}\n",
    "policy.ct_interval.source": "policy:\n  ct_interval: {value: 60, unit: d, range: [15, 180], grade: assumed}\n",
    "population.lobe.right.source": "population:\n  lobe:\n    right: {value: 0.5}\n    left: {source: Said, value: 0.3}\n",
    "tumour.kappa.source": "tumour:\n  kappa: {unit: 1/week}\n",
    "capacity.theatre.source": "capacity:\n  theatre: {places: 2}\n",
}


@pytest.mark.parametrize("path", CHANGES)
def test_a_file_that_changes_a_number_without_a_source_of_its_own_does_not_load(
    tmp_path: Path, path: str
) -> None:
    file = heir(tmp_path, HEAD + "inherits: kurume\n" + CHANGES[path])
    with pytest.raises(InputError) as caught:
        load_scenario(file)
    fault = next(fault for fault in caught.value.faults if fault.path == path)
    assert "changed here without a source" in fault.rule
    assert (fault.file, fault.line) == (str(file), CHANGES[path].count("\n", 0, CHANGES[path].find("{")) + 4)


def test_a_file_that_repeats_a_number_keeps_its_source(tmp_path: Path) -> None:
    printed = load_scenario("kurume").treatment.cycle_rest
    file = heir(
        tmp_path, HEAD + f"inherits: kurume\ntreatment:\n  cycle_rest: {{value: {printed.value:g}}}\n"
    )
    assert load_scenario(file).treatment.cycle_rest == printed


def test_a_source_dropped_by_the_heir_is_missed_by_the_heirs_heir_too(tmp_path: Path) -> None:
    heir(tmp_path, HEAD + "inherits: kurume\ntreatment:\n  cycle_rest: {value: 3}\n", "parent.yaml")
    given = "inherits: parent.yaml\ntreatment:\n  cycle_rest: {source: A guess}\n"
    assert load_scenario(heir(tmp_path, HEAD + given)).treatment.cycle_rest.source == "A guess"
    with pytest.raises(InputError) as caught:
        load_scenario(heir(tmp_path, HEAD + "inherits: parent.yaml\n"))
    assert [fault.file for fault in caught.value.faults] == [str(tmp_path / "parent.yaml")]


def test_a_changed_source_and_every_other_fault_are_said_at_once(tmp_path: Path) -> None:
    text = "inherits: kurume\ntreatment:\n  cycle_rest: {value: 300}\nrun: {sead: 1}\n"
    with pytest.raises(InputError) as caught:
        load_scenario(heir(tmp_path, HEAD + text))
    paths = {(fault.line, fault.path) for fault in caught.value.faults}
    assert paths == {(5, "treatment.cycle_rest.source"), (5, "treatment.cycle_rest.value"), (6, "run.sead")}


def test_a_value_set_on_the_command_line_becomes_an_assumption_and_says_so() -> None:
    changed = load_scenario("kurume", ["treatment.cycle_rest=3"]).treatment.cycle_rest
    printed = load_scenario("kurume").treatment.cycle_rest
    assert printed.grade == "printed"
    assert changed.grade == "assumed"
    said = "changed by --set treatment.cycle_rest=3 without a source"
    assert changed.source == f"{said}; before: {printed.source}"


def test_a_range_may_be_widened_without_touching_source_and_grade(tmp_path: Path) -> None:
    file = heir(tmp_path, HEAD + "inherits: kurume\ntreatment:\n  cycle_rest: {range: [0, 30]}\n")
    changed = load_scenario(file).treatment.cycle_rest
    assert changed.range == (0.0, 30.0)
    assert changed.grade == "printed"


def test_a_shipped_scenario_is_found_by_name_path_and_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kurume").mkdir()
    found: list[Scenario] = [
        load_scenario(name)
        for name in ("kurume", "kurume.yaml", "scenarios/kurume.yaml", FOLDER / "kurume.yaml")
    ]
    assert len({scenario.digest() for scenario in found}) == 1
    assert str(found[0].origin("run.seed")).startswith("scenarios/kurume.yaml:")
