"""Checking what was read against a model, and saying each fault in plain words where it stands."""

import types
import typing
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.loading.builder import dotted
from haicsim.sim.loading.retired import retired_rule, retired_unit_rule

Path = tuple[str | int, ...]
MOST_FAULTS = 200
M = TypeVar("M", bound=BaseModel)


class _Absent:
    """Stands for no value in a fault."""

    def __repr__(self) -> str:
        return ""


ABSENT = _Absent()

PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "is not a name known here",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_type": "must be text",
    "model_type": "must be a mapping of names to values",
    "model_attributes_type": "must be a mapping of names to values",
    "dict_type": "must be a mapping of names to values",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "union_tag_invalid": "must be one of {expected_tags}",
    "union_tag_not_found": "is missing",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
}


class InputModel(BaseModel):
    """Base of everything read from a file: no unknown names, no guessed types, only finite numbers.

    A field that is a tuple needs `Annotated[tuple[...], Strict(False)]`, since a file holds lists.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Source(Protocol):
    """Something read: its values, and where each stands."""

    @property
    def data(self) -> dict[str, Any]:
        """Plain values by name."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Faults of what could not be read."""

    @property
    def lost(self) -> frozenset[Path]:
        """The paths of which nothing more can be said therefore."""

    def fault(self, path: Path, value: object, rule: str, nearest: str | None = None) -> Fault:
        """A fault at a path of the data."""


def validate(document: Source, model: type[M]) -> M:
    """Make a model of what was read, or refuse it with every fault at once (the first 200, and how many more).

    What could not be read is a fault too, and nothing else is said of it.

    A validator of the model may place its error deeper than itself by raising PydanticCustomError with the
    context `at`, a tuple of names below it. Raises InputError.
    """
    try:
        made, details = model.model_validate(document.data), []
    except ValidationError as error:
        made, details = (
            None,
            [each for each in error.errors(include_url=False) if not _says_nothing(each, document)],
        )
    if made is not None and not document.faults:
        return made
    faults: dict[Path, Fault] = {}
    for detail in details[:MOST_FAULTS]:
        place, fault = _place(detail, document.data), _fault(detail, document, model)
        before = faults.get(place)
        if before is not None and fault.rule not in before.rule:  # a choice has a rule for each alternative
            fault = replace(before, rule=f"{before.rule}, or {fault.rule}")
        faults[place] = fault
    said = sorted([*document.faults, *faults.values()], key=lambda fault: (fault.file, fault.line or 0))
    unsaid = len(details) - MOST_FAULTS
    more = [Fault(said[-1].file, None, "", "", f"there are {unsaid:,} more faults")] if unsaid > 0 else []
    raise InputError([*said, *more])


def _says_nothing(detail: ErrorDetails, document: Source) -> bool:
    """The error stands at or below something that could not be read, or only counts those entries that are sound."""
    if detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
        return True
    place = _place(detail, document.data)
    return any(place[:length] in document.lost for length in range(1, len(place) + 1))


def _fault(detail: ErrorDetails, document: Source, model: type[BaseModel]) -> Fault:
    path = _place(detail, document.data)
    context = detail.get("ctx", {})
    kind = detail["type"]
    value = ABSENT if kind in ("missing", "extra_forbidden") else detail["input"]
    if kind == "union_tag_invalid":
        value = context["tag"]
    elif kind == "union_tag_not_found":
        value = ABSENT
    elif "at" in context or isinstance(value, dict | BaseModel):
        value = context.get("value", ABSENT)
    nearest: str | None = context.get("nearest")
    if kind == "extra_forbidden":
        nearest = _next_door(model, path) or nearest_name(str(path[-1]), known_names(model, path[:-1]))
    elif kind == "literal_error" and isinstance(value, str):
        nearest = nearest_name(value, context["expected"].replace("'", "").replace(" or ", ", ").split(", "))
    elif kind == "union_tag_invalid":
        nearest = nearest_name(str(value), context["expected_tags"].replace("'", "").split(", "))
    rule = plain_rule(detail, path)
    if kind == "model_type" and (names := known_names(model, path)):
        rule = f"must be a mapping with {', '.join(names)}"
    retired = None
    if kind == "extra_forbidden":
        retired = retired_rule(dotted(path))
    elif kind == "number":
        retired = retired_unit_rule(dotted(path))
    if retired is not None:
        rule, nearest = retired, None
    return document.fault(path, value, rule, nearest)


def plain_rule(detail: ErrorDetails, path: Path = ()) -> str:
    """The rule broken, in plain words; of a value at a path that its range forbids also what to set for another range."""
    rule, context = PLAIN.get(detail["type"]), detail.get("ctx", {})
    if rule is not None:
        return rule.format_map(context)
    if path and (ends := context.get("wider")):
        number = dotted(tuple(part for part in path if part != "value"))
        return f"{detail['msg']}; if it is meant, set its range too: {number}.range=[{ends[0]:.12g},{ends[1]:.12g}]"
    said = detail["msg"].removeprefix("Value error, ")
    return said[:1].lower() + said[1:] if detail["type"] != "value_error" else said


def _place(detail: ErrorDetails, data: object) -> Path:
    """Where an error stands in the data: its location without the names pydantic adds for alternatives."""
    path: list[str | int] = []
    here = data
    location = (*detail["loc"], *detail.get("ctx", {}).get("at", ()))
    for number, part in enumerate(location):
        known = (isinstance(here, dict) and part in here) or (
            isinstance(here, list) and isinstance(part, int) and part < len(here)
        )
        if known:
            path.append(part)
            here = here[part]  # type: ignore[index]
        elif number == len(location) - 1 and detail["type"] == "missing":
            path.append(part)
    if detail["type"] in ("union_tag_invalid", "union_tag_not_found"):
        path.append(detail["ctx"]["discriminator"].strip("'"))
    return tuple(path)


def known_names(model: type[BaseModel], path: Path) -> list[str]:
    """The names a model knows at a path; none where there is no model."""
    here: list[Any] = [model]
    for part in path:
        here = [inner for kind in here for inner in _below(kind, part)]
    return [name for kind in here if _is_model(kind) for name in _names(kind)]


def _next_door(model: type[BaseModel], path: Path) -> str | None:
    """Where a name is known that was written in the wrong topic: `policy.ct_interval`."""
    if len(path) < 2:
        return None
    doors = (
        name for name in known_names(model, path[:-2]) if path[-1] in known_names(model, (*path[:-2], name))
    )
    return next((f"{name}.{path[-1]}" for name in doors), None)


def _names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _below(kind: Any, part: str | int) -> list[Any]:
    """The types an entry of a type may have."""
    if _is_model(kind):
        fields = [field for name, field in kind.model_fields.items() if part in (name, field.alias)]
        return [inner for field in fields for inner in _alternatives(field.annotation)]
    inner = [one for one in typing.get_args(kind) if one is not Ellipsis]
    return [each for one in inner for each in _alternatives(one)]


def _alternatives(kind: Any) -> list[Any]:
    """A type, or each of those it is a choice of."""
    origin = typing.get_origin(kind)
    if origin is typing.Annotated:
        return _alternatives(typing.get_args(kind)[0])
    if origin in (typing.Union, types.UnionType):
        return [each for one in typing.get_args(kind) for each in _alternatives(one)]
    return [kind]


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
