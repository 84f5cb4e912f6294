"""Authority: calculations by hand, and the words a reader must see: what-ifs and policies of which little can be said."""

import math
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from worlds_by_hand import lives

from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.whatif import conversion, policy_compare, question, thresholds, twin
from haicsim.analysis.whatif.bias import cox
from haicsim.analysis.whatif.bias.estimate import UNKNOWN
from haicsim.analysis.whatif.bias.methods import COX
from haicsim.analysis.whatif.bias.truth import Worlds, truths
from haicsim.analysis.whatif.break_even import sign_changes
from haicsim.analysis.whatif.choices import default_choices
from haicsim.analysis.whatif.choices_asked import choices_of
from haicsim.analysis.whatif.conversion import Mover
from haicsim.analysis.whatif.decomposition import Lives, Parts, decompose, split
from haicsim.analysis.whatif.policy_search import search
from haicsim.analysis.whatif.rates import rates_of
from haicsim.analysis.whatif.twin import BothWorlds, with_ranges
from haicsim.analysis.whatif.worlds import World
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.units import DAYS_PER_MONTH

NOBODY = Lives(np.zeros(0), np.zeros(0), np.zeros(0, bool))


@pytest.fixture(scope="module")
def reference() -> Scenario:
    return load_scenario("kurume", ["run.patients=1000"])


def silent(what: str, share: float) -> None:
    """Say nothing."""


def living(scenario: Any, months: list[float], **said: list[Any]) -> World:
    """Patients who enter on day 0 and live so many months."""
    died = [each * DAYS_PER_MONTH for each in months]
    counted = [True] * len(months)
    return World(scenario, lives(death_day=died, entry_day=[0.0] * len(months), counted=counted, **said), "x")


def test_a_hundred_rates_may_be_named_in_all_and_no_more() -> None:
    row = "0.01:0.99:0.01"
    assert len(rates_of(f"{row},0.001")) == 100
    with pytest.raises(InputError, match=r"^--to 0\.01:.*,0\.002: names 101 rates: 100 at the most"):
        rates_of(f"{row},0.001,0.002")


def test_where_no_choice_is_asked_for_the_usual_ones_are_offered(reference: Scenario) -> None:
    assert choices_of(reference) == default_choices(reference)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("1_0", "underscores are not used in numbers here"),
        ("nan", "a number must be finite"),
        ("", "is empty"),
    ],
)
def test_a_value_of_a_choice_that_can_be_read_in_two_ways_is_refused(
    reference: Scenario, value: str, rule: str
) -> None:
    with pytest.raises(InputError, match=rule) as refused:
        choices_of(reference, [f"policy.boldness=1,{value}"])
    assert refused.value.faults[0].file == f"--choice policy.boldness=1,{value}"


def test_lists_of_a_file_are_options_by_their_members(reference: Scenario, tmp_path: Path) -> None:
    file = tmp_path / "choices.yaml"
    every = "disease, response, liver, tumour, vessels, fitness, consent"
    file.write_text(f"policy.criteria:\n  - [{every}]\n  - [disease, liver]\n", encoding="utf-8")
    (found,) = choices_of(reference, file=file)
    assert [each.words for each in found.options] == [every, "disease, liver"]
    assert found.now == 0


def test_fewer_than_one_policy_cannot_be_tried(reference: Scenario) -> None:
    objective: Any = None
    with pytest.raises(InputError, match="--candidates 0: must be at least 1"):
        search(reference, [], objective, most=0)


def test_the_change_of_nobody_has_no_parts_and_other_people_no_change() -> None:
    assert split(NOBODY, NOBODY) == Parts(0.0, 0.0, 0.0, 0.0, 0.0)
    one = Lives(np.ones(1), np.ones(1), np.zeros(1, bool))
    with pytest.raises(ValueError, match="not the same people"):
        decompose(one, NOBODY)


