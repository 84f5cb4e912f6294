"""The JSON Schema of study files accepts every sound study and refuses what it can see is wrong (jsonschema)."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from haicsim.analysis.studies import load_study, shipped_studies, study_path
from haicsim.analysis.studies.schema import POINTER, SCHEMA_FILE
from haicsim.sim.errors import InputError
from haicsim.sim.loading.document import parse_document

SCHEMA = json.loads((study_path("kurume").parent / SCHEMA_FILE).read_text(encoding="utf-8"))
SOUND = (Path(__file__).parent / "every_kind.yaml").read_text(encoding="utf-8")
WRONG = [  # refused by the schema, and by the program with this value or word
    ("name: resected", "name: resectd", "Did you mean 'resected'?"),
    ("time_zero: randomisation", "time_zero: randomization", "Did you mean 'randomisation'?"),
    ("convention: pfs", "convention: pfs2", "Did you mean 'pfs'?"),
    ("scale: yes_no", "scale: yesno", "Did you mean 'yes_no'?"),
    ("kind: hazard_ratio", "kind: hazard_ration", "Did you mean 'hazard_ratio'?"),
    ("unit: month", "unit: months", "Did you mean 'month'?"),
    ("high: NR", "hihg: NR", "Did you mean 'high'?"),
    ('ratio: "0.62"', "ratio: 0.62", "must stand in quotes"),
    ('percent: "41.7"', 'percent: "41.7%"', "is not a number as a paper prints it"),
    ("at: 1 year", "at: 1 yr", "must be a time such as"),
    ("sides: 2", "sides: 3", "must be one of"),
    ("level: 95", "level: 100", "must be less than 100"),
]


def read(text: str) -> Any:
    return parse_document(text, "file").data


def test_the_schema_itself_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", shipped_studies())
def test_a_shipped_study_is_accepted_and_tells_editors_where_the_schema_is(name: str) -> None:
    text = study_path(name).read_text(encoding="utf-8")
    assert list(Draft202012Validator(SCHEMA).iter_errors(read(text))) == []
    assert text.split("\n")[0] == POINTER


def test_a_study_of_every_kind_of_value_is_accepted() -> None:
    assert list(Draft202012Validator(SCHEMA).iter_errors(read(SOUND))) == []


@pytest.mark.parametrize(("right", "wrong", "said"), WRONG, ids=[wrong for _, wrong, _ in WRONG])
def test_a_plain_mistake_is_refused_by_schema_and_program_alike(
    right: str, wrong: str, said: str, tmp_path: Path
) -> None:
    assert right in SOUND
    text = SOUND.replace(right, wrong, 1)
    assert not Draft202012Validator(SCHEMA).is_valid(read(text))
    file = tmp_path / "study.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_study(file)
    line = 1 + SOUND[: SOUND.index(right)].count("\n")
    (fault,) = refused.value.faults
    assert (fault.file, fault.line) == (str(file), line)
    assert said in str(fault)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (
            'interval: {low: "52", high: "68"}',
            "interval: {level: 95}",
            "a lower limit, an upper limit or both",
        ),
        (
            "traits: [responded, OS]",
            "traits: [responded, OS], measure: size",
            "needs neither an endpoint or measure",
        ),
        (
            "arms: [[arm], [control]], ratio",
            "arms: [[arm], [control]], trait: size, ratio",
            "either two arms or those with",
        ),
        ("category: no", "category: perhaps", "is no category of its measure"),
    ],
)
def test_a_rule_between_fields_is_said_by_the_program(
    right: str, wrong: str, said: str, tmp_path: Path
) -> None:
    assert right in SOUND
    file = tmp_path / "study.yaml"
    file.write_text(SOUND.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(InputError, match=said) as refused:
        load_study(file)
    line = 1 + SOUND[: SOUND.index(right)].count("\n")
    assert [fault.line for fault in refused.value.faults] == [line]


def test_every_fault_is_said_at_once_each_on_its_line(tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    wrong = (
        ("[[arm], [control]]", "[[arm], [contrl]]"),
        ("endpoint: PFS, group: arm", "endpoint: PSF, group: arm"),
    )
    text = SOUND
    for right, other in wrong:
        text = text.replace(right, other, 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_study(file)
    lines = {1 + text[: text.index(other)].count("\n") for _, other in wrong}
    assert {fault.line for fault in refused.value.faults} == lines
    assert "did you mean 'control'" in str(refused.value)
    assert "did you mean 'PFS'" in str(refused.value)
