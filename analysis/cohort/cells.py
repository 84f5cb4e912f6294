"""One cell of a team's file: its value, or which rule it breaks."""

import math
import re
from datetime import date

from haicsim.analysis.cohort.columns import DAY, NAME, NUMBER, WORD, YES_NO, CohortColumn
from haicsim.sim.errors import nearest_name

YES = {"yes": 1.0, "no": 0.0}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_OTHER_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_FIRST_YEAR = 1970
_MOST_DAYS = 40_000  # after a start


class RuleBroken(Exception):
    """A cell that cannot be taken: why, and perhaps what was meant."""

    def __init__(self, rule: str, nearest: str | None = None) -> None:
        """Keep both."""
        super().__init__(rule)
        self.rule, self.nearest = rule, nearest


def value_of(column: CohortColumn, text: str, today: date) -> float:
    """The value of a cell that is not empty; names are kept as they stand and give NaN. Raises RuleBroken."""
    if column.kind == NAME:
        return math.nan
    if column.kind == DAY:
        return float(_date(text, today).toordinal()) if is_date(text) else _days(text)
    if column.kind == YES_NO:
        if text.lower() not in YES:
            raise RuleBroken("must be yes or no", _yes_or_no(text))
        return YES[text.lower()]
    if column.kind == WORD:
        if text.upper() not in column.words:
            raise RuleBroken(
                f"must be one of {', '.join(column.words)}", nearest_name(text.upper(), column.words)
            )
        return float(column.words.index(text.upper()))
    return _within(column, _number(text))


def is_date(text: str) -> bool:
    """Whether a day is written as a date, right or wrong, and not as days since a start."""
    return not _NUMBER.fullmatch(text) and bool(_OTHER_DATE.fullmatch(text))


def _yes_or_no(text: str) -> str | None:
    low = text.lower()
    if low in ("y", "1", "true", "ja", "oui", "si"):
        return "yes"
    return "no" if low in ("n", "0", "false", "nein", "non") else None


def _number(text: str) -> float:
    if re.fullmatch(r"[+-]?\d*,\d+", text):
        raise RuleBroken(
            "has a decimal comma (or one between thousands): write a point, and nothing between thousands"
        )
    if re.fullmatch(r"[<>]=?\s*\d.*", text):
        raise RuleBroken("is a limit, not a number: write the number measured, or leave the cell empty")
    if not _NUMBER.fullmatch(text):
        raise RuleBroken(
            "must be a number, without words or units; leave the cell empty where it is not known"
        )
    return float(text)


def _within(column: CohortColumn, value: float) -> float:
    if not column.low <= value <= column.high:
        unit = f" {column.unit}" if column.unit else ""
        rule = f"must be between {column.low:.12g} and {column.high:.12g}{unit}"
        raise RuleBroken(rule + _other_unit(column, value))
    if column.kind != NUMBER and value != math.floor(value):
        raise RuleBroken("must be a whole number")
    return value


def _other_unit(column: CohortColumn, value: float) -> str:
    """What a value beyond the limits may be in."""
    if column.name == "albumin_g_dl" and 10.0 <= value <= 65.0:
        return "; is it in g/l?"
    if column.name == "bilirubin_mg_dl" and value > column.high:
        return "; is it in umol/l?"
    if column.name == "size_mm" and 0.0 < value < column.low:
        return "; is it in cm?"
    return ""


def _date(text: str, today: date) -> date:
    if not _ISO.fullmatch(text):
        raise RuleBroken("dates are written year-month-day, as 2021-03-09: any other order can be misread")
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise RuleBroken("is no day of any calendar") from None
    if found > today:
        raise RuleBroken(f"lies in the future (today is {today.isoformat()})")
    if found.year < _FIRST_YEAR:
        raise RuleBroken(f"lies before {_FIRST_YEAR}")
    return found


def _days(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise RuleBroken("must be a date, as 2021-03-09, or a number of days since a start")
    days = float(text)
    if not 0.0 <= days <= _MOST_DAYS:
        raise RuleBroken(f"must be between 0 and {_MOST_DAYS} days since a start")
    return days
