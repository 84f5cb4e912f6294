"""The page on study files: its examples load and are not accused, and it names all that the format knows."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from ruamel.yaml import YAML
from tree import ROOT

from haicsim.analysis.audit import audit
from haicsim.analysis.audit.calibration_targets import Status
from haicsim.analysis.audit.magnitudes import read_limits
from haicsim.analysis.studies import Study, load_study
from haicsim.analysis.studies.design import Design, Division, Endpoint, EntryRule, Group, Relation
from haicsim.analysis.studies.follow_up import FollowUp
from haicsim.analysis.studies.measured import Change, Cut, Measure, Observation, Within
from haicsim.analysis.studies.quantities import KINDS, UNITS, kind_of
from haicsim.analysis.studies.reported_value import ConfidenceInterval
from haicsim.analysis.studies.reported_values import AnyFigure, Cumulative, PValue, Summary
from haicsim.analysis.survival.observation import CONVENTIONS, TIME_ZEROS
from haicsim.analysis.validation import ENTRY_RULES, members
from haicsim.sim.codes import GROUPS
from haicsim.sim.errors import InputError
from haicsim.sim.loading.document import InputModel

PAGE = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
PROSE = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
NAMED = set(re.findall(r"[\w/%]+", " ".join(re.findall(r"`([^`\n]+)`", PROSE))))
FIGURES: tuple[type[InputModel], ...] = get_args(get_args(AnyFigure)[0])
MEASURES: tuple[type[InputModel], ...] = get_args(get_args(Measure)[0])
OTHERS = (
    Study,
    Design,
    FollowUp,
    EntryRule,
    Group,
    Division,
    Endpoint,
    Relation,
    Cut,
    Change,
    Observation,
    Within,
    ConfidenceInterval,
)


def tag(model: type[InputModel], field: str) -> str:
    """The one word by which a file says which kind it means."""
    word: str = get_args(model.model_fields[field].annotation)[0]
    return word


def words(model: type[InputModel], field: str) -> set[str]:
    """The words a field allows, whatever it is wrapped in."""
    found: set[str] = set()
    waiting: list[Any] = [model.model_fields[field].annotation]
    while waiting:
        for inner in get_args(waiting.pop()):
            found |= {inner} if isinstance(inner, str) else set()
            waiting.append(inner)
    return found


def joined(examples: list[str]) -> dict[str, Any]:
    """The examples laid over one another: figures and relations follow, names are added."""
    whole: dict[str, Any] = {}
    for example in examples:
        for section, content in YAML(typ="safe").load(example).items():
            if isinstance(content, list):
                whole.setdefault(section, []).extend(content)
            elif isinstance(content, dict):
                whole[section] = {**whole.get(section, {}), **content}
            else:
                whole[section] = content
    return whole


def written(content: dict[str, Any] | str, folder: Path) -> Path:
    path = folder / "harbour.yaml"
    with path.open("w", encoding="utf-8") as stream:
        if isinstance(content, str):
            stream.write(content)
        else:
            YAML(typ="safe").dump(content, stream)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, len(EXAMPLES) + 1))
def test_the_examples_up_to_each_load(number: int, tmp_path: Path) -> None:
    study = load_study(written(joined(EXAMPLES[:number]), tmp_path))
    assert study.name == "harbour"


def test_the_whole_study_of_the_page_is_found_without_fault(tmp_path: Path) -> None:
    assert audit(load_study(written(EXAMPLES[0], tmp_path))).findings == ()


def test_all_examples_together_are_not_accused(tmp_path: Path) -> None:
    found = audit(load_study(written(joined(EXAMPLES), tmp_path))).findings
    assert [one for one in found if one.severity != "sloppy"] == []
    assert [one.subject for one in found] == ["shrinkage"], "the page announces n (%) over a mean on purpose"


def test_the_fault_shown_is_what_is_said(tmp_path: Path) -> None:
    faulty = EXAMPLES[0].replace("endpoint: OS, group: A,", "endpoint: OS, group: AA,")
    path = written(faulty, tmp_path)
    with pytest.raises(InputError) as refused:
        load_study(path)
    assert re.findall(r"```text\n(.*?)\n```", PAGE) == [str(refused.value).replace(str(path), path.name)]


@pytest.mark.parametrize(
    ("models", "field"), [(FIGURES, "kind"), (MEASURES, "scale")], ids=["figures", "measures"]
)
def test_every_kind_has_a_heading_and_an_example_below_it(
    models: tuple[type[InputModel], ...], field: str
) -> None:
    kinds = [tag(model, field) for model in models]
    sections = dict(re.findall(r"^### `(\w+)`: [^\n]*\n(.*?)(?=^##)", PAGE, re.DOTALL | re.MULTILINE))
    assert [name for name in sections if name in kinds] == kinds, "in the order of the program"
    for kind in kinds:
        assert f"{field}: {kind}" in sections[kind], kind


@pytest.mark.parametrize("model", [*FIGURES, *MEASURES, *OTHERS], ids=lambda model: model.__name__)
def test_every_key_is_named(model: type[InputModel]) -> None:
    assert set(model.model_fields) - NAMED == set()


@pytest.mark.parametrize(
    ("what", "known"),
    [
        ("units", set(UNITS)),
        ("kinds of quantity", set(KINDS)),
        ("limits", set(read_limits())),
        ("entry rules", set(ENTRY_RULES) | words(EntryRule, "name")),
        ("conventions", set(CONVENTIONS) | words(Endpoint, "convention")),
        ("time zeros", set(TIME_ZEROS) | words(Endpoint, "time_zero")),
        ("tests", words(Design, "tests")),
        ("summaries", words(Design, "summarised") | words(Summary, "announced")),
        ("spreads", words(Summary, "spread") | words(Summary, "statistic")),
        ("sides", words(Cut, "side")),
        ("changes", words(Change, "form")),
        ("forms of a cumulative share", words(Cumulative, "form")),
        ("observation", words(Observation, "over")),
        ("groups of the simulator", set(GROUPS)),
        ("marks", set(get_args(Status))),
    ],
)
def test_every_word_a_file_may_use_is_named(what: str, known: set[str]) -> None:
    assert known, what
    assert known - NAMED == set()


def test_units_stand_beside_their_kind() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (`.+) \|$", PAGE, re.MULTILINE))
    for unit in UNITS:
        assert f"`{unit}`" in rows[kind_of(unit)], unit


def test_the_comparison_refuses_the_groups_the_page_says_it_does_not_know(tmp_path: Path) -> None:
    import numpy as np

    study = load_study(
        written(EXAMPLES[0].replace("A: {label", "D: {label").replace("group: A", "group: D"), tmp_path)
    )
    records = np.array([(True, 0)], dtype=[("resected", "?"), ("group", "i8")])
    assert members(records, study, "all").tolist() == [True]
    assert members(records, study, "C").tolist() == [False]
    with pytest.raises(InputError, match="A, B, C"):
        members(records, study, "D")


def test_a_p_value_compares_one_thing_in_one_way() -> None:
    both = {"id": "p", "kind": "p_value", "place": "Table", "p": "0.05", "measure": "size"}
    with pytest.raises(ValueError, match="either arms or two occasions"):
        PValue.model_validate({**both, "arms": [["A"], ["C"]], "occasions": ["before", "after"]})
