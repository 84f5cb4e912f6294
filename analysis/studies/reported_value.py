"""What every printed figure has: an id, a place, its numbers; and the words figures are written in."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, Field, Strict

from haicsim.analysis.studies.printed import Printed, read_printed
from haicsim.analysis.studies.quantities import UNITS, factor
from haicsim.sim.loading.document import InputModel

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[Name, ...], Strict(False), Field(min_length=1)]
Arms = Annotated[tuple[Names, ...], Strict(False), Field(min_length=2)]
Occasions = Annotated[tuple[Name, Name], Strict(False)]

_TIME = re.compile(r"(\d+(?:\.\d+)?) (day|week|month|year)s?")


def read_time(text: str) -> Fraction:
    """A point in time such as '3 years' in months, exactly; ValueError if it is none."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError("must be a time such as '3 years', '12 months' or '90 days'")
    return Fraction(match[1]) * factor(match[2], "month")


def _unit(text: str) -> str:
    if text not in UNITS:
        raise ValueError(f"is not a unit known here; known are {', '.join(UNITS)}")
    return text


def _time(text: str) -> str:
    read_time(text)
    return text


Unit = Annotated[str, AfterValidator(_unit)]
Time = Annotated[str, AfterValidator(_time)]


class Figure(InputModel):
    """One printed figure: where it stands, and how words were read where the paper uses words.

    id: a name of our own, used in findings. place: table, section or caption. reading: how a sentence became
    a number, where the paper does not print digits.
    """

    id: Name
    place: Text
    reading: Text | None = None

    def parts(self) -> Mapping[str, Printed]:
        """The printed numbers of this figure by name (`count`, `percent`, `centre`, `low`...)."""
        texts = {name: getattr(self, name) for name in self.part_names()}
        return {name: read_printed(text) for name, text in texts.items() if text is not None}

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """Which fields hold printed numbers."""
        raise NotImplementedError

    @property
    def subject(self) -> tuple[object, ...]:
        """What the figure is about; two figures with one subject say the same thing twice."""
        raise NotImplementedError
