"""A case says the same as the patient's outcomes, keeps measured and true apart, and gives the reasons of the meeting."""

from functools import cache

import numpy as np
import pytest

from haicsim.analysis.patient_report.build import report_of
from haicsim.analysis.patient_report.model import (
    Course,
    Fact,
    Meeting,
    Operation,
    PatientReport,
    RecurrenceEvent,
    Scan,
)
from haicsim.show.wording import said
from haicsim.sim.codes import PROCEDURES, RESPONSES
from haicsim.sim.criteria import CODES, CRITERIA, DECISIONS
from haicsim.sim.replay import JournalRow
from haicsim.sim.run import Result, run
from haicsim.sim.scenario.load import load_scenario

PATIENTS = 250
NEVER = ("disease", False)  # whoever has progressed comes to no meeting


@cache
def lived(*overrides: str) -> tuple[Result, tuple[PatientReport, ...]]:
    """People of the reference, each with the case."""
    size = [f"run.patients={PATIENTS}", "run.seed=7", "run.engine=compiled"]
    result = run(load_scenario("kurume", [*size, *overrides]))
    rows: dict[int, list[JournalRow]] = {patient: [] for patient in range(PATIENTS)}
    for who, day, event, value in result.journals[0].tolist():
        rows[who].append(JournalRow(day, event, value))
    entry = result.records["entry_day"]
    cases = tuple(report_of(result.scenario, k, 0, float(entry[k]), rows[k]) for k in range(PATIENTS))
    return result, cases


def of(case: PatientReport, kind: type) -> list:  # type: ignore[type-arg]
    return [item for item in case.items if isinstance(item, kind)]


@pytest.mark.slow
def test_a_case_counts_what_the_outcomes_count() -> None:
    result, cases = lived()
    for record, case in zip(result.records, cases, strict=True):
        assert len(of(case, Scan)) == record["scans"]
        assert len(of(case, Meeting)) == record["meetings"]
        assert len(of(case, Operation)) == record["resected"]
        # who dies before a visit could find what already showed has a recurrence and no visit that tells of it
        unfound = record["recurrences"] == 1 and np.isnan(record["recurrence_found_day"])
        assert len(of(case, RecurrenceEvent)) == record["recurrences"] - unfound
        assert sum(course.cycles for course in of(case, Course)) == record["cycles"]
        assert [item.day for item in case.items] == sorted(item.day for item in case.items)
        facts = [fact.name for fact in of(case, Fact)]
        assert facts.count("death") == (record["death_cause"] >= 0)
        assert facts.count("severe toxicity") == record["toxicities"]
        assert facts.count("TACE given") == record["taces"]
        if (
            record["last_haic_day"] != record["death_day"]
        ):  # an infusion that death cut short is told as planned
            assert record["cisplatin_mg"] == pytest.approx(case.cisplatin_mg, rel=1e-12)
            assert record["fluorouracil_mg"] == pytest.approx(case.fluorouracil_mg, rel=1e-12)
        assert ("patient refuses surgery" in facts) == record["refused"]


def test_the_person_is_the_one_of_the_outcomes() -> None:
    result, cases = lived()
    for record, case in zip(result.records, cases, strict=True):
        person = case.person
        assert (person.vp, person.vv, person.child_pugh) == (record["vp"], record["vv"], record["child_pugh"])
        assert (len(person.lesions), person.male) == (record["lesions"], record["male"])
        assert person.true_icg_r15 == pytest.approx(record["icg_r15"], rel=1e-6)
        assert person.lesions[0].viable_mm == record["size_before_mm"]
        assert max(lesion.viable_mm for lesion in person.lesions) == person.lesions[0].viable_mm


@pytest.mark.slow
def test_without_error_of_ct_what_is_measured_is_true() -> None:
    _, cases = lived("tumour.ct_error=0", "tumour.ct_error.range=[0, 1]", "tumour.detection_limit=0",
                     "tumour.detection_limit.range=[0, 1]")  # fmt: skip
    scans = [scan for case in cases for scan in of(case, Scan)]
    assert len(scans) > 300
    for scan in scans:
        assert scan.targets_mm == pytest.approx(scan.truth.targets_mm, rel=1e-12)
        assert scan.largest_anatomical_mm == pytest.approx(scan.truth.largest_anatomical_mm, rel=1e-12)
        assert scan.thrombus_mm == pytest.approx(scan.truth.thrombus_mm, rel=1e-12, abs=1e-9)


def test_with_error_of_ct_measured_and_true_differ_by_about_that_error() -> None:
    _, cases = lived()
    single = [scan for case in cases if len(case.person.lesions) == 1 for scan in of(case, Scan)]
    off = [scan.targets_mm / scan.truth.targets_mm - 1.0 for scan in single if scan.targets_mm > 0]
    assert 0.02 < sum(abs(each) for each in off) / len(off) < 0.055


def test_necrosis_makes_the_anatomical_size_the_larger_one() -> None:
    _, cases = lived()
    for case in cases:
        for scan in of(case, Scan):
            assert scan.truth.largest_anatomical_mm >= scan.truth.largest_viable_mm * (1 - 1e-12)


