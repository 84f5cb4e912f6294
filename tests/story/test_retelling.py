"""One patient told again from the journal lives the same life, event for event, on the same luck."""

from dataclasses import replace
from functools import cache

import pytest

from haicsim.sim.codes import DEATH, GRANTED, MEETING, RESPONSE, STARTED
from haicsim.sim.random_numbers import RandomStream
from haicsim.sim.replay import JournalRow, Replay, ReplayMismatchError
from haicsim.sim.run import Result, run
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.stream_keys import NAMES


@cache
def lived(name: str, engine: str = "compiled") -> Result:
    size = [
        "run.patients=150",
        "run.replications=2",
        "run.seed=7",
        "arrivals.warm_up=0",
        f"run.engine={engine}",
    ]
    return run(load_scenario(name, size))


def journal(result: Result, patient: int, replication: int = 0) -> list[JournalRow]:
    rows = result.journals[replication]
    return [JournalRow(day, event, value) for who, day, event, value in rows.tolist() if who == patient]


def replay(result: Result, patient: int, replication: int = 0) -> Replay:
    entry_day = float(result.records["entry_day"][replication * 150 + patient])
    return Replay(result.scenario, patient, replication, entry_day)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "engine"), [("kurume", "compiled"), ("kurume", "process"), ("one-theatre", "compiled")]
)
@pytest.mark.parametrize("replication", [0, 1])
def test_everybody_is_told_again_event_for_event(name: str, engine: str, replication: int) -> None:
    result = lived(name, engine)
    by_patient: dict[int, list[JournalRow]] = {patient: [] for patient in range(150)}
    for who, day, event, value in result.journals[replication].tolist():
        by_patient[who].append(JournalRow(day, event, value))
    for patient, rows in by_patient.items():
        assert list(replay(result, patient, replication).events(rows)) == rows


def test_a_scarce_place_is_granted_when_the_journal_says() -> None:
    result = lived("one-theatre")
    waited = [row for row in journal(result, 75) if row.event == GRANTED + MEETING and row.value > 0]
    assert waited
    told = replay(result, 75)
    days = [told.p[0].now for row in told.events(journal(result, 75)) if row in waited]
    assert days == [row.day for row in waited]


@pytest.mark.parametrize("place", [0, 5, 17, -1])
def test_a_journal_with_one_value_changed_is_another_story(place: int) -> None:
    rows = journal(lived("kurume"), 3)
    rows[place] = replace(rows[place], value=rows[place].value + 1.0)
    if rows[place].event == DEATH:
        rows[place] = replace(rows[place], event=RESPONSE)
    with pytest.raises(ReplayMismatchError):
        list(replay(lived("kurume"), 3).events(rows))


def test_a_journal_with_a_row_too_many_or_of_somebody_else_is_another_story() -> None:
    rows = journal(lived("kurume"), 3)
    for other in (rows[:5] + rows[4:], [*rows, JournalRow(9e5, RESPONSE, 1.0)], journal(lived("kurume"), 4)):
        with pytest.raises(ReplayMismatchError):
            list(replay(lived("kurume"), 3).events(other))


def test_a_journal_without_its_death_is_another_story() -> None:
    result = lived("kurume")
    patient = next(k for k in range(150) if journal(result, k)[-1].event == DEATH)
    with pytest.raises(ReplayMismatchError):
        list(replay(result, patient).events(journal(result, patient)[:-1]))


def test_the_luck_listed_is_the_luck_of_that_seed_replication_and_patient() -> None:
    told = replay(lived("kurume"), 3, 1)
    rows = list(told.events(journal(lived("kurume"), 3, 1)))
    assert rows[0].event == STARTED
    codes = {name: code for code, name in NAMES.items()}
    stream = RandomStream(7, 1)
    assert len(told.draws) > 40
    assert len({(draw.decision, draw.occasion) for draw in told.draws}) == len(told.draws)
    for draw in told.draws:
        assert stream.draw(3, codes[draw.decision], draw.occasion) == draw.number
