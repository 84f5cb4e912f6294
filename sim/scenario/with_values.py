"""A scenario with some values changed in a program, each change marked as one: an assumption whose source says so.

Where thousands of changed scenarios are run and nobody asks where a number came from, `modify.changed` is quicker.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from haicsim.sim.errors import Fault, InputError, nearest_name, short
from haicsim.sim.loading.document import read_partly, validate
from haicsim.sim.loading.inheritance import (
    OWN,
    Layer,
    Origin,
    Place,
    find_scenario,
    layer,
    overlay,
    read_layers,
)
from haicsim.sim.loading.retired import retired_rule
from haicsim.sim.scenario.load import checked, refuse_implausible
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changeable, changed, numbers_by_path

SIZES = ("run.patients", "run.replications", "run.seed", "run.engine")
BESIDE = ("unit", "range", "source", "grade")  # what can be stated of a number beside its value


def with_values(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """The scenario with other values, given by dotted path in the unit in which the scenario states them.

    Besides what `modify.changeable` lists: the size of the run (`run.patients`), `name`, `question`, and what is stated of
    a number beside its value (`policy.refusal.range`, `.unit`, `.source`, `.grade`). A number changed without a grade is
    assumed from then on. Raises InputError with every fault.
    """
    plain = {path: value.item() if hasattr(value, "item") else value for path, value in values.items()}
    stated = {f"{path}.{word}": path for path in numbers_by_path() for word in BESIDE}
    known = [*changeable(), *SIZES, *OWN, *stated]
    unknown = [path for path in plain if path not in known]
    if unknown:
        rule = "is nothing that can be changed (haicsim.check lists what can)"
        raise InputError(
            [
                Fault("with_", None, path, "", now, None)
                if (now := retired_rule(path))
                else Fault("with_", None, path, "", rule, nearest_name(path, known))
                for path in unknown
            ]
        )
    layers, restated = settled(scenario)._layer, {stated[path] for path in plain if path in stated}
    try:  # its refusals are the clearer ones, but it knows no other range or unit
        changed(
            scenario, {path: plain[path] for path in plain if path in changeable() and path not in restated}
        )
    except InputError as refusal:
        raise InputError([replace(fault, file="with_") for fault in refusal.faults]) from None
    for path in sorted(plain, key=lambda path: path in stated):
        layers = overlay(layers, _single(path, plain[path]))
    return _made(layers)


def from_mapping(content: Mapping[str, Any]) -> Scenario:
    """A whole scenario from a mapping of the shape of a scenario file; `inherits` names a file or a shipped scenario.

    Raises InputError with every fault.
    """
    try:
        data = json.loads(json.dumps(dict(content), allow_nan=False))
    except (TypeError, ValueError) as problem:
        raise InputError([Fault("mapping", None, "", "", f"is no plain content ({problem})")]) from None
    parent = data.pop("inherits", None)
    own = Layer(data, {(): Origin("mapping", None)}, ("mapping",))
    if parent is None:
        return _made(own)
    if not isinstance(parent, str):
        rule = "must be the file or the name of a scenario"
        raise InputError([Fault("mapping", None, "inherits", short(parent), rule)])
    base = read_layers(parent)
    passed_on = {key: value for key, value in base.data.items() if key not in OWN}
    origins = {
        place: origin for place, origin in base.origins.items() if place[:1] not in [(name,) for name in OWN]
    }
    return _made(overlay(replace(base, data=passed_on, origins=origins), own))


def with_file(scenario: Scenario, file: str) -> Scenario:
    """The scenario with what a scenario file itself says, whatever that file builds on; `file` may be a shipped name.

    So the question that a shipped scenario asks of the reference is asked of any other. Raises InputError with every fault.
    """
    document = read_partly(*find_scenario(file))
    said = {key: value for key, value in document.data.items() if key != "inherits"}
    return checked(overlay(settled(scenario)._layer, replace(layer(document), data=said)))


def settled(scenario: Scenario) -> Scenario:
    """The scenario with the origin of every value, also where `modify.changed` made it and left them behind."""
    below = scenario._layer
    if below.data and _made(below).digest() == scenario.digest():
        return scenario
    return _made(Layer(scenario.model_dump(mode="json", exclude_none=True), below.origins, below.files))


def _made(resolved: Layer) -> Scenario:
    scenario = validate(resolved, Scenario)
    refuse_implausible(scenario, resolved)
    scenario._layer = resolved
    return scenario


def _single(path: str, value: Any) -> Layer:
    """A layer that holds one value."""
    place = _place(path)
    origin = Origin(f"with_({path}={value!r})", None)
    data: Any = list(value) if isinstance(value, tuple) else value
    for key in reversed(place):
        data = {key: data}
    if value == "unlimited":  # what is unlimited has no calendar
        data["capacity"][place[1]]["every"] = None
    return Layer(data, {place[:length]: origin for length in range(len(place) + 1)})


def _place(path: str) -> Place:
    """Where the value of a path stands in a scenario file."""
    keys = tuple(path.split("."))
    if path in numbers_by_path() or keys[-1] == "every":
        return (*keys, "value")
    return (*keys, "places") if keys[0] == "capacity" else keys