def test_a_difference_of_nothing_at_a_value_tried_is_found_there_exactly() -> None:
    def differences(value: float) -> np.ndarray:
        return np.full(4, value - 0.5)

    assert sign_changes(differences, 0.0, 1.0, 5) == ((0.5,), 0.5)
    assert sign_changes(lambda value: -differences(value), 0.0, 1.0, 5) == ((0.5,), -0.5)


def test_a_ratio_that_has_not_settled_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operated die on days 2, 4 and 6, the others on 1, 3 and 5: some ratio is the most likely."""
    operated = np.array([True, False] * 3)
    given = np.zeros(6), np.array([2.0, 1, 4, 3, 6, 5]), np.ones(6, bool), operated, np.zeros((6, 1))
    assert math.isfinite(cox.hazard_ratio(*given).value)
    monkeypatch.setattr(cox, "_STEPS", 1)
    assert cox.hazard_ratio(*given) == UNKNOWN


def test_the_operated_whose_twins_died_before_say_nothing_of_a_ratio() -> None:
    """Operated on day 200; without surgery both die on day 150, and so are nobody to compare with."""
    said: dict[str, list[Any]] = {"counted": [True] * 2, "converted": [True] * 2, "first_haic_day": [0.0] * 2}
    treated = lives(
        **said,
        resected=[True] * 2,
        hepatectomy_day=[200.0] * 2,
        conversion_day=[100.0] * 2,
        death_day=[900.0, 950.0],
    )
    never = lives(**said, conversion_day=[100.0] * 2, death_day=[150.0, 150.0])
    found = truths(Worlds(treated, treated, never, ()), np.full(2, 1000.0), 60.0)
    assert found[COX] == UNKNOWN


def ends_of(*names: str) -> Any:
    def ends(scenario: Any, *_: Any) -> Iterator[tuple[str, Any]]:
        return ((name, f"{scenario}{name}") for name in names)

    return ends


def test_a_group_of_whom_nobody_is_operated_at_an_end_has_only_the_other_end(
    reference: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Operated at the first end: one of A, who gains 10 of 20 months, and one of B, who gains 4; at the second B alone: 6."""
    groups = {"group": ["A", "B"]}
    worlds = {
        "low": living(reference, [30.0, 14.0], resected=[True, True], **groups),
        "low, no surgery": living(reference, [20.0, 10.0], resected=[False, False], **groups),
        "high": living(reference, [20.0, 16.0], resected=[False, True], **groups),
        "high, no surgery": living(reference, [20.0, 10.0], resected=[False, False], **groups),
    }
    monkeypatch.setattr(twin, "for_many_runs", lambda _: "")
    monkeypatch.setattr(twin, "at_ends", ends_of("low", "high"))
    monkeypatch.setattr(twin, "world", worlds.__getitem__)
    monkeypatch.setattr(twin, "without_surgery", lambda name: f"{name}, no surgery")
    as_it_is: Any = SimpleNamespace(scenario=reference)
    found = with_ranges(BothWorlds(as_it_is, as_it_is), silent).ranges
    expected = {"all": (3.0, 7.0), "operated": (6.0, 7.0), "A": (10.0, 10.0), "B": (4.0, 6.0)}
    assert found.keys() == expected.keys()
    for name, both in expected.items():
        assert found[name] == pytest.approx(both), name


def test_lives_that_never_part_have_no_day_on_which_they_do() -> None:
    rows = np.array([(0.0, 1), (7.0, 2), (9.0, 3)], [("day", float), ("event", int)])
    assert twin._fork(rows, rows.copy()) == math.inf
    assert twin._fork(rows, rows[:2]) == twin._fork(rows[:2], rows) == 9.0
    other = rows.copy()
    other["day"][1] = 6.0
    assert twin._fork(rows, other) == 6.0


