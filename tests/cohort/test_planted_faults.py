"""Faults planted by hand in a team's file: each is named with line, column and rule (the rules of docs/cohort.md)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from team_file import GOOD, HEAD

from haicsim.analysis.cohort.columns import EXAMPLES
from haicsim.analysis.cohort.read import MOST_FAULTS, read_series
from haicsim.analysis.cohort.template import template
from haicsim.sim.errors import Fault, InputError

TODAY = date(2025, 1, 1)
Change = tuple[str, str]
# what is replaced by what; then the line and column of the fault, and words of its rule
PLANTED: dict[str, tuple[Change, int | None, str, str]] = {
    "an unknown column": (("vp,vv", "vp,vv2"), 1, "vv2", "is no column"),
    "a missing column": (("child_pugh,", "lesions,"), 1, "child_pugh", "is missing"),
    "a column twice": (("best_response", "vp"), 1, "vp", "stands 2 times"),
    "a day of no calendar": (("2018-04-02", "2018-02-30"), 2, "start", "no day of any calendar"),
    "a month of no calendar": (("2018-06-11", "2018-13-11"), 3, "start", "no day of any calendar"),
    "death before the operation": (
        ("2021-01-10,2021-01-10", "2019-08-19,"),
        5,
        "death",
        "before the operation",
    ),
    "death before the start": (("2019-07-03", "2017-07-03"), 3, "death", "before the start"),
    "operation before the start": (("2018-09-14", "2018-03-14"), 2, "operation", "before the start"),
    "last contact before the operation": (
        ("2023-05-30", "2018-09-01"),
        2,
        "last_contact",
        "before the operation",
    ),
    "last contact before the start": (("2020-02-17", "2018-02-17"), 4, "last_contact", "before the start"),
    "last contact after death": (
        ("2021-01-10,2021-01-10", "2021-01-10,2021-02-10"),
        5,
        "last_contact",
        "after death",
    ),
    "neither death nor last contact": (("2020-02-17", ""), 4, "last_contact", "no day of death"),
    "text in a number": (("P1,63", "P1,old"), 2, "age_years", "must be a number"),
    "a unit in a number": (("5,85,", "5,85 mm,"), 2, "size_mm", "without words or units"),
    "not-a-number": (("5,85,", "5,nan,"), 2, "size_mm", "must be a number"),
    "infinite": (("5,85,", "5,inf,"), 2, "size_mm", "must be a number"),
    "a limit in place of a number": (("5,85,", "5,<85,"), 2, "size_mm", "is a limit"),
    "a decimal comma": (("5,85,", '5,"85,5",'), 2, "size_mm", "decimal comma"),
    "a comma between thousands": (("5,85,", '5,"1,085",'), 2, "size_mm", "between thousands"),
    "one patient twice": (("P2,", "P1,"), 3, "patient", "stands on line 2 too"),
    "a patient without a name": (("P2,", ","), 3, "patient", "must not be empty"),
    "Vp5": (("71,4,2", "71,5,2"), 3, "vp", "between 0 and 4"),
    "Vp written out": (("71,4,2", "71,Vp4,2"), 3, "vp", "must be a number"),
    "Vv4": (("71,4,2", "71,4,4"), 3, "vv", "between 0 and 3"),
    "half a grade": (("71,4,2", "71,3.5,2"), 3, "vp", "whole number"),
    "no grade": (("71,4,2", "71,,2"), 3, "vp", "must not be empty"),
    "Child-Pugh 4": (("2,6,110", "2,4,110"), 3, "child_pugh", "between 5 and 15"),
    "Child-Pugh A": (("2,6,110", "2,A,110"), 3, "child_pugh", "must be a number"),
    "one size in cm": (("5,85,", "5,4.5,"), 2, "size_mm", "is it in cm?"),
    "a size below nothing": (("5,85,", "5,-85,"), 2, "size_mm", "between 5 and 400"),
    "an age of 430": (("P1,63", "P1,430"), 2, "age_years", "between 18 and 110"),
    "a child": (("P1,63", "P1,6"), 2, "age_years", "between 18 and 110"),
    "another word for yes": (("yes,yes,2018", "yes,Y,2018"), 2, "resected", "must be yes or no"),
    "yes as a number": (("yes,yes,2018", "1,yes,2018"), 2, "converted", "must be yes or no"),
    "no answer": (("yes,yes,2018", "yes,,2018"), 2, "resected", "must not be empty"),
    "an operation of who is not resected": (
        ("yes,yes,2018", "yes,no,2018"),
        2,
        "operation",
        "resected is no",
    ),
    "a response of no name": (("PR,yes,yes,2018", "MR,yes,yes,2018"), 2, "best_response", "one of CR, PR"),
    "a future date": (("2023-05-30", "2033-05-30"), 2, "last_contact", "in the future"),
    "a date of another century": (("2018-04-02", "1918-04-02"), 2, "start", "before 1970"),
    "the day first": (("2018-04-02", "02.04.2018"), 2, "start", "year-month-day"),
    "slashes": (("2018-04-02", "4/2/2018"), 2, "start", "year-month-day"),
    "days among dates": (("2018-09-14", "165"), 2, "operation", "write all in one way"),
    "words for a date": (("2018-09-14", "autumn"), 2, "operation", "must be a date"),
    "no start": (("2018-04-02", ""), 2, "start", "must not be empty"),
    "a cell too many": (("2023-05-30", "2023-05-30,x"), 2, "", "has 14 cells"),
    "a cell too few": (("P3,58,", "P3,"), 4, "", "has 12 cells"),
}
# the whole file as bytes; the line, and words of the rule
_TEXT = "\n".join((HEAD, *GOOD))
WHOLE: dict[str, tuple[bytes, int | None, str]] = {
    "nothing in it": (b"", None, "is empty"),
    "comments only": (b"# mine\n\n", None, "is empty"),
    "names only": (HEAD.encode(), 1, "no patient"),
    "UTF-16": (_TEXT.encode("utf-16"), None, "UTF-16"),
    "Latin 1": (_TEXT.replace("P3", "Müller").encode("latin-1"), 4, "not UTF-8 (byte 0xFC"),
    "a workbook": (b"PK\x03\x04....", None, "workbook"),
    "no text": (b"patient\0age", None, "no text"),
    "an open quotation mark": (_TEXT.replace("P3", '"P3').encode(), None, "is no table"),
}


def faults(path: Path) -> list[Fault]:
    with pytest.raises(InputError) as refused:
        read_series(path, today=TODAY)
    assert refused.value.exit_code == 2
    return refused.value.faults


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_named_where_it_stands(name: str, team: Callable[..., Path]) -> None:
    change, line, column, rule = PLANTED[name]
    path = team(change)
    found = [(fault.line, fault.path, rule in fault.rule, fault.file) for fault in faults(path)]
    assert (line, column, True, str(path)) in found


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_no_table_is_named(name: str, tmp_path: Path) -> None:
    content, line, rule = WHOLE[name]
    path = tmp_path / "team.csv"
    path.write_bytes(content)
    (found,) = faults(path)
    assert rule in found.rule
    assert line is None or found.line == line


def test_forty_faults_at_least_are_planted_and_the_file_without_one_is_read(
    team: Callable[..., Path],
) -> None:
    assert len(PLANTED) + len(WHOLE) >= 40
    assert len(read_series(team(), today=TODAY)) == len(GOOD)


def test_a_file_that_is_not_there_and_a_folder_are_named(tmp_path: Path) -> None:
    assert "cannot be read" in faults(tmp_path / "none.csv")[0].rule
    assert "cannot be read" in faults(tmp_path)[0].rule


def test_made_up_patients_beside_ones_own_are_named_and_alone_they_are_read(tmp_path: Path) -> None:
    file = tmp_path / "ours.csv"
    file.write_text(template(), encoding="utf-8")
    assert len(read_series(file)) == len(EXAMPLES)
    file.write_text(f"{template()}{EXAMPLES[0].replace('P01', 'Q07')}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_series(file)
    assert len(caught.value.faults) == len(EXAMPLES)
    assert all("made-up patients" in fault.rule for fault in caught.value.faults)


def test_the_nearest_name_is_offered(team: Callable[..., Path]) -> None:
    assert faults(team(("child_pugh", "child_pughs")))[0].nearest == "child_pugh"


def test_all_faults_are_told_at_once_in_the_order_of_the_file(team: Callable[..., Path]) -> None:
    found = faults(team(("P1,63", "P1,430"), ("71,4,2", "71,5,2"), ("2020-02-17", "2033-01-01")))
    assert [(fault.line, fault.path) for fault in found] == [(2, "age_years"), (3, "vp"), (4, "last_contact")]


def test_more_faults_than_are_shown_are_counted(team: Callable[..., Path]) -> None:
    rows = tuple(f"P{place},430,9,0,5,80,PR,no,no,2018-04-02,,,2019-01-01" for place in range(60))
    found = faults(team(rows=rows))
    assert len(found) == MOST_FAULTS + 1
    assert found[-1].rule == "20 more faults are not shown"


def test_sizes_in_centimetres_are_asked_about_and_taken_where_meant(team: Callable[..., Path]) -> None:
    path = team(
        *((f",{mm},", f",{cm},") for mm, cm in (("85", "8.5"), ("110", "11"), ("64", "6.4"), ("92", "9.2")))
    )
    (found,) = faults(path)
    assert (found.path, "are they in cm?" in found.rule) == ("size_mm", True)
    assert read_series(path, accept=True, today=TODAY).values["size_mm"][0] == 8.5


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolons"), ("\t", "tabs"), (",", "commas")])
def test_separators_and_a_byte_order_mark_are_understood_and_said(
    separator: str, name: str, tmp_path: Path
) -> None:
    path = tmp_path / "team.csv"
    path.write_bytes(b"\xef\xbb\xbf" + _TEXT.replace(",", separator).replace("\n", "\r\n").encode())
    found = read_series(path, today=TODAY)
    assert len(found) == len(GOOD)
    assert f"columns are separated by {name}" in found.understood
    assert any("byte order mark" in each for each in found.understood)


def test_dates_and_days_give_the_same_patients(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text(f"{HEAD.replace('start,', '')}\nP1,63,3,0,5,85,PR,yes,yes,165,,1884\n", encoding="utf-8")
    found = read_series(path, today=TODAY)
    dated = tmp_path / "dates.csv"
    dated.write_text(f"{HEAD}\n{GOOD[0]}\n", encoding="utf-8")
    same = read_series(dated, today=TODAY)
    for name in ("operation", "last_contact"):  # 2 April to 14 September 2018, and to 30 May 2023, by hand
        assert found.values[name][0] == same.values[name][0]
