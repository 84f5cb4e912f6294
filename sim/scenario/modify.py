"""A scenario with some values changed, checked by the rules of a scenario file; the one it is made from stays as it was.

`with_overrides` takes texts as a person writes them after `--set`, resolves and checks the whole scenario anew, and knows
afterwards where each value comes from: for what-ifs that are kept or shown. `changed` takes plain values in the
scenario's own units and checks only what a change touches, the value itself and everything that must agree with it: for
the thousands of a sweep.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails

from haicsim.sim.errors import Fault, InputError, nearest_name, short
from haicsim.sim.loading.builder import dotted
from haicsim.sim.loading.overrides import with_overrides as layers_with_overrides
from haicsim.sim.loading.retired import retired_rule
from haicsim.sim.loading.validation import plain_rule
from haicsim.sim.parameters.capacity import Capacity, ResourcePlaces
from haicsim.sim.parameters.catalogue import CHOICES, TOPICS, ParameterEntry, catalogue
from haicsim.sim.scenario.load import checked
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.units import UNITS, Dimension, from_base, to_base

Value = float | int | str | tuple[str, ...]


@cache
def numbers_by_path() -> Mapping[str, ParameterEntry]:
    """Every number that can be changed, by its dotted path (`tumour.kill_median`, `policy.vp_operable.vp4`)."""
    paths: dict[str, ParameterEntry] = {}
    for entry in catalogue():
        path = f"{entry.topic}.{entry.key}"
        paths.update({f"{path}.{cell}": entry for cell in entry.cells} or {path: entry})
    return paths


@cache
def changeable() -> Mapping[str, str]:
    """Everything that can be changed, by its dotted path, and what it means.

    Besides the numbers: a resource's places (`capacity.theatre`), the time between the sessions of its calendar
    (`capacity.meeting.every`), and what is chosen by name: the rules and criteria of the policy, and who may enter.
    """
    paths = {path: entry.kind.about for path, entry in numbers_by_path().items()}
    for name, resource in Capacity.model_fields.items():
        paths[f"capacity.{name}"] = resource.description or ""
        paths[f"capacity.{name}.every"] = "Time from one session to the next."
    for path in CHOICES:
        topic, _, key = path.partition(".")
        paths[path] = TOPICS[topic].model_fields[key].description or ""
    return paths


def with_overrides(scenario: Scenario, overrides: Sequence[str]) -> Scenario:
    """The scenario as it stands with values set as by `--set`, checked anew; InputError with every fault."""
    stands = replace(scenario._layer, data=scenario.model_dump(mode="json", exclude_none=True))
    return checked(layers_with_overrides(stands, overrides))


def changed(scenario: Scenario, values: Mapping[str, Value]) -> Scenario:
    """The scenario with other values, given by dotted path in the unit in which the scenario states them.

    Raises InputError with every fault: an unknown path, a value its field does not allow, values that contradict others.
    """
    faults: list[Fault] = []
    parts: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        try:
            topic, key, field = _field(scenario, parts, path, value)
        except InputError as refusal:
            faults += refusal.faults
            continue
        parts.setdefault(topic, {})[key] = field
    for topic, fields in parts.items():
        for key in fields:
            faults += _not_allowed(scenario, topic, key, fields[key])
    if faults:
        raise InputError(faults)
    other = scenario.model_copy(
        update={topic: getattr(scenario, topic).model_copy(update=fields) for topic, fields in parts.items()}
    )
    for topic in parts:
        faults += _contradicting(scenario, (topic,), getattr(other, topic).contradictions())
    faults += _contradicting(scenario, (), other.contradictions())
    if faults:
        raise InputError(faults)
    return other


def value_at(scenario: Scenario, path: str) -> tuple[Value, str]:
    """What a scenario says at a path, and in which unit; "" where there is none. InputError for an unknown path."""
    topic, _, rest = path.partition(".")
    key, _, cell = rest.partition(".")
    if path not in changeable():
        raise InputError([_unknown(scenario, path)])
    field = getattr(getattr(scenario, topic), key)
    if topic == "capacity":
        if cell != "every":
            return field.places, ""
        if field.every is None:
            raise InputError([_fault(scenario, path, "", f"{key} has no calendar in {scenario.name}")])
        return field.every.value, field.every.unit
    if path in numbers_by_path():
        number = getattr(field, cell) if cell else field
        return number.value, number.unit
    return field, ""


def why_unknown(path: str, rule: str = "is nothing that can be varied") -> tuple[str, str | None]:
    """Why a path that is not `changeable` is refused, and the name perhaps meant: what replaces it, where it was one once."""
    retired = retired_rule(path)
    return (rule, nearest_name(path, changeable())) if retired is None else (retired, None)


def check_value(scenario: Scenario, path: str, value: Value) -> list[Fault]:
    """What is wrong with a value by itself, whatever it may contradict elsewhere; nothing where it is all right."""
    try:
        topic, key, field = _field(scenario, {}, path, value)
    except InputError as refusal:
        return refusal.faults
    return [fault for fault in _not_allowed(scenario, topic, key, field) if fault.path == path]


def is_whole(path: str) -> bool:
    """Whether only whole numbers make sense there: a count, or places."""
    entry = numbers_by_path().get(path)
    return entry.kind.dimension == "count" if entry else path.startswith("capacity.") and path.count(".") == 1


def is_share(path: str) -> bool:
    """Whether the number is one of several shares that add up to 1."""
    entry = numbers_by_path().get(path)
    return entry is not None and entry.kind.sums_to_one


def in_unit(scenario: Scenario, path: str, value: Value, unit: str | None) -> Value:
    """A value given in some unit, in the unit in which the scenario states it; InputError for a unit of something else."""
    own = value_at(scenario, path)[1]
    if unit is None or unit == own or isinstance(value, str | tuple):
        return value
    dimension = _dimension(path)
    if not own or unit not in UNITS[dimension]:
        rule = f"must be a unit of {dimension}: {', '.join(UNITS[dimension])}" if own else "has no unit"
        raise InputError([_fault(scenario, path, unit, rule)])
    return from_base(to_base(value, unit, dimension), own, dimension)


def in_base(scenario: Scenario, path: str, value: Value) -> Value:
    """A value in the unit the simulation reckons in, whatever unit the scenario states it in; words as they are."""
    own = value_at(scenario, path)[1]
    if not own or isinstance(value, str | tuple):
        return value
    return to_base(value, own, _dimension(path)) + 0.0


def _dimension(path: str) -> Dimension:
    entry = numbers_by_path().get(path)
    return entry.kind.dimension if entry else "duration"


def _field(
    scenario: Scenario, parts: Mapping[str, Mapping[str, Any]], path: str, value: Value
) -> tuple[str, str, Any]:
    """The topic, the name and the new field of one change, upon those made before."""
    topic, _, rest = path.partition(".")
    key, _, cell = rest.partition(".")
    value_at(scenario, path)
    before = parts.get(topic, {}).get(key, getattr(getattr(scenario, topic), key))
    if topic == "capacity":
        return topic, key, _resource(scenario, before, path, cell, value)
    if path not in numbers_by_path():
        return topic, key, _choice(scenario, topic, key, value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError([_fault(scenario, path, short(value), "must be a number")])
    if not cell:
        return topic, key, before.model_copy(update={"value": float(value)})
    number = getattr(before, cell).model_copy(update={"value": float(value)})
    return topic, key, before.model_copy(update={cell: number})


def _resource(
    scenario: Scenario, before: ResourcePlaces, path: str, cell: str, value: Value
) -> ResourcePlaces:
    """Another number of places, or another time between sessions; what is unlimited has no calendar."""
    every = None if value == "unlimited" else before.every
    change: dict[str, Any] = {"places": value}
    if cell and every is not None:  # `value_at` has refused a calendar that is not there
        change = {"every": {"value": value, "unit": every.unit}}
    try:
        return ResourcePlaces.model_validate(
            {**before.model_dump(exclude={"every"}), "every": every and every.model_dump(), **change}
        )
    except ValidationError as error:
        raise InputError(_said(scenario, path, error, value)) from None


def _choice(scenario: Scenario, topic: str, key: str, value: Value) -> Any:
    field = TOPICS[topic].model_fields[key]
    try:
        kind: Any = Annotated[field.annotation, field]
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        raise InputError(_said(scenario, f"{topic}.{key}", error, value)) from None


@cache
def _entries() -> Mapping[tuple[str, str], ParameterEntry]:
    return {(entry.topic, entry.key): entry for entry in catalogue()}


def _not_allowed(scenario: Scenario, topic: str, key: str, field: Any) -> list[Fault]:
    """What the field's kind has to say against its new number, or a cell of its table."""
    entry = _entries().get((topic, key))
    return [] if entry is None else _broken(scenario, (topic, key), lambda: entry.kind.check(field))


