"""Values set on the command line, laid over a scenario file: `--set tumour.kill_median=0.008`."""

import re
from collections.abc import Sequence
from typing import Any

from haicsim.sim.errors import Fault, InputError
from haicsim.sim.loading.builder import DEEPEST, dotted
from haicsim.sim.loading.document import LONGEST_LINE, parse_document
from haicsim.sim.loading.inheritance import Layer, Origin, Place, overlay
from haicsim.sim.loading.scalars import Refused, resolve

WORDS = ("source", "name", "question", "unit", "grade")
STANDS_FOR = ("value", "places")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def with_overrides(base: Layer, overrides: Sequence[str]) -> Layer:
    """A scenario with single values set: each override reads `topic.key=value`.

    For a number `topic.key` stands for its value and for a resource its places; `topic.key.unit`, `.range`
    (`[low, high]`), `.source` and `.grade` can be set too. Raises InputError with a fault for each override
    that cannot be read, repeats another, or sets something a value has no room for.
    """
    faults: list[Fault] = []
    seen: dict[Place, str] = {}
    for override in overrides:
        said = f"--set {override}"
        try:
            path, value = _parse(base, override, said)
        except InputError as error:
            faults += error.faults
            continue
        if path in seen:
            faults.append(Fault(said, None, dotted(path), "", f"is set twice (first by '{seen[path]}')"))
            continue
        seen[path] = said
        base = overlay(base, _single(path, value, Origin(said, None)))
    if faults:
        raise InputError(faults)
    return base


def _single(path: Place, value: object, origin: Origin) -> Layer:
    """A layer that holds one value."""
    data: Any = value
    for key in reversed(path):
        data = {key: data}
    return Layer(data, {path[:length]: origin for length in range(len(path) + 1)})


def _parse(base: Layer, override: str, said: str) -> tuple[Place, object]:
    """The path an override sets and the value it gives."""
    if len(override) > LONGEST_LINE:
        raise InputError([Fault(said, None, "", "", f"a value has at most {LONGEST_LINE:,} characters here")])
    left, equals, right = override.partition("=")
    keys = tuple(left.strip().split(".", DEEPEST))
    if not equals or not all(NAME.fullmatch(key) for key in keys):
        raise InputError([Fault(said, None, "", "", "must read topic.key=value")])
    here: Any = base.data
    for position, key in enumerate(keys):
        if not isinstance(here, dict):
            before = dotted(keys[:position])
            raise InputError([Fault(said, None, dotted(keys), "", f"there is nothing below {before} to set")])
        here = here.get(key, {})
    text = right.strip()
    if keys[-1] in WORDS:
        return keys, text
    value = _value(text, dotted(keys), said)
    stands_for = [name for name in STANDS_FOR if isinstance(here, dict) and name in here]
    if stands_for and not isinstance(value, dict):
        keys = (*keys, stands_for[0])
    return keys, value


def _value(text: str, path: str, said: str) -> object:
    """A value as it would be read from a file."""
    if text.startswith(("[", "{")):
        try:
            return parse_document(f"value: {text}", said).data["value"]
        except InputError as error:
            rules = "; ".join(fault.rule for fault in error.faults)
            raise InputError([Fault(said, None, path, text, rules)]) from error
    value = resolve(text)
    if isinstance(value, Refused):
        raise InputError([Fault(said, None, path, text, value.rule)])
    return value
