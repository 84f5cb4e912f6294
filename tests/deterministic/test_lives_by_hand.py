"""Authority: whole lives worked out by hand, day by day, from the scenario's numbers; chance is switched off.

What cannot be switched off is taken from the published generator: lifetime budget, life-table budget, births of seeds and
new cancers are -ln(1 - u) of their addresses. Days count from day 0, on which everybody here is diagnosed: men of 36 with
one lesion of 80 mm in the right liver and a thrombus of 30 mm in its portal branch.

Every life begins alike: the port is planned for 7 days and takes 1 (day 8); four cycles of 5 days of infusion and 2 of
rest end on day 36; the first CT follows 17 days later, on day 53, and takes a quarter of a day, so the first response is
judged on day 53.25, and the meeting hears everybody who has not progressed. Further courses of four cycles begin a
month after the last, on days 66.4375, 124.875 and 183.3125 (each 28 + 30.4375 days after the one before), further CTs
two months after the last. After hepatectomy there is a visit every three months, 91.3125 days. A tumour in place and a
tumour elsewhere in the liver each weigh 1 in the hazard, whatever their size (the exponent of load is 0 here).
"""

from math import exp, log, log1p, pi

import numpy as np
import pytest
from still import AGE, ALL_CAUSES, MONTH, RESISTS, RESPONDS, SEED, VESSELS, chance, doubling, overrides

from haicsim.sim import codes, criteria
from haicsim.sim import stream_keys as key
from haicsim.sim.life_table import cumulative_hazard
from haicsim.sim.outcomes.table import event_name
from haicsim.sim.random_numbers import addressed
from haicsim.sim.run import run

FIRST_CT = 53.25
VISITS = 3.0 * MONTH
NO_DRUG = 0.0


@pytest.fixture(params=["process", "compiled"])
def lived(request, shipped):
    """Everyone's life as rows of (day, event, value), told by either engine."""

    def live(changes: dict[str, object], patients: int = 1, *more: str):
        scenario = shipped(
            "kurume",
            *overrides(changes),
            f"run.patients={patients}",
            f"arrivals.days={[0] * patients}",
            f"run.engine={request.param}",
            *more,
        )
        journal = run(scenario).journals[0]
        return [
            [tuple(row)[1:] for row in journal[journal["patient"] == k].tolist()] for k in range(patients)
        ]

    return live


def same_life(rows, expected) -> None:
    named = [(event_name(event), day, value) for day, event, value in rows]
    assert [name for name, _, _ in named] == [event_name(event) for _, event, _ in expected]
    for (name, day, value), (expected_day, _, expected_value) in zip(named, expected, strict=True):
        assert day == pytest.approx(expected_day, rel=1e-12), name
        assert value == pytest.approx(expected_value, rel=1e-9, abs=1e-9), name


# ---- The chapters by hand


def viable(day: float, exposure_days: float = 28.0, kill: float = 0.03, tvdt: float = 3652500.0) -> float:
    """The viable share of baseline: growth ln 2 / (3 TVDT) to the day less kill over the exposure-days."""
    return exp(log(2.0) / (3.0 * tvdt) * day - kill * exposure_days)


def cycle(day: float, first: bool = False, dose: float = 1.0) -> list[tuple[float, int, float]]:
    rows = [(day, codes.GRANTED + codes.BED, 0.0)]
    if first:
        rows += [(day, codes.FIRST_INFUSION, 1.0)]
    return [
        *rows,
        (day, codes.DOSE_GIVEN, dose),
        (day, codes.INFUSION, 5.0),
        (day + 5.0, codes.CYCLE_REST, 2.0),
    ]


def port() -> list[tuple[float, int, float]]:
    return [
        (0.0, codes.STARTED, 80.0),
        (0.0, codes.BASELINE_MEASURED, 80.0),
        (0.0, codes.SEEDS_AT_ENTRY, 0.0),
        (0.0, codes.PORT_PLANNING, 7.0),
        (7.0, codes.GRANTED + codes.SUITE, 0.0),
        (7.0, codes.PORT_IMPLANTATION, 1.0),
    ]


def port_and_first_course() -> list[tuple[float, int, float]]:
    return [*port(), *(row for week in range(4) for row in cycle(8.0 + 7.0 * week, first=week == 0))]


def ct(day: float, ratio: float, response: int) -> list[tuple[float, int, float]]:
    """A CT begun on this day, and the viable share of baseline it shows a quarter of a day later.

    Markers stood at (80/71)^2 and (80/71)^1.4 times their medians and follow the volume (r^3) to these powers.
    """
    return [
        (day, codes.GRANTED + codes.CT, 0.0),
        (day, codes.SCANNING, 0.25),
        (day + 0.25, codes.MEASURED, 80.0 * ratio),
        (day + 0.25, codes.RESPONSE, response),
        (day + 0.25, codes.AFP_MEASURED, 1500.0 * (80.0 / 71.0) ** 2.0 * ratio**6.0),
        (day + 0.25, codes.PIVKA_MEASURED, 2000.0 * (80.0 / 71.0) ** 1.4 * ratio**4.2),
    ]


