"""Authority: hand calculation, of a suite with one place and five patients.

Day      0    10    20    30    40    50    60    70    80    90   100
first    [in the suite, 30 days]
second         waits 20 days   [in the suite, 40 days       ]
third                waits 40 days, dies
fourth                           waits 20 days    ... served at once from day 70 for 30 days
fifth                                                              (enters on day 90, waits 10 days, served 5)
"""

import pytest
from by_hand import Visit, no_demand, result_of

from haicsim.analysis.measures import hospital
from haicsim.analysis.measures.demand import Demand
from haicsim.analysis.measures.hospital import hospital_of
from haicsim.analysis.survival.intervals import exact_interval

FIVE = [
    Visit(0.0, 0.0, 30.0),
    Visit(10.0, 20.0, 40.0),
    Visit(20.0, 40.0, dies=True),
    Visit(50.0, 20.0, 30.0),
    Visit(90.0, 10.0, 5.0),
]


@pytest.fixture(autouse=True)
def _without_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hospital, "demand", no_demand)


def row_of(visits: list[Visit], places: int = 1, warm_up_days: float = 0.0) -> dict[str, object]:
    (row,) = hospital_of(result_of(visits, places, warm_up_days))
    return row


def test_everybody_who_asks_counts_also_who_died_waiting() -> None:
    row = row_of(FIVE)
    assert row["asked"] == 5
    assert row["wait_mean_days"] == pytest.approx((0 + 20 + 40 + 20 + 10) / 5)
    assert row["wait_median_days"] == 20.0
    assert row["wait_p90_days"] == pytest.approx(
        20.0 + 0.6 * 20.0
    )  # 0.9 * 4 = 3.6 of the way along 0, 10, 20, 20, 40
    assert row["waited_over_a_month"] == pytest.approx([0.2, *exact_interval(0.2, 5)])
    assert row["died_waiting"] == pytest.approx([0.2, *exact_interval(0.2, 5)])
    assert row["found_progressed"] is None  # nobody is looked at while waiting for the suite


def test_use_and_queue_from_the_first_day_to_the_last_arrival() -> None:
    row = row_of(FIVE)
    assert (row["from_day"], row["to_day"]) == (0.0, 90.0)
    assert row["utilisation"] == pytest.approx((30 + 40 + 20) / 90)
    assert row["queue_mean"] == pytest.approx((20 + 40 + 20) / 90)
    assert row["queue_most"] == 2
    assert row["queue_first_half"] == pytest.approx((20 + 25) / 45)  # second 10-30, third 20-45
    assert row["queue_second_half"] == pytest.approx((15 + 20) / 45)  # third 45-60, fourth 50-70


def test_patients_of_the_warm_up_take_places_and_are_not_counted() -> None:
    row = row_of(FIVE, warm_up_days=30.0)
    assert (row["asked"], row["warm_up"]) == (2, "named in the scenario")
    assert row["wait_mean_days"] == pytest.approx(15.0)
    assert row["died_waiting"][0] == 0.0
    assert row["utilisation"] == pytest.approx((40 + 20) / 60)  # the second was there from before
    assert row["queue_mean"] == pytest.approx((30 + 20) / 60)


def test_who_leaves_makes_room_for_who_comes_at_the_same_instant() -> None:
    row = row_of(
        [Visit(0.0, 0.0, 20.0), Visit(10.0, 10.0, 20.0), Visit(20.0, 20.0, 5.0), Visit(60.0, 0.0, 1.0)]
    )
    assert row["queue_most"] == 1


def test_more_places_are_less_full() -> None:
    assert row_of(FIVE, places=2)["utilisation"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("each", "half", "state"),
    [
        (7.49, 0.0, "stable"),
        (7.5, 0.0, "overloaded"),
        (7.49, 0.1, "at its limit"),
        (7.55, 0.1, "at its limit"),
        (7.65, 0.1, "overloaded"),
    ],
)
def test_a_resource_is_overloaded_where_more_is_asked_than_there_is(
    each: float, half: float, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four of the five enter within the 30 days watched: 48.7 a year; from 7.5 days each they ask for every day there is."""
    visits = [Visit(float(day), 0.0, 1.0) for day in (0, 5, 10, 20, 30)]
    monkeypatch.setattr(hospital, "demand", lambda *_: Demand(each, 365.25, half))
    row = row_of(visits)
    assert row["starters_per_year"] == pytest.approx(4 * 365.25 / 30)
    assert row["demand"] == pytest.approx(4 * each / 30)
    assert row["could_carry_per_year"] == pytest.approx(0.9 * 365.25 / each)
    assert row["state"] == state


def test_without_a_journal_nothing_is_measured_and_that_is_said() -> None:
    from dataclasses import replace

    (row,) = hospital_of(replace(result_of(FIVE, 1), journals=()))
    known = {name for name, value in row.items() if value is not None}
    assert known == {"resource", "places", "state"}
    assert row["state"] == "not measured"


def test_where_nothing_is_scarce_there_is_nothing_to_say() -> None:
    from dataclasses import replace

    from haicsim.sim.scenario.load import load_scenario

    assert hospital_of(replace(result_of(FIVE, 1), scenario=load_scenario("kurume"))) == []
