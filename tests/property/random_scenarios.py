"""Scenarios drawn at random: parameters anywhere in their ranges, any policy, any hospital."""

from collections.abc import Iterator
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from haicsim.sim.codes import DECISION_RULES, LIVER_RULES, RESOURCES, STOP_RULES
from haicsim.sim.criteria import KEYS
from haicsim.sim.errors import InputError
from haicsim.sim.parameters.policy import NEVER_OPERATES
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario

KURUME = load_scenario("kurume")
Movable = tuple[str, bool, float, float]


def movable(policy: bool) -> Iterator[Movable]:
    """Path, whether it is counted, and stated range of each number of the policy, or of all else.

    Shares that sum to one do not move one by one.
    """
    for path, entry, number in KURUME.numbers():
        low, high = number.range
        fixed = entry.kind.sums_to_one or entry.topic in ("run", "arrivals")
        if low < high and not fixed and (entry.topic == "policy") is policy:
            yield path, entry.kind.dimension == "count", low, high


PARAMETERS, POLICY = list(movable(policy=False)), list(movable(policy=True))


@st.composite
def settings_of(draw: Any, numbers: list[Movable], least: int, most: int) -> list[str]:
    """Overrides that put some of the numbers anywhere in their ranges, often at an end."""
    chosen = draw(st.lists(st.sampled_from(numbers), min_size=least, max_size=most, unique=True))
    said = []
    for path, counted, low, high in chosen:
        anywhere = st.integers(round(low), round(high)) if counted else st.floats(low, high, allow_nan=False)
        value = draw(st.one_of(st.sampled_from([low, high]), anywhere))
        said.append(f"{path}.value={round(value) if counted else value!r}")
    return said


@st.composite
def hospitals(draw: Any) -> list[str]:
    """Overrides that limit up to three resources, some of them to sessions of a calendar."""
    said = []
    for name in draw(st.lists(st.sampled_from(RESOURCES), max_size=3, unique=True)):
        every = draw(st.sampled_from([None, 1.0, 7.0, 28.0])) if name in ("theatre", "ct") else None
        every = draw(st.sampled_from([7.0, 14.0, 28.0])) if name == "meeting" else every
        calendar = f", every: {{value: {every:g}, unit: d}}" if every else ""
        limit = f"{{places: {draw(st.integers(1, 5))}{calendar}, grade: assumed, source: drawn}}"
        said.append(f"capacity.{name}={limit}")
    return said


@st.composite
def scenarios(draw: Any, patients: int, engine: str) -> Scenario:
    """Up to twenty parameters and fifteen numbers of the policy moved, any rule, any criteria in any order, any hospital.

    Drawn again where the policy could never operate (`haicsim check` refuses that) or numbers contradict each other.
    """
    overrides = draw(settings_of(PARAMETERS, 5, 20)) + draw(settings_of(POLICY, 3, 15)) + draw(hospitals())
    order = draw(st.permutations(KEYS))
    overrides.append(f"policy.criteria=[{', '.join(order[: draw(st.integers(0, len(KEYS)))])}]")
    overrides.append(f"policy.decision={draw(st.sampled_from(DECISION_RULES))}")
    overrides.append(f"policy.haic={draw(st.sampled_from(('on', 'on', 'off')))}")
    overrides.append(f"policy.stop={draw(st.sampled_from(STOP_RULES))}")
    overrides.append(f"policy.liver_rule={draw(st.sampled_from(LIVER_RULES))}")
    overrides.append(f"entry.candidates={draw(st.sampled_from(('unresectable', 'unresectable', 'anyone')))}")
    if draw(st.booleans()) and not any("kill_median" in each for each in overrides):
        overrides.append("tumour.kill_median.value=0.015")  # so that more come to surgery and recur
    overrides += [f"arrivals.per_year.value={draw(st.sampled_from([12, 120, 1000]))}"]
    seed = draw(st.integers(0, 2**32 - 1))
    overrides += [f"run.patients={patients}", f"run.engine={engine}", f"run.seed={seed}"]
    try:
        return load_scenario("kurume", overrides)
    except InputError as refusal:
        between = ("must ", NEVER_OPERATES)
        assume(not all(any(rule in fault.rule for rule in between) for fault in refusal.faults))
        raise
