"""Authority: counting by hand, and the shipped reference. What a team may choose, and all combinations of it."""

from itertools import product
from pathlib import Path

import pytest

from haicsim.analysis.whatif.choices import (
    AS_IT_IS,
    DEFAULT,
    Choice,
    Option,
    candidates,
    choice,
    combinations,
    default_choices,
    possible,
    refuse_unusable,
    with_room,
)
from haicsim.analysis.whatif.choices_asked import choices_of
from haicsim.sim.errors import InputError
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.modify import changed, numbers_by_path, value_at

KURUME = load_scenario("kurume")
THREE = choices_of(KURUME, ["policy.ct_interval=1,2,3", "policy.boldness=1,1.2", "liver"])


def refusal(*asked: str, file: Path | None = None) -> str:
    with pytest.raises(InputError) as refused:
        choices_of(KURUME, asked, file)
    return str(refused.value)


def test_every_combination_is_tried_once_the_policy_as_it_is_first_then_the_simplest() -> None:
    found = candidates(THREE, 1000, 1)
    assert {each.places for each in found} == set(product(range(3), range(2), range(4)))
    assert len(found) == combinations(THREE) == 24
    assert (found[0].settings, str(found[0])) == ({}, AS_IT_IS)
    changes = [len(each.words) for each in found]
    assert changes == sorted(changes)


def test_a_policy_sets_only_what_it_has_otherwise_than_the_scenario() -> None:
    (tace,) = default_choices(KURUME, ["tace"])
    by_words = {str(each): each.settings for each in candidates([tace], 10, 1)}
    assert by_words == {
        AS_IT_IS: {},
        "tace: none": {"policy.tace_for.stable": 0},
        "tace: for stable disease and PR": {"policy.tace_for.partial": 1},
    }


def test_where_there_is_no_room_for_all_some_are_drawn_without_repetition_and_the_same_again() -> None:
    found = candidates(THREE, 10, 1)
    assert len({each.places for each in found}) == 10
    assert found[0].settings == {}
    assert found == candidates(THREE, 10, 1)
    assert found != candidates(THREE, 10, 2)


def test_what_the_scenario_holds_is_among_the_options_whether_offered_or_not() -> None:
    offered = choice(
        KURUME, "x", [Option("1", {"policy.ct_interval": 1}), Option("2", {"policy.ct_interval": 2})]
    )
    assert offered.now == 1
    other = choice(KURUME, "x", [Option("1", {"policy.ct_interval": 1})])
    assert (other.now, other.options[0]) == (0, Option(AS_IT_IS, {}))


def test_every_usual_option_can_be_set_in_the_reference_and_all_of_them_together_or_not() -> None:
    found = default_choices(KURUME)
    refuse_unusable(KURUME, found)
    for each in found:
        assert AS_IT_IS not in [option.words for option in each.options], "the reference holds one of them"
    drawn = candidates(found, 100, 1)
    assert len(possible(with_room(KURUME, found), drawn)) == 100


def test_the_interval_is_in_the_unit_of_the_scenario() -> None:
    in_days = load_scenario("kurume", ["policy.ct_interval={value: 60.875, unit: d, range: [15, 180]}"])
    (found,) = default_choices(in_days, ["interval"])
    assert [option.settings["policy.ct_interval"] for option in found.options] == [30.4375, 60.875, 91.3125]
    assert found.now == 1


@pytest.mark.slow
def test_no_usual_option_changes_who_the_patients_are() -> None:
    few = load_scenario("kurume", ["run.patients=20", "run.engine=process"])
    people = {run(few, journal=False).cohort}
    for options in DEFAULT.values():
        for option in options:
            people.add(run(changed(few, option.settings), journal=False).cohort)
    assert len(people) == 1


def test_every_usual_option_changes_how_some_patients_are_treated_or_is_as_it_is() -> None:
    few = load_scenario("kurume", ["run.patients=1000", "run.engine=compiled"])
    own = run(few, journal=False).records.tobytes()
    for name in DEFAULT:
        (found,) = default_choices(few, [name])
        for place, option in enumerate(found.options):
            same = run(changed(few, option.settings), journal=False).records.tobytes() == own
            assert same == (place == found.now), (name, option.words)


def test_values_beyond_the_stated_range_have_room_and_move_nothing_else() -> None:
    found = choices_of(KURUME, ["policy.boldness=1,4"])
    roomy = with_room(KURUME, found)
    assert changed(roomy, {"policy.boldness": 4}).policy.boldness.value == 4.0
    assert all(value_at(roomy, path) == value_at(KURUME, path) for path in numbers_by_path())


def test_settings_that_contradict_one_another_are_left_out() -> None:
    limits = [Choice("a", (Option("", {}), Option("", {"policy.liver_limit_lowest": 0.04}))),
              Choice("b", (Option("", {}), Option("", {"policy.liver_limit_good": 0.035})))]  # fmt: skip
    drawn = candidates(limits, 10, 1)
    assert [len(drawn), len(possible(KURUME, drawn))] == [4, 3]


def test_choices_can_be_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "choices.yaml"
    file.write_text(
        "policy.ct_interval: [1, 2]\n"
        "veins:\n"
        "  all: {policy.vv_operable.vv2: 1, policy.vv_operable.vv3: 1}\n"
        "  none: {policy.vv_operable.vv2: 0, policy.vv_operable.vv3: 0}\n"
    )
    interval, veins = choices_of(KURUME, (), file)
    assert [option.words for option in interval.options] == ["1 month", "2 month"]
    assert (veins.name, veins.now, [option.words for option in veins.options]) == (
        "veins",
        0,
        ["all", "none"],
    )
    file.write_text("veins: 3\n")
    assert "veins = 3: must be a list of values, or options by name" in refusal(file=file)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["policy.ct_intervall=1"], "Did you mean 'policy.ct_interval'?"),
        (["tumour.kill_median=0.01,0.02"], "is nothing that a team decides"),
        (["policy.ct_interval=1,-2"], "must stay between 1 and 730 d"),
        (["policy.liver_rule=icg_k,albo"], "must be one of 'icg_k', 'makuuchi', 'remnant_share' or 'albi'"),
        (["policy.ct_interval="], "has a value that is empty"),
        (["intervall"], "Did you mean 'interval'?"),
        (["boldness", "policy.boldness=1,2"], "is set by two choices, boldness and policy.boldness"),
        (["policy.operate=yes"], "must be a number"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(asked: list[str], said: str) -> None:
    assert said in refusal(*asked)
