"""Authority: the SimPy engine and lives worked out by hand, where the loops of the compiled engine are at a limit.

Lists that are full, stories without an end, faults of several patients, and what the engine is given besides a story. The
loops run as the plain Python they are written in.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from plain_engine import PlainEngine
from scripts import Play, ask, by_compiled, by_process, fate, free, note, script, stay

from haicsim.sim.codes import ASK, FREE, MOST_RESOURCES, NEVER, NOTE, STAY
from haicsim.sim.engines import process, run_patients
from haicsim.sim.errors import StoryError
from haicsim.sim.journal import as_rows
from haicsim.sim.patient import dtype, people
from haicsim.sim.random_numbers import RandomStream
from haicsim.sim.theta import plain_theta

ONE_PLACE = (np.array([1]), np.zeros(1), 1000.0)


def both(story: Any, patch: pytest.MonkeyPatch, rows: Any, hospital: Any) -> list[tuple[Any, ...]]:
    """The journal of the loops, which is that of SimPy."""
    told = PlainEngine(story, patch).journal(rows, rows, (1, 0, 0), *hospital)
    simpy = as_rows(process.run_patients(story, people(rows), None, RandomStream(1), *hospital))
    assert told.tobytes() == simpy.tobytes()
    return told.tolist()


def holds_everything(p: Any, i: int, theta: Any, stream: Any) -> Iterator[tuple[int, int, float]]:
    """The first takes a place of everything, gives all back and asks again; the second waits too; the others come later."""
    p[i].death_day, p[i].death_cause = NEVER, 0
    if i == 0:
        for r in range(MOST_RESOURCES):
            yield ASK, r, 0.0
        for r in range(MOST_RESOURCES):
            yield FREE, r, 0.0
    if i > 1:
        yield STAY, 20, 50.0
    yield ASK, 0 if i != 1 else MOST_RESOURCES - 1, 0.0


def test_the_list_of_events_has_room_for_whoever_gives_everything_back_and_asks_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # 120 releases are foreseen, and one grant, when the last place is granted: with 118 asks to come and 17 events more
    # the list is full to the last of its 256 rows
    rows = np.zeros(2 + 118, dtype([]))
    places = np.array([1] * (MOST_RESOURCES - 1) + [2]), np.zeros(MOST_RESOURCES), 1000.0
    told = both(holds_everything, monkeypatch, rows, places)
    assert [row[1] for row in told if row[0] == 0] == [0.0] * (MOST_RESOURCES + 1)


def never_ends(p: Any, i: int, theta: Any, stream: Any) -> Iterator[tuple[int, int, float]]:
    p[i].death_day, p[i].death_cause = NEVER, 0
    yield ASK, 0, 0.0
    yield STAY, 20, 2.0
    p[i].death_day = p[i].now - 1.0
    while True:
        yield NOTE, 40, 0.0


def test_a_story_that_finds_death_to_be_past_is_left_there_though_it_would_never_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = both(never_ends, monkeypatch, np.zeros(2, dtype([])), ONE_PLACE)
    assert [row[:2] for row in told] == [(0, 0.0), (0, 0.0), (0, 2.0), (1, 2.0), (1, 2.0), (1, 4.0)]


@pytest.mark.parametrize("places", [0, 1])
def test_of_several_patients_whose_stories_do_what_they_may_not_the_first_is_named(
    places: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = Play([[stay(1.0)], [stay(-1.0)], [stay(1.0), stay(-2.0)], [fate(float("nan"))]], places=[places])
    with pytest.raises(StoryError, match=r"patient 1 stays in activity 20 for -1\.0 days"):
        by_compiled(PlainEngine(script, monkeypatch), play)


def test_who_waits_for_a_place_held_by_a_patient_without_a_day_of_death_does_not_wait_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    play = Play([[ask(0), fate(float("nan")), note()], [stay(1.0), ask(0)]])
    with pytest.raises(StoryError, match="patient 0 has a day of death that is not a number"):
        by_compiled(PlainEngine(script, monkeypatch), play)


def test_a_story_that_cannot_be_left_and_taken_up_again_is_refused_though_nothing_is_scarce(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(_: Any) -> int:
        raise TypeError("a story may keep only plain numbers")

    plain = PlainEngine(script, monkeypatch)
    monkeypatch.setattr(run_patients, "place_bytes", refused)
    with pytest.raises(TypeError, match="plain numbers"):
        by_compiled(plain, Play([[note()]], places=[0]))


def test_patients_are_drawn_and_recorded_by_the_functions_the_engine_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[Any] = []
    plain = PlainEngine(
        script,
        monkeypatch,
        diagnose=lambda p, i, theta, stream: said.append(("drawn", i)),
        open_record=lambda out, k, p, i: said.append(("opened", k, i)),
        record=lambda out, k, *row: said.append((k, *row)),
    )
    play = Play([[note()], [stay(2.0), free(1)]], places=[0, 0])
    rows, theta, out = play.rows(), play.theta(), np.zeros(2, [("a", "f8")])
    plain.draw(rows, theta, (1, 0, 0))
    assert said == [("drawn", 0), ("drawn", 1)]
    granted = plain.grants(rows, theta, (1, 0, 0), *play.hospital(), play.horizon)
    plain.records(rows, theta, (1, 0, 0), play.horizon, granted, out, 2)
    lived = by_process(play).tolist()
    assert said[2:] == [("opened", 0, 0), lived[0], ("opened", 1, 1), lived[1]]


def test_progress_is_told_once_for_every_patient_whose_story_is_over() -> None:
    play, done = Play([[note()], [stay(2.0)], []]), []
    rows = people(play.rows())
    process.run_patients(
        script, rows, plain_theta(play.theta()), RandomStream(1), *play.hospital(), play.horizon, done.append
    )
    assert done == [1, 1, 1]
