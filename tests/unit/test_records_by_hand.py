"""Authority: hand calculation: one life's journal, folded into its record row by row."""

import math

import pytest
from worlds import World, people

from haicsim.sim import codes
from haicsim.sim.criteria import LIVER, RESPONSE_SUFFICES, TUMOUR
from haicsim.sim.journal import as_rows
from haicsim.sim.outcomes.schema import fold
from haicsim.sim.scenario.load import load_scenario

# three CTs: the best is the second, the last is worse, and only the first two were before the decision
LIFE = [
    (0.0, codes.STARTED, 80.0),
    (0.0, codes.SEEDS_AT_ENTRY, 3.0),
    (7.0, codes.FIRST_INFUSION, 1.0),
    (7.0, codes.DOSE_GIVEN, 1.0),
    (14.0, codes.DOSE_DELAYED, 7.0),
    (28.0, codes.DOSE_REDUCED, 0.75),
    (28.0, codes.DOSE_DELAYED, 7.0),
    (36.0, codes.RESPONSE, codes.PARTIAL),
    (36.0, codes.AFP_MEASURED, 500.0),
    (36.0, codes.PIVKA_MEASURED, 70.0),
    (97.0, codes.RESPONSE, codes.COMPLETE),
    (97.0, codes.AFP_MEASURED, 50.0),
    (97.0, codes.PIVKA_MEASURED, 30.0),
    (100.0, codes.GRANTED + codes.MEETING, 3.0),
    (100.0, codes.FAILED, 0.0),
    (100.0, codes.DECISION, codes.OPERATE),
    (100.0, codes.CONVERTED, 40.0),
    (100.0, codes.OFFERED, 0.0),
    (158.0, codes.RESPONSE, codes.STABLE),
    (158.0, codes.AFP_MEASURED, 60.0),
    (158.0, codes.PIVKA_MEASURED, 35.0),
    (163.0, codes.GRANTED + codes.THEATRE, 5.0),
    (163.0, codes.CANCELLED, 63.0),
    (170.0, codes.GRANTED + codes.THEATRE, 7.0),
    (170.0, codes.HEPATECTOMY, codes.RIGHT_HEPATECTOMY),
    (170.0, codes.SEEDS_AT_SURGERY, 4.0),
    (170.0, codes.ULTRASOUND, 1.0),
    (170.0, codes.SEEDS_LEFT, 2.0),
    (170.0, codes.RECURS_IN, 30.0),
    (170.0, codes.RECURS_AT, codes.LUNG),
    (182.0, codes.GRANTED + codes.ICU, 11.0),
    (184.0, codes.GRANTED + codes.WARD, 0.0),
    (201.0, codes.DISCHARGED, 31.0),
    (261.0, codes.RECURRED, codes.LUNG | codes.SINGLE_INTRAHEPATIC),
    (261.0, codes.TREATED, codes.SYSTEMIC),
]
BY_HAND = {
    "first_ct_response": codes.PARTIAL,
    "first_ct_day": 36.0,
    "first_ct_afp": 500.0,
    "first_ct_pivka": 70.0,
    "last_ct_afp": 60.0,
    "last_ct_pivka": 35.0,
    "afp_after": 50.0,  # of the last CT before the decision
    "pivka_after": 30.0,
    "doses_delayed": 2,
    "doses_reduced": 1,
    "seeds_at_entry": 3,
    "seeds_at_surgery": 4,
    "seeds_left": 2,
    "found_by_ultrasound": 1,
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
    "recurrence_found_day": 261.0,
    "recurrence_site": codes.LUNG | codes.SINGLE_INTRAHEPATIC,  # as found
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
    assert folded(*before, (200.5, codes.DEATH, codes.OF_SPREAD_BEYOND))["recurrence_day"] == 200.0


def test_who_was_never_scanned_nor_operated_has_no_first_ct_and_no_seeds_counted_at_surgery() -> None:
    record = folded(*LIFE[:6])
    assert (record["first_ct_response"], record["seeds_at_surgery"], record["seeds_left"]) == (
        codes.NOT_ASSESSED,
        -1,
        -1,
    )
    assert all(math.isnan(record[name]) for name in ("first_ct_day", "first_ct_afp", "last_ct_pivka"))


def test_a_second_recurrence_counts_and_the_first_keeps_its_site_and_treatment() -> None:
    record = folded(
        *LIFE, (400.0, codes.RECURRED, codes.MULTIPLE_INTRAHEPATIC), (400.0, codes.TREATED, codes.TACE_AGAIN)
    )
    assert (record["recurrences"], record["recurrence_found_day"]) == (2, 261.0)
    assert (record["recurrence_site"], record["recurrence_treatment"]) == (
        BY_HAND["recurrence_site"],
        codes.SYSTEMIC,
    )


def test_second_line_and_its_day() -> None:
    record = folded(*LIFE[:10], (150.0, codes.PROGRESSED, 20.0), (150.0, codes.SECOND_LINE, 0.0))
    assert (record["progression_day"], record["second_line"], record["second_line_day"]) == (
        130.0,
        True,
        150.0,
    )


def test_the_meeting_that_converted_is_the_best_though_another_failed_fewer_criteria() -> None:
    """A team that operates short of its criteria: liver alone failed first, then response and lesions, which it tolerated."""
    short = float(1 << RESPONSE_SUFFICES | 1 << TUMOUR)
    row = folded(
        (0.0, codes.STARTED, 80.0),
        (40.0, codes.FAILED, float(1 << LIVER)), (40.0, codes.DECISION, float(LIVER)),
        (100.0, codes.FAILED, short), (100.0, codes.DECISION, float(codes.OPERATE)), (100.0, codes.CONVERTED, 40.0),
    )  # fmt: skip
    assert (row["first_failing"], row["failed_criteria"]) == (codes.OPERATE, short)
    unconverted = folded(
        (0.0, codes.STARTED, 80.0),
        (40.0, codes.FAILED, float(1 << LIVER)), (40.0, codes.DECISION, float(LIVER)),
        (100.0, codes.FAILED, short), (100.0, codes.DECISION, float(RESPONSE_SUFFICES)),
    )  # fmt: skip
    assert (unconverted["first_failing"], unconverted["failed_criteria"]) == (LIVER, 1 << LIVER)
