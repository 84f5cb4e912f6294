"""Authority: hand calculation. How long a patient who is not operated is controlled, and what follows.

In a world that stands still the first response is seen on day 53.25. The time of control is exponential; its median is the
parameter, so with the uniform u it is median x -ln(1 - u) / ln 2.
"""

from math import log

import pytest
from life import life, lives, values, when
from still import MONTH, RESISTS, RESPONDS, SEED, chance

from haicsim.sim import codes
from haicsim.sim import stream_keys as key
from haicsim.sim.random_numbers import addressed

SEEN = 53.25
REFUSES = {"policy.refusal": 0.999999}  # certain, but no policy that forbids everybody
NOT_OFFERED = {"policy.operate": 0}
NOT_RESECTABLE = {"tumour.thrombus_kill": 0, "policy.max_courses": 1}  # the thrombus never draws back


def median_for(days: float) -> dict[str, object]:
    """The median of control for which patient 0 is controlled so many days, months."""
    return {"treatment.control_after_response": days * log(2.0) / chance(key.CONTROL) / MONTH}


@pytest.mark.parametrize(
    "way", [REFUSES, NOT_OFFERED, NOT_RESECTABLE], ids=["refuses", "not offered", "never resectable"]
)
@pytest.mark.parametrize("months", [6, 13, 30])
def test_a_responder_who_is_not_operated_progresses_when_the_parameter_says(way, months):
    rows = life(RESPONDS | way | {"treatment.control_after_response": months}, "run.horizon.value=60")
    control = months * MONTH / log(2.0) * chance(key.CONTROL)
    (progressed,) = (day - value for day, event, value in rows if event == codes.PROGRESSED)
    assert progressed == pytest.approx(SEEN + control, rel=1e-12)


def test_spread_that_nobody_saw_does_not_cut_control_short_and_does_not_kill_before_its_end():
    # a new lesion on day 100, long before the end of control: until then nothing kills, from then on 0.005 a day
    rate, control = 0.005, 13.0 * MONTH / log(2.0) * chance(key.CONTROL)
    assert control > 100.0
    changes = {
        "tumour.new_intrahepatic": chance(key.NEW_LESION) / 100.0,
        "tumour.z_on_spread": 0,
        "survival.death_after_progression": rate,
    }
    rows = life(RESPONDS | REFUSES | changes, "run.horizon.value=60")
    assert when(rows, codes.PROGRESSED)[0] == pytest.approx(SEEN + control, abs=14.0)
    assert rows[-1] == (
        pytest.approx(SEEN + control + chance(key.LIFETIME) / rate, rel=1e-12), codes.DEATH, codes.OF_PROGRESSION,
    )  # fmt: skip


def test_who_is_not_operated_goes_on_with_haic_until_progression():
    # control of 100 days ends on day 153.25, in the rest after the third course (124.875 to 152.875); no CT decides
    rows = life(RESPONDS | REFUSES | median_for(100.0))
    assert when(rows, codes.INFUSION)[4:] == pytest.approx(
        [*(66.4375 + 7.0 * k for k in range(4)), *(124.875 + 7.0 * k for k in range(4))]
    )
    assert when(rows, codes.SCANNING) == [53.0]
    assert when(rows, codes.HAIC_ENDED) == when(rows, codes.PROGRESSED) == pytest.approx([153.25])
    assert values(rows, codes.HAIC_ENDED) == [codes.ENDED_PROGRESSION]


def test_progression_within_a_course_stops_it_after_the_cycle_and_keeps_its_own_day():
    # control of 90 days ends on day 143.25, within the cycle of days 138.875 to 145.875: 2.625 days before its end
    rows = life(RESPONDS | REFUSES | median_for(90.0))
    assert when(rows, codes.INFUSION)[8:] == pytest.approx([124.875, 131.875, 138.875])
    assert when(rows, codes.PROGRESSED) == pytest.approx([145.875])
    assert values(rows, codes.PROGRESSED) == pytest.approx([2.625])


def test_without_a_response_control_ends_at_the_first_spread():
    # stable, one course, HAIC ends on day 53.25; spread on day 60
    changes = {"tumour.new_intrahepatic": chance(key.NEW_LESION) / 60.0, "tumour.z_on_spread": 0}
    rows = life(RESISTS | changes | {"policy.max_courses": 1})
    assert 4.0 * MONTH / log(2.0) * chance(key.CONTROL) > 7.0
    assert when(rows, codes.PROGRESSED) == pytest.approx([60.0])


def test_the_second_line_follows_the_patients_own_year_not_the_day_of_the_simulation():
    # everyone enters within 2005, u of the year gone; the second line exists from 2006; toxicity ends HAIC on day 15, and
    # spread of day 20 ends control. So it is given where u + 20 / 365.25 >= 1, whoever enters when.
    changes = {
        "treatment.toxicity": 1, "treatment.toxicity_stop": 1, "treatment.control_without_response": 1200,
        "treatment.first_year": 2005, "treatment.last_year": 2005, "treatment.systemic_year": 2006,
        "tumour.new_intrahepatic": 10, "tumour.z_on_spread": 0,
    }  # fmt: skip
    told = lives(RESISTS | changes, [1000 * k for k in range(60)])
    given = [bool(when(rows, codes.SECOND_LINE)) for rows in told]
    for patient, rows in enumerate(told):
        (day,) = when(rows, codes.PROGRESSED)
        year = addressed((SEED, 0, 0), patient, key.YEAR, 0) + (day - 1000.0 * patient) / 365.25
        assert given[patient] == (year >= 1.0)
    assert 0 < sum(given) < 60
