"""Authority: the paper's Methods, worked out by hand day by day in a world that stands still.

The induction is four cycles from day 8, its cover ends on day 36. A course of four cycles takes 28 days and the rest
30.4375, so further courses would begin on days 66.4375, 124.875, 183.3125 and so on.
"""

from types import SimpleNamespace

import pytest
from life import life, lives, values, when
from still import RESISTS, RESPONDS, SEED

from haicsim.sim import codes
from haicsim.sim import stream_keys as key
from haicsim.sim.codes import COMPLETE, HAIC_OFF, HAIC_ON, NEVER, PARTIAL, PROGRESSIVE, STABLE
from haicsim.sim.pathway.haic import course_is_next, planned_cycles
from haicsim.sim.pathway.tace import tace_due
from haicsim.sim.random_numbers import addressed

COURSES = [66.4375, 124.875, 183.3125, 241.75, 300.1875]


def starts(rows, course: int = 4) -> list[float]:
    """The first day of every course of four cycles."""
    return when(rows, codes.INFUSION)[::course]


def test_the_first_ct_falls_some_days_after_the_induction_by_the_patients_own_luck():
    # 17 days after day 36, give or take ten
    told = lives(RESISTS | {"treatment.first_ct_scatter": 10}, [0] * 40)
    days = [when(rows, codes.SCANNING)[0] for rows in told]
    stream = [addressed((SEED, 0, 0), patient, key.FIRST_CT, 0) for patient in range(40)]
    assert days == pytest.approx([36.0 + 17.0 + 10.0 * (2.0 * u - 1.0) for u in stream], rel=1e-12)
    assert min(days) < 46.0
    assert max(days) > 60.0


@pytest.mark.parametrize(
    ("courses", "response", "toxic", "cycles"),
    [
        (0, STABLE, 0, 5.0),
        (1, COMPLETE, 0, 4.0),
        (1, PARTIAL, 0, 3.0),
        (1, STABLE, 0, 1.0),
        (1, COMPLETE, 1, 2.0),
        (1, STABLE, 1, 1.0),
        (2, PARTIAL, 1, 2.0),
    ],
)
def test_cycles_follow_response_and_are_fewer_after_toxicity(courses, response, toxic, cycles):
    p = [SimpleNamespace(courses=courses, response=response, toxic_course=toxic)]
    theta = [SimpleNamespace(induction_cycles=5.0, later_cycles=(4.0, 3.0, 1.0), cycles_after_toxicity=2.0)]
    assert planned_cycles(p, 0, theta) == cycles


def test_a_stable_patient_gets_four_cycles_a_course_and_two_after_toxicity():
    assert starts(life(RESISTS))[1:6] == pytest.approx(COURSES)
    # toxicity in every cycle, no pause: the second course follows two months after day 36, two cycles to day 110.875; the
    # third would be on 171.75, but the CT due on 114.375 + 60.875 = 175.25 is nearer to its beginning and takes 0.25
    toxic = RESISTS | {"treatment.toxicity": 1, "policy.toxicity_pause": 0}
    assert when(life(toxic), codes.INFUSION)[4:7] == pytest.approx([96.875, 103.875, 172.0])


@pytest.mark.parametrize("months", [1, 2, 3])
def test_how_often_one_looks_does_not_change_when_chemotherapy_is_given(months):
    # a CT due just before a course holds it up by its quarter of a day, no more
    rows = life(RESISTS | {"policy.ct_interval": months, "policy.max_courses": 60})
    assert starts(rows)[1:6] == pytest.approx(COURSES, abs=1.0)


@pytest.mark.parametrize(
    ("interval_days", "second"),
    # 53.25 + 20 = 73.25 is nearer to the beginning of the course of 66.4375 than to its end, 94.4375; 53.25 + 30 not
    [(20.0, 66.4375), (30.0, 94.4375), (45.0, 98.25)],
)
def test_a_ct_due_within_a_course_is_taken_at_its_nearer_end(interval_days, second):
    rows = life(RESISTS | {"policy.ct_interval": interval_days}, "policy.ct_interval.unit=d")
    assert when(rows, codes.SCANNING)[:2] == pytest.approx([53.0, second])


def test_after_the_last_planned_course_there_is_one_ct_and_then_haic_ends():
    rows = life(RESISTS | {"policy.max_courses": 2})
    assert when(rows, codes.SCANNING)[:2] == pytest.approx([53.0, 114.125])
    assert [row[2] for row in rows if row[1] == codes.HAIC_ENDED] == [codes.ENDED_CAP]
    assert when(rows, codes.HAIC_ENDED) == pytest.approx([114.375])


