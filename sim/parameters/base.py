"""A number as a scenario states it, and what a field of the model demands of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    ValidationError,
    model_validator,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from haicsim.sim.errors import nearest_name
from haicsim.sim.loading.builder import hidden_in
from haicsim.sim.loading.validation import InputModel
from haicsim.sim.units import UNITS, Dimension, to_base


def _says_something(text: str) -> str:
    """Text that says something and can be read back from a file, wherever it comes from."""
    if text and not text.strip():
        raise PydanticCustomError("blank", "{rule}", {"rule": "must say something"})
    if (hidden := hidden_in(text)) is not None:
        rule = f"text holds no control or invisible characters ({hidden!a})"
        raise PydanticCustomError("hidden", "{rule}", {"rule": rule})
    return text


Grade = Literal["printed", "derived", "assumed"]
Text = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_says_something)]
SHARES_TOLERANCE = 1e-6


class Number(InputModel):
    """One quantity: its value and unit, how far it may be moved, where it comes from and how sure that is.

    range: lowest and highest value worth trying, in the unit of the value. grade: printed in a publication,
    derived from one, or assumed.
    """

    value: float
    unit: Annotated[str, Field(max_length=40)]
    range: Annotated[tuple[float, float], Strict(False)]
    source: Text
    grade: Grade


class Table(InputModel):
    """Several quantities of one kind under fixed names, always in the same order."""

    def cells(self) -> Iterator[tuple[str, Number]]:
        """The names and numbers, in order."""
        for name in type(self).model_fields:
            yield name, getattr(self, name)


class Consistent(InputModel):
    """Something whose fields must agree with one another."""

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """Every rule between fields that does not hold; none unless a topic says so."""
        yield from ()

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        refuse(list(self.contradictions()))
        return self


class Topic(Consistent):
    """The numbers of one clinical topic."""

    def base(self, key: str) -> float:
        """The number of a field in base units, so that fields can be compared in whatever unit each is given."""
        kinds = (each for each in type(self).model_fields[key].metadata if isinstance(each, Kind))
        return next(kinds).base(getattr(self, key))

    def cells_in_base(self, key: str) -> dict[str, float]:
        """The cells of a table in base units, by name."""
        kinds = (each for each in type(self).model_fields[key].metadata if isinstance(each, Kind))
        kind = next(kinds)
        return {name: kind.base(number) for name, number in getattr(self, key).cells()}

    def unless(self, holds: bool, key: str, rule: str) -> Iterator[InitErrorDetails]:
        """A contradiction at the number of a field, where a rule between fields does not hold."""
        if not holds:
            yield refuse_cell((key, "value"), getattr(self, key).value, rule)


def refuse(faults: list[InitErrorDetails]) -> None:
    """Raise all faults together, if there are any."""
    if faults:
        raise ValidationError.from_exception_data("Number", faults)


def refuse_cell(
    path: tuple[str | int, ...],
    value: object,
    rule: str,
    nearest: str | None = None,
    wider: tuple[float, float] | None = None,
) -> InitErrorDetails:
    """One fault within a field, at a path below it. wider: the range that would have to be stated for the value."""
    error = PydanticCustomError("number", "{rule}", {"rule": rule, "nearest": nearest, "wider": wider})
    return InitErrorDetails(type=error, loc=path, input=value)


@dataclass(frozen=True)
class Kind:
    """What a field demands of its number, or of every cell of its table: `Annotated[Number, Kind(...)]`.

    low, high: what is physically possible, both allowed, in `unit`. about: what the field means.
    """

    dimension: Dimension
    low: float
    high: float
    unit: str
    about: str
    sums_to_one: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check a field after its structure was found sound."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe a field, with the units it accepts, to editors."""
        units = {"properties": {"unit": {"enum": list(UNITS[self.dimension])}}}
        field = handler(core)
        is_number = "value" in handler.resolve_ref_schema(field).get("properties", {})
        return {
            **field,
            "description": self.about,
            **(units if is_number else {"additionalProperties": units}),
        }

    def base(self, number: Number) -> float:
        """The value of a number of this kind in days, 1/day, mm or shares of 1; minus zero is zero."""
        return to_base(number.value, number.unit, self.dimension) + 0.0

    def check(self, field: Number | Table) -> Number | Table:
        """The field itself, if it is all right; ValidationError with every fault if not."""
        cells = [("", field)] if isinstance(field, Number) else list(field.cells())
        faults = [fault for name, number in cells for fault in self._faults((name,) if name else (), number)]
        if not faults and self.sums_to_one:
            total = sum(self.base(number) for _, number in cells)
            if abs(total - 1.0) > SHARES_TOLERANCE:
                faults.append(refuse_cell((), round(total, 9), "is the sum of the shares, which must be 1"))
        refuse(faults)
        return field

    def _faults(self, at: tuple[str, ...], number: Number) -> Iterator[InitErrorDetails]:
        """Everything wrong with one number."""
        low, high = number.range
        units = UNITS[self.dimension]
        if low > high:
            yield refuse_cell((*at, "range"), [low, high], "a range is given as lowest, highest")
        if number.unit not in units:
            rule = f"must be a unit of {self.dimension}: {', '.join(units)}"
            yield refuse_cell((*at, "unit"), number.unit, rule, nearest_name(number.unit, units))
            return
        possible = f"between {self.low:g} and {self.high:g} {self.unit}"
        if not self._possible(number.value, number.unit):
            yield refuse_cell((*at, "value"), number.value, f"must be {possible}")
        elif low <= high and not low <= number.value <= high:
            rule, value = f"must lie in its stated range {low:g} to {high:g}", number.value
            yield refuse_cell((*at, "value"), value, rule, wider=(min(low, value), max(high, value)))
        for position, end in enumerate((low, high)):
            if not self._possible(end, number.unit):
                yield refuse_cell((*at, "range", position), end, f"a range must stay {possible}")
        if self.dimension == "count" and number.value != int(number.value):
            yield refuse_cell((*at, "value"), number.value, "must be a whole number")

    def _possible(self, value: float, unit: str) -> bool:
        least, most = (to_base(limit, self.unit, self.dimension) for limit in (self.low, self.high))
        return least <= to_base(value, unit, self.dimension) <= most
