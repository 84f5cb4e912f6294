"""Units as papers print them, and exact conversion within one kind of quantity."""

from fractions import Fraction

_UNITS: dict[str, dict[str, Fraction]] = {
    "time": {
        "min": Fraction(1, 1440),
        "h": Fraction(1, 24),
        "day": Fraction(1),
        "week": Fraction(7),
        "month": Fraction(487, 16),  # 365.25 / 12 = 30.4375 days
        "year": Fraction(1461, 4),
    },
    "length": {"mm": Fraction(1), "cm": Fraction(10), "m": Fraction(1000)},
    "volume": {"ml": Fraction(1), "l": Fraction(1000)},
    "mass_per_volume": {"ng/ml": Fraction(1), "ug/ml": Fraction(1000), "ug/l": Fraction(1)},
    "activity_per_volume": {"mAU/ml": Fraction(1), "AU/ml": Fraction(1000)},
    "dose_per_area": {"mg/m2": Fraction(1)},
    "percent": {"%": Fraction(1)},
    "number": {"1": Fraction(1)},
}

UNITS = tuple(unit for units in _UNITS.values() for unit in units)
KINDS = tuple(_UNITS)


def kind_of(unit: str) -> str:
    """The kind of quantity a unit measures: time, length, volume...; KeyError for an unknown unit."""
    for kind, units in _UNITS.items():
        if unit in units:
            return kind
    raise KeyError(unit)


def factor(unit: str, to: str) -> Fraction:
    """By how much a number in `unit` is multiplied to be in `to`; ValueError where the kinds differ."""
    kind = kind_of(unit)
    if to not in _UNITS[kind]:
        raise ValueError(f"{unit} and {to} do not measure the same kind of quantity")
    return _UNITS[kind][unit] / _UNITS[kind][to]


def base_unit(kind: str) -> str:
    """The unit in which numbers of one kind are compared (days, millimetres, millilitres...)."""
    return next(unit for unit, size in _UNITS[kind].items() if size == 1)