def test_whichever_is_due_first_comes_next():
    theta = [
        SimpleNamespace(
            later_cycles=(4.0,) * 3, cycles_after_toxicity=2.0, max_courses=3.0, induction_cycles=4.0, cycle_infusion_days=5.0,
            cycle_rest_days=2.0, haic=float(HAIC_ON),
        )
    ]  # fmt: skip

    def next_is(**changes: float) -> bool:
        p = SimpleNamespace(courses=1, response=STABLE, toxic_course=0, course_due=100.0, unseen=1)
        vars(p).update(changes)
        return course_is_next([p], 0, theta)

    assert next_is(ct_due=114.5)
    assert not next_is(ct_due=113.5)
    assert not next_is(ct_due=90.0)
    assert next_is(ct_due=108.0, toxic_course=1)  # half of two cycles is a week
    assert not next_is(ct_due=500.0, courses=3)  # the last course waits for its CT
    assert next_is(ct_due=500.0, courses=3, unseen=0)
    assert next_is(ct_due=NEVER)
    assert next_is(ct_due=NEVER, courses=3)
    theta[0].haic = float(HAIC_OFF)
    assert not next_is(ct_due=114.5)  # a team without HAIC has CTs only


def test_a_response_asked_for_twice_counts_from_the_second_ct():
    # PR on day 53.25 counts as stable, on day 114.375 as PR: operated on that day, not never
    rows = life(RESPONDS | {"policy.confirmation": 1})
    assert values(rows, codes.RESPONSE) == [codes.STABLE, codes.PARTIAL]
    assert when(rows, codes.HEPATECTOMY) == pytest.approx([114.375])


def test_a_port_that_fails_twice_ends_haic_before_it_begins():
    rows = life(RESISTS | {"treatment.port_success": 0})
    assert when(rows, codes.PORT_IMPLANTATION) == [7.0, 8.0]
    assert [row for row in rows if row[1] == codes.HAIC_ENDED] == [(9.0, codes.HAIC_ENDED, codes.ENDED_PORT)]
    assert when(rows, codes.INFUSION) == []


def asks_for_tace(**changes: object) -> bool:
    """Whether a stable Vp2 patient gets TACE after the second CT, of a team that adds one for stable disease from then on."""
    p = SimpleNamespace(scans=2, vp=2, response=STABLE, taces=0)
    theta = SimpleNamespace(
        tace_at_ct=2.0, tace_vp_limit=2.0, tace_most=1.0, tace_first=0.0, tace_for=(0.0, 0.0, 1.0)
    )
    for name, value in changes.items():
        setattr(theta if name.startswith("tace_") else p, name, value)
    return tace_due([p], 0, [theta])


@pytest.mark.parametrize(("vp", "due"), [(0, True), (2, True), (3, False), (4, False)])
def test_tace_is_never_for_a_patient_with_major_thrombus_at_diagnosis(vp, due):
    assert asks_for_tace(vp=vp) == due
    assert not asks_for_tace(vp=vp, tace_vp_limit=-1.0)


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({}, True),
        ({"scans": 1}, False),
        ({"scans": 1, "tace_at_ct": 1.0}, True),
        ({"scans": 5}, True),
        ({"tace_at_ct": 0.0}, False),
        ({"taces": 1}, False),
        ({"taces": 1, "tace_most": 2.0}, True),
        ({"response": COMPLETE}, False),
        ({"response": PARTIAL}, False),
        ({"response": PARTIAL, "tace_for": (0.0, 1.0, 0.0)}, True),
        ({"response": STABLE, "tace_for": (0.0, 1.0, 0.0)}, False),
        ({"response": PROGRESSIVE, "tace_for": (1.0, 1.0, 1.0)}, False),
        ({"scans": 0}, False),
        ({"scans": 0, "tace_first": 1.0}, True),
        ({"scans": 0, "tace_first": 1.0, "tace_at_ct": 0.0}, True),
        ({"scans": 0, "tace_first": 1.0, "vp": 3}, False),
        ({"scans": 2, "tace_first": 1.0, "tace_at_ct": 0.0}, False),  # the first only
    ],
)
def test_tace_by_ct_response_and_number(changes, due):
    assert asks_for_tace(**changes) == due


