"""Authority: lifelines, through `haicsim run`'s own summary, and a hand calculation of ten patients."""

import numpy as np
import pytest

from haicsim.analysis.measures.outcome_measures import OUTCOMES, RETIRED, named_outcomes, outcomes_of
from haicsim.analysis.measures.summary import summarise
from haicsim.sim.errors import InputError
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.run import records_of
from haicsim.sim.scenario.load import load_scenario

HORIZON = 3652.5


def by_name(records: np.ndarray) -> dict[str, float]:
    return dict(zip(OUTCOMES, outcomes_of(records, HORIZON), strict=True))


@pytest.mark.slow
def test_they_are_the_numbers_of_the_summary_of_a_run() -> None:
    records = records_of(load_scenario("one-theatre", ["run.patients=400"]), 0, "process")
    said, mine = summarise(records, HORIZON), by_name(records)
    for name in ("conversion_rate", "resection_rate", "response_rate"):
        assert mine[name] == said[name][0]
    for months in (12, 36, 60):
        at = f"at_{months}_months"
        assert mine[f"itt{months}"] == pytest.approx(said["all_starters"][at][0], abs=1e-12)
        assert mine[f"os{months}"] == pytest.approx(said["infused"][at][0], abs=1e-12)
        assert mine[f"os{months}_not_resected_from_entry"] == pytest.approx(
            said["not_resected"][at][0], abs=1e-12
        )
    assert mine["median_itt"] == pytest.approx(said["all_starters"]["median_months"], abs=1e-12)
    assert mine["median_os"] == pytest.approx(said["infused"]["median_months"], abs=1e-12)
    assert mine["theatre_waited_days"] > 1.0
    for resource, waited in said["waited_days_mean"].items():
        if waited["n"] == 0:  # as it is with so few patients who need the pump: JSON has no NaN
            assert waited["mean"] is None
            assert np.isnan(mine[f"{resource}_waited_days"])
        else:
            assert waited["mean"] == pytest.approx(mine[f"{resource}_waited_days"])


@pytest.mark.slow
def test_a_wait_is_averaged_over_those_to_whom_the_resource_was_granted_and_says_so() -> None:
    records = records_of(load_scenario("one-theatre", ["run.patients=400"]), 0, "process")
    waited = summarise(records, HORIZON)["waited_days_mean"]["theatre"]
    granted = np.isfinite(records["theatre_waited_days"])
    assert (granted >= records["resected"]).all()
    assert granted.sum() < records["offered"].sum() < len(records)
    days = records["theatre_waited_days"][granted]
    assert waited == {
        "mean": pytest.approx(days.mean()),
        "of": "patients to whom it was granted",
        "n": granted.sum(),
    }
    assert "patients to whom it was granted" in OUTCOMES["theatre_waited_days"].meaning


def test_ten_patients_by_hand() -> None:
    records = np.zeros(10, RECORD)
    for name in RECORD.names or ():
        if name.endswith("_day"):
            records[name] = np.nan
    records["entry_day"], records["first_haic_day"] = 0.0, 4.0
    records["death_day"] = 4.0 + 100.0 * np.arange(1, 11)
    records["resected"][:4] = records["converted"][:5] = True
    records["hepatectomy_day"][:4] = [44.0, 54.0, 64.0, 74.0]
    records["death_day"][0] = 44.0 + 60.0  # after 60 days: counted within 90, not within 30
    records["recurrence_day"][1:3] = [54.0 + 100.0, 64.0 + 200.0]
    mine = by_name(records)
    assert (mine["conversion_rate"], mine["resection_rate"]) == (0.5, 0.4)
    assert (mine["dead30"], mine["dead90"]) == (0.0, 0.25)
    assert mine["days_to_hepatectomy"] == 55.0
    assert np.isnan(mine["days_to_conversion"])
    assert mine["os12"] == pytest.approx(0.7)  # those who died on days 100, 200 and 300 are gone
    assert mine["rmst60"] == pytest.approx(np.mean(100.0 * np.arange(1, 11)) / 30.4375)
    assert mine["median_os"] == pytest.approx(500.0 / 30.4375)
    assert mine["median_itt"] == pytest.approx(504.0 / 30.4375)
    assert mine["rmst60_itt"] == pytest.approx(mine["rmst60"] + 4.0 / 30.4375)


def test_survival_from_entry_counts_those_who_were_never_infused_by_hand() -> None:
    """Four patients, none infused, dead 100, 300 and 400 days after entry or never; the last two are operated."""
    records = np.zeros(4, RECORD)
    for name in RECORD.names or ():
        if name.endswith("_day"):
            records[name] = np.nan
    records["entry_day"] = [0.0, 10.0, 20.0, 30.0]
    records["death_day"][:3] = [100.0, 310.0, 420.0]
    records["resected"][2:] = True
    records["seeds_left"] = [-1, -1, 3, 0]
    mine = by_name(records)
    assert all(np.isnan(mine[name]) for name in ("os12", "rmst60", "median_os"))
    assert mine["seeds_left"] == 1.5
    assert (mine["itt12"], mine["itt36"]) == (0.5, 0.25)
    assert (mine["os12_resected_from_entry"], mine["os60_resected_from_entry"]) == (1.0, 0.5)
    five_years = 60 * 30.4375
    assert mine["rmst60_itt"] == pytest.approx((100 + 300 + 400 + five_years) / 4 / 30.4375)
    assert mine["median_itt"] == pytest.approx(300 / 30.4375)


def test_nobody_resected_is_no_number_and_no_error() -> None:
    records = records_of(load_scenario("no-surgery", ["run.patients=60"]), 0, "process")
    mine = by_name(records)
    assert mine["resection_rate"] == 0.0
    assert all(np.isnan(mine[name]) for name in ("os60_resected", "dfs12", "efs60", "dead30", "rmst60_dfs"))


def test_each_says_its_unit_and_meaning_and_looks_at_the_whole_record_alike() -> None:
    records = records_of(load_scenario("kurume", ["run.patients=60"]), 0, "process")
    for name, value in by_name(records).items():
        assert OUTCOMES[name].meaning
        assert OUTCOMES[name].unit in ("share of 1", "d", "months", "tumours")
        assert np.array_equal(OUTCOMES[name](records, HORIZON), value, equal_nan=True), name


def test_each_has_a_label_of_its_own_in_words_that_fits_into_the_tables() -> None:
    labels = [outcome.label for outcome in OUTCOMES.values()]
    assert len(set(labels)) == len(labels)
    assert max(map(len, labels)) <= 37
    assert not any("_" in label or name in label for name, label in zip(OUTCOMES, labels, strict=True))
    assert {"waited for CT", "waited for ICU"} <= {label.removeprefix("days ") for label in labels}


def test_an_outcome_nobody_knows_is_refused_with_its_neighbour() -> None:
    assert [outcome.name for outcome in named_outcomes("os60, conversion_rate,os60")] == [
        "os60",
        "conversion_rate",
    ]
    with pytest.raises(InputError, match="Did you mean 'os60'"):
        named_outcomes("conversion_rate,os6o")
    with pytest.raises(InputError, match="is no outcome known here"):
        named_outcomes(" ,")
    assert not set(RETIRED) & set(OUTCOMES)
    assert set(RETIRED.values()) <= set(OUTCOMES)
    for old, new in RETIRED.items():
        with pytest.raises(InputError, match=rf"is called {new} now. Did you mean '{new}'"):
            named_outcomes(old)
