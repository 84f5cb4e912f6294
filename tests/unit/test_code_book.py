"""Authority: the book of journal events itself, walked line by line: every event is named, and meant by all who read it."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from haicsim.analysis.measures.states import DIED_OF_CANCER, changes
from haicsim.analysis.patient_report.build import BESIDES, OPERATION_FIELDS, ReportBuilder
from haicsim.analysis.patient_report.model import Fact
from haicsim.analysis.patient_report.read import value_in_words
from haicsim.show.wording import said
from haicsim.sim import codes
from haicsim.sim.code_book import NO_ITEM, NOTHING, OPERATION_LINE, OWN_ITEM, CodeRange, Event, ResourceRange
from haicsim.sim.journal import ROW, as_rows
from haicsim.sim.outcomes.initial import open_record
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.outcomes.table import event_name
from haicsim.sim.outcomes.update import never_reached, record

NAMES = RECORD.names or ()
STARTS = (
    codes.FIRST_ACTIVITY,
    codes.HAIC_FACTS,
    codes.MEETING_FACTS,
    codes.OPERATION_FACTS,
    codes.LATER_FACTS,
)
each = pytest.mark.parametrize("event", codes.EVENTS, ids=[event.label for event in codes.EVENTS.values()])


# ---- Codes


def test_one_more_line_is_one_more_event_and_moves_no_other() -> None:
    book: dict[int, Event] = {}
    first, second = CodeRange(book, 10, 12), CodeRange(book, 20, 29)
    assert [first("a", "mm", NO_ITEM), second("b", "mm", NO_ITEM), first("c", NOTHING, OWN_ITEM)] == [
        10,
        20,
        11,
    ]
    assert first("more", "days", "It {days}.", "column") == 12
    assert book[12] == Event("more", "days", "It {days}.", ("column",), {})
    assert list(book) == [10, 20, 11, 12]
    with pytest.raises(ValueError, match="no code is left for 'too many': 10 to 12"):
        first("too many", "mm", NO_ITEM)


def test_a_label_or_a_code_given_twice_is_refused() -> None:
    book: dict[int, Event] = {}
    CodeRange(book, 10, 19)("a", "mm", NO_ITEM)
    with pytest.raises(ValueError, match="'a', is in the book already"):
        CodeRange(book, 20, 29)("a", "mm", NO_ITEM)
    with pytest.raises(ValueError, match="event 10"):
        CodeRange(book, 10, 19)("b", "mm", NO_ITEM)


def test_a_resource_has_its_number_and_its_grant() -> None:
    book: dict[int, Event] = {}
    granted = ResourceRange(book, 50, 2)
    assert [granted.resource("ct", "CT"), granted.resource("ward", "ward")] == [0, 1]
    assert book[51] == Event("gets ward", "days waited", OWN_ITEM, ("ward_waited_days",), {})
    with pytest.raises(ValueError, match="no code is left"):
        granted.resource("icu", "ICU")


def test_there_is_room_for_more_of_everything_in_a_journal() -> None:
    used = {start: sum(start <= code < end for code in codes.EVENTS) for start, end in ranges()}
    assert all(end - start - used[start] >= 800 for start, end in ranges()), used
    assert np.iinfo(ROW["event"]).max >= codes.LAST_FACT
    assert len(codes.RESOURCES) <= codes.MOST_RESOURCES <= codes.FIRST_ACTIVITY


def ranges() -> list[tuple[int, int]]:
    return list(zip(STARTS, [*STARTS[1:], codes.LAST_FACT + 1], strict=True))


def test_files_name_every_event_apart() -> None:
    assert {event_name(code): code for code in codes.EVENTS} == codes.EVENT_CODES
    assert len(codes.EVENT_CODES) == len(codes.EVENTS)


@each
def test_an_event_says_what_it_is_and_what_its_value_means(event: int) -> None:
    row = codes.EVENTS[event]
    assert row.label
    assert row.value
    points_at_names = row.value.startswith(("code of", "bits of"))
    for value in row.names or ([1] if points_at_names else []):
        text = value_in_words(event, float(value))
        assert text
        assert not text.startswith("code"), "a code that stays a number"
        assert not text.startswith("bits of")


# ---- What an event means to a patient's record


def opened(**fields: Any) -> Any:
    """The record of somebody to whom nothing has happened but what is said."""
    nothing = dict.fromkeys(("group", "vp", "vv", "t_stage", "aetiology", "male", "attempts", "age_days", "bsa_m2",
                             "icg_r15", "bilirubin", "albumin", "far_at_entry",
                             "potential", "afp_baseline", "pivka_baseline", "arrival"), 0)  # fmt: skip
    row = SimpleNamespace(replication=0, patient=0, counted=True)
    open_record([row], 0, [SimpleNamespace(**nothing, score=5, lesions=1, lesion_mm=[60.0])], 0)
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def changed(event: int, value: float, **fields: Any) -> set[str]:
    """The columns that this event changes in such a record."""
    before, row = opened(**fields), opened(**fields)
    record([row], 0, 20.0, event, value)
    assert set(vars(row)) == set(NAMES), "no column that is not there"
    return {name for name in NAMES if not same(getattr(before, name), getattr(row, name))}


def same(a: Any, b: Any) -> bool:
    return bool(a == b or (math.isnan(a) and math.isnan(b)))


UNDER_WAY = {
    "first_haic_day": 1.0, "last_haic_day": 30.0, "haic_days": 29.0, "infusion_days": 9.0, "failing_now": 8,
    "recurrences": 1, "recurrence_day": 25.0, "recurrence_site": 2, "recurrence_treatment": codes.ABLATION,
    "recurrence_found_day": 25.0, "scans": 1, "last_ct_afp": 900.0, "last_ct_pivka": 700.0,
}  # fmt: skip


@each
def test_an_event_changes_the_columns_it_says_and_no_other(event: int) -> None:
    seen: set[str] = set()
    for value in {0.5, 1.0, 2.0, 3.0, *map(float, codes.EVENTS[event].names)}:
        for fields in ({}, UNDER_WAY):
            seen |= changed(event, value, **fields)
    assert seen == set(codes.EVENTS[event].fills)


@pytest.mark.parametrize("start", STARTS)
def test_an_event_added_to_a_range_changes_nothing_until_it_is_handled(start: int) -> None:
    end = dict(ranges())[start]
    free = [code for code in range(start, end) if code not in codes.EVENTS]
    for code in (free[0], free[-1]):
        assert not changed(code, 2.0)
        assert not changed(code, 2.0, **UNDER_WAY)


def test_whatever_ends_haic_says_why_the_meeting_was_never_reached() -> None:
    ends = set(codes.HAIC_ENDS) - {codes.HAIC_GOING_ON, codes.ENDED_OPERATION}
    reasons = {never_reached(end) for end in ends}
    assert len(reasons) == len(ends)
    assert reasons <= set(codes.NEVER_REACHED) - {codes.REACHED}


# ---- What an event means to the patient report, and to where a patient is


def test_every_event_is_in_the_patient_report_or_left_out_on_purpose() -> None:
    by = {report: {code for code, event in codes.EVENTS.items() if event.report == report}
          for report in (OWN_ITEM, OPERATION_LINE)}  # fmt: skip
    assert by[OWN_ITEM] == set(ReportBuilder.__new__(ReportBuilder).own_items())
    assert by[OPERATION_LINE] == BESIDES | set(OPERATION_FIELDS)
    assert not BESIDES & set(OPERATION_FIELDS)


@pytest.mark.parametrize("event", [code for code, event in codes.EVENTS.items() if event.sentence])
def test_a_sentence_of_the_report_can_be_said(event: int) -> None:
    row = codes.EVENTS[event]
    for value in row.names or [3]:
        (text,) = said(Fact(1.0, row.label, float(value), row.names.get(value, "")), None)
        assert text.endswith((".", "."))
        assert not {"{", "}"} & set(text)
    assert ("{detail}" in row.report) == bool(row.names)


def test_everybody_who_dies_leaves_the_living() -> None:
    for cause in set(codes.DEATH_CAUSES) - {codes.ALIVE}:
        (change,) = changes(as_rows([(0, 5.0, codes.DEATH, float(cause))]))
        assert change["state"] >= DIED_OF_CANCER
