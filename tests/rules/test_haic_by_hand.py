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
from haicsim.sim.codes import COMPLETE, NEVER, PARTIAL, STABLE
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
    assert when(rows, codes.SCANNING) == pytest.approx([53.0, 114.125])
    assert [row[2] for row in rows if row[1] == codes.HAIC_ENDED] == [codes.ENDED_CAP]
    assert when(rows, codes.HAIC_ENDED) == pytest.approx([114.375])


def test_whichever_is_due_first_comes_next():
    theta = [
        SimpleNamespace(
            later_cycles=(4.0,) * 3, cycles_after_toxicity=2.0, max_courses=3.0, induction_cycles=4.0, cycle_infusion_days=5.0,
            cycle_rest_days=2.0,
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


@pytest.mark.parametrize(("vp", "due"), [(0, True), (2, True), (3, False), (4, False)])
def test_tace_is_never_for_a_patient_with_major_thrombus_at_diagnosis(vp, due):
    # whatever is left of the thrombus today: here next to nothing
    p = [
        SimpleNamespace(
            scans=2, vp=vp, response=STABLE, taces=0, thrombus_mm=30.0, growth=0.0, size_day=100.0, arrival=0.0,
            held_back=0.0, kill=0.1, kill_days=60.0, liver_ml=1200.0, volume_ml=200.0,
        )
    ]  # fmt: skip
    theta = [
        SimpleNamespace(
            tace_at_ct=2.0, tace_vp_limit=2.0, tace_most=1.0, thrombus_kill=1.0, volume_cap=0.6,
            grade_from_mm=(3.0, 6.0, 9.0, 15.0, 3.0, 7.5, 15.0),
        )
    ]  # fmt: skip
    assert tace_due(p, 0, theta) == due
