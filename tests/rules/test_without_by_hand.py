"""Authority: hand calculation. A patient who is not operated is treated and scanned as everybody, until progression.

In a world that stands still the first response is seen on day 53.25. Where the volume doubles in 150 days ln of the diameter
grows by g = ln 2 / 450 = 0.0015403 a day; four cycles of kill 0.03 take 0.84 from it. Further courses of four cycles begin on
days 66.4375, 124.875 ..., CTs follow every two months and a quarter of a day: 53.25, 114.375, 175.5, 236.625 ...
"""

from math import exp, log

import pytest
from life import life, lives, values, when
from still import MONTH, RESISTS, RESPONDS, SEED, doubling

from haicsim.sim import codes
from haicsim.sim import stream_keys as key
from haicsim.sim.random_numbers import addressed

SEEN = 53.25
G = log(2.0) / 450.0
REFUSES = {"policy.refusal": 0.999999}  # certain, but no policy that forbids everybody
NOT_OFFERED = {"policy.operate": 0}
NOT_RESECTABLE = {"tumour.thrombus_kill": 0}  # the thrombus never draws back
ONE_COURSE = {"policy.max_courses": 1}


@pytest.mark.parametrize(
    "way", [REFUSES, NOT_OFFERED, NOT_RESECTABLE], ids=["refuses", "not offered", "never resectable"]
)
def test_a_responder_who_is_not_operated_progresses_at_the_ct_that_shows_a_fifth_more(way):
    # after the only course the smallest size is that of day 53.25; ln 1.2 / g = 118.4 days later it has grown by a fifth: the
    # CT of day 114.375 does not show it, that of day 175.5 does. The thrombus that never draws back has grown by
    # g x 175.5 = 0.27, a third: not beyond doubt
    rows = life(RESPONDS | way | ONE_COURSE | doubling(150))
    assert when(rows, codes.RESPONSE) == pytest.approx([SEEN, 114.375, 175.5])
    assert values(rows, codes.RESPONSE) == [codes.PARTIAL, codes.PARTIAL, codes.PROGRESSIVE]
    assert when(rows, codes.PROGRESSED) == pytest.approx([175.5])
    sizes = [80.0 * exp(G * day - 0.84) for day in (SEEN, 114.375, 175.5)]
    assert values(rows, codes.MEASURED) == pytest.approx(sizes, rel=1e-9)


def test_the_cap_ends_haic_and_not_the_cts():
    rows = life(RESPONDS | REFUSES | ONE_COURSE | doubling(150))
    assert values(rows, codes.HAIC_ENDED) == [codes.ENDED_CAP]
    assert when(rows, codes.HAIC_ENDED) == [SEEN]


def test_who_is_not_operated_goes_on_with_haic_until_progression():
    # each course takes 0.84 again: with resistance of none the tumour goes on shrinking and control has no end of its own
    rows = life(RESPONDS | REFUSES | doubling(150))
    assert when(rows, codes.INFUSION)[4:12] == pytest.approx(
        [*(66.4375 + 7.0 * k for k in range(4)), *(124.875 + 7.0 * k for k in range(4))]
    )
    assert when(rows, codes.SCANNING)[:3] == pytest.approx([53.0, 114.125, 175.25])
    assert values(rows, codes.MEASURED)[1] == pytest.approx(80.0 * exp(G * 114.375 - 1.68), rel=1e-9)
    assert not when(rows, codes.PROGRESSED)[:1] or when(rows, codes.PROGRESSED)[0] > 400.0


