"""Authority: theory. Replications are added until half-widths hold, and the intervals then cover what they should."""

from pathlib import Path

import numpy as np
import pytest
from sweeps import HEAD, haicsim, write

from haicsim.analysis.experiments.cells import Cell, key_of
from haicsim.analysis.experiments.checkpoint_log import CheckpointLog, FinishedCell
from haicsim.analysis.experiments.differences import differences
from haicsim.analysis.experiments.plan import Work
from haicsim.analysis.experiments.precision import more_cells, wanted_precision
from haicsim.analysis.survival.intervals import mean_interval
from haicsim.sim.errors import InputError

WANTED = {"os60": 0.25}


class RandomStream:
    """Normal numbers around 1: with spread 1, 62 to 70 replications give a half-width of a quarter."""

    columns = ("os60",)
    shares_threads = True

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def check(self) -> None:
        pass

    def run(self, cell: Cell) -> tuple[float, ...]:
        common = np.random.default_rng([self.seed, cell.replication]).standard_normal()
        own = np.random.default_rng([self.seed, cell.replication, cell.point]).standard_normal()
        return (1.0 + float(common) + 0.1 * cell.point * float(own),)

    def key(self, cell: Cell, replication: int) -> str:
        return key_of("luck", {"point": cell.point}, replication, "")


def told(model: RandomStream, points: int = 1) -> tuple[Work, CheckpointLog]:
    """The work with all replications the precision asks for."""
    first = [Cell(p, 0, p, None, 0, (), "") for p in range(points)]
    cells = [Cell(p, 0, p, None, 0, (), model.key(cell, 0)) for p, cell in enumerate(first)]
    work, log = Work("luck", model, tuple(cells), {}, ("luck",), 1), CheckpointLog(Path(), model.columns)
    while True:
        log.finished.update(
            (c.key, FinishedCell(c.key, model.run(c))) for c in work.cells if c.key not in log.finished
        )
        extra = more_cells(work, log, WANTED)
        if not extra:
            return work, log
        work = Work("luck", model, (*work.cells, *extra), {}, ("luck",), 1)


@pytest.mark.long
def test_half_widths_hold_and_intervals_cover_what_they_should_over_200_seeds() -> None:
    covered, counts = 0, []
    for seed in range(200):
        work, log = told(RandomStream(seed))
        _, low, high = mean_interval(np.array([log.finished[c.key].values[0] for c in work.cells]))
        assert (high - low) / 2.0 <= WANTED["os60"]
        covered += low <= 1.0 <= high
        counts.append(len(work.cells))
    assert 0.92 <= covered / 200 <= 0.98
    assert 55 < np.median(counts) < 75


def test_differences_on_paired_luck_are_as_much_better_as_theory_says() -> None:
    work, log = told(RandomStream(1), points=2)
    (difference,) = differences(work, log, ["os60"])
    assert difference.low <= 0.0 <= difference.high
    assert 100.0 < difference.reduction < 400.0  # theory: (1 + 1.01) / 0.01


@pytest.mark.parametrize(
    ("text", "said"),
    [("os60", "must read outcome=half-width"), ("os60=0", "above 0"), ("os6o=1", "Did you mean 'os60'"),
     ("", "names no outcome"), ("os60=nan", "above 0")],
)  # fmt: skip
def test_a_faulty_precision_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        wanted_precision(text)


def test_a_half_width_out_of_reach_is_refused() -> None:
    work, log = told(RandomStream(2))

    def go_on(work: Work) -> None:
        while extra := more_cells(work, log, {"os60": 1e-6}):
            work = Work("luck", work.model, (*work.cells, *extra), {}, ("luck",), 1)
            log.finished.update((c.key, FinishedCell(c.key, work.model.run(c))) for c in extra)

    with pytest.raises(InputError, match=r"more than 10,000 replications"):
        go_on(work)


@pytest.mark.slow
def test_the_command_adds_replications_where_they_are_needed(tmp_path: Path) -> None:
    text = HEAD.replace("patients: 12", "patients: 40")
    words = ("sweep", str(write(tmp_path, text)), "--out", "kept", "--workers", "1")
    run = haicsim(*words, "--precision", "conversion_rate=0.05", at=tmp_path)
    assert run.returncode == 0, run.stderr
    import pyarrow.parquet as pq

    rows = pq.read_table(tmp_path / "kept" / "cells.parquet").to_pylist()
    for scenario in ("kurume", "cautious"):
        values = [row["conversion_rate"] for row in rows if row["scenario"] == scenario]
        _, low, high = mean_interval(np.array(values))
        assert len(values) >= 10
        assert (high - low) / 2.0 <= 0.05
