"""Authority: the other engine: the same journal, event for event and bit for bit, and the same outcomes."""

import numpy as np
import pytest
from lengths import long_but, slow_but
from worlds import World, by_compiled, by_process, difference, drawn, people

from haicsim.sim.engines import process
from haicsim.sim.engines.flatten import flatten
from haicsim.sim.loading.inheritance import shipped_scenarios
from haicsim.sim.outcomes import schema as outcomes
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.pathway.story import story
from haicsim.sim.patient import RUNNING
from haicsim.sim.run import run

SHIPPED = shipped_scenarios()
CLOSELY = ["kurume", "one-theatre"]  # where nothing is scarce, and where much is
FIRST = [
    *CLOSELY,
    "no-surgery",
    "tace-alone",
    "surgery-first",
    "untreated",
]  # the ways that treatment can begin


def unlike(a: np.ndarray, b: np.ndarray) -> list[str]:
    """The columns in which two sets of records differ (NaN is like NaN)."""
    assert a.dtype == b.dtype == RECORD
    return [
        name
        for name in RECORD.names or ()
        if not np.array_equal(a[name], b[name], equal_nan=a[name].dtype.kind == "f")
    ]


def told_by_run(shipped, name: str, patients: int, engine: str):
    return run(shipped(name, f"run.patients={patients}", "run.replications=2", f"run.engine={engine}"))


def check_runs(shipped, name: str, patients: int) -> None:
    compiled, simpy = (told_by_run(shipped, name, patients, engine) for engine in ("compiled", "process"))
    assert len(compiled.journals) == 2
    for a, b in zip(compiled.journals, simpy.journals, strict=True):
        assert not difference(a, b)
    assert not unlike(compiled.records, simpy.records)
    assert compiled.cohort == simpy.cohort


@pytest.mark.parametrize("name", slow_but(SHIPPED, *FIRST))
def test_journals_and_outcomes_of_300_patients_are_equal(shipped, name):
    check_runs(shipped, name, 150)  # in two replications


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in SHIPPED if name not in CLOSELY])
def test_journals_and_outcomes_of_2000_patients_are_equal(shipped, name):
    check_runs(shipped, name, 1000)


@pytest.mark.slow
@pytest.mark.parametrize("name", long_but(CLOSELY, "kurume"))
def test_journals_and_outcomes_of_10000_patients_are_equal(shipped, name):
    check_runs(shipped, name, 5000)


@pytest.fixture(scope="module", params=CLOSELY)
def world(request, shipped) -> World:
    return World.of(shipped(request.param), 500)


@pytest.fixture(scope="module")
def lives(engine, world):
    return by_compiled(engine, world)


def test_outcomes_folded_while_telling_are_those_folded_from_the_simpy_journal(engine, world):
    records = np.zeros(world.patients, RECORD)
    by_compiled(engine, world, records)
    rows, parameters, stream = people(world)
    w = world
    told = process.run_patients(story, rows, parameters, stream, w.places, w.period, w.horizon)
    folded = outcomes.fold(np.array(told, by_compiled(engine, world).dtype), rows)
    outcomes.number(records, 0, 0)
    assert not unlike(records, folded)
    assert records["resected"].any()


@pytest.mark.parametrize("threads", [1, 2, 3, 16])
def test_records_do_not_depend_on_threads_nor_on_the_journal_being_kept(engine, world, threads):
    kept, records = np.zeros(world.patients, RECORD), np.zeros(world.patients, RECORD)
    by_compiled(engine, world, kept)
    w, rows = world, drawn(engine, world)
    granted = engine.grants(rows, w.theta, w.stream, w.places, w.period, w.horizon)
    engine.records(rows, w.theta, w.stream, w.horizon, granted, records, threads)
    assert not unlike(records, kept)


@pytest.mark.parametrize("most", [1, 2, 7, 64, 1000, 10**7])
def test_pieces_of_any_size_are_the_whole_journal(engine, world, lives, most):
    records = np.zeros(world.patients, RECORD)
    assert not difference(by_compiled(engine, world, records, most), lives)
    whole = np.zeros(world.patients, RECORD)
    by_compiled(engine, world, whole)
    assert not unlike(records, whole)


def test_the_flat_story_is_the_nested_one_in_plain_python(world, lives):
    assert not difference(by_process(world, flatten(story)), lives)


def test_the_same_engine_tells_the_same_again(engine, world, lives):
    assert not difference(by_compiled(engine, world), lives)


GARBAGE = {"f": [np.nan, -1e300, 1e300, 1e-300, np.inf], "i": [-(2**62), 2**62, 7, -1, 3]}


@pytest.mark.slow
@pytest.mark.parametrize("kind", range(5))
def test_a_dirty_row_tells_the_same_story(engine, world, lives, kind):
    w, rows = world, drawn(engine, world)
    dirty = [field[0] for field in RUNNING] + ["now", "death_day", "death_cause"]
    for name in dirty:
        rows[name] = GARBAGE[rows.dtype[name].base.kind][kind]
    granted = engine.grants(rows, w.theta, w.stream, w.places, w.period, w.horizon)
    for name in dirty:
        rows[name] = GARBAGE[rows.dtype[name].base.kind][kind]
    told = engine.pieces(rows, w.theta, w.stream, w.horizon, granted, np.zeros(0, RECORD))
    assert not difference(np.concatenate(list(told)), lives)

    people_, parameters, stream = people(world)
    for one in people_:
        for name in dirty:
            value = GARBAGE[rows.dtype[name].base.kind][kind]
            shape = rows.dtype[name].shape
            setattr(one, name, [value] * shape[0] if shape else value)
    again = process.run_patients(story, people_, parameters, stream, w.places, w.period, w.horizon)
    assert not difference(np.array(again, lives.dtype), lives)
