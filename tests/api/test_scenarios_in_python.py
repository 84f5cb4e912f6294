"""Scenarios from programs. Authority: the digest of the same scenario written as `--set` or as a file."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import haicsim
from haicsim.scenarios import FOLDER
from haicsim.sim.scenario.modify import changed

NARROW = {"capacity.theatre": 1}


def kurume() -> haicsim.Scenario:
    return haicsim.load("kurume")


def written(name: str) -> Any:
    """A number of the tumour as it stands in the reference's file."""
    return yaml.safe_load((FOLDER / "kurume.yaml").read_text())["tumour"][name]


def test_however_it_is_given_the_scenario_is_the_same(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "name: own\nquestion: None?\ninherits: kurume.yaml\n"
        "capacity:\n  theatre: {places: 1, grade: assumed, source: One}\n"
    )
    content = {"name": "x", "question": "?", "inherits": "kurume", "capacity": {"theatre": {"places": 1}}}
    given = [
        haicsim.load("kurume", ["capacity.theatre=1"]),
        haicsim.load(own),
        haicsim.load(NARROW),
        haicsim.load(content),
        kurume().with_(NARROW),
        kurume().with_(**NARROW),
        haicsim.load(kurume(), ["capacity.theatre=1"]),
        haicsim.load(kurume().with_(NARROW).model_dump(mode="json", exclude_none=True)),
    ]
    assert len({each.digest() for each in given}) == 1
    assert given[0].digest() != kurume().digest()


def test_a_changed_number_is_an_assumption_and_says_who_changed_it() -> None:
    before = kurume()
    after = before.with_({"tumour.tvdt_log_sd": 0.95})
    number = after.tumour.tvdt_log_sd
    assert (before.tumour.tvdt_log_sd.value, before.tumour.tvdt_log_sd.grade) == (
        written("tvdt_log_sd")["value"],
        "derived",
    )
    assert (number.value, number.grade) == (0.95, "assumed")
    assert number.source.startswith(
        f"changed by with_(tumour.tvdt_log_sd=0.95) without a source; before: {written('tvdt_log_sd')['source'][:20]}"
    )
    assert str(after.origin("tumour.tvdt_log_sd.value")) == "with_(tumour.tvdt_log_sd=0.95)"
    assert after.origin("tumour.phi.value") == before.origin("tumour.phi.value")


def test_changes_add_up_also_upon_a_scenario_changed_the_quick_way() -> None:
    both = kurume().with_({**NARROW, "policy.refusal": 0.1})
    assert kurume().with_(NARROW).with_({"policy.refusal": 0.1}).digest() == both.digest()
    assert changed(kurume(), NARROW).with_({"policy.refusal": 0.1}).digest() == both.digest()
    assert haicsim.load(changed(kurume(), NARROW), ["policy.refusal=0.1"]).digest() == both.digest()


def test_size_name_calendars_criteria_and_numbers_of_numpy_can_be_changed() -> None:
    other = kurume().with_(
        {
            "run.patients": np.int64(7),
            "name": "small",
            "policy.refusal": np.float64(0.1),
            "policy.criteria": kurume().policy.criteria[:2],
        }
    )
    assert (other.run.patients, other.name, other.policy.refusal.value) == (7, "small", 0.1)
    assert other.policy.criteria == kurume().policy.criteria[:2]
    weekly = haicsim.load(
        "one-theatre", ["capacity.meeting.places=3", "capacity.meeting.every={value: 7, unit: d}"]
    )
    twice = weekly.with_({"capacity.meeting.every": 14})
    assert twice.capacity.meeting.every is not None
    assert twice.capacity.meeting.every.days == 14.0
    assert weekly.with_({"capacity.meeting": "unlimited"}).capacity.meeting.every is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"capacity.theater": 1},
            "with_: capacity.theater: is nothing that can be changed (haicsim.check lists",
        ),
        ({"capacity.theatre": 0}, "capacity.theatre = 0: must be"),
        ({"policy.refusal": 5}, "policy.refusal = 5.0: must be between 0 and 1 probability."),
        ({"policy.refusal": "often"}, "policy.refusal = 'often': must be a number."),
        ({"run.patients": -3}, "with_(run.patients=-3): run.patients = -3: must be at least 1."),
        ({"liver.segment_upto": 50, "liver.section_upto": 45}, "section_upto"),
        ({"tumour.detection_limit": 30}, "must lie in its stated range 3 to 10"),
    ],
)
def test_a_faulty_change_is_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(haicsim.InputError) as refusal:
        kurume().with_(values)
    assert said in str(refusal.value)
    assert len(str(refusal.value)) < 500


def test_a_wider_range_a_source_and_another_unit_can_be_stated() -> None:
    other = kurume().with_(
        {"tumour.detection_limit.range": (3, 12), "tumour.detection_limit": 12, "policy.target_size": 14}
    )
    assert (other.tumour.detection_limit.value, other.tumour.detection_limit.range) == (12.0, (3.0, 12.0))
    sourced = kurume().with_({"policy.refusal.source": "Our ward", "policy.refusal.grade": "derived"})
    assert (sourced.policy.refusal.source, sourced.policy.refusal.grade) == ("Our ward", "derived")
    weeks = kurume().with_(
        {"surgery.ward_stay": 3, "surgery.ward_stay.unit": "week", "surgery.ward_stay.range": [1, 8]}
    )
    assert weeks.digest() == kurume().with_({"surgery.ward_stay": 21}).digest()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (3, "int: must be a Scenario, a path, the name of a shipped scenario, or a mapping."),
        (
            {"inherits": "kurume", "capacity": {"theatre": {"place": 1}}},
            "capacity.theatre.place: is not a name known",
        ),
        ({"inherits": "kurume", "question": "?"}, "mapping: name: is missing."),
        ({"inherits": "kurumi", "name": "x"}, "kurumi: there is no such file"),
        ({"inherits": 3, "name": "x"}, "mapping: inherits = 3: must be the file or the name of a scenario."),
        ({"name": "x", "capacity": {"theatre": object()}}, "mapping: is no plain content"),
    ],
)
def test_a_faulty_scenario_is_refused(given: Any, said: str) -> None:
    with pytest.raises(haicsim.InputError) as refusal:
        haicsim.load(given)
    assert said in str(refusal.value)


def test_the_mapping_is_not_changed() -> None:
    content = {"name": "x", "question": "?", "inherits": "kurume", "capacity": {"theatre": {"places": 1}}}
    before = repr(content)
    haicsim.load(content)
    assert repr(content) == before


def test_its_repr_is_a_few_lines() -> None:
    shown = repr(kurume())
    assert shown.startswith("<Scenario kurume: 10,000 patients, seed 1, fingerprint ")
    assert len(shown) < 400
    assert str(kurume()) == shown


def test_check_lists_what_the_command_lists() -> None:
    table = haicsim.check("kurume").set_index("path")
    assert table.loc["tumour.tvdt_log_sd", ["value", "low", "high", "grade"]].tolist() == [
        written("tvdt_log_sd")["value"],
        *written("tvdt_log_sd")["range"],
        "derived",
    ]
    row = (
        haicsim.check(kurume().with_({"tumour.tvdt_log_sd": 0.95}))
        .set_index("path")
        .loc["tumour.tvdt_log_sd"]
    )
    assert (row["value"], row["file"]) == (0.95, "with_(tumour.tvdt_log_sd=0.95)")
