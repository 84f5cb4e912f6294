"""Authority: what the screen is to say of rows written by hand, within 80 columns and without one word too many."""

import io
from typing import Any

import pytest
from rich.console import Console

from haicsim.show.hospital import said_of, show_hospital

STABLE: dict[str, Any] = {
    "resource": "infusion_bed", "places": 4, "session_days": None, "from_day": 730.5, "to_day": 7305.0,
    "warm_up": "found by MSER-5", "asked": 900, "times_asked_mean": 7.4, "wait_mean_days": 8.6, "wait_median_days": 3.0,
    "wait_p90_days": 22.8, "each_wait_mean_days": 1.2, "waited_over_a_month": [0.061, 0.05, 0.07],
    "died_waiting": [0.019, 0.01, 0.03], "found_progressed": None, "utilisation": 0.697, "queue_mean": 0.647,
    "queue_most": 15, "queue_first_half": 0.6, "queue_second_half": 0.7, "starters_per_year": 28.4, "demand": 0.728,
    "demand_low": 0.69, "demand_high": 0.77,
    "could_carry_per_year": 35.1, "state": "stable",
}  # fmt: skip
MEETING = STABLE | {"resource": "meeting", "places": 3, "session_days": 28.0}
THEATRE = STABLE | {
    "resource": "theatre",
    "places": 1,
    "session_days": 14.0,
    "found_progressed": [0.159, 0.1, 0.2],
}
SUITE = STABLE | {
    "resource": "angiography_suite",
    "queue_mean": 123.4,
    "queue_most": 1234,
    "wait_median_days": 1000.0,
}
CROWDED = STABLE | {
    "starters_per_year": 123.9, "demand": 3.18,
    "demand_low": 3.1, "demand_high": 3.3, "state": "overloaded", "died_waiting": [0.623, 0.6, 0.64],
    "queue_first_half": 59.8, "queue_second_half": 53.0, "utilisation": 1.0,
}  # fmt: skip
UNKNOWN = dict.fromkeys(STABLE) | {"resource": "icu", "places": 1, "state": "not measured"}


def shown(*rows: dict[str, Any]) -> str:
    """What stands on a screen of 80 columns."""
    out = io.StringIO()
    show_hospital(Console(file=out, width=80, highlight=False), rows)
    return out.getvalue()


def test_a_stable_resource_is_said_to_be_stable_with_the_rate_it_could_carry() -> None:
    assert said_of(STABLE) == (
        "Stable, infusion bed: 28 starters a year ask for 73% (69-77) of what 4 infusion beds can give; "
        "it could carry about 35."
    )
    assert "of what 3 places every 28 days can give" in said_of(MEETING)


def test_what_may_be_stable_or_overloaded_is_said_to_be_so() -> None:
    near = STABLE | {"demand": 0.99, "demand_low": 0.95, "demand_high": 1.03, "state": "at its limit"}
    assert said_of(near).startswith(
        "At its limit, so stable or overloaded, infusion bed: 28 starters a year ask for 99% (95-103)"
    )


def test_an_overload_is_named_with_the_rate_that_could_be_carried() -> None:
    said = said_of(CROWDED)
    assert said.startswith(
        "[bold]Overload: the infusion beds cannot serve so many.[/bold] 124 starters a year ask for 3.2 times"
    )
    assert "its queue never clears, and only deaths keep it from growing (62% died in it)." in said
    assert "It could carry about 35 starters a year." in said
    assert "its queue grows all the time" in said_of(CROWDED | {"queue_second_half": 75.0})


def test_what_cannot_be_counted_has_places() -> None:
    said = said_of(STABLE | {"resource": "ward", "places": 2})
    assert said.startswith(
        "Stable, ward: 28 starters a year ask for 73% (69-77) of what 2 places in the ward can give"
    )
    crowded = said_of(CROWDED | {"resource": "ward", "places": 1})
    assert crowded.startswith("[bold]Overload: the ward cannot serve so many.[/bold]")


def test_what_was_not_measured_is_said_to_be_so() -> None:
    assert (
        said_of(UNKNOWN)
        == "Waiting for the ICU was not measured: it takes the journal (haicsim run --journal)."
    )
    assert "ICU" in shown(UNKNOWN)


def test_everything_fits_80_columns_and_no_row_of_the_table_is_broken() -> None:
    lines = shown(STABLE, MEETING, THEATRE, SUITE, CROWDED).splitlines()
    assert max(len(line) for line in lines) <= 80
    table = [line for line in lines if line.count("%") >= 3]
    assert len(table) == 5
    assert table[2].split() == [
        "theatre",
        "1/14",
        "d",
        "69.7%",
        "3",
        "(23)",
        "6.1%",
        "1.9%",
        "15.9%",
        "0.6",
        "(15)",
    ]
    assert table[3].split()[-2:] == ["123", "(1234)"]


@pytest.mark.parametrize(
    ("warm_up", "words"),
    [
        ("found by MSER-5", "the first 2.0 years, while the hospital fills, are left out (found by MSER-5)"),
        ("named in the scenario", "the warm-up of 2.0 years is named in the scenario"),
        ("none found", "no warm-up was found"),
    ],
)
def test_the_time_watched_and_the_warm_up_are_said(warm_up: str, words: str) -> None:
    said = " ".join(shown(STABLE | {"warm_up": warm_up}).split())
    assert f"Years 2.0 to 20.0; {words}" in said


def test_where_nothing_is_scarce_nothing_is_said() -> None:
    assert shown() == ""
