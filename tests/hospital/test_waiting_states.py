"""Authority: lives worked out by hand, and the waits of a simulated hospital added up another way."""

import numpy as np
import pytest

from haicsim.analysis.figures.occupancy import occupancy
from haicsim.analysis.measures import states as s
from haicsim.analysis.results.events import counted_run
from haicsim.analysis.results.waits import waits_of
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario


def changes(*rows: tuple[int, float, int]) -> np.ndarray:
    return np.array(list(rows), s.CHANGE)


def waits(*rows: tuple[int, float, float, int]) -> np.ndarray:
    return np.array(list(rows), s.WAIT)


def test_a_wait_is_put_between_and_the_state_of_before_goes_on_after_it() -> None:
    found = changes((0, 0.0, s.ON_TREATMENT), (0, 50.0, s.PROGRESSED), (1, 5.0, s.ON_TREATMENT))
    put = s.with_waits(found, waits((0, 7.0, 20.0, s.WAITING_FOR_HAIC), (0, 20.0, 31.0, s.WAITING_FOR_HAIC)))
    assert put.tolist() == [
        (0, 0.0, s.ON_TREATMENT), (0, 7.0, s.WAITING_FOR_HAIC), (0, 20.0, s.ON_TREATMENT),
        (0, 20.0, s.WAITING_FOR_HAIC), (0, 31.0, s.ON_TREATMENT), (0, 50.0, s.PROGRESSED), (1, 5.0, s.ON_TREATMENT),
    ]  # fmt: skip


def test_who_is_operated_as_theatre_comes_or_dies_in_the_queue_does_not_fall_back() -> None:
    found = changes(
        (0, 0.0, s.ON_TREATMENT), (0, 40.0, s.WAITING), (0, 70.0, s.AFTER_SURGERY),
        (1, 0.0, s.ON_TREATMENT), (1, 30.0, s.DIED_OF_CANCER),
    )  # fmt: skip
    put = s.with_waits(
        found, waits((0, 60.0, 70.0, s.WAITING_FOR_THEATRE), (1, 10.0, 30.0, s.WAITING_FOR_HAIC))
    )
    assert put[put["patient"] == 0]["state"].tolist()[-3:] == [
        s.WAITING_FOR_THEATRE,
        s.WAITING,
        s.AFTER_SURGERY,
    ]
    assert put[put["patient"] == 1]["state"].tolist()[-2:] == [s.ON_TREATMENT, s.DIED_OF_CANCER]


def test_a_wait_after_recurrence_or_progression_stays_part_of_that_state() -> None:
    found = changes((0, 0.0, s.RECURRED))
    put = s.with_waits(found, waits((0, 1.0, 9.0, s.WAITING_FOR_THEATRE)))
    assert put["state"].tolist() == [s.RECURRED] * 3


def test_shares_add_up_and_the_time_in_each_queue_is_that_of_the_requests() -> None:
    """Patient-days in a state by integrating its share, against the lengths of the waits themselves."""
    result = run(
        load_scenario("one-theatre", ["run.patients=400", "run.engine=process", "arrivals.per_year=60"])
    )
    everyone, queued = counted_run(result), waits_of(result)
    step = 0.25
    days = np.arange(0.0, 4383.0, step) + step / 2
    plain = occupancy(everyone.journal, everyone.records, days)
    shares = occupancy(everyone.journal, everyone.records, days, queued)
    assert np.abs(shares.sum(axis=1) - 1.0).max() < 1e-12
    dead = slice(s.DIED_OF_CANCER, None)
    assert np.array_equal(shares[:, dead], plain[:, dead])
    for state in (s.WAITING_FOR_HAIC, s.WAITING_FOR_MEETING):
        mine = queued[queued["state"] == state]
        lived = shares[:, state].sum() * step * len(everyone.records)
        assert lived == pytest.approx(float((mine["left"] - mine["asked"]).sum()), rel=0.01)
        assert lived > 100.0