def first_ct(ratio: float, response: int) -> list[tuple[float, int, float]]:
    """The first CT, 17 days after the cover of the induction ends on day 36."""
    return [(36.0, codes.UNTIL_CT, 17.0), *ct(53.0, ratio, response)]


def liver_margin() -> float:
    """What right hepatectomy leaves of ICG-K above 0.05 per minute, however far the tumour has shrunk.

    ICG-R15 of 10% is K = -ln(0.1) / 15. The left liver, 36% grown by 1.2; of the right one, less the tumour of 80 mm at
    diagnosis in a liver of 706.2 x 1.7 + 2.4 = 1202.94 ml, half the function is left under Vp3.
    """
    tumour = pi / 6.0 * 8.0**3 / 1202.94
    left, right = 0.36 * 1.2, (0.64 - tumour) * 0.5
    return -log(0.1) / 15.0 * left / (left + right) - 0.05


def meeting(day: float, seen: float, ratio: float, waited: float = 0.0) -> list[tuple[float, int, float]]:
    """A meeting that judges resectable. seen: viable share on the last CT, ratio: on the day of the meeting.

    Lengths beyond what is asked: no lesion left of those below 20 mm (1.0), 30% of the thrombus.
    """
    return [
        (day, codes.GRANTED + codes.MEETING, waited),
        (day, codes.LIVER_MARGIN, liver_margin()),
        (day, codes.TUMOUR_MARGIN, 1.0),
        (day, codes.VESSEL_MARGIN, 1.0 - ratio - 0.3),
        (day, codes.FAILED, 0.0),
        (day, codes.DECISION, codes.OPERATE),
        (day, codes.CONVERTED, 80.0 * seen**0.6),
        (day, codes.SHRUNK, seen**0.6),
        (day, codes.ICG_MEASURED, 10.0),
        (day, codes.LESIONS_SHOWN, 1.0),
        (day, codes.VP_SHOWN, 3.0),
        (day, codes.VV_SHOWN, 0.0),
        (day, codes.SCORE, 5.0),
        (day, codes.RETRACTED, 1.0 - ratio),
        (day, codes.OFFERED, 0.0),
    ]


def not_yet(day: float) -> list[tuple[float, int, float]]:
    """A meeting that finds stable disease and a thrombus that has not drawn back: criteria 2 and 5 fail, 2 first."""
    return [
        (day, codes.GRANTED + codes.MEETING, 0.0),
        (day, codes.FAILED, 2.0**criteria.RESPONSE_SUFFICES + 2.0**criteria.VESSELS),
        (day, codes.DECISION, criteria.RESPONSE_SUFFICES),
    ]


def operation(
    day: float, waited: float = 0.0, back: tuple[float, int] | None = None, seeds: tuple[int, int] = (0, 0)
) -> list[tuple[float, int, float]]:
    """Right hepatectomy and thrombectomy: 480 + 45 minutes; 2 days in intensive care, 18 on the ward.

    back: the day and site of the recurrence then settled. seeds: there at the operation, and left by it.
    """
    icu = day + 525.0 / 1440.0
    settled = [] if back is None else [(day, codes.RECURS_IN, back[0] - day), (day, codes.RECURS_AT, back[1])]
    return [
        (day, codes.GRANTED + codes.THEATRE, waited),
        (day, codes.HEPATECTOMY, codes.RIGHT_HEPATECTOMY),
        (day, codes.HAIC_ENDED, codes.ENDED_OPERATION),
        (day, codes.OPERATION_TIME, 525.0),
        (day, codes.BLOOD_LOSS, 1100.0),
        (day, codes.MARGIN, 12.7),
        (day, codes.THROMBECTOMY, 0.0),
        (day, codes.SEEDS_AT_SURGERY, seeds[0]),
        (day, codes.SEEDS_LEFT, seeds[1]),
        *settled,
        (day, codes.OPERATING, 525.0 / 1440.0),
        (icu, codes.GRANTED + codes.ICU, 0.0),
        (icu, codes.IN_ICU, 2.0),
        (icu + 2.0, codes.GRANTED + codes.WARD, 0.0),
        (icu + 2.0, codes.IN_WARD, 18.0),
        (icu + 20.0, codes.DISCHARGED, icu + 20.0 - day),
    ]


def restaged(day: float, waited: float) -> list[tuple[float, int, float]]:
    """The operation after another CT, for which theatre is kept."""
    theatre, *report = operation(day + 0.25, waited)
    return [(day, *theatre[1:]), *ct(day, viable(day + 0.25), codes.PARTIAL), *report]


def home(operated: float) -> float:
    return operated + 525.0 / 1440.0 + 20.0


def found(operated: float, shown: float) -> float:
    """The first visit at which a recurrence shows."""
    return next(operated + k * VISITS for k in range(1, 100) if operated + k * VISITS >= shown)


