"""Authority: White (Simulation 69:323, 1997) and Spratt (1998), worked by hand; queues and series with a known start-up."""

import numpy as np
import pytest
from by_hand import Visit, no_demand, result_of

from haicsim.analysis.measures import hospital
from haicsim.analysis.measures.queue_series import mser5


def of_batches(*means: float) -> np.ndarray:
    """Five observations each, with these means."""
    return np.concatenate([mean + np.array([-2.0, -1.0, 0.0, 1.0, 2.0]) for mean in means])


def test_a_series_worked_by_hand() -> None:
    """Batches 0, 4, 6, 5, 6, 5, 6, 5, 6, 5: of all ten the sum of squares is 29.6, without the first 4, the first two 2."""
    found = mser5(of_batches(0, 4, 6, 5, 6, 5, 6, 5, 6, 5))
    # mean 4.8: 23.04 + 0.64 + 4 * 1.44 + 4 * 0.04 = 29.6; mean 48/9: 1.7778 + 4 * 0.4444 + 4 * 0.1111 = 4; mean 5.5: 8 * 0.25
    expected = [29.6 / 100, 4.0 / 81, 2.0 / 64, (12 / 7) / 49, 1.5 / 36, 1.2 / 25]
    assert found.statistic == pytest.approx(expected)
    assert found.left_out == 10


def test_observations_that_fill_no_batch_do_not_count() -> None:
    series = of_batches(0, 4, 6, 5, 6, 5, 6, 5, 6, 5)
    assert mser5(np.append(series, [900.0, 900.0, 900.0, 900.0])).left_out == 10


def test_a_series_without_a_start_is_kept_whole() -> None:
    assert mser5(np.full(80, 3.0)).left_out == 0


def test_a_series_that_rises_to_its_end_never_settles() -> None:
    assert mser5(np.arange(200.0)).left_out is None


def test_too_short_a_series_says_nothing() -> None:
    assert mser5(np.arange(49.0)).left_out is None


def test_the_start_up_of_an_autoregressive_series_is_found() -> None:
    """x_t = 0.8 x_(t-1) + e from x_0 = 60: the start has faded below the noise (SD 1.7) by about observation 16 to 25."""
    found = []
    for seed in range(20):
        noise, x, series = np.random.default_rng(seed).normal(size=1000), 60.0, []
        for e in noise:
            x = 0.8 * x + e
            series.append(x)
        found.append(mser5(np.array(series)).left_out)
    assert None not in found
    assert 10 <= np.median(found) <= 30
    assert min(found) >= 10


def full_at_first(places: int, warm_up_days: float = 0.0):
    """Half a year in which the queue stands at 40, then ten years in which one patient a week waits a day."""
    early = [Visit(0.0, 180.0, 1.0) for _ in range(40)]
    late = [Visit(7.0 * week, 1.0 + week % 2, 1.0) for week in range(26, 520)]
    return hospital.hospital_run(result_of([*early, *late], places, warm_up_days))


def test_the_part_found_is_left_out_of_the_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hospital, "demand", no_demand)
    run = full_at_first(1)
    assert run.window.warm_up == "found by MSER-5"
    assert 175.0 <= run.window.first <= 260.0
    (row,) = hospital.hospital_of(run.result)
    assert row["from_day"] == run.window.first
    assert row["asked"] == sum(7.0 * week >= run.window.first for week in range(26, 520))
    assert row["queue_most"] == 1


def test_the_scenarios_own_warm_up_wins() -> None:
    run = full_at_first(1, warm_up_days=70.0)
    assert (run.window.first, run.window.warm_up) == (pytest.approx(70.0), "named in the scenario")


def test_where_none_is_found_everything_counts() -> None:
    run = hospital.hospital_run(result_of([Visit(float(day), 0.0, 1.0) for day in range(50)], 1))
    assert (run.window.first, run.window.warm_up) == (0.0, "none found")
