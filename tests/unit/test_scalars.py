"""What a bare word in a file means, by the core schema of YAML 1.2; look-alikes of YAML 1.1 are refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haicsim.sim.loading.scalars import Refused, resolve

READ: dict[str, object] = {
    "": None, "~": None, "null": None, "true": True, "False": False, "0": 0, "-0": 0, "+7": 7,
    "10000": 10000, "0.5": 0.5, ".5": 0.5, "5.": 5.0, "1e3": 1000.0, "-1.5E-3": -0.0015, "0e0": 0.0,
    "0.10": 0.1, "1e-400": 0.0, "1/d": "1/d", "60%": "60%", "0,5": "0,5", "1.2.3": "1.2.3",
    "2020-01-01": "2020-01-01", "1 2": "1 2", "e3": "e3", "--1": "--1", "1e": "1e", "nano": "nano",
    "tRue": "tRue", "information": "information", "yesterday": "yesterday", "yes": "yes", "no": "no", "y": "y",
    "10.1002/x": "10.1002/x", "١٢": "١٢", "½": "½", "1d": "1d", "12:30 noon": "12:30 noon",
}  # fmt: skip
REFUSED = [
    "Yes", "yEs", "No", "nO", "ON", "OFF", "On", "nan", ".NaN", "inf", "-.inf", "+Infinity", "1e999", "-1e400", "0777", "00",
    "-012", "09.5", "0x1F", "0o17", "0b11", "1_02", "11_04.0", "1_000.5e3", "12:30", "1:30:00", "-1:30.5",
    "1" * 41,
]  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_a_word_is_read_as_yaml_1_2_says(text: str) -> None:
    value = resolve(text)
    assert value == READ[text]
    assert type(value) is type(READ[text])


@pytest.mark.parametrize("text", REFUSED)
def test_a_word_that_could_be_misread_is_refused(text: str) -> None:
    assert isinstance(resolve(text), Refused)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_python_writes_is_read_back_to_the_last_bit(number: float) -> None:
    assert resolve(repr(number)) == number


@given(st.text(max_size=50))
def test_any_word_is_text_a_finite_number_a_truth_nothing_or_refused(text: str) -> None:
    value = resolve(text)
    assert isinstance(value, str | bool | int | float | Refused | None)
    assert not isinstance(value, float) or math.isfinite(value)
    assert not isinstance(value, str) or value == text