def recurs(
    free_from: float, day: float, treated_by: int, site: int = codes.SINGLE_INTRAHEPATIC
) -> list[tuple[float, int, float]]:
    return [
        (free_from, codes.DISEASE_FREE, day - free_from),
        (day, codes.RECURRED, site),
        (day, codes.TREATED, treated_by),
    ]


def in_suite(day: float) -> list[tuple[float, int, float]]:
    """A recurrence is ablated, or given TACE or HAIC: 0.2 days in the suite, 10 on the ward."""
    return [
        (day, codes.GRANTED + codes.SUITE, 0.0),
        (day, codes.TREATED_AGAIN, 0.2),
        (day + 0.2, codes.GRANTED + codes.WARD, 0.0),
        (day + 0.2, codes.TREATED_AGAIN, 10.0),
    ]


def operated_at_once(ratio: float, back: tuple[float, int] | None = None) -> list[tuple[float, int, float]]:
    return [
        *port_and_first_course(),
        *first_ct(ratio, codes.PARTIAL),
        *meeting(FIRST_CT, ratio, ratio),
        *operation(FIRST_CT, back=back),
    ]


def new_cancer(day: float) -> dict[str, object]:
    """The rate of new cancers at which that of patient 0 shows on this day."""
    return {"recurrence.de_novo": dict.fromkeys(ALL_CAUSES, chance(key.DE_NOVO) / day)}


SHOWS = FIRST_CT + 400.0  # 453.25; visits are on days 418.5 and 509.8125
NEW = (SHOWS, codes.SINGLE_INTRAHEPATIC)


# ---- The lives


def test_a_responder_is_operated_and_dies_after_recurrence(lived):
    # 0.01 a day for the tumour until the operation, and again from the day the new cancer shows, found or not
    rate = 0.01
    ratio = viable(FIRST_CT)
    assert 80.0 * ratio == pytest.approx(34.537, abs=1e-3)
    visit = found(FIRST_CT, SHOWS)
    assert visit == 53.25 + 5 * 91.3125 == 509.8125
    dies = SHOWS + (chance(key.LIFETIME) - rate * FIRST_CT) / rate
    assert visit + 10.2 < dies
    expected = [
        *operated_at_once(ratio, NEW),
        *recurs(home(FIRST_CT), visit, codes.HAIC_AGAIN),
        *in_suite(visit),
        (dies, codes.DEATH, codes.OF_SPREAD_IN_LIVER),
    ]
    (life,) = lived(RESPONDS | new_cancer(SHOWS) | {"survival.death_by_tumour": rate})
    same_life(life, expected)


def test_recurrences_are_ablated_twice_and_the_third_is_not_treated_for_cure(lived):
    # each cure removes the tumour and draws the day of the next: an exponential from the ablation on
    per_day = chance(key.DE_NOVO) / SHOWS
    expected = operated_at_once(viable(FIRST_CT), NEW)
    free_from, back = home(FIRST_CT), SHOWS
    for number in (1, 2):
        visit = found(FIRST_CT, back)
        expected += [*recurs(free_from, visit, codes.ABLATION), *in_suite(visit)]
        free_from = visit + 10.2
        back = visit + 0.2 + chance(key.DE_NOVO, number) / per_day
    visit = found(FIRST_CT, back)
    expected += [*recurs(free_from, visit, codes.HAIC_AGAIN), *in_suite(visit)]
    (life,) = lived(
        RESPONDS | new_cancer(SHOWS) | {"recurrence.most_recurrences": 2}, 1, "run.horizon.value=60"
    )
    same_life([row for row in life if row[1] != codes.DEATH], expected)  # the life table apart


def test_a_recurrence_resected_again_takes_theatre_and_ward(lived):
    # 400 minutes in theatre, 10 days on the ward; free again until the next
    visit = found(FIRST_CT, SHOWS)
    ward = visit + 400.0 / 1440.0
    again = ward + chance(key.DE_NOVO, 1) / (chance(key.DE_NOVO) / SHOWS)
    expected = [
        *operated_at_once(viable(FIRST_CT), NEW),
        *recurs(home(FIRST_CT), visit, codes.REPEAT_RESECTION),
        (visit, codes.GRANTED + codes.THEATRE, 0.0),
        (visit, codes.TREATED_AGAIN, 400.0 / 1440.0),
        (ward, codes.GRANTED + codes.WARD, 0.0),
        (ward, codes.TREATED_AGAIN, 10.0),
        (ward + 10.0, codes.DISEASE_FREE, found(FIRST_CT, again) - ward - 10.0),
    ]
    changes = new_cancer(SHOWS) | {"recurrence.most_recurrences": 1, "recurrence.repeat_resection": 1}
    (life,) = lived(RESPONDS | changes)
    same_life(life[: len(expected)], expected)


def test_whoever_has_nothing_left_is_free_of_disease_for_ever(lived):
    expected = [
        *operated_at_once(viable(FIRST_CT)),
        (home(FIRST_CT), codes.DISEASE_FREE, codes.NEVER - home(FIRST_CT)),
    ]
    (life,) = lived(RESPONDS)
    same_life(life, expected)


