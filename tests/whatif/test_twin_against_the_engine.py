"""Authority: the SimPy engine's two journals of one patient, and hand-worked rows for the day on which they part."""

import math

import numpy as np
import pytest

from haicsim.analysis.whatif.twin import both_worlds, twin_of
from haicsim.sim.codes import CONVERTED, OFFERED
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.load import load_scenario


def silent(what: str, share: float) -> None:
    pass


@pytest.fixture(scope="module")
def both():
    return both_worlds(load_scenario("kurume", ["run.patients=100", "run.engine=process"]), True, silent)


@pytest.mark.slow
def test_the_lives_are_the_same_until_surgery_is_offered(both) -> None:
    parted = 0
    for patient in range(100):
        twin = twin_of(both, patient)
        offered = twin.operated.rows[twin.operated.rows["event"] == OFFERED]
        first, second = (
            each.rows[each.rows["day"] < twin.fork_day] for each in (twin.operated, twin.not_operated)
        )
        assert (first == second).all()
        if len(offered):
            parted += 1
            assert twin.fork_day == offered["day"][0]
            assert CONVERTED in twin.not_operated.rows["event"]
        else:
            assert math.isinf(twin.fork_day)
            assert twin.gain == 0.0
    assert parted >= 5


@pytest.mark.slow
def test_the_gain_is_that_of_the_two_days_of_death(both) -> None:
    for patient in range(100):
        twin = twin_of(both, patient)
        days = [
            float(each.record["death_day"] - each.record["entry_day"])
            for each in (twin.operated, twin.not_operated)
        ]
        months = [60.0 if math.isnan(each) else min(each / 30.4375, 60.0) for each in days]
        assert twin.gain == pytest.approx(months[0] - months[1], abs=1e-9)


def test_of_a_hospital_with_queues_it_is_said(both) -> None:
    scarce = both_worlds(
        load_scenario("one-theatre", ["run.patients=60", "run.engine=process", "arrivals.warm_up=0"]),
        True,
        silent,
    )
    assert twin_of(scarce, 3).scarce
    assert not twin_of(both, 3).scarce


@pytest.mark.parametrize(
    ("patient", "replication", "said"), [(100, 0, "0 to 99"), (-1, 0, "0 to 99"), (3, 1, "0 to 0")]
)
def test_who_is_not_there_is_refused(both, patient: int, replication: int, said: str) -> None:
    with pytest.raises(InputError, match=said):
        twin_of(both, patient, replication)


def test_both_case_reports_tell_their_own_end(both) -> None:
    chosen = next(k for k in range(100) if np.isfinite(twin_of(both, k).fork_day))
    twin = twin_of(both, chosen)
    here, there = (
        [type(item).__name__ for item in each.report.items] for each in (twin.operated, twin.not_operated)
    )
    assert ("Operation" in here) == bool(twin.operated.record["resected"])
    assert "Operation" not in there