def _broken(scenario: Scenario, at: tuple[str, ...], check: Callable[[], object]) -> list[Fault]:
    """What a check that raises has to say."""
    try:
        check()
    except ValidationError as error:
        return [_from(scenario, at, detail) for detail in error.errors(include_url=False)]
    return []


def _contradicting(
    scenario: Scenario, at: tuple[str, ...], details: Iterator[InitErrorDetails]
) -> list[Fault]:
    """Contradictions as faults, without the price of an exception where there are none."""
    found = list(details)

    def raised() -> None:
        raise ValidationError.from_exception_data("Scenario", found)

    return _broken(scenario, at, raised) if found else []


def _said(scenario: Scenario, path: str, error: ValidationError, value: Value) -> list[Fault]:
    """Everything wrong with one value, each rule once."""
    rules = dict.fromkeys(plain_rule(detail) for detail in error.errors(include_url=False))
    return [_fault(scenario, path, short(value), ", or ".join(rules))]


def _from(scenario: Scenario, at: tuple[str, ...], detail: ErrorDetails) -> Fault:
    path = tuple(part for part in (*at, *detail["loc"]) if part != "value")
    shown = detail["input"]
    return _fault(scenario, dotted(path), short(shown) if str(shown) else "", plain_rule(detail, path))


def _unknown(scenario: Scenario, path: str) -> Fault:
    return Fault(
        scenario.name,
        None,
        path,
        "",
        *why_unknown(path, "is nothing that can be varied (haicsim check lists what can)"),
    )


def _fault(scenario: Scenario, path: str, value: str, rule: str) -> Fault:
    return Fault(scenario.name, None, path, value, rule)