def test_a_seed_shed_before_the_operation_comes_back_after_it_in_its_own_time(lived):
    # doubling in 150 days: g = ln 2 / 450. All seeds in the liver sit outside the resection; the first is born where a
    # rate of m x (80/71)^2 exp(2 g t) a day has gathered its exponential: over the T = L/(f g) days before entry in which a
    # seed born would not have shown yet, and since. Here m is such that this is on day 5, before the first infusion. It
    # shows T days later, and is removed by nobody until then.
    g, latency, speed = log(2.0) / 450.0, 1.0, 4.0
    shows_after = latency / (speed * g)
    gathered = (80.0 / 71.0) ** 2 * (exp(2.0 * g * 5.0) - exp(-2.0 * g * shows_after)) / (2.0 * g)
    back = 5.0 + shows_after
    changes = doubling(150) | {
        "seeding.seeding_liver": chance(key.SEED, 2) / gathered,
        "seeding.seeding_liver_factor": dict.fromkeys(VESSELS, 1),
        "seeding.reference_doubling": 150,
        "seeding.inside_share": 0,
        "seeding.seed_latency": latency,
        "seeding.seed_growth": speed,
        "seeding.seeding_exponent": 2.0 / 3.0,
        "surgery.ultrasound": 0,
    }
    (life,) = lived(RESPONDS | changes)
    facts = {event: (day, value) for day, event, value in life}
    assert facts[codes.SEEDS_AT_ENTRY] == (0.0, 0.0)
    assert facts[codes.SEEDS_AT_SURGERY][1] == facts[codes.SEEDS_LEFT][1] >= 1.0
    assert facts[codes.RECURS_IN] == (FIRST_CT, pytest.approx(back - FIRST_CT, rel=1e-9))
    assert facts[codes.RECURRED][0] == found(FIRST_CT, back)


def test_a_progressor_is_seen_at_the_first_ct_and_dies_of_it(lived):
    # volume doubling in 40 days: growth ln 2 / 120 = 0.0057762 a day, by day 53.25 ln r = 0.30758, 36.0% more
    rate = 0.02
    ratio = viable(FIRST_CT, NO_DRUG, tvdt=40.0)
    assert 80.0 * ratio == pytest.approx(108.81, abs=0.01)
    dies = chance(key.LIFETIME) / rate
    expected = [
        *port_and_first_course(),
        *first_ct(ratio, codes.PROGRESSIVE),
        (FIRST_CT, codes.PROGRESSED, 0.0),
        (FIRST_CT, codes.HAIC_ENDED, codes.ENDED_PROGRESSION),
        (dies, codes.DEATH, codes.OF_TUMOUR),
    ]
    (life,) = lived(RESISTS | doubling(40) | {"survival.death_by_tumour": rate})
    same_life(life, expected)


def test_larger_tumours_kill_sooner_as_their_volume_to_a_power(lived):
    # hazard h V^0.6 = h (80/71)^1.8 exp(1.8 g t), g = ln 2 / 120; spent B where t = ln(1 + 1.8 g B / h0) / (1.8 g)
    h, g = 0.005, log(2.0) / 120.0
    start = h * (80.0 / 71.0) ** 1.8
    dies = log1p(1.8 * g * chance(key.LIFETIME) / start) / (1.8 * g)
    (life,) = lived(RESISTS | doubling(40) | {"survival.death_by_tumour": h, "survival.load_exponent": 0.6})
    assert life[-1] == (pytest.approx(dies, rel=1e-9), codes.DEATH, codes.OF_TUMOUR)


def four_cycles(day: float) -> list[tuple[float, int, float]]:
    return [row for week in range(4) for row in cycle(day + 7.0 * week)]


def second_course(day: float) -> list[tuple[float, int, float]]:
    """The second course, of four cycles: a month after the cover of the first, day 36."""
    return [(FIRST_CT, codes.COURSE_GAP, day - FIRST_CT), *four_cycles(day)]


def test_a_slow_progressor_gets_a_second_course_and_is_seen_at_the_second_ct(lived):
    # doubling in 85 days: 0.0027182 a day. On day 53.25 ln r = 0.1447, 15.6% more: stable, not resectable. A month after
    # the first course, four cycles from day 66.4375 to 94.4375; the CT is due two months after the first: 53.25 + 60.875
    # = 114.125, before the third course (94.4375 + 30.4375 = 124.875). On day 114.375 ln r = 0.3109, 36.5% more: PD.
    second, due = 36.0 + MONTH, FIRST_CT + 2.0 * MONTH
    assert (second, second + 28.0, due) == (66.4375, 94.4375, 114.125)
    expected = [
        *port_and_first_course(),
        *first_ct(viable(FIRST_CT, NO_DRUG, tvdt=85.0), codes.STABLE),
        *not_yet(FIRST_CT),
        *second_course(second),
        (94.4375, codes.UNTIL_CT, 19.6875),
        *ct(due, viable(due + 0.25, NO_DRUG, tvdt=85.0), codes.PROGRESSIVE),
        (due + 0.25, codes.PROGRESSED, 0.0),
        (due + 0.25, codes.HAIC_ENDED, codes.ENDED_PROGRESSION),
    ]
    (life,) = lived(RESISTS | doubling(85))
    same_life(life, expected)  # no hazard of death: the life ends with follow-up


