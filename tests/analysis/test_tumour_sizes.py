"""Tumour sizes in pictures: baseline sums against true sizes and case reports, changes and courses against hand work."""

from functools import cache

import numpy as np
import pytest
from journals_by_hand import Life, baselines, of_every_kind, world

from haicsim.analysis.figures.spider import courses
from haicsim.analysis.figures.waterfall import best_changes
from haicsim.analysis.patient_report.build import report_of
from haicsim.analysis.results.baseline_ct import baseline_sums, first_assessed
from haicsim.analysis.results.events import CountedRun, counted_run, rows_of
from haicsim.sim import codes
from haicsim.sim.replay import JournalRow, ReplayMismatchError
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.theta import theta


@cache
def lived(*overrides: str) -> CountedRun:
    """People of the reference, their journal kept."""
    size = ["run.patients=150", "run.seed=3", "run.engine=compiled"]
    return counted_run(run(load_scenario("kurume", [*size, *overrides])))


def test_without_error_of_measurement_the_baseline_of_a_single_lesion_is_its_true_size() -> None:
    everyone = lived("tumour.ct_error=0", "tumour.ct_error.range=[0, 0.06]")
    places = first_assessed(everyone.records, 60)
    single = places[everyone.records["lesions"][places] == 1]
    assert len(single) > 10
    sums = baseline_sums(everyone, places.tolist())
    assert np.array_equal(sums[single], everyone.records["size_before_mm"][single])
    assert np.isfinite(sums).sum() == len(places)


def test_the_baseline_is_that_of_the_case_report() -> None:
    everyone = lived()
    assert everyone.journal is not None
    places = first_assessed(everyone.records, 15).tolist()
    sums = baseline_sums(everyone, places)
    for place in places:
        rows = [
            JournalRow(*row) for row in rows_of(everyone.journal, place)[["day", "event", "value"]].tolist()
        ]
        entry = float(everyone.records["entry_day"][place])
        assert sums[place] == report_of(everyone.scenario, place, 0, entry, rows).person.baseline_mm


def test_a_response_of_the_targets_shows_in_the_change_and_nothing_else_does() -> None:
    everyone = lived()
    assert everyone.journal is not None
    sums = baseline_sums(everyone, first_assessed(everyone.records, 150).tolist())
    changes = best_changes(everyone.journal, everyone.records, sums)
    partial = float(theta(everyone.scenario)[0]["partial_response"])
    responded = changes["response"] <= codes.PARTIAL
    assert responded.sum() > 10
    assert (changes["change"][responded] <= partial - 1.0 + 1e-9).all()
    assert (np.diff(changes["change"]) <= 0.0).all()
    assert len(changes) == np.isfinite(sums).sum()


def test_a_journal_of_another_model_is_noticed() -> None:
    everyone = lived()
    assert everyone.journal is not None
    journal = everyone.journal.copy()
    journal["value"][journal["event"] == codes.MEASURED] += 1.0
    other = CountedRun(everyone.scenario, everyone.records, journal)
    with pytest.raises(ReplayMismatchError):
        baseline_sums(other, first_assessed(other.records, 1).tolist())


def test_without_a_journal_nobody_is_told_again() -> None:
    everyone = lived()
    with pytest.raises(ValueError, match="without a journal"):
        baseline_sums(CountedRun(everyone.scenario, everyone.records, None), [0])


def test_best_changes_are_those_worked_out_by_hand() -> None:
    journal, records = world(*of_every_kind())
    changes = best_changes(journal, records, baselines(records))  # 60 mm everybody
    by_place = dict(zip(changes["place"].tolist(), changes["change"].tolist(), strict=True))
    by_hand = {0: 36, 1: 30, 2: 33, 3: 58, 4: 130, 7: 0, 8: 41, 9: 50, 10: 40}
    assert by_place == pytest.approx({place: mm / 60.0 - 1.0 for place, mm in by_hand.items()})
    assert changes["place"].tolist() == [4, 3, 9, 8, 10, 0, 2, 1, 7]
    assert changes["response"][-1] == codes.COMPLETE
    assert changes["converted"].tolist() == [False, False, True, True, False, True, True, True, True]


def test_who_has_no_baseline_is_left_out() -> None:
    journal, records = world(*of_every_kind())
    sums = baselines(records)
    sums[4], sums[7] = np.nan, 0.0
    assert not {4, 7} & set(best_changes(journal, records, sums)["place"].tolist())
    assert not {4, 7} & {course.place for course in courses(journal, records, sums)}


def test_courses_are_those_worked_out_by_hand() -> None:
    life = Life(100.0).port().course().ct(48.0, codes.STABLE).course(2).ct(30.0, codes.PARTIAL).meeting()
    refusing = life.note(codes.REFUSED).course(2).ct(45.0, codes.PROGRESSIVE)
    (course,) = courses(*world(refusing), np.array([60.0]))
    month = 30.4375
    # entered on day 100, infused on 110; CT after 28 days, then 30 + 14 days later, and again
    assert course.months == pytest.approx([-10 / month, 28 / month, 72 / month, 116 / month])
    assert course.percent == pytest.approx([100.0, 80.0, 50.0, 75.0])
    assert course.decision == 2
    assert course.progressed


def test_who_is_never_converted_has_no_decision() -> None:
    (course,) = courses(*world(Life().port().course().ct(58.0, codes.STABLE)), np.array([60.0]))
    assert (course.decision, course.progressed) == (0, False)
