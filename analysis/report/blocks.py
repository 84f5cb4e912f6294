"""What a report is made of: sections of sentences, lists, tables and figures, whatever the format it is written in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str
    kind: Literal["words"] = "words"


@dataclass(frozen=True)
class Points:
    """A list; numbered: its items are referred to by number."""

    items: tuple[str, ...]
    numbered: bool = False
    kind: Literal["points"] = "points"


@dataclass(frozen=True)
class Table:
    """Rows under named columns; the first cell of a row names it. text: how many columns from the left are words."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text: int = 1
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Figure:
    """A picture. said: what it shows, in words, for whoever does not see it. short: low enough for the first pages.

    svg: the same with its text as text; None where only the PNG was kept.
    """

    caption: str
    said: str
    png: bytes
    short: bool = False
    svg: bytes | None = None
    kind: Literal["figure"] = "figure"


Block = Words | Points | Table | Figure


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it. level: 2, or 3 within a section. new_page: begins one in print."""

    heading: str
    blocks: tuple[Block, ...] = ()
    level: Literal[2, 3] = 2
    new_page: bool = False


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer and its ledger: how firmly it is said, where its numbers stand, and on what it rests."""

    text: str
    firmness: str
    numbers: str
    rests_on: str


@dataclass(frozen=True)
class Report:
    """A whole report. made_from: the sources, in a line."""

    title: str
    made_from: str
    sections: tuple[Section, ...] = field(default_factory=tuple)


def answered(sentences: Sequence[Sentence]) -> tuple[Block, Block]:
    """Sentences of an answer, numbered, and the ledger that says for each what it rests on."""
    rows = tuple(
        (f"{place}", each.firmness, each.numbers, each.rests_on) for place, each in enumerate(sentences, 1)
    )
    columns = ("Sentence", "How firmly", "Its numbers", "Rests on")
    ledger = Table("Ledger: what each sentence rests on.", columns, rows, text=len(columns))
    return Points(tuple(each.text for each in sentences), numbered=True), ledger
