"""From the parser's events to plain Python, with the line of everything and every fault on the way."""

from collections.abc import Iterator
from typing import Any, Protocol

from ruamel.yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from haicsim.sim.errors import Fault, short
from haicsim.sim.loading.scalars import Refused, resolve

Path = tuple[str | int, ...]

MOST_NODES = 20_000
DEEPEST = 20
LONGEST_KEY = 100
STARTS = (MappingStartEvent, SequenceStartEvent)
ENDS = (MappingEndEvent, SequenceEndEvent)


class TooMuchError(Exception):
    """A file beyond the limits of size; reading stops at once."""


class HasMark(Protocol):
    """Anything the parser can say the place of."""

    start_mark: Any


class _Lost:
    """Stands where a value was refused: nothing accepts it, and its fault has been said."""

    def __repr__(self) -> str:
        return ""


LOST = _Lost()


def hidden_in(text: str) -> str | None:
    """The first control or invisible character of a text; None where all can be seen."""
    return next((one for one in text if not (one.isprintable() or one in "\n\t")), None)


def dotted(path: Path) -> str:
    """A path as it is printed: `tumour.kill_median.range.0`."""
    return ".".join(str(part) for part in path)


class Builder:
    """Puts one document together from its events; `faults`, `lost` and `lines` fill as it goes.

    lost: the paths of which nothing more can be said, because what stands there was refused.
    """

    def __init__(self, file: str, events: Iterator[Event]) -> None:
        """Start before the first node of the document."""
        self.file = file
        self.events = events
        self.faults: list[Fault] = []
        self.lost: set[Path] = set()
        self.lines: dict[Path, int] = {}
        self.nodes = 0

    def refuse(self, event: HasMark, path: Path, value: object, rule: str) -> None:
        """Note a fault at the line of an event; None as value prints none."""
        shown = short(value) if path and value is not None else ""
        self.faults.append(Fault(self.file, event.start_mark.line + 1, dotted(path), shown, rule))

    def lose(self, path: Path) -> _Lost:
        """What to put where a value was refused."""
        self.lost.add(path)
        return LOST

    def node(self, event: Any, path: Path) -> Any:
        """The plain Python value of the node that starts with this event."""
        self._count(event, path)
        self.lines.setdefault(path, event.start_mark.line + 1)
        if isinstance(event, AliasEvent):
            self.refuse(event, path, f"*{event.anchor}", "aliases are not used here; write the value out")
            return self.lose(path)
        if event.anchor is not None:
            self.refuse(event, path, f"&{event.anchor}", "anchors are not used here; write the value out")
        if event.tag is not None:
            self.refuse(event, path, str(event.tag), "tags are not used here; write the value without one")
        if isinstance(event, MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        value = self._scalar(event, path)
        return value if event.anchor is None and event.tag is None else self.lose(path)

    def _count(self, event: Event, path: Path) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.refuse(event, (), None, f"the file has more than {MOST_NODES} entries")
            raise TooMuchError
        if len(path) > DEEPEST:
            self.refuse(event, (), None, f"the file is nested more than {DEEPEST} levels deep")
            raise TooMuchError

    def _scalar(self, event: ScalarEvent, path: Path) -> str | int | float | bool | _Lost | None:
        hidden = hidden_in(event.value)
        if hidden is not None:
            self.refuse(
                event, path, event.value, f"text holds no control or invisible characters ({hidden!a})"
            )
            return self.lose(path)
        if event.style is not None:
            return str(event.value)
        value = resolve(event.value)
        if isinstance(value, Refused):
            self.refuse(event, path, event.value, value.rule)
            return self.lose(path)
        return value

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self.node(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event, path)
            if key is None:
                self._skip(next(self.events), path)
            elif key in entries:
                first = self.lines[*path, key]
                self.refuse(event, (*path, key), None, f"is given twice (first on line {first})")
                self._skip(next(self.events), path)
            else:
                self.lines[*path, key] = event.start_mark.line + 1
                entries[key] = self.node(next(self.events), (*path, key))
        return entries

    def _key(self, event: Event, path: Path) -> str | None:
        """The name an entry goes by, or None where it cannot be one."""
        self._count(event, path)
        if not isinstance(event, ScalarEvent):
            self.refuse(event, path, None, "a name must be plain text, not a list, a mapping or an alias")
            self._skip(event, path)
        elif event.anchor is not None or event.tag is not None:
            self.refuse(event, path, event.value, "a name carries no anchor and no tag")
        elif not 0 < len(event.value) <= LONGEST_KEY or not event.value.isprintable():
            self.refuse(event, path, event.value, f"a name has between 1 and {LONGEST_KEY} plain characters")
        elif event.value == "<<" and event.style is None:
            self.refuse(
                event, path, "<<", "merge keys are not used here; one file builds on another by 'inherits'"
            )
        else:
            return str(event.value)
        if isinstance(event, ScalarEvent):
            self.lose((*path, event.value))  # the name perhaps meant is not missing
        return None

    def _skip(self, event: Event, path: Path) -> None:
        """Pass over a whole node, still counting."""
        depth = 0
        while True:
            self._count(event, path)
            depth += isinstance(event, STARTS) - isinstance(event, ENDS)
            if depth > DEEPEST:
                self.refuse(event, (), None, f"the file is nested more than {DEEPEST} levels deep")
                raise TooMuchError
            if depth == 0:
                return
            event = next(self.events)
