"""Authority: the rules of docs/cohort.md, and calculations by hand: files of a team that are read or refused seldom."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from team_file import GOOD, HEAD
from worlds_by_hand import NEVER, lives

from haicsim.analysis.cohort import lay_beside, read, text
from haicsim.analysis.cohort.describe import Description
from haicsim.analysis.cohort.lay_beside import simulated_people
from haicsim.analysis.cohort.look_alikes import LookAlikes
from haicsim.analysis.cohort.read import Series, read_series
from haicsim.analysis.cohort.unlike import unlike
from haicsim.analysis.cohort.verdict import LONGER, sentences
from haicsim.analysis.validation.candidate_pool import Pool
from haicsim.sim.errors import Fault, InputError

TODAY = date(2025, 1, 1)
WITH_BLOOD = HEAD.replace("size_mm", "size_mm,bilirubin_mg_dl,albumin_g_dl")
Team = Callable[..., Path]


def faults(path: Path) -> list[Fault]:
    with pytest.raises(InputError) as refused:
        read_series(path, today=TODAY)
    return refused.value.faults


def said(path: Path) -> list[tuple[int | None, str, str]]:
    return [(fault.line, fault.path, fault.rule) for fault in faults(path)]


@pytest.mark.parametrize(
    ("bilirubin", "albumin", "column", "rule"),
    [
        ("0.8", "41", "albumin_g_dl", "must be between 1 and 6.5 g/dl; is it in g/l?"),
        ("0.8", "66", "albumin_g_dl", "must be between 1 and 6.5 g/dl"),  # no albumin in any unit
        ("17", "4.1", "bilirubin_mg_dl", "must be between 0.1 and 15 mg/dl; is it in umol/l?"),
        ("0.01", "4.1", "bilirubin_mg_dl", "must be between 0.1 and 15 mg/dl"),  # too low for either unit
    ],
)
def test_a_value_in_the_unit_of_another_laboratory_is_asked_about(
    team: Team, bilirubin: str, albumin: str, column: str, rule: str
) -> None:
    rows = tuple(row.replace(size, f"{size}{bilirubin},{albumin},") for row, size in _sizes(GOOD))
    assert said(team(rows=rows, head=WITH_BLOOD)) == [(line, column, rule) for line in range(2, 8)]


def _sizes(rows: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each row, with its cell of size and the comma behind it."""
    return [(row, f"{row.split(',')[5]},") for row in rows]


def counted_days(last_contact: str) -> tuple[str, ...]:
    return tuple(f"P{n},60,3,0,5,80,PR,no,no,0,,,{last_contact}" for n in range(6))


def test_days_since_a_start_reach_forty_thousand_and_no_further(team: Team) -> None:
    assert read_series(team(rows=counted_days("40000")), today=TODAY).values["last_contact"][0] == 40_000.0
    rule = "must be between 0 and 40000 days since a start"
    assert said(team(rows=counted_days("40001")))[0] == (2, "last_contact", rule)


def test_a_table_of_more_patients_than_one_team_has_is_refused_as_a_whole(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "MOST_PATIENTS", 6)
    assert len(read_series(team(), today=TODAY)) == 6
    monkeypatch.setattr(read, "MOST_PATIENTS", 5)
    broken = team(("63,3", "old,3"))  # nothing else is said of it
    assert said(broken) == [(None, "", "has 6 patients, and at most 5 are taken")]


def test_an_unknown_column_is_named_and_the_others_are_still_read(team: Team) -> None:
    rows = tuple(f"{row},fine" for row in GOOD)
    found = said(team(("63,3", "old,3"), rows=rows, head=f"{HEAD},notes"))
    assert [(line, column) for line, column, _ in found] == [(1, "notes"), (2, "age_years")]


