"""Authority: hand calculation. A recurrence stands on its own day, also where the patient has not left hospital by then.

The world is that of the lives by hand: chance is switched off, everybody is operated on day 53.25 and is in intensive care
for 2 days and on the ward for 18. What comes back is new cancer: here that of patient 1 shows 10 days after hepatectomy,
that of patient 0 later, as its number of the published generator says.
"""

import numpy as np
import pytest
from still import ALL_CAUSES, MONTH, RESPONDS, chance, overrides

from haicsim.sim import codes
from haicsim.sim import stream_keys as key
from haicsim.sim.run import Result, run

OPERATED = 53.25
DETECTABLE = 10.0
OPERATION = 525.0 / 1440.0
HOME = OPERATION + 2.0 + 18.0
VISITS = 3.0 * MONTH
PER_DAY = chance(key.DE_NOVO, 0, 1) / (OPERATED + DETECTABLE)
EARLY = {"recurrence.de_novo": dict.fromkeys(ALL_CAUSES, PER_DAY)}
OTHER = chance(key.DE_NOVO) / PER_DAY - OPERATED  # days from hepatectomy to that of patient 0
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
    # patient 1 waits 18 days in intensive care for the bed of patient 0; what came back in hospital is found on the first
    # visit, three months after the operation, what comes later on the third
    assert 2.0 * VISITS < OTHER < 3.0 * VISITS
    result = told({}, ONE_WARD_BED)
    assert since_hepatectomy(result, "discharge_day") == pytest.approx([HOME, HOME + 18.0])
    assert since_hepatectomy(result, "recurrence_day") == pytest.approx([OTHER, DETECTABLE])
    assert since_hepatectomy(result, "recurrence_found_day") == pytest.approx([3.0 * VISITS, VISITS])
    assert result.records["recurrences"].tolist() == [1, 1]
    assert result.records["recurrence_treatment"].tolist() == [codes.HAIC_AGAIN, codes.HAIC_AGAIN]


def test_the_ward_makes_no_difference_to_the_day_of_recurrence(told):
    waiting, at_once = (since_hepatectomy(told({}, *more), "recurrence_day") for more in ([ONE_WARD_BED], []))
    assert waiting == at_once


def test_who_dies_in_hospital_after_a_recurrence_has_recurred(told):
    # 0.005 a day for the tumour until day 53.25, and again from day 63.25 on: of the budget of 0.526 0.260 are left then,
    # spent 51.9 days later; the ward keeps everybody for a year
    rate = 0.005
    budget = chance(key.LIFETIME, 0, 1)
    left = (budget - rate * OPERATED) / rate
    assert left > 0.0
    result = told({"survival.death_by_tumour": rate, "surgery.ward_stay": 365}, ONE_WARD_BED)
    record = result.records[1]
    assert np.isnan(record["discharge_day"])
    assert record["recurrence_day"] - OPERATED == pytest.approx(DETECTABLE)
    assert record["death_day"] == pytest.approx(OPERATED + DETECTABLE + left)
    assert record["death_cause"] == codes.OF_SPREAD_IN_LIVER
    assert record["recurrence_site"] == codes.SINGLE_INTRAHEPATIC
    assert record["recurrence_treatment"] == codes.NOT_TREATED


def test_who_dies_before_it_never_recurs(told):
    # the liver disease kills 0.0097 a day: patient 1 dies on day 54.1, after the operation and before day 63.25
    result = told({"survival.death_by_liver": chance(key.LIFETIME, 0, 1) / 54.1})
    record = result.records[1]
    assert record["death_day"] == pytest.approx(54.1)
    assert record["hepatectomy_day"] == OPERATED
    assert np.isnan(record["recurrence_day"])
    assert record["recurrences"] == 0
    assert record["recurrence_site"] == codes.NO_RECURRENCE


@pytest.mark.parametrize(("before_the_end", "recurs"), [(1.0, True), (-1.0, False)])
def test_what_would_recur_in_hospital_after_the_end_of_follow_up_does_not_happen(
    told, before_the_end, recurs
):
    # followed for a year, and on the ward for another: nobody is discharged
    changes = {
        "recurrence.de_novo": dict.fromkeys(
            ALL_CAUSES, chance(key.DE_NOVO, 0, 1) / (365.25 - before_the_end)
        ),
        "surgery.ward_stay": 365,
    }
    result = told(
        changes, "run.horizon={value: 1, unit: year, range: [1, 1], grade: assumed, source: by hand}"
    )
    assert np.isnan(result.records["discharge_day"]).all()
    assert np.isfinite(result.records["recurrence_day"][1]) == recurs
    assert result.records["recurrences"][1] == int(recurs)
