"""Authority: the SimPy engine, and the same run told by one thread in one piece."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import haicsim.sim.engines.replication
import haicsim.sim.run
from haicsim.sim.journal import ROW, Book, same
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario


def told(scenario, engine, journal=True, threads=1):
    overrides = ["run.patients=300", f"run.engine={engine}"]
    return run(load_scenario(scenario, overrides), journal, threads=threads)


@pytest.mark.parametrize("scenario", ["kurume", "one-theatre"])
def test_blocks_and_threads_change_neither_records_nor_journal(scenario, monkeypatch):
    whole = told(scenario, "process")
    monkeypatch.setattr(haicsim.sim.run, "_BLOCK", 64)
    monkeypatch.setattr(
        haicsim.sim.engines.replication, "_ROWS_OF_A_PATIENT", 20
    )  # so that journals come in several pieces
    for threads in (1, 3):
        parts = told(scenario, "compiled", threads=threads)
        assert same(parts.journals[0], whole.journals[0])
        assert parts.records.tobytes() == whole.records.tobytes()
        bare = told(scenario, "compiled", journal=False, threads=threads)
        assert bare.records.tobytes() == whole.records.tobytes()
        assert bare.journals == ()


@given(st.lists(st.lists(st.integers(0, 40), max_size=3), min_size=1, max_size=6))
def test_a_journal_put_together_from_pieces_is_their_concatenation(blocks):
    made = [[np.zeros(rows, ROW) for rows in block] for block in blocks]
    pieces = [piece for block in made for piece in block]
    for k, piece in enumerate(pieces):
        piece["patient"], piece["day"] = k, np.arange(len(piece)) / 7.0
    book = Book(10 * len(blocks))
    for k, block in enumerate(made):
        book.add(block, 10 * (k + 1))
    assert same(book.rows, np.concatenate([np.zeros(0, ROW), *pieces]))
