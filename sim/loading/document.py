"""Reading a YAML file so that nothing in it can be misread: limits first, then values with their lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import DocumentStartEvent, Event, StreamEndEvent, StreamStartEvent

from haicsim.sim.errors import Fault, InputError, short
from haicsim.sim.loading.builder import Builder, TooMuchError, dotted
from haicsim.sim.loading.validation import ABSENT, MOST_FAULTS, InputModel, validate

__all__ = ["ABSENT", "Document", "InputModel", "read_document", "read_partly", "validate"]

MOST_BYTES = 1_000_000
LONGEST_LINE = 10_000
ODD_LINE_END = re.compile("\r(?!\n)|[\x85\u2028\u2029]")


@dataclass(frozen=True)
class Document:
    """A file as read: plain values, and the line on which each stands.

    file: as the user named it. data: dict, list, str, int, float, bool, None only.
    lines: by path, counted from 1. faults: of what could not be read (see `read_partly`). lost: the paths of which
    nothing more can be said therefore; LOST of `haicsim.sim.loading.builder` stands there.
    """

    file: str
    data: dict[str, Any]
    lines: dict[tuple[str | int, ...], int]
    faults: tuple[Fault, ...] = ()
    lost: frozenset[tuple[str | int, ...]] = frozenset()

    def fault(
        self, path: tuple[str | int, ...], value: object, rule: str, nearest: str | None = None
    ) -> Fault:
        """A fault at a path, on its line or that of the nearest entry around it; value ABSENT prints none."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        shown = "" if value is ABSENT else short(value)
        return Fault(self.file, self.lines.get(known, 1), dotted(path), shown, rule, nearest)


def read_document(path: Path | str, named: str | None = None) -> Document:
    """Read one file of plain YAML: a mapping of names to values.

    named: how to call the file in messages, where that is not its path. Raises InputError with every fault:
    no such file, not text, too large, not YAML, repeated names, anchors, aliases, tags, several documents,
    words on which versions of YAML disagree (see `haicsim.sim.loading.scalars`), numbers that are not finite.
    """
    file = named if named is not None else str(path)
    return parse_document(_text(path, file), file)


def read_partly(path: Path | str, named: str | None = None) -> Document:
    """Read as `read_document` does, but keep the faults where a mapping was read all the same.

    `validate` says them together with those of the values. Raises InputError where no mapping was read.
    """
    file = named if named is not None else str(path)
    return parse_partly(_text(path, file), file)


def parse_document(text: str, file: str) -> Document:
    """Read text as `read_document` reads a file of that name."""
    document = parse_partly(text, file)
    if document.faults:
        raise InputError(document.faults)
    return document


@lru_cache(maxsize=16)
def parse_partly(text: str, file: str) -> Document:
    """Read text as `read_partly` reads a file of that name.

    The same text under the same name is the same document, remembered because a reference scenario is read again for
    every heir and every override; nobody changes what a document holds.
    """
    _refuse_lines(text, file)
    events = YAML(typ="safe", pure=True).parse(text)
    builder = Builder(file, events)
    try:
        data = _whole(builder, events)
    except TooMuchError:
        data = None
    except Exception as error:  # the parser is known to leak AssertionError and TypeError on odd input
        builder.faults.append(_unreadable(error, file, text))
        data = None
    faults = tuple(sorted(builder.faults, key=lambda fault: fault.line or 0)[:MOST_FAULTS])
    if not isinstance(data, dict):
        raise InputError(faults)
    return Document(file, data, builder.lines, faults, frozenset(builder.lost))


def _text(path: Path | str, file: str) -> str:
    """The text of a file, or the reason why it has none."""
    place = Path(path)
    try:
        if place.is_dir():
            raise _no_text(file, "is a folder, not a file")
        if not place.exists():
            raise _no_text(file, "there is no such file")
        if not place.is_file():
            raise _no_text(file, "is not an ordinary file")
        with place.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise _no_text(file, f"cannot be read ({reason or error})") from error
    if len(content) > MOST_BYTES:
        raise _no_text(file, f"is larger than {MOST_BYTES} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError([Fault(file, line, "", "", "is not text in UTF-8")]) from error


def _no_text(file: str, rule: str) -> InputError:
    return InputError([Fault(file, None, "", "", rule)])


def _refuse_lines(text: str, file: str) -> None:
    """Refuse what the parser would take long over or read in its own way: long lines, odd ends, `%`."""
    odd = ODD_LINE_END.search(text)
    if odd is not None:
        place = text.count("\n", 0, odd.start()) + 1
        rule = "a line must end with a line feed, not another character"
        raise InputError([Fault(file, place, "", "", rule)])
    before_document = True
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            raise InputError([Fault(file, number, "", "", f"a line has at most {LONGEST_LINE} characters")])
        if before_document and line.startswith("%"):
            rule = "directives (lines with '%') are not used here"
            raise InputError([Fault(file, number, "", "", rule)])
        before_document = before_document and (not line.strip() or line.startswith("#"))


def _whole(builder: Builder, events: Iterator[Event]) -> object:
    """The one mapping a file holds."""
    event = next(events)
    while isinstance(event, StreamStartEvent):
        event = next(events)
    if isinstance(event, StreamEndEvent):
        builder.faults.append(Fault(builder.file, None, "", "", "is empty"))
        return None
    assert isinstance(event, DocumentStartEvent)
    data = builder.node(next(events), ())
    next(events)  # the end of the document
    following = next(events)
    if isinstance(following, DocumentStartEvent):
        builder.refuse(following, (), None, "a file holds one document; a second one starts here")
    if data is None and not builder.faults:
        builder.faults.append(Fault(builder.file, None, "", "", "is empty"))
    elif not isinstance(data, dict) and not builder.faults:
        rule = "a file must be a mapping of names to values"
        builder.faults.append(Fault(builder.file, 1, "", "", rule))
    return data


def _unreadable(error: Exception, file: str, text: str) -> Fault:
    """What the parser stumbled over, in one line."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = text.count("\n", 0, getattr(error, "position", 0)) if mark is None else mark.line
    context = getattr(error, "context", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    said = " ".join(str(part) for part in (context, problem) if part).split("\n")[0]
    return Fault(file, line + 1, "", "", f"is not valid YAML ({said})")