def test_dates_without_a_column_of_starts_are_refused_and_counted_days_are_not(team: Team) -> None:
    head = HEAD.replace(",start", "")
    dated = tuple(",".join(cell for n, cell in enumerate(row.split(",")) if n != 9) for row in GOOD)
    rule = "is a column that must be there where days are dates, and is missing"
    assert (1, "start", rule) in said(team(rows=dated, head=head))
    counted = tuple(f"P{n},60,3,0,5,80,PR,no,no,,,{100 + n}" for n in range(6))
    found = read_series(team(rows=counted, head=head), today=TODAY)
    assert found.values["last_contact"].tolist() == [100, 101, 102, 103, 104, 105]


def test_a_file_too_large_for_one_team_is_not_even_read(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    path = team()
    monkeypatch.setattr(text, "_LARGEST", path.stat().st_size)
    assert len(read_series(path, today=TODAY)) == 6
    monkeypatch.setattr(text, "_LARGEST", path.stat().st_size - 1)
    rule = "is larger than 20 MB: that is no table of one team's patients"
    assert said(path) == [(None, "", rule)]


def test_rows_of_empty_cells_are_no_patients_and_later_lines_keep_their_numbers(team: Team) -> None:
    empty = "," * HEAD.count(",")
    rows = (*GOOD[:3], empty, " ," + empty[1:], *GOOD[3:])
    assert len(read_series(team(rows=rows), today=TODAY)) == 6
    assert [(line, column) for line, column, _ in said(team(("66,0,0", "old,0,0"), rows=rows))] == [
        (7, "age_years")  # a line of names, three patients, two empty lines, then P4
    ]


def test_that_the_look_alikes_are_rough_is_said_where_it_holds_for_more_than_a_fifth() -> None:
    described = Description(10, 30, {}, 0, {}, (1, 1, 1), (1, 1, 1), {}, None, {})  # type: ignore[arg-type]
    mean = SimpleNamespace(months=60.0, team=30.0, low=15.0, high=21.0)
    beside: Any = SimpleNamespace(mean=mean, level=0.95)
    rough = {
        widened: sentences(
            LONGER, beside, described, LookAlikes((), np.array([1] * widened + [0] * (10 - widened)))
        )
        for widened in (2, 3)
    }
    assert not any("rougher" in each for each in rough[2])
    assert rough[3][-1] == (
        "For 30% of the patients too few simulated ones were alike in everything: the comparison is rougher."
    )


def test_a_patient_of_whom_nothing_is_known_is_left_out_of_the_distance() -> None:
    """Ages of the reference 41 to 60: 17 lie further from 50.5 than 52 (48.5 to 52.5 keep 4), or none than 60."""
    reference = lives(age_years=[40.0 + age for age in range(1, 21)])
    for name in ("size_measured_mm", "lesions", "bilirubin", "albumin", "icg_r15", "afp", "pivka"):
        reference[name] = 1
    known = unlike(Series("", {"age_years": np.array([52.0, 60.0])}, (), {}), reference)
    with_one_more = unlike(Series("", {"age_years": np.array([52.0, np.nan, 60.0])}, (), {}), reference)
    assert known.further == pytest.approx((16 / 20 + 0.0) / 2)
    assert with_one_more == known


@pytest.mark.parametrize(
    ("rule", "zero"), [("resected", "hepatectomy_day"), ("all_starters", "first_haic_day")]
)
def test_where_nobody_simulated_is_admitted_there_is_nothing_to_compare(
    rule: str, zero: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = lives(group=["A", "B"], **{zero: [NEVER, NEVER]})
    monkeypatch.setattr(lay_beside, "pool", lambda *_: Pool(records, 2, 1826.0, 1, 2, 1, ""))
    scenario: Any = SimpleNamespace(name="nobody is operated")
    with pytest.raises(InputError) as refused:
        simulated_people(scenario, rule, lambda *_: None)
    assert str(refused.value) == (
        f"nobody is operated: no simulated patient is admitted by the rule of entry {rule}: there is nothing to compare."
    )
    records[zero][1] = 10.0
    assert simulated_people(scenario, rule, lambda *_: None).records["patient"].tolist() == [1]
