"""Conversions of units against calculations by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haicsim.sim.units import BASE, DIMENSIONS, UNITS, Dimension, from_base, to_base

BY_HAND: list[tuple[float, str, Dimension, float]] = [
    (3, "d", "duration", 3.0),
    (2, "week", "duration", 14.0),
    (1, "month", "duration", 30.4375),
    (13, "month", "duration", 395.6875),
    (12, "year", "duration", 4383.0),
    (1, "year", "duration", 12 * 30.4375),
    (6, "h", "duration", 0.25),
    (0.7, "1/week", "rate", 0.1),
    (30.4375, "1/month", "rate", 1.0),
    (0.05, "1/year", "rate", 0.05 / 365.25),
    (7.1, "cm", "length", 71.0),
    (35, "%", "probability", 0.35),
    (20.2, "%", "percent", 20.2),
    (0.04, "1/min", "icg_k", 0.04),
]


@pytest.mark.parametrize(("value", "unit", "dimension", "expected"), BY_HAND)
def test_a_value_is_converted_as_by_hand(
    value: float, unit: str, dimension: Dimension, expected: float
) -> None:
    assert to_base(value, unit, dimension) == pytest.approx(expected, rel=1e-15)


def test_percentages_become_shares_without_rounding_dust() -> None:
    assert [to_base(n, "%", "probability") for n in range(101)] == [n / 100 for n in range(101)]


def test_twelve_months_are_a_year() -> None:
    assert to_base(12, "month", "duration") == to_base(1, "year", "duration")
    assert to_base(1, "1/year", "rate") * 12 == pytest.approx(to_base(1, "1/month", "rate"))


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_base_unit_of_a_dimension_leaves_values_alone(dimension: Dimension) -> None:
    assert to_base(0.1, BASE[dimension], dimension) == 0.1


@given(st.sampled_from([(d, u) for d in DIMENSIONS for u in UNITS[d]]), st.floats(1e-6, 1e6))
def test_there_and_back_is_where_it_began(place: tuple[Dimension, str], value: float) -> None:
    dimension, unit = place
    assert from_base(to_base(value, unit, dimension), unit, dimension) == pytest.approx(value, rel=1e-14)


def test_a_unit_of_another_dimension_is_not_known() -> None:
    with pytest.raises(KeyError):
        to_base(1, "mm", "duration")