def test_control_ends_when_resistance_lets_the_tumour_regrow():
    # resistance 0.05 per exposure-day: kill-days of a course of 28 exposure-days (1 - exp(-1.4)) / 0.05 = 15.068, of the
    # second 15.068 exp(-1.4) = 3.716, of the third 0.916: ln r = g t - 0.03 x 15.068 on day 53.25 (-0.370), g t - 0.5635 on
    # day 114.375 (-0.3873), g t - 0.591 on day 175.5 (-0.321), on day 236.625 -0.233, on day 297.75 -0.1395: that is 28%
    # above the smallest: progression
    rows = life(RESPONDS | REFUSES | doubling(150) | {"tumour.resistance_median": 0.05})
    days = [53.25, 114.375, 175.5, 236.625, 297.75]
    assert when(rows, codes.RESPONSE) == pytest.approx(days)
    courses = [1, 2, 3, 4, 5]  # begun on days 8, 66.4375, 124.875, 183.3125, 241.75
    kill = [0.03 * (1.0 - exp(-1.4 * k)) / 0.05 for k in courses]
    sizes = [80.0 * exp(G * day - each) for day, each in zip(days, kill, strict=True)]
    assert values(rows, codes.MEASURED) == pytest.approx(sizes, rel=1e-9)
    assert when(rows, codes.PROGRESSED) == pytest.approx([297.75])
    assert when(rows, codes.HAIC_ENDED) == pytest.approx([297.75])
    assert values(rows, codes.HAIC_ENDED) == [codes.ENDED_PROGRESSION]


def test_a_new_lesion_too_small_to_count_is_seen_first_and_dates_progression():
    # new lesions count from 20 mm here. The new cancer is of 10 mm on day 45 and grows by 4 g' a day, g' = ln 2 / 300 (volume
    # doubling in 100 days): 10.79 mm on day 53.25: seen, not counted; on day 114.375 10 exp(4 x 69.375 x 0.0023105) = 19.0,
    # not yet; on day 175.5 33.4 mm: progression, 122.25 days after it was first seen
    per_day = {
        "recurrence.de_novo": dict.fromkeys(("hcv", "hbv", "neither"), exponential(key.DE_NOVO) / 45.0)
    }
    changes = {"policy.new_lesion_size": 20, "seeding.seed_growth": 4, "tumour.kill_median": 0.003}
    rows = life(changes | per_day | doubling(100))
    assert values(rows, codes.RESPONSE) == [codes.STABLE, codes.STABLE, codes.PROGRESSIVE]
    assert when(rows, codes.PROGRESSED) == pytest.approx([175.5])
    assert values(rows, codes.PROGRESSED) == pytest.approx([122.25])


def exponential(decision: int) -> float:
    return -log(1.0 - addressed((SEED, 0, 0), 0, decision, 0))


def test_without_a_ct_there_is_no_progression_before_the_first_one_two_months_later():
    # the port fails twice: HAIC ends on day 9 before it began; doubling in 30 days is 2.4 times the size on day 70.125
    rows = life(RESISTS | doubling(30) | {"treatment.port_success": 0})
    assert when(rows, codes.SCANNING) == pytest.approx([9.0 + 2.0 * MONTH])
    assert when(rows, codes.PROGRESSED) == pytest.approx([9.25 + 2.0 * MONTH])


def test_the_second_line_follows_the_patients_own_year_not_the_day_of_the_simulation():
    # everyone enters within 2005, u of the year gone; the second line exists from 2006; doubling in 30 days is progression on
    # day 53.25. So it is given where u + 53.25 / 365.25 >= 1, whoever enters when.
    changes = {"treatment.first_year": 2005, "treatment.last_year": 2005, "treatment.systemic_year": 2006}
    told = lives(RESISTS | doubling(30) | changes, [1000 * k for k in range(60)])
    given = [bool(when(rows, codes.SECOND_LINE)) for rows in told]
    for patient, rows in enumerate(told):
        (day,) = when(rows, codes.PROGRESSED)
        assert day - 1000.0 * patient == pytest.approx(SEEN)
        year = addressed((SEED, 0, 0), patient, key.YEAR, 0) + SEEN / 365.25
        assert given[patient] == (year >= 1.0)
    assert 0 < sum(given) < 60
