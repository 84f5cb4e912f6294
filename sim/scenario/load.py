"""A scenario read from a file, or a shipped one by name, and checked as a whole."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from haicsim.sim.errors import Fault, InputError
from haicsim.sim.loading.document import validate
from haicsim.sim.loading.inheritance import Layer, read_layers
from haicsim.sim.loading.overrides import with_overrides
from haicsim.sim.parameters.base import Consistent
from haicsim.sim.scenario.model import Scenario


def load_scenario(path: Path | str, overrides: Sequence[str] = ()) -> Scenario:
    """Read a scenario from a file, or a shipped one by name, and check all of it.

    overrides: as given to `--set`, e.g. "capacity.theatre=2" (see `haicsim.sim.loading.overrides`). Raises InputError
    with every fault of the file: where it stands, what was read, which rule it breaks.
    """
    return checked(with_overrides(read_layers(path), overrides))


def checked(resolved: Layer) -> Scenario:
    """The scenario that layers of values make, or every fault: of the values, and of values changed without a source."""
    unsourced = list(resolved.unsourced.values())
    try:
        scenario = validate(resolved, Scenario)
    except InputError as refusal:
        faults = dict.fromkeys([*refusal.faults, *unsourced, *_across(resolved)])
        raise InputError(sorted(faults, key=lambda fault: (fault.file, fault.line or 0))) from refusal
    refuse_implausible(scenario, resolved, unsourced)
    scenario._layer = resolved
    return scenario


def refuse_implausible(scenario: Scenario, resolved: Layer, others: Sequence[Fault] = ()) -> None:
    """InputError for what is hardly possible or makes no sense beside the rest, each where it was written."""
    faults = [
        resolved.fault((*path.split("."), "value"), value, rule)
        for path, value, rule in scenario.implausible()
    ]
    if faults or others:
        raise InputError(sorted([*others, *faults], key=lambda fault: (fault.file, fault.line or 0)))


def _across(resolved: Layer) -> Iterator[Fault]:
    """What does not fit together across those topics that have no fault of their own."""
    sound: dict[str, Any] = {}
    for name, field in Scenario.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Consistent):
            with suppress(ValidationError):
                sound[name] = field.annotation.model_validate(resolved.data.get(name))
    for detail in Scenario.model_construct(**sound).contradictions():
        said = getattr(detail["type"], "context", None) or {}
        yield resolved.fault(detail["loc"], detail["input"], said["rule"], said["nearest"])