def test_a_stable_patient_gets_tace_at_the_second_ct_and_responds_to_it(lived):
    # one CT without response is not enough; after the second (day 114.375) TACE takes 0.2 days in the suite, 5 on the
    # ward, and 0.4 from ln r. The third course of four cycles is from day 124.875 to 152.875; the third CT, two months
    # after 114.375, is on 175.25, before the fourth course (183.3125), and shows exp(-0.4) = 67%: PR. Its thrombus was
    # not embolised: criterion 5 fails.
    second, due = 36.0 + MONTH, FIRST_CT + 2.0 * MONTH
    third, last = 124.875, 175.25
    ratio = viable(last + 0.25, NO_DRUG) * exp(-0.4)
    expected = [
        *port_and_first_course(),
        *first_ct(viable(FIRST_CT, NO_DRUG), codes.STABLE),
        *not_yet(FIRST_CT),
        *second_course(second),
        (94.4375, codes.UNTIL_CT, 19.6875),
        *ct(due, viable(due + 0.25, NO_DRUG), codes.STABLE),
        *not_yet(114.375),
        (114.375, codes.GRANTED + codes.SUITE, 0.0),
        (114.375, codes.TACE, 0.2),
        (114.575, codes.TACE_GIVEN, 1.0),
        (114.575, codes.GRANTED + codes.WARD, 0.0),
        (114.575, codes.IN_WARD, 5.0),
        (119.575, codes.COURSE_GAP, 5.3),
        *four_cycles(third),
        (152.875, codes.UNTIL_CT, 22.375),
        *ct(last, ratio, codes.PARTIAL),
        (last + 0.25, codes.GRANTED + codes.MEETING, 0.0),
        (last + 0.25, codes.LIVER_MARGIN, liver_margin()),
        (last + 0.25, codes.TUMOUR_MARGIN, 1.0),
        (last + 0.25, codes.VESSEL_MARGIN, 1.0 - viable(last + 0.25, NO_DRUG) - 0.3),
        (last + 0.25, codes.FAILED, 2.0**criteria.VESSELS),
        (last + 0.25, codes.DECISION, criteria.VESSELS),
    ]
    changes = {"policy.tace_at_ct": 2, "policy.tace_vp_limit": 4, "treatment.tace_kill": 0.4}
    (life,) = lived(RESISTS | changes)
    same_life(life[: len(expected)], expected)
    assert codes.TACE_GIVEN not in [
        event for _, event, _ in life[len(expected) :]
    ]  # one is all the team gives


def test_a_patient_who_refuses_surgery_is_followed_by_ct_until_the_tumour_has_grown_again(lived):
    # doubling in 150 days: g = ln 2 / 450 = 0.0015403; one course at most: HAIC ends on day 53.25, and CTs follow every 61
    # days and a quarter. ln r was -0.758 on day 53.25, its smallest; 20% more are 118.4 days later, at the second of them
    g = log(2.0) / 450.0
    ratio = viable(FIRST_CT, tvdt=150.0)
    assert log(1.2) / g == pytest.approx(118.37, abs=0.01)
    first = FIRST_CT + 2.0 * MONTH
    second = first + 0.25 + 2.0 * MONTH
    rate = 0.004
    dies = chance(key.LIFETIME) / rate
    assert dies > second
    expected = [
        *port_and_first_course(),
        *first_ct(ratio, codes.PARTIAL),
        *meeting(FIRST_CT, ratio, ratio),
        (FIRST_CT, codes.REFUSED, 0.0),
        (FIRST_CT, codes.HAIC_ENDED, codes.ENDED_CAP),
        (FIRST_CT, codes.UNTIL_CT, 2.0 * MONTH),
        *ct(first, viable(first + 0.25, tvdt=150.0), codes.PARTIAL),
        (first + 0.25, codes.UNTIL_CT, 2.0 * MONTH),
        *ct(second, viable(second + 0.25, tvdt=150.0), codes.PROGRESSIVE),
        (second + 0.25, codes.PROGRESSED, 0.0),
        (dies, codes.DEATH, codes.OF_TUMOUR),
    ]
    changes = {
        "policy.refusal": 0.999999,  # certain, but no policy that forbids everybody
        "policy.max_courses": 1,
        "survival.death_by_tumour": rate,
    }
    (life,) = lived(RESPONDS | doubling(150) | changes)
    same_life(life, expected)


