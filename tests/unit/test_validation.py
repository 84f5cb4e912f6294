"""Faults of any model read from a file: place, rule in plain words, nearest name."""

from typing import Annotated, Literal

import pytest
from pydantic import Field, Strict, model_validator
from pydantic_core import PydanticCustomError

from haicsim.sim.errors import InputError
from haicsim.sim.loading.document import InputModel, parse_document, validate


class Arm(InputModel):
    """One arm of a made-up trial."""

    group: Literal["a", "b"]
    size: Annotated[int, Field(ge=1)]
    rates: Annotated[list[float], Field(default_factory=list)]
    ends: Annotated[tuple[float, float], Strict(False)] | None = None

    @model_validator(mode="after")
    def _ends_in_order(self) -> "Arm":
        if self.ends is not None and self.ends[0] > self.ends[1]:
            raise PydanticCustomError("order", "must ascend", {"at": ("ends", 1), "value": self.ends[1]})
        return self


class Trial(InputModel):
    """A made-up trial."""

    title: str
    arms: list[Arm]
    by_name: Annotated[dict[str, Arm], Field(default_factory=dict)]
    note: str | int | None = None


TEXT = """\
titel: made up
arms:
  - group: aa
    size: 0
    rates: [0.1, "x", true]
  - groupe: a
    size: 1.5
    rates: 3
    ends: [2, 1]
  - 5
  - {group: a, size: 3, ends: [2, 1]}
note: 2.5
by_name:
  first: {group: b, size: 1, sise: 2}
"""
FAULTS = [
    ("titel", 1, "is not a name known here", "title"),
    ("title", 1, "is missing", None),
    ("arms.0.group", 3, "must be one of 'a' or 'b'", "a"),
    ("arms.0.size", 4, "must be at least 1", None),
    ("arms.0.rates.1", 5, "must be a number", None),
    ("arms.0.rates.2", 5, "must be a number", None),
    ("arms.1.groupe", 6, "is not a name known here", "group"),
    ("arms.1.group", 6, "is missing", None),
    ("arms.1.size", 7, "must be a whole number", None),
    ("arms.1.rates", 8, "must be a list", None),
    ("arms.2", 10, "must be a mapping with group, size, rates, ends", None),
    ("arms.3.ends.1", 11, "must ascend", None),
    ("note", 12, "must be text, or must be a whole number", None),
    ("by_name.first.sise", 14, "is not a name known here", "size"),
]


def test_every_fault_of_a_file_is_said_with_its_place_and_rule() -> None:
    with pytest.raises(InputError) as caught:
        validate(parse_document(TEXT, "trial.yaml"), Trial)
    found = [(fault.path, fault.line, fault.rule, fault.nearest) for fault in caught.value.faults]
    assert sorted(found, key=str) == sorted(FAULTS, key=str)


def test_a_sound_file_becomes_its_model() -> None:
    text = "title: t\narms: [{group: a, size: 2, rates: [1, 0.5], ends: [1, 2]}]\n"
    trial = validate(parse_document(text, "trial.yaml"), Trial)
    assert trial == Trial(
        title="t", arms=[Arm(group="a", size=2, rates=[1.0, 0.5], ends=(1.0, 2.0))], by_name={}
    )


def test_a_fault_where_nothing_stands_is_on_the_line_of_what_is_around_it() -> None:
    document = parse_document("a:\n  b:\n    c: 1\n", "f.yaml")
    assert document.fault(("a", "b", "x", 3), 5, "r").line == 2
    assert str(document.fault(("a", "b", "c"), "v" * 99, "is wrong")).startswith("f.yaml:3: a.b.c = 'vvv")
