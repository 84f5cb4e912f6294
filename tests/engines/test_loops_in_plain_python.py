"""Authority: the SimPy engine. The compiled engine's loops, run as the plain Python they are written in, write its journal.

The same small worlds as in `tests/parity/test_both_engines_on_small_worlds.py`, other draws; nothing is compiled here.
"""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import simpy
from hypothesis import HealthCheck, given, settings
from plain_engine import PlainEngine
from scripts import Play, ask, by_compiled, by_process, fate, free, note, script, stay

from haicsim.sim.codes import ASK, FREE, NEVER, NOTE, STAY
from haicsim.sim.engines import process, run_patients
from haicsim.sim.engines.hospital import open_hospital
from haicsim.sim.errors import StoryError
from haicsim.sim.journal import as_rows
from haicsim.sim.patient import dtype, people
from haicsim.sim.random_numbers import RandomStream

sys.path.append(str(Path(__file__).parents[1] / "parity"))

from test_both_engines_on_small_worlds import plays


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> PlainEngine:
    return PlainEngine(script, monkeypatch)


# the fixture only puts stand-ins in place, so one of it serves all draws
@pytest.mark.slow
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(play=plays())
def test_the_loops_write_the_journal_of_simpy_in_200_drawn_worlds(plain: PlainEngine, play: Play) -> None:
    assert by_compiled(plain, play).tobytes() == by_process(play).tobytes()


CROWD = [[note(), ask(0), stay(1.0), free(0), note(41), stay(2.0)] for _ in range(8)]


def test_a_journal_in_pieces_is_the_journal_in_one(plain: PlainEngine, monkeypatch) -> None:
    play = Play(CROWD, deaths={3: 2.5})
    whole = by_process(play)
    rows, theta = play.rows(), play.theta()
    granted = plain.grants(rows, theta, (1, 0, 0), *play.hospital(), play.horizon)
    for most in (1, 2, 5, 6, 7, 48, 1000):
        pieces = list(plain.pieces(rows, theta, (1, 0, 0), play.horizon, granted, most=most))
        assert np.concatenate(pieces).tobytes() == whole.tobytes()
    monkeypatch.setattr(plain, "pieces", partial(plain.pieces, most=7))
    assert by_compiled(plain, play).tobytes() == whole.tobytes()
    some = list(plain.pieces(rows, theta, (1, 0, 0), play.horizon, granted, start=2, stop=4))
    assert np.concatenate(some).tobytes() == whole[np.isin(whole["patient"], (2, 3))].tobytes()


def test_every_row_reaches_the_record_of_its_patient(plain: PlainEngine, monkeypatch) -> None:
    opened, said = [], []
    monkeypatch.setattr(run_patients, "open_record", lambda out, k, p, i: opened.append((k, i)))
    monkeypatch.setattr(run_patients, "record", lambda out, i, *row: said.append((i, *row)))
    play = Play(CROWD, deaths={3: 2.5})
    rows, theta = play.rows(), play.theta()
    granted = plain.grants(rows, theta, (1, 0, 0), *play.hospital(), play.horizon)
    plain.records(rows, theta, (1, 0, 0), play.horizon, granted, np.zeros(8, [("a", "f8")]), 1)
    assert opened == [(i, i) for i in range(8)]
    assert said == by_process(play).tolist()


def test_one_patient_alone_has_a_record_and_a_fault_on_the_way_to_it_is_said(
    plain: PlainEngine, monkeypatch
) -> None:
    said = []
    monkeypatch.setattr(run_patients, "open_record", lambda *_: None)
    monkeypatch.setattr(run_patients, "record", lambda out, i, *row: said.append((i, *row)))
    for words, places in (CROWD[0], 1), ([stay(-1.0)], 0):
        play = Play([words], places=[places])
        rows, theta = play.rows(), play.theta()
        granted = plain.grants(rows, theta, (1, 0, 0), *play.hospital(), play.horizon)
        asked = rows, theta, (1, 0, 0), play.horizon, granted, np.zeros(1, [("a", "f8")]), 1
        if places:
            plain.records(*asked)
            assert said == by_process(play).tolist()
        else:
            with pytest.raises(StoryError, match=r"stays in activity 20 for -1\.0 days"):
                plain.records(*asked)


def test_where_no_records_are_wanted_none_are_opened_or_written(plain: PlainEngine, monkeypatch) -> None:
    opened, said = [], []
    monkeypatch.setattr(run_patients, "open_record", lambda *_: opened.append(1))
    monkeypatch.setattr(run_patients, "record", lambda *_: said.append(1))
    assert len(by_compiled(plain, Play(CROWD))) > 0
    assert (opened, said) == ([], [])