def test_second_line_treatment_slows_the_tumour_once_it_exists(lived):
    # from 1999 on in this world, when the first enter. Doubling in 30 days: g = ln 2 / 90, half of that from day 53.25 on;
    # the hazard h V^0.6 rises by 1.8 g a day until then and by 0.9 g from then on
    h, g = 0.005, log(2.0) / 90.0
    start = h * (80.0 / 71.0) ** 1.8
    at_ct = start * exp(1.8 * g * FIRST_CT)
    left = chance(key.LIFETIME) - (at_ct - start) / (1.8 * g)
    assert left > 0.0
    changes = {
        "survival.death_by_tumour": h, "survival.load_exponent": 0.6, "treatment.systemic_year": 1999,
        "treatment.slowed_growth": 0.5,
    }  # fmt: skip
    (life,) = lived(RESISTS | doubling(30) | changes)
    second_line, death = life[-2:]
    assert second_line == (FIRST_CT, codes.SECOND_LINE, 0.0)
    assert death == (
        pytest.approx(FIRST_CT + log1p(0.9 * g * left / at_ct) / (0.9 * g), rel=1e-9), codes.DEATH, codes.OF_TUMOUR,
    )  # fmt: skip


def test_toxicity_reduces_the_dose_and_the_next_course_is_late_and_short(lived):
    # every cycle is followed by a pause of 7 days: cycles on days 8, 22, 36, 50; the cover ends on day 57, the last pause
    # on 64, the CT is on 57 + 17 = 74. Exposure-days: twice 7 at full dose, twice 7 at three quarters: 24.5; kill 0.01:
    # ln r = -0.245, stable. After toxicity the next course follows two months after the cover, on 57 + 60.875 = 117.875,
    # and has two cycles, on 117.875 and 131.875, with pauses until 145.875. It is the last; the CT, due two months after
    # 74.25, on 135.125, is taken at its end. 14 days at three quarters more: 35 exposure-days, ln r = -0.35, 70.5%: stable.
    expected = port()
    for number, day in enumerate((8.0, 22.0, 36.0, 50.0), 1):
        expected += cycle(day, first=number == 1, dose=1.0 if number <= 2 else 0.75)
        expected += [(day + 7.0, codes.TOXICITY, float(number))]
        expected += [(day + 7.0, codes.DOSE_REDUCED, 0.75)] if number == 2 else []
        expected += [(day + 7.0, codes.DOSE_DELAYED, 7.0), (day + 7.0, codes.TOXICITY_PAUSE, 7.0)]
    end = 146.125
    expected += [
        (64.0, codes.UNTIL_CT, 10.0),
        *ct(74.0, viable(74.25, 24.5, kill=0.01), codes.STABLE),
        *not_yet(74.25),
        (74.25, codes.COURSE_GAP, 43.625),
        *cycle(117.875, dose=0.75),
        (124.875, codes.TOXICITY, 5.0),
        (124.875, codes.DOSE_DELAYED, 7.0),
        (124.875, codes.TOXICITY_PAUSE, 7.0),
        *cycle(131.875, dose=0.75),
        (138.875, codes.TOXICITY, 6.0),
        (138.875, codes.DOSE_DELAYED, 7.0),
        (138.875, codes.TOXICITY_PAUSE, 7.0),
        *ct(145.875, viable(end, 35.0, kill=0.01), codes.STABLE),
        *not_yet(end),
        (end, codes.HAIC_ENDED, codes.ENDED_CAP),
        (end, codes.UNTIL_CT, 2.0 * MONTH),
        *ct(end + 2.0 * MONTH, viable(end + 2.0 * MONTH + 0.25, 35.0, kill=0.01), codes.STABLE),
    ]
    changes = {"treatment.toxicity": 1, "tumour.kill_median": 0.01, "policy.max_courses": 2}
    (life,) = lived(changes)
    same_life(life[: len(expected)], expected)


def test_toxicity_ends_chemotherapy_after_the_first_cycle(lived):
    # nobody has been scanned yet: the first CT comes 17 days after the cover of the last cycle, the next two months later
    expected = [
        *port(),
        *cycle(8.0, first=True),
        (15.0, codes.TOXICITY, 1.0),
        (15.0, codes.HAIC_ENDED, codes.ENDED_TOXICITY),
        (15.0, codes.UNTIL_CT, 17.0),
        *ct(32.0, viable(32.25, NO_DRUG), codes.STABLE),
        (32.25, codes.UNTIL_CT, 2.0 * MONTH),
    ]
    changes = {"treatment.toxicity": 1, "treatment.toxicity_stop": 1}
    (life,) = lived(RESISTS | changes)
    same_life(life[: len(expected)], expected)


def test_whom_nothing_else_kills_the_life_table_kills_on_its_day(lived):
    # where the cumulative hazard of men, straight between birthdays, has risen by the budget since the 36th
    hazard = cumulative_hazard("male")
    age = np.interp(hazard[AGE] + chance(key.LIFE_TABLE), hazard, np.arange(len(hazard)))
    (life,) = lived(RESPONDS, 1, "run.horizon.value=60")
    assert life[-1] == (pytest.approx((age - AGE) * 365.25, rel=1e-9), codes.DEATH, codes.OF_OTHER_CAUSE)


