"""What a column of a table means: the one place from which dtypes, files, pages and `haicsim columns` are made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

NEVER_MISSING = "never"
JOINED_BY = " + "
NONE_OF_THEM = "none"
_MOST_LISTED = 20
TYPES = {
    "?": "yes or no",
    "i1": "whole number",
    "i2": "whole number",
    "i4": "whole number",
    "i8": "whole number",
    "f4": "number",
    "f8": "number",
    "text": "text",
    "any": "number or text",
    "shares": "list of three numbers: estimate, low, high",
}


@dataclass(frozen=True)
class Column:
    """One column of a table, or one number of a file.

    dtype: a key of TYPES; of a category in memory that of its code. unit: empty where there is none. meaning: for people.
    missing: when there is no value (NaN, or an empty cell), `NEVER_MISSING` if always there; instead: what stands there
    then, where that is a whole number. codes: the names behind the codes, which become fixed categories in this order.
    bits: the names behind the bits of a mask, which become text: several joined by " + ", "none" where there is none.
    words: what a text may say, where that is a closed list.
    """

    name: str
    dtype: str
    unit: str
    meaning: str
    missing: str = NEVER_MISSING
    instead: str = ""
    codes: Mapping[int, str] = field(default_factory=dict)
    bits: Mapping[int, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of the table, always all of them and in this order; none where the column is no category."""
        return tuple(self.codes.values())

    @property
    def type(self) -> str:
        """What stands in the table, in words."""
        if len(self.categories) > _MOST_LISTED:
            return f"category of {len(self.categories)} names"
        if self.categories:
            return f"category: {_listed(self.categories)}"
        if self.bits:
            return (
                f'text: "{NONE_OF_THEM}", or of these, joined by "{JOINED_BY}": {_listed(self.bits.values())}'
            )
        if self.words:
            return f"{TYPES[self.dtype]}: {_listed(self.words)}"
        return TYPES[self.dtype]

    @property
    def missing_when(self) -> str:
        """When there is no value, and what stands there instead."""
        return f"{self.missing} (then {self.instead})" if self.instead else self.missing

    def description(self) -> dict[str, str]:
        """What a file says of the column in its own metadata."""
        return {
            "unit": self.unit,
            "type": self.type,
            "description": self.meaning,
            "missing": self.missing_when,
        }


@dataclass(frozen=True)
class Table:
    """A table of results. name: as one asks for it; file: where it stands; rows: what a row is."""

    name: str
    file: str
    rows: str
    columns: tuple[Column, ...]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
