"""Authority: the table of criteria itself, walked row by row: what follows from a row is there and is its own.

Three things used to fail silently where a criterion was forgotten: the last one asked was ignored, its patients vanished
from the figure of reasons (tests/analysis/test_flow_and_reasons.py), and the patient report broke.
"""

import ast
import inspect
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from haicsim.sim import criteria
from haicsim.sim.codes import NO_MEETING, OPERATE, STABLE
from haicsim.sim.criteria import BITS, CODES, CRITERIA, DECISIONS, JUDGED, KEYS, MOST, Criterion
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.outcomes.table import outcomes_table, records_of
from haicsim.sim.parameters.catalogue import catalogue
from haicsim.sim.pathway import meeting
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.theta import plain_theta, theta

BY_MEETING = [row for row in CRITERIA if row.margin is not None]
each = pytest.mark.parametrize("row", CRITERIA, ids=KEYS)
each_judged = pytest.mark.parametrize("row", BY_MEETING, ids=[row.key for row in BY_MEETING])


def with_last(key: str) -> str:
    """All criteria there are, this one in the last place."""
    return f"policy.criteria=[{', '.join([*(other for other in KEYS if other != key), key])}]"


def test_codes_count_from_one_and_find_room_in_a_record() -> None:
    assert [row.code for row in CRITERIA] == list(range(1, MOST + 1))
    assert not {OPERATE, NO_MEETING} & {row.code for row in CRITERIA}
    for column in ("failed_criteria", "failing_now"):
        assert sum(BITS) <= np.iinfo(RECORD[column]).max
    assert np.iinfo(RECORD["first_failing"]).max >= MOST


def test_keys_and_labels_are_given_once() -> None:
    assert len(set(KEYS)) == len(set(DECISIONS.values())) - 2 == MOST
    assert all(row.key and row.label for row in CRITERIA)


@each_judged
def test_the_dispatcher_asks_the_margin_of_the_row(row: Criterion, monkeypatch: pytest.MonkeyPatch) -> None:
    assert row.margin is not None
    monkeypatch.setattr(criteria, row.margin.__name__, lambda *_: -7.0 - row.code)
    margins = [criteria.margin([SimpleNamespace(response=STABLE)], 0, None, code) for code in (0, row.code)]
    assert margins == [0.0, -7.0 - row.code]


@each
def test_what_is_judged_has_an_explanation_and_the_other_way_round(row: Criterion) -> None:
    """What the explanations say is in tests/story/test_case.py."""
    assert (row.margin is None) == (row.explanation is None) == (row.code not in JUDGED)
    if row.explanation is None:
        assert criteria.margin([], 0, None, row.code) == 0.0
        with pytest.raises(KeyError):
            criteria.explanation([], 0, None, row.code, True)


@each_judged
def test_a_criterion_asked_in_the_last_of_all_places_is_evaluated(
    row: Criterion, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = plain_theta(theta(load_scenario("kurume", [with_last(row.key)])))
    assert numbers[0].criteria[-1] == row.code
    monkeypatch.setattr(meeting, "margin", lambda p, i, theta, code: -1.0 if code == row.code else 0.0)
    p = [SimpleNamespace(failed=0)]
    assert meeting.failing(p, 0, numbers) == row.code
    assert BITS[p[0].failed] == row.key


@each_judged
def test_the_compiled_engine_sees_it_fail_there_too(row: Criterion) -> None:
    size = ["run.patients=600", "run.engine=compiled", "policy.unfit=0.2"]
    records = run(load_scenario("kurume", [with_last(row.key), *size]), False).records
    failed = records["failed_criteria"] >> row.code & 1 == 1
    first = records["first_failing"] == row.code
    assert failed.any() == (row.code != criteria.DISEASE), "whoever has progressed comes to no meeting"
    assert (records["failed_criteria"][first] == 1 << row.code).all(), (
        "in the last place, first alone is only"
    )


def test_consent_in_the_last_place_is_asked() -> None:
    size = ["run.patients=600", "run.engine=compiled", "policy.refusal=0.5"]
    assert run(load_scenario("kurume", [with_last("consent"), *size]), False).records["refused"].any()


@each
def test_a_table_of_outcomes_names_it_and_is_read_back(row: Criterion) -> None:
    records = np.zeros(1, RECORD)
    records["first_failing"], records["failed_criteria"] = row.code, 1 << row.code
    table = outcomes_table(records)
    assert (table["first_failing"][0], table["failed_criteria"][0]) == (row.label, row.key)
    assert records_of(table)[["first_failing", "failed_criteria"]].tolist() == [(row.code, 1 << row.code)]


@each
def test_a_policy_may_name_it(row: Criterion) -> None:
    scenario = load_scenario("kurume", [f"policy.criteria=[{row.key}]"])
    assert theta(scenario)["criteria"][0].tolist() == [CODES[row.key]] + [0.0] * (MOST - 1)


@dataclass(frozen=True)
class Read:
    """What a function reads of theta, as keys of the policy."""

    keys: set[str]

    @classmethod
    def by(cls, function: Any) -> "Read":
        policy = {entry.name: entry.key for entry in catalogue() if entry.topic == "policy"}
        nodes = [
            node
            for each in with_what_it_calls(function)
            for node in ast.walk(ast.parse(inspect.getsource(each)))
        ]
        named = {
            node.attr
            for node in nodes
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "theta[0]"
        }
        return cls({policy[name] for name in named & policy.keys()})


def with_what_it_calls(function: Any) -> list[Any]:
    """A function and every function it calls by name, theirs included, each once."""
    found, to_read = [], [function]
    while to_read:
        here = to_read.pop()
        if here not in found:
            found.append(here)
            calls = (
                node for node in ast.walk(ast.parse(inspect.getsource(here))) if isinstance(node, ast.Call)
            )
            named = (here.__globals__.get(ast.unparse(call.func)) for call in calls)
            to_read += [each for each in named if inspect.isfunction(each)]
    return found


@each_judged
def test_what_it_needs_of_the_policy_is_what_its_margin_reads(row: Criterion) -> None:
    assert Read.by(row.margin).keys == set(row.needs)


def test_what_consent_needs_is_a_number_of_the_policy() -> None:
    assert Read.by(meeting.conversion).keys - {"operate"} == set(criteria.BY_CODE[criteria.CONSENT].needs)