def test_the_number_an_answer_is_asked_over_is_not_also_moved_to_its_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(thresholds, "at_ends", ends_of("a.b = 1", "a.c = 2 1/d", "a.b = 3"))
    asked: list[str] = []

    def differences(pairs: Any, outcome: str, group: str) -> Any:
        asked.append(pairs.scenario)
        return lambda value: np.full(3, value - 5.0)

    monkeypatch.setattr(thresholds, "_differences", differences)
    base: Any = SimpleNamespace(scenario="at ", say=silent, against=())
    factor: Any = SimpleNamespace(path="a.b", low=0.0, high=10.0)
    found = thresholds._at_ends(base, factor, "gain", ["all"], True)
    assert asked == ["at a.c = 2 1/d"]
    assert found == {"all": [("a.c = 2 1/d", (5.0,), 5.0)]}


@pytest.mark.parametrize("over", ["tumour.kill_median=0.01..0.02..0.03", "tumour.kill_medain=0.01..0.02"])
def test_three_ends_or_a_number_nobody_knows_are_refused_in_the_words_of_the_option(
    reference: Scenario, over: str
) -> None:
    with pytest.raises(InputError) as refused:
        thresholds.thresholds(reference, "gain", over)
    assert str(refused.value).startswith(f"--over {over}")


def test_how_far_every_mechanism_goes_is_the_same_said_aloud_or_not(
    reference: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = [SimpleNamespace(name="efficacy", most=0.4), SimpleNamespace(name="selection", most=0.2)]
    monkeypatch.setattr(question, "available", lambda _: two)
    monkeypatch.setattr(question, "world", lambda _: None)
    monkeypatch.setattr(
        question, "Mover", lambda _, each, *__: SimpleNamespace(search=SimpleNamespace(present=1.0, reach=(0.1, each.most)))
    )  # fmt: skip
    said: list[tuple[str, float]] = []
    silently = question.reaches(reference)
    assert silently == question.reaches(reference, say=lambda what, share: said.append((what, share)))
    assert [(each.mechanism.name, each.least, each.highest) for each in silently] == [
        ("efficacy", 0.1, 0.4), ("selection", 0.1, 0.2),
    ]  # fmt: skip
    assert said == [("efficacy: how far it goes", 0.0), ("selection: how far it goes", 0.5)]


def test_the_mechanism_that_is_moved_is_not_also_moved_to_its_own_ends(
    reference: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = living(reference, [30.0, 10.0], resected=[True, False], converted=[True, False])
    monkeypatch.setattr(conversion, "at_ends", ends_of("a.b = 1", "a.c = 2"))
    monkeypatch.setattr(conversion, "world", lambda _: here)
    monkeypatch.setattr(conversion, "without_surgery", lambda name: name)
    mechanism: Any = SimpleNamespace(path="a.b", name="by hand")
    mover = Mover(reference, mechanism, here, "converted", silent)
    mover.__dict__["search"] = SimpleNamespace(present=1.0)
    ((where, numbers), parts), *more = mover._at_ends(1.0, True)
    assert more == []
    assert (where, parts.total) == ("a.c = 2", 0.0)
    assert numbers[2][0] == pytest.approx(20.0)  # of 30 and 10 months


def test_only_ends_that_both_policies_have_are_compared(
    reference: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    worlds = {"one": living(reference, [70.0] * 4), "other": living(reference, [70.0, 70.0, 70.0, 6.0])}
    ends = {"one": ["a.b = 1", "a.c = 2"], "other": ["a.c = 2"]}
    monkeypatch.setattr(policy_compare, "at_ends", lambda name, *_: ((where, name) for where in ends[name]))
    monkeypatch.setattr(policy_compare, "world", worlds.__getitem__)
    policies: Any = [policy_compare.Policy(name, name) for name in worlds]  # type: ignore[arg-type]
    ((where, change),) = policy_compare._over(policies[0], policies[1], OUTCOMES["itt60"], True, silent)
    assert where == "a.c = 2"
    assert change[0] == pytest.approx(-0.25)  # one of four no longer lives 60 months
