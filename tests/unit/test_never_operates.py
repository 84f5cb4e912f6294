"""A policy by which nobody can ever be operated is refused; one by which somebody still can is not."""

import pytest
from worlds import World, by_process

from haicsim.sim import codes
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.load import load_scenario

VESSELS = [f"vp{vp}_vv{vv}" for vv in range(4) for vp in range(5)]


def all_start_with(cell: str) -> list[str]:
    """Overrides by which everybody starts with one combination of vessels."""
    return [
        "population.vessels={"
        + ", ".join(f"{each}: {{value: {int(each == cell)}}}" for each in VESSELS)
        + "}"
    ]


NONE_FIT = ["policy.unfit={value: 1, range: [0, 1]}"]
ALL_REFUSE = ["policy.refusal={value: 100, unit: '%', range: [0, 100]}"]
ALL_OF_IT = ["policy.thrombus_retraction={value: 1, range: [0, 1]}"]
NO_PR = ["policy.partial_response={value: 0, range: [0, 1]}"]
NO_VP3 = [f"policy.vp_operable.{grade}=0" for grade in ("vp3", "vp4")]
FORBIDS_ALL = {
    "nobody is fit": (NONE_FIT, "policy.unfit.value"),
    "everybody refuses": (ALL_REFUSE, "policy.refusal.value"),
    "all have a thrombus that must go altogether": (
        [*all_start_with("vp3_vv0"), *ALL_OF_IT],
        "policy.thrombus_retraction.value",
    ),
    "a cautious team asks for more than all of it": (
        [
            *all_start_with("vp0_vv2"),
            "policy.boldness={value: 0.4, range: [0.1, 2]}",
            "policy.thrombus_retraction={value: 0.4, range: [0, 1]}",
        ],
        "policy.thrombus_retraction.value",
    ),
    "no vein of any starter falls to a grade operated": (
        [*all_start_with("vp4_vv0"), *NO_VP3, "policy.vp_operable.vp2=0"],
        "policy.vp_operable",
    ),
    "all start above the highest score": (
        [
            "population.child_pugh={five: {value: 0}, six: {value: 0.5}, seven: {value: 0.4}, eight: {value: 0.1}}",
            "policy.child_pugh_limit=5",
        ],
        "policy.child_pugh_limit.value",
    ),
    "everybody has disease outside the liver": (
        ["population.extrahepatic_at_entry=1"],
        "population.extrahepatic_at_entry.value",
    ),
    "a cautious team asks for more than the liver": (
        ["policy.liver_rule=remnant_share", "policy.boldness={value: 0.2, range: [0.1, 2]}"],
        "policy.liver_rule",
    ),
    "and in every ALBI grade": (
        ["policy.liver_rule=albi", "policy.boldness={value: 0.2, range: [0.1, 2]}"],
        "policy.liver_rule",
    ),
    "no bilirubin is low enough": (
        ["policy.liver_rule=makuuchi"]
        + [
            f"policy.makuuchi_bilirubin.{cell}={{value: 0, range: [0, 2]}}"
            for cell in ("any", "limited", "enucleation")
        ],
        "policy.liver_rule",
    ),
}
LEAVES_SOME = {
    "what asks for more than the liver is not the rule in force": [
        "policy.boldness={value: 0.2, range: [0.1, 2]}",
        "policy.thrombus_retraction=0.1",
    ],
    "disease is not asked": [
        "population.extrahepatic_at_entry=1",
        "policy.criteria=[response, liver, tumour, vessels, fitness, consent]",
    ],
    "fitness is not asked": [
        *NONE_FIT,
        "policy.criteria=[disease, response, liver, tumour, vessels, consent]",
    ],
    "consent is not asked": [
        *ALL_REFUSE,
        "policy.criteria=[disease, response, liver, tumour, vessels, fitness]",
    ],
    "group C needs no retraction": ALL_OF_IT,
    "vessels are not asked": [*all_start_with("vp3_vv0"), *ALL_OF_IT, "policy.criteria=[disease, response]"],
    "a bold team is content with less": [
        *all_start_with("vp3_vv0"),
        *ALL_OF_IT,
        "policy.boldness={value: 1.5, range: [0.1, 2]}",
    ],
    "complete response and accepted stable disease remain": NO_PR,
    "two grades fall": [*all_start_with("vp4_vv0"), *NO_VP3],
    "both vessels, of which one falls": [*all_start_with("vp3_vv2")],
    "nobody is meant to be operated": [*NONE_FIT, "policy.operate=0"],
}


@pytest.mark.parametrize("case", FORBIDS_ALL)
def test_a_policy_that_forbids_all_is_refused_where_it_does(case: str) -> None:
    overrides, path = FORBIDS_ALL[case]
    with pytest.raises(InputError, match="can never operate") as caught:
        load_scenario("kurume", overrides)
    assert path in [fault.path for fault in caught.value.faults]


@pytest.mark.parametrize("case", LEAVES_SOME)
def test_a_policy_that_leaves_some_is_taken(case: str) -> None:
    load_scenario("kurume", LEAVES_SOME[case])


@pytest.mark.parametrize("overrides", [ALL_OF_IT, NO_PR], ids=["retraction 1", "partial response 0"])
def test_some_are_indeed_operated_where_it_is_taken(overrides: list[str]) -> None:
    world = World.of(load_scenario("kurume", overrides), 150).but(kill_median_per_day=0.03)
    assert (by_process(world)["event"] == codes.HEPATECTOMY).any()


NOBODY_ENTERS = {
    "vessels": all_start_with("vp3_vv0"),
    "disease outside": ["population.extrahepatic_at_entry=1", "policy.criteria=[liver]"],
}


@pytest.mark.parametrize("why", NOBODY_ENTERS)
def test_where_nobody_can_be_resectable_at_once_only_the_others_may_enter(why: str) -> None:
    load_scenario("kurume", [*NOBODY_ENTERS[why], "entry.candidates=anyone"])
    with pytest.raises(InputError, match="nobody could enter: " + why) as caught:
        load_scenario("kurume", [*NOBODY_ENTERS[why], "entry.candidates=resectable"])
    assert [fault.path for fault in caught.value.faults] == ["entry.candidates"]


def test_the_resectable_may_have_major_invasion_where_the_rule_of_entry_allows_it() -> None:
    allowed = ["entry.unresectable_vp=5", "entry.candidates=resectable"]
    load_scenario("kurume", [*all_start_with("vp3_vv0"), *allowed])
