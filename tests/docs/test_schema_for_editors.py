"""The JSON Schema that editors use accepts every sound scenario and refuses what it can see is wrong (jsonschema)."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from haicsim.scenarios import FOLDER
from haicsim.sim.loading.document import parse_document
from haicsim.sim.loading.inheritance import shipped_scenarios

SCHEMA = json.loads((FOLDER / "scenario.schema.json").read_text(encoding="utf-8"))
HEIR = Path(__file__).parent.parent / "bad_input" / "heir.yaml"
FILES = [*(FOLDER / f"{name}.yaml" for name in shipped_scenarios()), HEIR]
WRONG = [
    ("inherits: kurume.yaml", "inherit: kurume.yaml"),
    ("\ntumour:", "\ntumor:"),
    ("  phi: {", "  phy: {"),
    ("unit: exponent", "unit: mm"),
    ("value: 0.6,", "value: '0.6',"),
    ("grade: printed", "grade: sure"),
    ("decision: two_consecutive", "decision: at_once"),
    ("criteria: [disease,", "criteria: [diseases,"),
    ("days: [0, 3,", "days: [0, 3.5,"),
    ("places: unlimited", "places: many"),
    ("places: unlimited", "places: 0"),
    ("  seed: 1", "  seed: -1"),
    ("engine: auto", "engine: simpy"),
]


def read(text: str) -> Any:
    return parse_document(text, "file").data


def test_the_schema_itself_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_sound_scenario_is_accepted(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert list(Draft202012Validator(SCHEMA).iter_errors(read(text))) == []


@pytest.mark.parametrize(("right", "wrong"), WRONG, ids=[wrong.strip() for _, wrong in WRONG])
def test_an_heir_with_a_plain_mistake_is_refused(right: str, wrong: str) -> None:
    text = HEIR.read_text(encoding="utf-8")
    assert right in text
    assert not Draft202012Validator(SCHEMA).is_valid(read(text.replace(right, wrong, 1)))


@pytest.mark.slow
def test_a_whole_scenario_must_be_whole() -> None:
    whole = read((FOLDER / "kurume.yaml").read_text(encoding="utf-8"))
    for topic in list(whole):
        without = {key: value for key, value in whole.items() if key != topic}
        assert not Draft202012Validator(SCHEMA).is_valid(without), topic


def test_every_shipped_scenario_tells_editors_where_the_schema_is() -> None:
    for name in shipped_scenarios():
        first = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").split("\n")[0]
        assert first == "# yaml-language-server: $schema=scenario.schema.json"
        assert (FOLDER / first.partition("$schema=")[2]).is_file()
