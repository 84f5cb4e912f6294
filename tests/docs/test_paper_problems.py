"""The page of the paper's problems and the shipped marks are what the audit finds today, and the page invents nothing."""

import re
from collections.abc import Mapping

import pytest
from tree import ROOT

from haicsim import generate
from haicsim.analysis.audit import Report, audit
from haicsim.analysis.audit.calibration_targets import marks_text, read_marks, usable_targets
from haicsim.analysis.studies import Study, load_study
from haicsim.show.problems import CHECKS, problems_page


@pytest.fixture(scope="module")
def written() -> Mapping[str, str]:
    return generate.pages_of_the_audit()


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study("kurume")


@pytest.fixture(scope="module")
def report(study: Study) -> Report:
    return audit(study)


def test_neither_is_stale(written: Mapping[str, str]) -> None:
    assert len(written) == 2
    for name, text in written.items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, f"{name}: run `make docs`"


def test_the_shipped_marks_are_what_the_comparison_reads(study: Study, report: Report) -> None:
    assert dict(read_marks("kurume")) == usable_targets(study, report)


def test_every_finding_is_told_once_and_every_figure_that_is_no_target(study: Study, report: Report) -> None:
    marks = usable_targets(study, report)
    page = problems_page(study, report, marks)
    assert len(re.findall(r"^- Printed: ", page, re.MULTILINE)) == len(report.findings) > 0
    told = set(re.findall(r"\| `([\w.]+)` \|", page))
    assert told == {ref for ref, mark in marks.items() if mark.status != "usable"}


def test_every_kind_of_finding_has_a_heading_of_its_own(report: Report) -> None:
    assert {finding.check for finding in report.findings} <= set(CHECKS)
    sources = "\n".join(path.read_text() for path in (ROOT / "analysis" / "audit").glob("*.py"))
    assert set(re.findall(r'^CHECK = "([\w -]+)"', sources, re.MULTILINE)) <= set(CHECKS)


def test_a_study_without_findings_makes_a_page_that_says_so(study: Study) -> None:
    nothing = Report(study.name, "any", ())
    page = problems_page(study, nothing, usable_targets(study, nothing))
    assert "0 contradictions" in page
    assert "- Printed" not in page


@pytest.mark.slow
def test_the_marks_of_a_study_that_has_changed_are_made_anew(study: Study, report: Report, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "other.yaml"
    text = (ROOT / "analysis" / "studies" / "kurume.yaml").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    planted = marks_text(study, report).replace("status: doubtful", "status: unusable")
    path.with_suffix(".marks.yaml").write_text(planted, encoding="utf-8")
    assert "doubtful" not in {mark.status for mark in read_marks(path).values()}, (
        "marks of this very study are believed"
    )
    path.write_text(text.replace('percent: "26"', 'percent: "28"'), encoding="utf-8")
    fresh = load_study(path)
    assert fresh != study
    assert dict(read_marks(path)) == usable_targets(fresh, audit(fresh))