def test_six_wait_for_one_theatre_and_a_meeting_that_hears_three(lived):
    # All six are ready on day 53.25. Meetings are on days 0, 28, 56, 84: 0, 1, 2 are heard on 56, 3, 4, 5 on 84. The
    # theatre has one list a fortnight, days 56, 70, 84 ... : the first three are operated on days 56, 70, 84; on day 84
    # patient 2 has waited longest, so 3, 4, 5 follow on days 98, 112, 126. From day 84 on the CT of day 53.25 is more than
    # 28 days old: theatre waits a quarter of a day for another; the tumour has hardly grown, still a partial response.
    capacity = ["capacity.meeting={places: 3, every: {value: 28, unit: d}, grade: assumed, source: by hand}"]
    capacity += ["capacity.theatre={places: 1, every: {value: 14, unit: d}, grade: assumed, source: by hand}"]
    lives = lived(RESPONDS, 6, *capacity)
    ratio = viable(FIRST_CT)
    heard, operated = [56.0, 56.0, 56.0, 84.0, 84.0, 84.0], [56.0, 70.0, 84.0, 98.0, 112.0, 126.0]
    for life, meeting_day, day in zip(lives, heard, operated, strict=True):
        begins = day if day < 84.0 else day + 0.25
        waited = day - meeting_day
        expected = [
            *port_and_first_course(),
            *first_ct(ratio, codes.PARTIAL),
            *meeting(meeting_day, ratio, viable(meeting_day), waited=meeting_day - FIRST_CT),
            *(operation(day, waited) if day < 84.0 else restaged(day, waited)),
            (home(begins), codes.DISEASE_FREE, codes.NEVER - home(begins)),
        ]
        alive = [row for row in life if row[1] != codes.DEATH]  # one of them may meet the life table
        same_life(alive, expected)


def test_an_operation_is_cancelled_when_the_tumour_has_grown_again_in_the_queue(lived):
    # doubling in 20 days: 0.01155 a day; kill 0.05 a day for 28 days. On day 53.25 ln r = 0.615 - 1.4 = -0.785: PR. The
    # list of day 60 is patient 0's; the next is on day 120. The CT is then 66.75 days old, and another of a quarter of a
    # day shows ln r = 0.01155 x 120.25 - 1.4 = -0.011, 2.2 times the nadir: progression; the theatre's list is lost.
    capacity = ["capacity.theatre={places: 1, every: {value: 60, unit: d}, grade: assumed, source: by hand}"]
    changes = {"tumour.kill_median": 0.05}
    first, second = lived(doubling(20) | changes, 2, *capacity)
    ratio = viable(FIRST_CT, kill=0.05, tvdt=20.0)
    begin = [*port_and_first_course(), *first_ct(ratio, codes.PARTIAL), *meeting(FIRST_CT, ratio, ratio)]
    free = (home(60.0), codes.DISEASE_FREE, codes.NEVER - home(60.0))
    same_life(first, [*begin, *operation(60.0, waited=60.0 - FIRST_CT), free])
    late = [
        (120.0, codes.GRANTED + codes.THEATRE, 120.0 - FIRST_CT),
        *ct(120.0, viable(120.25, kill=0.05, tvdt=20.0), codes.PROGRESSIVE),
        (120.25, codes.CANCELLED, 120.0 - FIRST_CT),
        (120.25, codes.PROGRESSED, 0.0),
        (120.25, codes.HAIC_ENDED, codes.ENDED_PROGRESSION),
    ]
    same_life(second, [*begin, *late])


def test_the_operation_follows_the_decision_after_its_lead_time_and_the_tumour_goes_on_meanwhile(lived):
    # 21 days give or take 7 by the patient's own number; the hazard of 0.01 a day ends with the operation
    lead = 21.0 + 7.0 * (2.0 * addressed((SEED, 0, 0), 0, key.LEAD_TIME, 0) - 1.0)
    assert 14.0 <= lead <= 28.0
    operated = FIRST_CT + lead
    ratio = viable(FIRST_CT)
    expected = [
        *port_and_first_course(),
        *first_ct(ratio, codes.PARTIAL),
        *meeting(FIRST_CT, ratio, ratio),
        (FIRST_CT, codes.RESTING, lead),
        *operation(operated),
        (home(operated), codes.DISEASE_FREE, codes.NEVER - home(operated)),
    ]
    said = {"surgery.lead_time": 21, "surgery.lead_scatter": 7, "survival.death_by_tumour": 0.01}
    assert chance(key.LIFETIME) > 0.01 * operated
    (life,) = lived(RESPONDS | said)
    same_life(life, expected)
    rate = chance(key.LIFETIME) / (operated - 1.0)  # and whoever is to die the day before it is not operated
    (life,) = lived(RESPONDS | said | {"survival.death_by_tumour": rate})
    assert life[-1] == (pytest.approx(operated - 1.0, rel=1e-12), codes.DEATH, codes.OF_TUMOUR)


