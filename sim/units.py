"""Units of measurement: the only place where a time, a rate, a size or a share is converted."""

from dataclasses import dataclass
from typing import Literal, get_args

DAYS_PER_WEEK = 7.0
DAYS_PER_MONTH = 30.4375
DAYS_PER_YEAR = 365.25
HOURS_PER_DAY = 24.0
MINUTES_PER_DAY = 1440.0
MM_PER_CM = 10.0
PERCENT_PER_UNIT = 100.0
BILIRUBIN_UMOL_PER_L = 17.1  # in 1 mg/dl
ALBUMIN_G_PER_L = 10.0  # in 1 g/dl

Dimension = Literal[
    "duration",
    "rate",
    "length",
    "probability",
    "percent",
    "count",
    "ratio",
    "log_sd",
    "correlation",
    "exponent",
    "icg_k",
    "area",
    "volume",
    "dose",
    "afp",
    "pivka",
    "volume_per_area",
    "per_point",
    "bilirubin",
    "albumin",
    "albi",
    "per_albumin",
]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


@dataclass(frozen=True)
class Unit:
    """One unit of a dimension: a value in the base unit is `value * times / per`."""

    times: float = 1.0
    per: float = 1.0


_ONE = Unit()
_DAY, _WEEK, _MONTH, _YEAR = _ONE, Unit(DAYS_PER_WEEK), Unit(DAYS_PER_MONTH), Unit(DAYS_PER_YEAR)

UNITS: dict[Dimension, dict[str, Unit]] = {
    "duration": {
        "d": _DAY,
        "day": _DAY,
        "days": _DAY,
        "min": Unit(per=MINUTES_PER_DAY),
        "h": Unit(per=HOURS_PER_DAY),
        "hour": Unit(per=HOURS_PER_DAY),
        "hours": Unit(per=HOURS_PER_DAY),
        "week": _WEEK,
        "weeks": _WEEK,
        "month": _MONTH,
        "months": _MONTH,
        "year": _YEAR,
        "years": _YEAR,
    },
    "rate": {
        "1/d": _DAY,
        "1/day": _DAY,
        "1/week": Unit(per=DAYS_PER_WEEK),
        "1/month": Unit(per=DAYS_PER_MONTH),
        "1/year": Unit(per=DAYS_PER_YEAR),
    },
    "length": {"mm": _ONE, "cm": Unit(MM_PER_CM)},
    "probability": {
        "probability": _ONE,
        "%": Unit(per=PERCENT_PER_UNIT),
        "percent": Unit(per=PERCENT_PER_UNIT),
    },
    "percent": {"%": _ONE, "percent": _ONE},
    "count": {"count": _ONE},
    "ratio": {"ratio": _ONE},
    "log_sd": {"log_sd": _ONE},
    "correlation": {"correlation": _ONE},
    "exponent": {"exponent": _ONE},
    "icg_k": {"1/min": _ONE},
    "area": {"m2": _ONE},
    "volume": {"ml": _ONE},
    "dose": {"mg/m2": _ONE},
    "afp": {"ng/ml": _ONE},
    "pivka": {"mAU/ml": _ONE},
    "volume_per_area": {"ml/m2": _ONE},
    "per_point": {"1/point": _ONE},
    "bilirubin": {"umol/l": _ONE, "mg/dl": Unit(BILIRUBIN_UMOL_PER_L)},
    "albumin": {"g/l": _ONE, "g/dl": Unit(ALBUMIN_G_PER_L)},
    "albi": {"ALBI": _ONE},
    "per_albumin": {"l/g": _ONE},
}

BASE: dict[Dimension, str] = {dimension: next(iter(units)) for dimension, units in UNITS.items()}

SUFFIX: dict[Dimension, str] = {
    "duration": "_days",
    "rate": "_per_day",
    "length": "_mm",
    "probability": "_prob",
    "area": "_m2",
    "volume": "_ml",
    "dose": "_mg_per_m2",
}


def to_base(value: float, unit: str, dimension: Dimension) -> float:
    """A value in the unit the simulation reckons in: days, 1/day, mm, shares of 1.

    unit: a spelling in UNITS[dimension]. A month is 30.4375 days, a year 365.25.
    Raises KeyError for another unit.
    """
    known = UNITS[dimension][unit]
    return value * known.times / known.per


def from_base(value: float, unit: str, dimension: Dimension) -> float:
    """A value reckoned in days, 1/day, mm or shares of 1, given in a unit people read.

    unit: a spelling in UNITS[dimension]. Raises KeyError for another unit.
    """
    known = UNITS[dimension][unit]
    return value * known.per / known.times
