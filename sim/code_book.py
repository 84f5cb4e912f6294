"""How the codes of journal events are given out: each kind of event has a range of its own, with room to grow."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

NOTHING = "0"  # the value of an event that has none to give
PLANNED = "planned days"

# How the patient report treats an event of which it says no sentence
OWN_ITEM = "(an item of its own)"
OPERATION_LINE = "(a line of the operation report)"
NO_ITEM = "(nothing, or said with another event)"

_NO_NAMES: Mapping[int, str] = MappingProxyType({})


class Event(NamedTuple):
    """One row of the code book: an event of the journal.

    label: what it is called. value: what its value means. report: what the patient report says of it, a sentence with
    {value}, {percent}, {days} or {detail} in it, or one of OWN_ITEM, OPERATION_LINE, NO_ITEM. fills: the columns of a
    patient's record that it may change. names: what the codes in its value are called (bits where `value` says so).
    """

    label: str
    value: str
    report: str
    fills: tuple[str, ...]
    names: Mapping[int, str]

    @property
    def sentence(self) -> str:
        """What the patient report says of it by itself; empty where that is nothing."""
        return "" if self.report in (OWN_ITEM, OPERATION_LINE, NO_ITEM) else self.report


class CodeRange:
    """Codes from `first` to `last`, given out in the order in which events are written down in `book`."""

    def __init__(self, book: dict[int, Event], first: int, last: int) -> None:
        """Nothing is given out yet."""
        self._book, self._next, self.first, self.last = book, first, first, last

    def __call__(
        self, label: str, value: str, report: str, *fills: str, names: Mapping[int, str] = _NO_NAMES
    ) -> int:
        """Write down one event and return its code, a plain number that both engines read.

        Raises ValueError where the range is full, or the code or the label is taken.
        """
        code = self._next
        if code > self.last:
            raise ValueError(f"no code is left for {label!r}: {self.first} to {self.last} are taken")
        if code in self._book or label in {event.label for event in self._book.values()}:
            raise ValueError(f"event {code}, {label!r}, is in the book already")
        self._book[code] = Event(label, value, report, fills, names)
        self._next += 1
        return code


class ResourceRange(CodeRange):
    """The grants of the hospital's resources: event `first` + number of the resource, its value the days waited."""

    def __init__(self, book: dict[int, Event], first: int, most: int) -> None:
        """most: how many resources there may be."""
        super().__init__(book, first, first + most - 1)
        self.keys: list[str] = []

    def resource(self, key: str, words: str) -> int:
        """Write down one resource, `key` in scenarios and columns, and return its number."""
        self.keys.append(key)
        return self(f"gets {words}", "days waited", OWN_ITEM, f"{key}_waited_days") - self.first
