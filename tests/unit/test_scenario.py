"""The shipped scenarios, their fingerprint, settings laid over them, and what loading them costs."""

import pickle
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from haicsim.scenarios import FOLDER
from haicsim.sim.loading.builder import Builder
from haicsim.sim.loading.document import parse_partly
from haicsim.sim.loading.inheritance import shipped_scenarios
from haicsim.sim.parameters.catalogue import catalogue
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.schema import scenario_schema
from haicsim.sim.scenario.values import resolved_values
from haicsim.sim.units import UNITS

SAME = [
    ["treatment.cycle_rest.unit=h", "treatment.cycle_rest=48", "treatment.cycle_rest.range=[0, 300]"],
    ["run.engine=process"],
    ["tumour.phi.source=Somebody said so", "tumour.phi.grade=printed", "tumour.phi.range=[0, 1]"],
    ["name=another", "question=Why?"],
    ["survival.score_factor.five=1"],
]
OTHER = [
    ["tumour.phi=0.61"],
    ["survival.score_factor.six=1.1500000000000001"],
    ["run.seed=2"],
    ["run.patients=9999"],
    ["run.replications=2"],
    ["run.horizon=11"],
    ["capacity.icu=1"],
    ["policy.decision=plateau"],
    ["policy.criteria=[disease, response, liver, tumour, vessels, consent, fitness]"],
    ["policy.criteria=[]"],
    ["arrivals.days=[0, 1]", "run.patients=2"],
    ["capacity.theatre.places=1", "capacity.theatre.every.value=7", "capacity.theatre.every.unit=d"],
]


