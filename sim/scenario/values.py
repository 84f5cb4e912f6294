"""Every value of a scenario in one list: what it is, where it comes from, where it was written."""

from collections.abc import Iterator
from dataclasses import dataclass

from haicsim.sim.loading.inheritance import Origin
from haicsim.sim.parameters.base import Number
from haicsim.sim.parameters.capacity import Capacity
from haicsim.sim.parameters.catalogue import TOPICS
from haicsim.sim.scenario.model import Scenario


@dataclass(frozen=True)
class Value:
    """One resolved value; unit, range, source and grade are None where it has none, as the seed.

    path: dotted, as `--set` takes it. value: a number, a word, a list of them, or None where nothing is given and
    nothing need be. range: lowest and highest, in the unit of the value. origin: the file and line, or the `--set`,
    that gave the value.
    """

    path: str
    value: float | int | str | tuple[str | int, ...] | None
    unit: str | None
    range: tuple[float, float] | None
    grade: str | None
    source: str | None
    origin: Origin


def resolved_values(scenario: Scenario) -> Iterator[Value]:
    """Every number and every choice topic by topic, what the hospital has, then the size of the run."""
    numbers: dict[tuple[str, str], list[Value]] = {}
    for path, entry, number in scenario.numbers():
        numbers.setdefault((entry.topic, entry.key), []).append(_number(scenario, path, number))
    for topic, model in TOPICS.items():
        if topic == "run":
            yield from _hospital(scenario)
        for key in model.model_fields:
            yield from numbers.get((topic, key)) or [_choice(scenario, topic, key)]


def _number(scenario: Scenario, path: str, number: Number) -> Value:
    origin = scenario.origin(f"{path}.value")
    return Value(path, number.value, number.unit, number.range, number.grade, number.source, origin)


def _choice(scenario: Scenario, topic: str, key: str) -> Value:
    path = f"{topic}.{key}"
    value = getattr(getattr(scenario, topic), key)
    return Value(path, value, None, None, None, None, scenario.origin(path))


def _hospital(scenario: Scenario) -> Iterator[Value]:
    for name in Capacity.model_fields:
        each, path = getattr(scenario.capacity, name), f"capacity.{name}"
        origin = scenario.origin(f"{path}.places")
        yield Value(f"{path}.places", each.places, None, None, each.grade, each.source, origin)
        if each.every is not None:
            origin, every = scenario.origin(f"{path}.every.value"), each.every
            yield Value(f"{path}.every", every.value, every.unit, None, each.grade, each.source, origin)