def test_a_hospital_whose_sessions_are_not_said_of_every_resource_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        open_hospital(simpy.Environment(), np.array([1, 2]), np.zeros(1))


def test_patients_of_a_later_block_keep_their_numbers(plain: PlainEngine) -> None:
    play = Play(CROWD, deaths={3: 2.5})
    told = by_compiled(plain, play, (1, 0, 100))
    assert told.tobytes() == by_process(play, (1, 0, 100)).tobytes()
    assert set(told["patient"]) == set(range(100, 108))


NOT_ALLOWED = {
    "a stay of less than nothing": ([stay(-1.0)], "stays in activity 20 for -1.0 days"),
    "a stay without end": ([stay(float("inf"))], "stays in activity 20 for inf days"),
    "a stay of no number": ([stay(float("nan"))], "stays in activity 20 for nan days"),
    "a second place of what is held": ([ask(0), ask(0)], "asks for resource 0 while holding"),
    "giving back what is not held": ([free(0)], "gives back resource 0 without holding"),
    "a second place of what is held, of another kind": (
        [ask(0), ask(2), ask(2)],
        "asks for resource 2 while holding",
    ),
    "giving back what is not held, of another kind": (
        [ask(0), free(2)],
        "gives back resource 2 without holding",
    ),
    "a day of death that is no number": ([fate(float("nan"))], "has a day of death that is not a number"),
}


@pytest.mark.parametrize("places", [0, 1])
@pytest.mark.parametrize("what", NOT_ALLOWED)
def test_what_a_story_may_not_do_is_refused_in_the_same_words_by_both(
    plain: PlainEngine, what: str, places: int
) -> None:
    words, why = NOT_ALLOWED[what]
    play = Play([[stay(1.0)], [note(), *words, note()]], places=[places] * 3, arrivals=[0.0, 2.0])
    said = []
    for run in (lambda: by_process(play, (1, 0, 7)), lambda: by_compiled(plain, play, (1, 0, 7))):
        try:
            said.append(run().tolist())
        except StoryError as refusal:
            said.append(str(refusal))
    assert said[0] == said[1]
    refused = isinstance(said[0], str)
    assert refused == (places > 0 or "held" not in what)  # what is unlimited may be had twice
    assert not refused or ("atient 8" in said[0] and why in said[0])


def clock(p: Any, i: int, theta: Any, stream: Any) -> Iterator[tuple[int, int, float]]:
    p[i].death_day, p[i].death_cause = NEVER, 0
    for verb, what, amount in (ask(0), stay(1.5), free(0), stay(0.25)):
        yield NOTE, 40, p[i].now
        yield verb, what, amount
    yield NOTE, 40, p[i].now


def test_the_clock_a_story_reads_is_the_day_on_which_it_is_lived(monkeypatch: pytest.MonkeyPatch) -> None:
    # the second comes on day 3 and waits for half a day, the third for two days
    rows, places = np.zeros(3, dtype([])), (np.array([1]), np.zeros(1), 1000.0)
    rows["arrival"] = [2.0, 3.0, 3.0]
    told = PlainEngine(clock, monkeypatch).journal(rows, rows, (1, 0, 0), *places)
    simpy = as_rows(process.run_patients(clock, people(rows), None, RandomStream(1), *places))
    assert told.tobytes() == simpy.tobytes()
    read = told[told["event"] == 40]
    assert read["value"].tolist() == read["day"].tolist()
    assert read["day"].tolist() == [
        2.0,
        2.0,
        3.5,
        3.5,
        3.75,
        3.0,
        3.5,
        5.0,
        5.0,
        5.25,
        3.0,
        5.0,
        6.5,
        6.5,
        6.75,
    ]


def visits(p: Any, i: int, theta: Any, stream: Any) -> Iterator[tuple[int, int, float]]:
    p[i].death_day, p[i].death_cause = NEVER, 0
    for _ in range(2):
        yield ASK, 0, 0.0
        yield STAY, 20, 1.0
        yield FREE, 0, 0.0


def test_300_at_once_outgrow_the_lists_the_loops_begin_with(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, places = np.zeros(300, dtype([])), (np.array([2]), np.zeros(1), 1000.0)
    told = PlainEngine(visits, monkeypatch).journal(rows, rows, (1, 0, 0), *places)
    simpy = as_rows(process.run_patients(visits, people(rows), None, RandomStream(1), *places))
    assert told.tobytes() == simpy.tobytes()
    granted = told[told["event"] == 0]
    assert len(granted) == 600
    assert sorted(granted["day"]) == [float(k // 2) for k in range(600)]  # two a day, nobody idle