def test_progression_always_has_a_reason_and_nothing_else_has_one() -> None:
    _, cases = lived()
    scans = [scan for case in cases for scan in of(case, Scan)]
    assert sum(scan.response == "PD" for scan in scans) > 50
    for scan in scans:
        assert bool(scan.progressed_by) == (scan.response == "PD")
        if scan.response == "PR":
            assert scan.from_baseline <= -0.3


def test_the_meeting_decides_by_the_first_criterion_that_fails() -> None:
    _, cases = lived()
    meetings = [meeting for case in cases for meeting in of(case, Meeting)]
    assert len(meetings) > 200
    for meeting in meetings:
        assert list(meeting.passed) == ["disease", "response", "liver", "tumour", "vessels", "fitness"]
        failed = [name for name, passed in meeting.passed.items() if not passed]
        assert list(meeting.explained) == list(meeting.passed)
        assert all(meeting.explained.values())
        expected = DECISIONS[CODES[failed[0]]] if failed else "resectable"
        assert meeting.decision == expected


@pytest.mark.slow
def test_every_criterion_is_explained_where_it_passes_and_where_it_fails() -> None:
    every = [row.key for row in CRITERIA if row.margin]
    _, cases = lived("policy.unfit=0.2", f"policy.criteria=[{', '.join(every)}]")
    seen: dict[tuple[str, bool], set[str]] = {}
    for meeting in (meeting for case in cases for meeting in of(case, Meeting)):
        lines = said(meeting, None)[1:]  # type: ignore[arg-type]  # no person is asked for
        assert lines == [
            f"{'+' if passed else '[bold]-[/bold]'} {key}: {meeting.explained[key]}"
            for key, passed in meeting.passed.items()
        ]
        for key, passed in meeting.passed.items():
            seen.setdefault((key, passed), set()).add(meeting.explained[key])
    assert set(seen) == {(key, passed) for key in every for passed in (True, False)} - {NEVER}
    for key in set(every) - {"disease"}:
        assert seen[key, True] - seen[key, False], "the sentence depends on what was found"


def test_the_liver_criterion_fails_by_the_numbers_shown() -> None:
    _, cases = lived()
    seen = set()
    for case in cases:
        for meeting in of(case, Meeting):
            enough = (
                meeting.remnant_k >= meeting.limits["remnant_k"] and meeting.score <= meeting.limits["score"]
            )
            enough = enough and not meeting.decompensated
            if enough:
                assert meeting.passed["liver"]
            elif meeting.score > meeting.limits["score"] or meeting.decompensated:
                assert not meeting.passed["liver"]
            seen.add((enough, meeting.passed["liver"]))
    assert seen == {(True, True), (False, False), (False, True)}, "the third: a soft limit"


def test_an_operation_follows_a_meeting_that_found_the_patient_resectable() -> None:
    result, cases = lived()
    operated = 0
    for record, case in zip(result.records, cases, strict=True):
        for operation in of(case, Operation):
            before = [meeting for meeting in of(case, Meeting) if meeting.day <= operation.day]
            assert before[-1].decision == "resectable"
            assert operation.procedure == PROCEDURES[record["procedure"]]
            assert operation.minutes == pytest.approx(record["operation_minutes"], rel=1e-6)
            assert operation.risk in (0.003, 0.08, 0.16)
            operated += 1
    assert operated > 15


@pytest.mark.slow
def test_what_is_left_behind_is_what_recurs() -> None:
    _, cases = lived("recurrence.de_novo.hcv=0", "recurrence.de_novo.hcv.range=[0, 1]", "recurrence.de_novo.hbv=0",
                     "recurrence.de_novo.hbv.range=[0, 1]", "recurrence.de_novo.neither=0",
                     "recurrence.de_novo.neither.range=[0, 1]")  # fmt: skip
    kept = [case for case in cases if of(case, Operation)]
    assert kept
    for case in kept:
        (operation,) = of(case, Operation)
        found = of(case, RecurrenceEvent)
        if not operation.seeds_left:
            assert not found
        elif found:
            shows = min(seed.shows_day for seed in operation.seeds_left)
            assert found[0].detectable_day == pytest.approx(shows, abs=1e-6)
            assert found[0].day >= found[0].detectable_day


@pytest.mark.slow
def test_doses_add_up_from_cycles_dose_intensity_and_body_surface() -> None:
    result, cases = lived("treatment.toxicity=0", "treatment.toxicity.range=[0, 1]")
    for record, case in zip(result.records, cases, strict=True):
        if case.cisplatin_mg:
            assert case.fluorouracil_mg / case.cisplatin_mg == pytest.approx(170 / 7, rel=1e-12)
            surface = case.cisplatin_mg / (7.0 * 5 * record["cycles"])
            assert 1.0 <= surface <= 2.4


def test_every_response_has_its_name() -> None:
    _, cases = lived()
    named = {scan.response for case in cases for scan in of(case, Scan)}
    assert named <= set(RESPONSES.values())
    assert {"PR", "SD", "PD"} <= named
