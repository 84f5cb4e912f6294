"""Authority: the loader. A scenario changed quickly is the scenario read with the same settings, or refused likewise."""

import pytest

from haicsim.sim.errors import InputError
from haicsim.sim.parameters.catalogue import CHOICES
from haicsim.sim.run import records_of, run
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changeable, changed, numbers_by_path, value_at, with_overrides


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("one-theatre", ["run.patients=40", "run.engine=process"])


def read(*settings: str) -> str | set[str]:
    """The digest of the scenario with these settings, or the rules by which it is refused."""
    try:
        return load_scenario("one-theatre", [*settings, "run.patients=40", "accept=implausible"]).digest()
    except InputError as refusal:
        return {fault.rule for fault in refusal.faults}


def varied(scenario: Scenario, path: str, value: object) -> str | set[str]:
    """The same of the scenario changed quickly."""
    try:
        return changed(scenario, {path: value}).digest()  # type: ignore[dict-item]
    except InputError as refusal:
        return {fault.rule for fault in refusal.faults}


PATHS = [
    pytest.param(path, marks=[pytest.mark.slow] if place % 8 else [])
    for place, path in enumerate(numbers_by_path())
]


@pytest.mark.parametrize("path", PATHS)
def test_every_number_changed_to_the_end_of_its_range_is_as_read_from_a_setting(
    scenario: Scenario, path: str
) -> None:
    number = next(number for each, _, number in scenario.numbers() if each == path)
    for end in number.range:
        assert varied(scenario, path, end) == read(f"{path}={end}")


@pytest.mark.parametrize(
    ("path", "value", "setting"),
    [
        ("capacity.theatre", 3, "3"),
        ("capacity.theatre", "unlimited", "{places: unlimited, every: null}"),
        ("policy.decision", "plateau", "plateau"),
        ("policy.criteria", ("response", "liver"), "[response, liver]"),
        ("population.lobe.left", 0.3, "0.3"),
    ],
)
def test_capacity_and_choices_are_as_read_from_a_setting(
    scenario: Scenario, path: str, value: object, setting: str
) -> None:
    assert varied(scenario, path, value) == read(f"{path}={setting}")


def test_several_cells_of_one_table_and_a_calendar_are_changed_together() -> None:
    base = load_scenario("meeting-monthly")
    values = {"population.lobe.left": 0.3, "population.lobe.right": 0.6, "population.lobe.central": 0.1}
    other = changed(base, {**values, "capacity.meeting.every": 7, "capacity.meeting": 5})
    assert [value_at(other, path)[0] for path in values] == list(values.values())
    assert (other.capacity.meeting.places, value_at(other, "capacity.meeting.every")[0]) == (5, 7)
    assert base.capacity.meeting.places != 5 or value_at(base, "capacity.meeting.every")[0] != 7


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"tumour.ph": 0.5}, "is nothing that can be varied.*Did you mean 'tumour.phi'"),
        ({"tumour.phi": "x"}, "tumour.phi = 'x': must be a number"),
        ({"tumour.phi": True}, "must be a number"),
        ({"tumour.phi": 9.0}, "between 0 and 1"),
        ({"policy.targets": 2.5}, "must be a whole number"),
        ({"policy.decision": "sooner"}, "must be one of"),
        ({"policy.criteria": ("liver", "liver")}, "named twice"),
        ({"capacity.theatre": 0}, "must be at least 1"),
        ({"capacity.theatre": "many"}, "must be one of 'unlimited'"),
        ({"capacity.ct.every": 7}, "ct has no calendar in one-theatre"),
        ({"surgery.remnant_ample": 0.04}, "surgery.remnant_marginal"),
        ({"tumour.phi": 9.0, "policy.targets": 2.5}, "(?s)tumour.phi.*policy.targets"),
    ],
)
def test_what_a_file_may_not_say_is_refused(scenario: Scenario, values: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        changed(scenario, values)  # type: ignore[arg-type]


def test_everything_that_can_be_varied_says_what_it_means_and_what_it_is(scenario: Scenario) -> None:
    assert len(changeable()) == len(numbers_by_path()) + 8 + 8 + len(CHOICES)
    assert all(changeable().values())
    assert value_at(scenario, "surgery.ward_stay")[1] in ("d", "day", "days")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["process", "compiled"])
def test_one_replication_alone_is_that_of_a_whole_run(scenario: Scenario, engine: str) -> None:
    three = load_scenario(
        "one-theatre", ["run.patients=40", "run.replications=3", "run.engine=process", "arrivals.warm_up=0.1"]
    )
    whole = run(three, journal=False).counted
    alone = records_of(three, 2, engine)
    mine = whole[whole["replication"] == 2]
    alone["replication"] = 2
    assert len(mine) == len(alone) < 40
    assert all(mine[name].tobytes() == alone[name].tobytes() for name in mine.dtype.names)


def test_overrides_of_a_scenario_are_those_of_its_file() -> None:
    texts = ["policy.criteria=[disease, vessels]", "capacity.theatre=2", "policy.ct_interval=3"]
    read, made = load_scenario("one-theatre", texts), with_overrides(load_scenario("one-theatre"), texts)
    assert made.as_json() == read.as_json()
    assert made.origin("policy.ct_interval.value") == read.origin("policy.ct_interval.value")
    assert made.origin("tumour.phi.value") == read.origin("tumour.phi.value")


def test_overrides_of_a_changed_scenario_keep_the_change(scenario: Scenario) -> None:
    both = with_overrides(changed(scenario, {"capacity.theatre": 3}), ["policy.ct_interval=3"])
    settings = ["capacity.theatre=3", "policy.ct_interval=3", "run.patients=40"]
    assert both.digest() == load_scenario("one-theatre", settings).digest()
