"""Authority: hand calculation: one life's journal, folded into its record row by row."""

import math

import pytest
from worlds import World, people

from haicsim.sim import codes
from haicsim.sim.journal import as_rows
from haicsim.sim.outcomes.schema import fold
from haicsim.sim.scenario.load import load_scenario

# three CTs: the best is the second, the last is worse, and only the first two were before the decision
LIFE = [
    (0.0, codes.STARTED, 80.0),
    (7.0, codes.FIRST_INFUSION, 1.0),
    (36.0, codes.RESPONSE, codes.PARTIAL),
    (97.0, codes.RESPONSE, codes.COMPLETE),
    (100.0, codes.GRANTED + codes.MEETING, 3.0),
    (100.0, codes.FAILED, 0.0),
    (100.0, codes.DECISION, codes.OPERATE),
    (100.0, codes.CONVERTED, 40.0),
    (100.0, codes.OFFERED, 0.0),
    (158.0, codes.RESPONSE, codes.STABLE),
    (163.0, codes.GRANTED + codes.THEATRE, 5.0),
    (163.0, codes.CANCELLED, 63.0),
    (170.0, codes.GRANTED + codes.THEATRE, 7.0),
    (170.0, codes.HEPATECTOMY, codes.RIGHT_HEPATECTOMY),
    (170.0, codes.RECURS_IN, 30.0),
    (170.0, codes.RECURS_AT, codes.LUNG),
    (182.0, codes.GRANTED + codes.ICU, 11.0),
    (184.0, codes.GRANTED + codes.WARD, 0.0),
    (201.0, codes.DISCHARGED, 31.0),
    (201.0, codes.RECURRED, codes.LUNG),
    (201.0, codes.TREATED, codes.SYSTEMIC),
]
BY_HAND = {
    "scans": 3,
    "best_response": codes.COMPLETE,
    "response_at_decision": codes.COMPLETE,
    "conversion_day": 100.0,
    "meetings": 1,
    "cancelled": 1,
    "meeting_waited_days": 3.0,
    "theatre_waited_days": 12.0,
    "icu_waited_days": 11.0,
    "ward_waited_days": 0.0,
    "hepatectomy_day": 170.0,
    "discharge_day": 201.0,
    "recurrences": 1,
    "recurrence_day": 200.0,
    "recurrence_site": codes.LUNG,
    "recurrence_treatment": codes.SYSTEMIC,
}


def folded(*life: tuple[float, int, float]):
    patient = people(World.of(load_scenario("kurume"), 1))[0][0]
    return fold(as_rows([(0, day, event, float(value)) for day, event, value in life]), [patient])[0]


@pytest.mark.parametrize("name", BY_HAND)
def test_a_life_of_three_cts_two_waits_for_theatre_and_one_for_intensive_care(name: str) -> None:
    assert folded(*LIFE)[name] == BY_HAND[name]


def test_who_never_asked_for_a_resource_has_not_waited_for_it_and_a_wait_of_no_time_is_a_number() -> None:
    record = folded(*LIFE)
    assert math.isnan(record["infusion_bed_waited_days"])
    assert math.isnan(record["ct_waited_days"])
    assert record["ward_waited_days"] == 0.0
    assert all(math.isnan(folded()[f"{name}_waited_days"]) for name in codes.RESOURCES)


def test_the_best_response_may_be_the_first_and_the_decision_may_follow_a_worse_one() -> None:
    record = folded(
        (36.0, codes.RESPONSE, codes.PARTIAL),
        (97.0, codes.RESPONSE, codes.STABLE),
        (100.0, codes.CONVERTED, 40.0),
    )
    assert (record["best_response"], record["response_at_decision"]) == (codes.PARTIAL, codes.STABLE)


def test_a_recurrence_that_death_forestalls_does_not_happen() -> None:
    before = [row for row in LIFE if row[0] < 200.0]
    assert folded(*before, (199.0, codes.DEATH, codes.OF_OPERATION))["recurrences"] == 0
    assert folded(*before, (200.0, codes.DEATH, codes.OF_OPERATION))["recurrence_site"] == codes.NO_RECURRENCE
    assert folded(*before, (200.5, codes.DEATH, codes.OF_RECURRENCE))["recurrence_day"] == 200.0
