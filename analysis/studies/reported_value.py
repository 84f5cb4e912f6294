"""What every printed figure has: an id, a place, its numbers; and the words figures are written in."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, Strict, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from haicsim.analysis.studies.printed import NOT_REACHED, Printed, PrintedTime, read_printed
from haicsim.analysis.studies.quantities import UNITS, factor
from haicsim.sim.errors import nearest_name
from haicsim.sim.loading.document import InputModel


def _word(value: object) -> object:
    """Yes or no, where a reader of YAML made them true or false."""
    return ("yes" if value else "no") if isinstance(value, bool) else value


Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Category = Annotated[Name, BeforeValidator(_word)]
Text = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[Name, ...], Strict(False), Field(min_length=1)]
Categorised = Annotated[tuple[Category, ...], Strict(False), Field(min_length=1)]
Arms = Annotated[tuple[Names, ...], Strict(False), Field(min_length=2)]
TwoArms = Annotated[tuple[Names, Names], Strict(False)]
Pair = Annotated[tuple[Name, Name], Strict(False)]

_TIME = re.compile(r"(\d+(?:\.\d+)?) (day|week|month|year)s?")


def read_time(text: str) -> Fraction:
    """A point in time such as '3 years' in months, exactly; ValueError if it is none."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError("must be a time such as '3 years', '12 months' or '90 days'")
    return Fraction(match[1]) * factor(match[2], "month")


def unknown_word(text: str, known: tuple[str, ...], what: str) -> PydanticCustomError:
    """What to raise for a word that is none of those known, with the nearest that is."""
    rule = f"is not {what} known here; known are {', '.join(known)}"
    return PydanticCustomError("word", "{rule}", {"rule": rule, "nearest": nearest_name(text, known)})


def _unit(text: str) -> str:
    if text not in UNITS:
        raise unknown_word(text, UNITS, "a unit")
    return text


def _time(text: str) -> str:
    read_time(text)
    return text


Unit = Annotated[str, AfterValidator(_unit), WithJsonSchema({"type": "string", "enum": list(UNITS)})]
Time = Annotated[
    str, AfterValidator(_time), WithJsonSchema({"type": "string", "pattern": f"^{_TIME.pattern}$"})
]


# of how many a share is, where it is not the whole group or the paper prints it
Denominator = Annotated[int, Field(ge=1)] | Literal["not_stated"]


class Figure(InputModel):
    """One printed figure: where it stands, and how words were read where the paper uses words.

    id: a name of our own, used in findings. place: table, section or caption. reading: how a sentence became
    a number, where the paper does not print digits.
    """

    id: Name
    place: Text
    reading: Text | None = None

    def texts(self) -> Mapping[str, str]:
        """What is printed of this figure by name (`count`, `percent`, `centre`, `low`...), words such as NOT_REACHED too."""
        texts = {name: getattr(self, name) for name in self.part_names()}
        return {name: text for name, text in texts.items() if text is not None}

    def parts(self) -> Mapping[str, Printed]:
        """The printed numbers of this figure by name."""
        return {name: read_printed(text) for name, text in self.texts().items() if text != NOT_REACHED}

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """Which fields hold printed numbers."""
        raise NotImplementedError

    @property
    def subject(self) -> tuple[object, ...]:
        """What the figure is about; two figures with one subject say the same thing twice."""
        raise NotImplementedError


class ConfidenceInterval(InputModel):
    """The confidence interval printed beside an estimate, in its unit.

    level: in percent, left out where the paper does not say. low, high: one may be missing, or not reached.
    """

    low: PrintedTime | None = None
    high: PrintedTime | None = None
    level: Annotated[float, Field(gt=0.0, lt=100.0)] | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> "ConfidenceInterval":
        if self.low is None and self.high is None:
            raise ValueError("must print a lower limit, an upper limit or both")
        return self


LIMITS = ("interval_low", "interval_high")


class Estimate(Figure):
    """A figure that may have a confidence interval beside it; its limits are the parts `interval_low`, `interval_high`."""

    interval: ConfidenceInterval | None = None

    @property
    def estimated(self) -> str:
        """The part of which the interval is: `percent`, `centre` or `ratio`."""
        raise NotImplementedError

    def texts(self) -> Mapping[str, str]:
        """With the limits of the interval."""
        ends = (None, None) if self.interval is None else (self.interval.low, self.interval.high)
        limits = {name: text for name, text in zip(LIMITS, ends, strict=True) if text is not None}
        return {**super().texts(), **limits}
