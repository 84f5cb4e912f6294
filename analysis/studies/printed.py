"""A number exactly as a paper prints it: its value, its decimals, and a sign such as '<' before it."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator

_NUMBER = re.compile(r"(?P<sign>[<>]?)\s*(?P<whole>-?\d+|-?\d{1,3}(?:,\d{3})+)(?:\.(?P<decimals>\d+))?")


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
    """Read a printed number such as '94.4', '270,000' or '<0.001'; ValueError if it is none."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is not a number as a paper prints it (for example '83.3' or '3,106')")
    whole, decimals = match["whole"].replace(",", ""), match["decimals"] or ""
    digits = Fraction(int(whole + decimals), 10 ** len(decimals))
    return Printed(text.strip(), digits, len(decimals), match["sign"])


def _number(text: str) -> str:
    if read_printed(text).sign:
        raise ValueError(f"'{text}' carries a sign; only a p value may")
    return text


def _signed_number(text: str) -> str:
    read_printed(text)
    return text


PrintedText = Annotated[str, AfterValidator(_number)]
PrintedP = Annotated[str, AfterValidator(_signed_number)]
