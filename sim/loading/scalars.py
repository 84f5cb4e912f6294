"""What a bare word in a file means: a number, true or false, nothing, or text; look-alikes are refused."""

import math
import re
from dataclasses import dataclass

WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
LONGEST_NUMBER = 40

WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
NOT_A_NUMBER = re.compile(r"[-+]?\.?(?:nan|inf|infinity)", re.IGNORECASE)
LOOK_ALIKES = (
    (
        re.compile(r"Y(?i:es)|yE[Ss]|yeS|N[Oo]|nO|O[Nn]|O[Ff][Ff]"),
        "some readers of YAML take this for true or false",
    ),
    (
        re.compile(r"[-+]?0[0-9_]+(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?"),
        "a leading zero means octal to some",
    ),
    (re.compile(r"[-+]?0[xXoObB][0-9a-fA-F_]+"), "numbers are written in decimal here"),
    (
        re.compile(r"[-+]?[0-9.][0-9_.]*_[0-9_.]*(?:[eE][-+]?[0-9]+)?"),
        "underscores are not used in numbers here",
    ),
    (
        re.compile(r"[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?"),
        "some readers of YAML count this in sixties",
    ),
)


@dataclass(frozen=True)
class Refused:
    """A bare word that could be read in two ways, with the reason it is refused."""

    rule: str


def resolve(text: str) -> str | int | float | bool | Refused | None:
    """What an unquoted word stands for.

    Whole numbers, decimals (`0.5`, `.5`, `1e-3`), true, false and null as in YAML 1.2; all else is text.
    Refused: not-a-number and infinity, numbers too large to hold, and words on which YAML 1.1 and 1.2
    disagree (`Yes`, `0777`, `1_02`, `12:30`, `0x1F`); `on`, `off`, `yes` and `no` are text, as in YAML 1.2.
    """
    if text in WORDS:
        return WORDS[text]
    if len(text) > LONGEST_NUMBER:
        too_long = WHOLE.fullmatch(text) or DECIMAL.fullmatch(text)
        return Refused(f"a number has at most {LONGEST_NUMBER} characters") if too_long else text
    if WHOLE.fullmatch(text):
        return int(text)
    if DECIMAL.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else Refused("the number is too large")
    if NOT_A_NUMBER.fullmatch(text):
        return Refused("a number must be finite; put it in quotes if it is text")
    for pattern, reason in LOOK_ALIKES:
        if pattern.fullmatch(text):
            return Refused(f"{reason}; write it plainly, or in quotes if it is text")
    return text
