"""Authority: hand calculation, of the suite with one place and five patients of `test_hospital_by_hand.py`."""

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from by_hand import Visit, result_of

from haicsim.analysis.animation.event_log import COLUMNS, as_csv, event_log
from haicsim.analysis.animation.page import calendar_date, page, years
from haicsim.analysis.animation.stages import GONE, STAGES, counts, movers
from haicsim.sim import codes
from haicsim.sim.errors import InputError
from haicsim.sim.journal import as_rows

FIVE = [
    Visit(0.0, 0.0, 30.0),
    Visit(10.0, 20.0, 40.0),
    Visit(20.0, 40.0, dies=True),
    Visit(50.0, 20.0, 30.0),
    Visit(90.0, 10.0, 5.0),
]
HERE = Path("by-hand")


def rows_of(patient: int) -> list[tuple[str, str, float, int | None]]:
    mine = [row for row in event_log(result_of(FIVE, 1)) if row.entity_id == patient]
    return [(row.event_type, row.event, row.time, row.resource_id) for row in mine]


def test_the_second_patients_rows() -> None:
    assert rows_of(1) == [
        ("arrival_departure", "arrival", 10.0, None),
        ("queue", "waiting for angiography suite", 10.0, None),
        ("resource_use", "in angiography suite", 30.0, 1),
        ("resource_use_end", "leaves angiography suite", 70.0, 1),
        ("arrival_departure", "depart", 10.0 + 60 * 365.25, None),
    ]


def test_who_dies_in_the_queue_uses_nothing() -> None:
    assert rows_of(2) == [
        ("arrival_departure", "arrival", 20.0, None),
        ("queue", "waiting for angiography suite", 20.0, None),
        ("arrival_departure", "depart", 60.0, None),
    ]


def test_rows_are_as_many_as_the_journal_has_requests_and_grants() -> None:
    rows = event_log(result_of(FIVE, 1))
    kinds = [row.event_type for row in rows]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "arrival_departure": 10, "queue": 5, "resource_use": 4, "resource_use_end": 4
    }  # fmt: skip
    assert [row.time for row in rows] == sorted(row.time for row in rows)


def test_two_places_are_two_numbers_and_the_lowest_free_one_is_taken() -> None:
    """0 holds place 1 for 30 days, 1 holds place 2 from day 10; 2 comes on day 40 into place 1."""
    log = event_log(result_of([Visit(0.0, 0.0, 30.0), Visit(10.0, 0.0, 50.0), Visit(40.0, 0.0, 5.0)], 2))
    assert {row.entity_id: row.resource_id for row in log if row.event_type == "resource_use"} == {
        0: 1,
        1: 2,
        2: 1,
    }


def test_the_file_has_vidigis_columns_and_empty_cells_where_there_is_no_place() -> None:
    read = list(csv.DictReader(StringIO(as_csv(event_log(result_of(FIVE, 1))))))
    assert tuple(read[0]) == COLUMNS == ("entity_id", "pathway", "event_type", "event", "time", "resource_id")
    assert {row["resource_id"] for row in read if row["event_type"] != "resource_use"} <= {"", "1"}
    assert read[0] == {"entity_id": "0", "pathway": "A", "event_type": "arrival_departure", "event": "arrival",
                       "time": "0.0", "resource_id": ""}  # fmt: skip


def one_life():
    """Enters on day 5, waits 7 days for the suite, is offered surgery on day 40, operated on 50, home on 62, dies on 90."""
    result = result_of([Visit(5.0, 7.0, 1.0)], 1)
    journal = as_rows([
        (0, 5.0, codes.STARTED, 80.0),
        (0, 12.0, codes.GRANTED + codes.SUITE, 7.0),
        (0, 12.0, codes.PORT_IMPLANTATION, 1.0),
        (0, 20.0, codes.UNTIL_CT, 4.0),
        (0, 40.0, codes.OFFERED, 0.0),
        (0, 50.0, codes.HEPATECTOMY, 0.0),
        (0, 62.0, codes.DISCHARGED, 12.0),
        (0, 90.0, codes.RECURRED, float(codes.LUNG)),
        (0, 90.0, codes.DEATH, float(codes.OF_TUMOUR)),
    ])  # fmt: skip
    result.records["death_day"] = 90.0
    return type(result)(result.scenario, result.records, (journal,), result.choice, "")


def test_one_life_stage_by_stage() -> None:
    (mover,) = movers(one_life())
    said = [(move.day, STAGES[move.stage] if move.stage != GONE else "gone") for move in mover.moves]
    assert said == [
        (5.0, "waiting for HAIC"),
        (12.0, "on HAIC"),
        (20.0, "waiting for the CT"),
        (24.0, "on HAIC"),
        (40.0, "accepted for surgery"),
        (50.0, "operated, in hospital"),
        (62.0, "followed after surgery"),
        (90.0, "gone"),
    ]
    assert (mover.at(4.9), mover.at(5.0), mover.at(89.9), mover.at(90.0)) == (GONE, 0, 7, GONE)


def test_everybody_who_is_there_is_in_one_stage() -> None:
    everybody = movers(one_life())
    assert [sum(counts(everybody, day)) for day in (0, 5, 30, 89, 90)] == [0, 1, 1, 1, 0]


def test_the_calendar_begins_on_the_first_of_january_of_year_1() -> None:
    assert (calendar_date(0.0), calendar_date(31.5)) == ("1 January, year 1", "1 February, year 1")
    assert calendar_date(365.0) == "1 January, year 2"


def test_the_page_fetches_nothing_can_be_paused_and_heeds_who_wants_no_motion() -> None:
    text = page(one_life(), HERE)
    assert "http" not in text
    assert not re.search(r"<(?:script|img|link)[^>]+(?:src|href)=", text)
    assert re.search(r'<button id="play"[^>]*>Play</button>', text)
    assert text.count("prefers-reduced-motion: reduce") == 2  # no transition, and no start by itself
    assert "<noscript>" in text
    assert '"people":[[0,"A",[[5.0,0],[12.0,1]' in text


def test_a_year_without_patients_is_refused() -> None:
    assert years(one_life()) == (1, 1)
    with pytest.raises(InputError, match="has no year 2 to show: patients enter in the years 1 to 1"):
        page(one_life(), HERE, 2)