def test_a_team_that_begins_with_tace_gives_it_before_the_port():
    # suite of day 0 to 0.2, ward until 5.2; then the week until the port: everything 5.2 days later than else. The kill of
    # 0.4 holds at once: day 58.45 shows exp(-0.4) = 67% of 80 mm, PR
    changes = {"policy.tace_first": 1, "policy.tace_vp_limit": 4, "treatment.tace_kill": 0.4}
    rows = life(RESISTS | changes)
    assert when(rows, codes.TACE) == [0.0]
    assert when(rows, codes.TACE_GIVEN) == [0.2]
    assert when(rows, codes.PORT_PLANNING) == [5.2]
    assert when(rows, codes.FIRST_INFUSION) == pytest.approx([13.2])
    assert when(rows, codes.RESPONSE)[0] == pytest.approx(58.45)
    assert values(rows, codes.RESPONSE)[0] == codes.PARTIAL
    assert values(rows, codes.MEASURED)[0] == pytest.approx(80.0 * 0.670320046, rel=1e-4)


STABLE_TWICE = RESISTS | {"policy.stop_at_ct": 2}


def test_haic_stops_where_the_team_waits_no_longer_for_a_response():
    # stable on day 53.25, and again on 114.375: the second CT is the one asked about
    rows = life(STABLE_TWICE, "policy.stop=stable")
    assert [row for row in rows if row[1] == codes.HAIC_ENDED] == [
        (pytest.approx(114.375), codes.HAIC_ENDED, codes.ENDED_NO_RESPONSE)
    ]
    assert len(when(rows, codes.INFUSION)) == 8
    assert when(rows, codes.SCANNING)[:3] == pytest.approx(
        [53.0, 114.125, 175.25]
    )  # CTs go on as for everybody
    assert values(life(STABLE_TWICE), codes.HAIC_ENDED) == [codes.ENDED_CAP]  # at progression only


@pytest.mark.parametrize(("share", "stopped"), [(0.9, True), (1.1, False)])
def test_haic_stops_where_afp_has_not_fallen_enough(share, stopped):
    # nothing kills and hardly anything grows: AFP stands at its start
    rows = life(STABLE_TWICE | {"policy.stop_marker": share}, "policy.stop=marker")
    assert values(rows, codes.HAIC_ENDED) == [codes.ENDED_NO_RESPONSE if stopped else codes.ENDED_CAP]
    assert (when(rows, codes.HAIC_ENDED) == pytest.approx([114.375])) is stopped


def test_a_response_goes_on_under_either_rule():
    # a thrombus that never draws back keeps the responder from surgery
    changes = RESPONDS | {"policy.stop_at_ct": 1, "tumour.thrombus_kill": 0, "policy.stop_marker": 0.5}
    for rule in ("stable", "marker"):
        assert values(life(changes, f"policy.stop={rule}"), codes.HAIC_ENDED) == [codes.ENDED_CAP]


def test_without_haic_there_is_no_port_no_infusion_and_no_end_of_it():
    rows = life(RESPONDS, "policy.haic=off")
    for event in (
        codes.PORT_IMPLANTATION,
        codes.INFUSION,
        codes.COURSE_GAP,
        codes.HAIC_ENDED,
        codes.DOSE_GIVEN,
    ):
        assert not when(rows, event)
    assert when(rows, codes.SCANNING)[:3] == pytest.approx(
        [60.875, 122.0, 183.125]
    )  # every two months and its stay


SURGERY_FIRST = ("policy.criteria=[disease, liver, tumour, vessels, fitness, consent]",)


@pytest.mark.parametrize("haic", ["on", "off"])
def test_a_team_that_operates_first_judges_on_the_day_of_entry(haic):
    # a lead time of 20 days; nothing has been infused
    changes = {"policy.surgery_first": 1, "policy.thrombus_retraction": 0, "surgery.lead_time": 20}
    rows = life(RESPONDS | changes, *SURGERY_FIRST, f"policy.haic={haic}")
    assert when(rows, codes.DECISION) == when(rows, codes.OFFERED) == [0.0]
    assert when(rows, codes.HEPATECTOMY) == [20.0]
    for event in (codes.PORT_IMPLANTATION, codes.INFUSION, codes.SCANNING, codes.HAIC_ENDED):
        assert not when(rows, event)


def test_whom_that_team_cannot_operate_it_treats_as_any_other():
    # the response is asked for, and there is none on day 0
    rows = life(RESPONDS | {"policy.surgery_first": 1})
    assert when(rows, codes.DECISION) == pytest.approx([0.0, 53.25])
    assert when(rows, codes.PORT_IMPLANTATION) == [7.0]
    assert when(rows, codes.HEPATECTOMY) == pytest.approx([53.25])