def test_without_haic_cts_go_on_and_the_meeting_judges_what_they_show(lived):
    # doubling in 100 days: g = ln 2 / 300; the first CT two months after entry (day 61.125): ln r = 0.14, the second 61.125
    # days later (122.25): ln r = 0.28, 33% more than at diagnosis. Nothing is ever infused, no port is laid.
    ratio = [viable(61.125 * k, NO_DRUG, tvdt=100.0) for k in (1, 2)]
    expected = [
        *port()[:3],
        (0.0, codes.UNTIL_CT, 2.0 * MONTH),
        *ct(60.875, ratio[0], codes.STABLE),
        *not_yet(61.125),
        (61.125, codes.UNTIL_CT, 2.0 * MONTH),
        *ct(122.0, ratio[1], codes.PROGRESSIVE),
        (122.25, codes.PROGRESSED, 0.0),
    ]
    (life,) = lived(RESPONDS | doubling(100), 1, "policy.haic=off")
    same_life(life, expected)


def test_outcomes_of_the_responder_by_hand(shipped):
    said = overrides(RESPONDS | new_cancer(SHOWS))
    record = run(shipped("kurume", *said, "arrivals.days=[0]", "run.patients=1")).records[0]
    by_hand = {
        "entry_day": 0.0,
        "age_years": 36.0,
        "first_haic_day": 8.0,
        "last_haic_day": 34.0,  # the fourth cycle's infusion, from day 29
        "haic_days": 26.0,
        "full_cycles": 4.0,
        "first_ct_day": 53.25,
        "first_ct_afp": 1500.0 * (80.0 / 71.0) ** 2.0 * viable(FIRST_CT) ** 6.0,
        "first_ct_pivka": 2000.0 * (80.0 / 71.0) ** 1.4 * viable(FIRST_CT) ** 4.2,
        "conversion_day": 53.25,
        "hepatectomy_day": 53.25,
        "discharge_day": 53.25 + 525.0 / 1440.0 + 20.0,
        "recurrence_day": 453.25,
        "recurrence_found_day": 509.8125,
        "size_before_mm": 80.0,
        "size_measured_mm": 80.0,  # the CT measures without error here
        "lesions_after": 1,
        "vp_after": 3,
        "vv_after": 0,
        "child_pugh_after": 5,
        "retraction": 1.0 - exp(-0.84),
        "size_after_mm": 80.0 * exp(-0.6 * 0.84),
        "operation_minutes": 525.0,
    }
    for name, value in by_hand.items():
        assert record[name] == pytest.approx(value, rel=1e-5), name
    assert (record["afp_after"], record["pivka_after"]) == (record["first_ct_afp"], record["first_ct_pivka"])
    assert np.isnan(record["death_day"])
    assert np.isnan(record["progression_day"])
    assert (record["cycles"], record["scans"], record["meetings"], record["cancelled"]) == (4, 1, 1, 0)
    assert (record["seeds_at_entry"], record["seeds_at_surgery"], record["seeds_left"]) == (0, 0, 0)
    assert codes.RESPONSES[int(record["best_response"])] == "PR"
    assert record["first_ct_response"] == codes.PARTIAL
    assert record["recurrence_treatment"] == codes.HAIC_AGAIN
    assert record["procedure"] == codes.RIGHT_HEPATECTOMY
    assert record["converted"]
    assert record["resected"]
    assert record["thrombectomy"]
    assert not record["refused"]


def test_what_no_ct_had_shown_recurs_on_the_day_of_the_operation(lived):
    # the new cancer is of 10 mm on day 60, between the CT of day 53.25 and the operation of day 73.25; what shows by the day
    # of discharge is found at the first visit after it, three months after the operation
    shown = 60.0
    changes = new_cancer(shown) | {"surgery.lead_time": 20, "surgery.ultrasound": 0, "seeding.seed_growth": 1}
    (life,) = lived(RESPONDS | changes)
    facts = {event: (day, value) for day, event, value in life}
    assert facts[codes.HEPATECTOMY][0] == FIRST_CT + 20.0
    assert facts[codes.RECURS_IN] == (FIRST_CT + 20.0, 0.0)
    assert facts[codes.RECURRED][0] == found(FIRST_CT + 20.0, home(FIRST_CT + 20.0)) == 164.5625


def test_a_new_cancer_that_ultrasound_finds_is_gone_and_the_next_comes_in_its_own_time(lived):
    shown, operated = 60.0, FIRST_CT + 20.0
    per_day = chance(key.DE_NOVO) / shown
    changes = new_cancer(shown) | {"surgery.lead_time": 20, "surgery.ultrasound": 1}
    (life,) = lived(RESPONDS | changes)
    facts = {event: (day, value) for day, event, value in life}
    assert facts[codes.ULTRASOUND] == (operated, 1.0)
    assert facts[codes.RECURS_IN][1] == pytest.approx(chance(key.DE_NOVO, 1) / per_day)
