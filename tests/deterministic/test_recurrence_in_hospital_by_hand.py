"""Authority: hand calculation. A recurrence stands on its own day, also where the patient has not left hospital by then.

The world is that of the lives by hand: chance is switched off, everybody is operated on the same day and is in
intensive care for 2 days and on the ward for 18. Here residual disease is detectable 10 days after hepatectomy.
"""

import numpy as np
import pytest
from test_lives_by_hand import RESPONDS, WAYS, overrides

from haicsim.sim import codes
from haicsim.sim.run import Result, run

DETECTABLE = 10.0
OPERATION = 525.0 / 1440.0
EARLY = {"recurrence.residual_time": dict.fromkeys("abc", DETECTABLE)}
ONE_WARD_BED = "capacity.ward={places: 1, every: null, grade: assumed, source: by hand}"


@pytest.fixture(params=["process", "compiled"])
def told(request, shipped):
    """Two patients diagnosed on one day, told by either engine."""

    def tell(changes: dict[str, object], *more: str) -> Result:
        fixed = ("run.patients=2", "arrivals.days=[0, 0]", f"run.engine={request.param}")
        return run(shipped("kurume", *overrides(RESPONDS | EARLY | changes), *fixed, *more))

    return tell


def since_hepatectomy(result: Result, name: str) -> list[float]:
    return (result.records[name] - result.records["hepatectomy_day"]).tolist()


def test_a_full_ward_delays_discharge_but_no_recurrence(told):
    # the second waits 18 days in intensive care for the bed of the first; both recur in hospital, 10 days after surgery
    result = told({}, ONE_WARD_BED)
    home = OPERATION + 2.0 + 18.0
    assert since_hepatectomy(result, "discharge_day") == pytest.approx([home, home + 18.0])
    assert since_hepatectomy(result, "recurrence_day") == pytest.approx([DETECTABLE, DETECTABLE])
    assert result.records["recurrences"].tolist() == [1, 1]
    assert result.records["recurrence_treatment"].tolist() == [codes.HAIC_AGAIN, codes.HAIC_AGAIN]


def test_the_ward_makes_no_difference_to_the_day_of_recurrence(told):
    waiting, at_once = (since_hepatectomy(told({}, *more), "recurrence_day") for more in ([ONE_WARD_BED], []))
    assert waiting == at_once


def test_who_dies_in_hospital_after_a_recurrence_has_recurred(told):
    # 0.32 deaths a day from the recurrence on, budgets of 1.36 and 0.53: dead 4.2 and 1.6 days later
    result = told({"survival.death_after": dict.fromkeys(WAYS, 0.32)}, ONE_WARD_BED)
    assert np.isnan(result.records["discharge_day"]).all()
    assert since_hepatectomy(result, "recurrence_day") == pytest.approx([DETECTABLE, DETECTABLE])
    assert (result.records["recurrence_site"] == codes.SINGLE_INTRAHEPATIC).all()
    assert (result.records["recurrence_treatment"] == codes.NOT_TREATED).all()


def test_who_dies_before_it_never_recurs(told):
    # at 5 deaths a day from surgery on nobody sees day 10
    result = told({"survival.death_disease_free": 5 * 30.4375})
    assert (result.records["death_day"] - result.records["hepatectomy_day"] < DETECTABLE).all()
    assert np.isnan(result.records["recurrence_day"]).all()
    assert not result.records["recurrences"].any()
    assert not result.records["recurrence_site"].any()


@pytest.mark.parametrize(("before_the_end", "recurs"), [(1.0, True), (-1.0, False)])
def test_what_would_recur_in_hospital_after_the_end_of_follow_up_does_not_happen(
    told, before_the_end, recurs
):
    # followed for a year, and on the ward for another: nobody is discharged
    operated = told({}).records["hepatectomy_day"][0]
    back = 365.25 - operated - before_the_end
    changes = {"recurrence.residual_time": dict.fromkeys("abc", back), "surgery.ward_stay": 365}
    result = told(
        changes, "run.horizon={value: 1, unit: year, range: [1, 1], grade: assumed, source: by hand}"
    )
    assert np.isnan(result.records["discharge_day"]).all()
    assert np.isfinite(result.records["recurrence_day"]).all() == recurs
    assert (result.records["recurrences"] == int(recurs)).all()
