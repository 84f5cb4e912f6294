"""A number exactly as a paper prints it: its value, its decimals, and a sign such as '<' before it."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

NOT_REACHED = "not reached"
_IN_WORDS = (NOT_REACHED, "not_reached", "NR", "not estimable", "not_estimable", "NE")
_DIGITS = r"-?(?:(?:\d+|\d{1,3}(?:,\d{3})+)(?:[.·]\d+)?|[.·]\d+)"
_NUMBER = re.compile(
    r"(?P<sign>[<>]?)\s*(?P<minus>-?)(?P<whole>\d+|\d{1,3}(?:,\d{3})+)?(?:[.·](?P<decimals>\d+))?"
)


@dataclass(frozen=True)
class Printed:
    """A printed number: the text, its exact value, how many decimals it shows, and '<' or '>' before it.

    value is the number read literally; what it may have been before rounding is a matter of convention
    (see `haicsim.analysis.km_solver.rounding`).
    """

    text: str
    value: Fraction
    decimals: int
    sign: str = ""

    @property
    def unit_of_last_place(self) -> Fraction:
        """The size of one step in the last printed digit: 0.1 for '94.4', 1 for '83'."""
        return Fraction(1, 10**self.decimals)


def read_printed(text: str) -> Printed:
    """Read a printed number such as '94.4', '270,000', '<0.001', '.05' or '10·4'; ValueError if it is none."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None or not (match["whole"] or match["decimals"]):
        raise ValueError(f"'{text}' is not a number as a paper prints it (for example '83.3' or '3,106')")
    whole, decimals = (match["whole"] or "").replace(",", ""), match["decimals"] or ""
    digits = Fraction(int(match["minus"] + whole + decimals), 10 ** len(decimals))
    return Printed(text.strip(), digits, len(decimals), match["sign"])


def _in_quotes(text: object) -> object:
    """A number without quotes has lost its digits: 50.0 would be 50."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        raise ValueError("must stand in quotes, digit for digit as it is printed")
    return text


def _number(text: str) -> str:
    if read_printed(text).sign:
        raise ValueError(f"'{text}' carries a sign; only a p value may")
    return text


def _signed_number(text: str) -> str:
    read_printed(text)
    return text


def _reached(text: str) -> str:
    return NOT_REACHED if text.strip() in _IN_WORDS else _number(text)


def _schema(pattern: str) -> WithJsonSchema:
    """What an editor is told of a printed number: text of this form."""
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


PrintedText = Annotated[str, BeforeValidator(_in_quotes), AfterValidator(_number), _schema(_DIGITS)]
PrintedP = Annotated[
    str, BeforeValidator(_in_quotes), AfterValidator(_signed_number), _schema(f"[<>]? ?{_DIGITS}")
]
# a number, or in words that it was not reached; in whichever words, it is kept as NOT_REACHED
PrintedTime = Annotated[
    str,
    BeforeValidator(_in_quotes),
    AfterValidator(_reached),
    _schema(f"(?:{_DIGITS}|{'|'.join(_IN_WORDS)})"),
]