@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_shipped_scenario_loads_and_opens_with_its_question(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name
    assert scenario.question.endswith("?")
    editors, first, *_ = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").split("\n")
    assert editors == "# yaml-language-server: $schema=scenario.schema.json"
    assert re.fullmatch(r"# .*\?", first)


def test_every_number_of_the_reference_has_unit_range_source_and_grade() -> None:
    for path, entry, number in load_scenario("kurume").numbers():
        assert number.unit in UNITS[entry.kind.dimension], path
        assert number.range[0] <= number.value <= number.range[1], path
        assert number.grade in ("printed", "derived", "assumed"), path
        assert len(number.source) > 5 or number.source == "Reference", path


def test_every_field_says_what_it_means() -> None:
    for entry in catalogue():
        assert entry.kind.about.endswith("."), entry.name
        assert entry.kind.low < entry.kind.high, entry.name


@pytest.mark.parametrize("overrides", SAME)
def test_the_digest_ignores_what_cannot_alter_a_result(overrides: list[str]) -> None:
    assert load_scenario("kurume", overrides).digest() == load_scenario("kurume").digest()


@pytest.mark.parametrize("overrides", OTHER)
def test_the_digest_notices_what_can_alter_a_result(overrides: list[str]) -> None:
    assert load_scenario("kurume", overrides).digest() != load_scenario("kurume").digest()


def test_the_digest_notices_every_single_number() -> None:
    reference = load_scenario("kurume")
    digests = {reference.digest()}
    movable = ((path, n) for path, entry, n in reference.numbers() if not entry.kind.sums_to_one)
    numbers = [(path, n) for path, n in movable if n.range[0] < n.range[1]]  # a definition does not move
    for path, number in numbers:
        value = number.range[0] if number.value != number.range[0] else number.range[1]
        digests.add(_moved(reference, path.split("."), value).digest())
    assert len(digests) == len(numbers) + 1


def _moved(field: Any, path: list[str], value: float) -> Any:
    """A copy with one number at an end of its range, whatever the bounds between numbers say."""
    if not path:
        return field.model_copy(update={"value": value})
    return field.model_copy(update={path[0]: _moved(getattr(field, path[0]), path[1:], value)})


def test_the_digest_is_the_same_in_another_process() -> None:
    code = "from haicsim.sim.scenario.load import load_scenario; print(load_scenario('one-theatre').digest())"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == load_scenario("one-theatre").digest()


def test_a_scenario_cannot_be_changed() -> None:
    scenario = load_scenario("kurume")
    with pytest.raises(ValidationError):
        scenario.run.seed = 2  # type: ignore[misc]
    with pytest.raises(ValidationError):
        scenario.tumour.phi.value = 1.0  # type: ignore[misc]
    with pytest.raises(TypeError):
        scenario.tumour.phi.range[0] = 0.0  # type: ignore[index]


def test_scenarios_read_from_one_reference_do_not_touch_one_another() -> None:
    before = load_scenario("kurume").model_dump()
    changed = load_scenario("kurume", ["tumour.phi=0.7", "tumour.tvdt_median.hcv=100", "capacity.icu=3"])
    assert changed.tumour.phi.value == 0.7
    load_scenario("one-theatre")
    assert load_scenario("kurume").model_dump() == before


def test_a_file_read_before_is_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    class Counting(Builder):
        def __init__(self, file: str, events: Iterator[Any]) -> None:
            parsed.append(file)
            super().__init__(file, events)

    monkeypatch.setattr("haicsim.sim.loading.document.Builder", Counting)
    parse_partly.cache_clear()
    for seed in range(20):
        load_scenario("one-theatre", [f"run.seed={seed}"])
    assert sorted(parsed) == ["scenarios/kurume.yaml", "scenarios/one-theatre.yaml"]


def test_a_scenario_survives_the_way_to_another_process() -> None:
    scenario = load_scenario("one-theatre", ["run.seed=3"])
    copy = pickle.loads(pickle.dumps(scenario))
    assert copy == scenario
    assert copy.origin("run.seed") == scenario.origin("run.seed")


def test_settings_on_the_command_line_change_what_they_name_and_nothing_else() -> None:
    changes = ["tumour.phi=0.7", "capacity.icu=2", "run.seed=0", "survival.score_factor.six.value=1.3",
               "tumour.ct_error.source=A reader study", "run.engine=compiled"]  # fmt: skip
    scenario, reference = load_scenario("kurume", changes), load_scenario("kurume")
    differing = {
        path
        for path, value in scenario.content()["numbers"].items()
        if value != reference.content()["numbers"][path]
    }
    assert differing == {"tumour.phi", "survival.score_factor.six"}
    assert (scenario.capacity.icu.places, scenario.run.seed, scenario.run.engine) == (2, 0, "compiled")
    assert scenario.tumour.ct_error.source == "A reader study"
    assert scenario.tumour.phi.grade == "assumed"
    assert "changed by --set tumour.phi=0.7" in scenario.tumour.phi.source


def test_the_list_of_values_names_each_value_once_with_its_origin() -> None:
    values = list(resolved_values(load_scenario("one-theatre", ["run.seed=3"])))
    paths = Counter(value.path for value in values)
    assert max(paths.values()) == 1
    by_path = {value.path: value for value in values}
    assert str(by_path["run.seed"].origin) == "--set run.seed=3"
    assert by_path["capacity.theatre.every"].value == 14.0
    assert by_path["capacity.theatre.every"].origin.file == "scenarios/one-theatre.yaml"
    assert by_path["tumour.phi"].origin.file == "scenarios/kurume.yaml"
    assert by_path["run.horizon"].unit == "year"


def test_the_schema_for_editors_knows_every_number_and_its_units() -> None:
    schema = scenario_schema()
    for entry in catalogue():
        topic = "Settings" if entry.topic == "run" else entry.topic.capitalize()
        field = schema["$defs"][topic]["properties"][entry.key]
        assert field["description"] == entry.kind.about
        units = field["additionalProperties"] if entry.cells else field
        assert units["properties"]["unit"]["enum"] == list(UNITS[entry.kind.dimension])


def test_the_schema_lets_an_heir_leave_out_all_but_name_and_question() -> None:
    definitions = scenario_schema()["$defs"]
    assert definitions["PartialScenario"]["required"] == ["inherits", "name", "question"]
    assert "population" in definitions["Scenario"]["required"]
    assert "required" not in definitions["PartialNumber"]


def test_loading_a_scenario_imports_nothing_that_is_slow_to_import() -> None:
    slow = [
        "numpy",
        "numba",
        "scipy",
        "pandas",
        "matplotlib",
        "lifelines",
        "simpy",
        "pyarrow",
        "rich",
        "typer",
    ]
    code = f"import sys, haicsim.sim.scenario.load as s; s.load_scenario('kurume'); print(*{{*{slow}}} & {{*sys.modules}})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
