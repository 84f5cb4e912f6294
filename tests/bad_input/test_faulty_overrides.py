"""Faulty `--set` settings are refused by name; none of them ever ends in a traceback."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haicsim.sim.errors import InputError
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario

FAULTY = {
    "": ("", "must read topic.key=value"),
    "tumour.phi": ("", "must read topic.key=value"),
    "=1": ("", "must read topic.key=value"),
    "tumour..phi=1": ("", "must read topic.key=value"),
    "tumour.phi =0.5 =": ("tumour.phi.value", "must be a number"),
    "tumour.ph=0.5": ("tumour.ph", "not a name known"),
    "tumor.phi=0.5": ("tumor", "not a name known"),
    "tumour=0.5": ("tumour", "must be a mapping"),
    "tumour.phi=": ("tumour.phi.value", "must be a number"),
    "tumour.phi=x": ("tumour.phi.value", "must be a number"),
    "tumour.phi=nan": ("tumour.phi", "must be finite"),
    "tumour.phi=1_0": ("tumour.phi", "underscores"),
    "tumour.phi=[1": ("tumour.phi", "not valid YAML"),
    "tumour.phi=[*a]": ("tumour.phi", "aliases"),
    "tumour.phi=9": ("tumour.phi.value", "between 0 and 1"),
    "tumour.phi.value.x=1": ("tumour.phi.value.x", "nothing below tumour.phi.value"),
    "tumour.phi.unit=": ("tumour.phi.unit", "unit of exponent"),
    "tumour.phi.grade=sure": ("tumour.phi.grade", "must be one of"),
    "tumour.tvdt_median=100": ("tumour.tvdt_median", "must be a mapping with hcv, hbv, neither"),
    "run.seed=1.5": ("run.seed", "must be a whole number"),
    "run.engine=simpy": ("run.engine", "must be one of"),
    "capacity.theatre=none": ("capacity.theatre.places", "must be one of 'unlimited', or must be a whole"),
    "capacity.theatre.every=14": ("capacity.theatre.every", "must be a mapping with value, unit"),
    "population.lobe.left=0.6": ("population.lobe", "must be 1"),
    "policy.liver_rule=makuchi": ("policy.liver_rule", "must be one of"),
    "policy.albi_grade.two=-2.7": ("policy.albi_grade.two.value", "must lie in its stated range"),
    "policy.albi_grade.two={value: -2.7, range: [-3, -1]}": (
        "policy.albi_grade.two.value",
        "must not be below",
    ),
    "policy.remnant_limit_good={value: 0.5, range: [0, 1]}": (
        "policy.remnant_limit_good.value",
        "must not be above",
    ),
    "policy.makuuchi_upto.enucleation={value: 31, range: [10, 40]}": (
        "policy.makuuchi_upto.enucleation.value",
        "must not be above",
    ),
    "population.bilirubin_median.five={value: 2.1, unit: mg/dl, range: [1, 3]}": (
        "population.bilirubin_median.five.value",
        "must not be above population.bilirubin_most.five",
    ),
    "population.albumin_mean.six={value: 27, range: [20, 40]}": (
        "population.albumin_mean.six.value",
        "must not be below population.albumin_least.six",
    ),
    "entry.candidates=everybody": ("entry.candidates", "must be one of"),
    "policy.decision=size<0.7": ("policy.decision", "must be one of"),
    "policy.criteria=liver": ("policy.criteria", "must be a list"),
    "policy.criteria=[liver, liver]": ("policy.criteria.1", "named twice"),
    "arrivals.days=[3, 2]": ("arrivals.days.1", "must not fall"),
    "arrivals.days=[2, 3]": ("arrivals.days", "too few"),
    "inherits=kurume.yaml": ("inherits", "not a name known"),
}


@pytest.mark.parametrize("override", FAULTY)
def test_a_faulty_setting_is_named_with_its_path_and_rule(override: str) -> None:
    path, rule = FAULTY[override]
    with pytest.raises(InputError) as caught:
        load_scenario("kurume", [override])
    fault = next(fault for fault in caught.value.faults if rule in fault.rule)
    assert (fault.file, fault.line, fault.path) == (f"--set {override}", None, path)


def test_a_value_set_twice_is_refused() -> None:
    with pytest.raises(InputError, match="is set twice"):
        load_scenario("kurume", ["run.seed=1", "run.seed=2"])


def test_all_faulty_settings_are_said_at_once() -> None:
    with pytest.raises(InputError) as caught:
        load_scenario("kurume", ["tumour.phi=9", "run.seed=-1", "tumour.ph=1"])
    assert len(caught.value.faults) == 3


def test_a_fault_in_the_file_keeps_its_own_place_beside_a_setting() -> None:
    with pytest.raises(InputError) as caught:
        load_scenario("kurume", ["surgery.remnant_ample=0.04"])
    fault = caught.value.faults[0]
    assert fault.file == "scenarios/kurume.yaml"
    assert fault.path == "surgery.remnant_marginal.value"


def test_a_value_left_outside_a_range_that_was_set_is_refused_where_it_stands() -> None:
    with pytest.raises(
        InputError, match=r"kurume.yaml:\d+: tumour.kappa.value = 0.027: must lie in its stated range 0 to"
    ):
        load_scenario("kurume", ["tumour.kappa.range=[0, 0.01]"])


WORDS = st.sampled_from(
    ["tumour", "phi", "value", "unit", "range", "capacity", "theatre", "every", "places", "run", "seed", ".",
     "=", "[", "]", "{", "}", "1", "0.5", "nan", "*a", "&a", "!!x", "'", '"', "\n", "\t", "\0", "#", ":"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=12).map("".join)))
def test_any_text_as_a_setting_is_refused_or_gives_a_scenario(override: str) -> None:
    outcome: Scenario | InputError
    try:
        outcome = load_scenario("one-theatre", [override])
    except InputError as refusal:
        outcome = refusal
    assert isinstance(outcome, Scenario) or (outcome.faults and str(outcome))
