"""Content as files hold it, by hand."""

import math

from haicsim.analysis.results.formats import to_digits


def test_ten_significant_digits_and_nothing_else_changed_by_hand() -> None:
    content = {"a": [72.61062018269737, -1.0e-9, 3], "b": {"c": None, "d": "72.61062018269737", "e": True}}
    assert to_digits(content) == {
        "a": [72.61062018, -1.0e-9, 3], "b": {"c": None, "d": "72.61062018269737", "e": True},
    }  # fmt: skip


def test_sums_that_two_processors_round_differently_become_one_by_hand() -> None:
    one = 72.61062018269737
    assert to_digits(math.nextafter(one, 100.0)) == to_digits(one) != to_digits(one * (1.0 + 1e-9))
