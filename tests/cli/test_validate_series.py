"""`haicsim study validate` of a series: its figures in their own units, by the name of its scenario."""

import json

from commands import here


def test_a_series_is_predicted_in_the_units_it_prints(capfd):
    assert here("study", "validate", "series/moriya-2019-a", "--json") == 0
    rows = json.loads(capfd.readouterr().out)["rows"]
    assert {row["unit"] for row in rows} == {"%", "days"}
    median = next(row for row in rows if row["figure"] == "median_os")
    assert median["printed"] == 567
    assert 30 < median["low"] < median["simulated"] < median["high"]


def test_a_series_that_is_not_there_is_refused_with_the_nearest_name(capfd):
    assert here("study", "validate", "series/kim-2011") == 2
    assert "series/kim-2010" in capfd.readouterr().err
