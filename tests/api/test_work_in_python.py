"""Sweeps and sensitivity from Python. Authorities: the cells run one by one, and what the command writes of the same work."""

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import haicsim
from haicsim.analysis.experiments.cells import Simulation
from haicsim.analysis.experiments.work import WorkInterruptedError

THEATRES: dict[str, Any] = {
    "name": "theatres",
    "question": "Do theatres matter?",
    "scenarios": ["kurume"],
    "vary": {"capacity.theatre": [1, 2, "unlimited"]},
    "patients": 30,
    "replications": 2,
    "engine": "process",
    "outcomes": ["conversion_rate", "os60"],
}


@pytest.mark.slow
def test_a_sweep_gives_the_mean_of_its_runs(tmp_path: Path) -> None:
    found = haicsim.sweep(THEATRES, out=tmp_path)
    assert found.complete
    assert found.failed == {}
    assert len(found.cells) == 6
    narrow = haicsim.run({"capacity.theatre": 1}, patients=30, replications=2, engine="process").outcomes
    rate = narrow.groupby("replication")["converted"].mean().mean()
    first = found.summary.iloc[0]
    assert (first["capacity.theatre"], first["outcome"], first["cells"]) == (1, "conversion_rate", 2)
    assert first["mean"] == pytest.approx(rate)
    written = list(csv.DictReader((tmp_path / "summary.csv").open()))
    assert [float(row["mean"]) for row in written] == pytest.approx(
        found.summary["mean"].tolist(), nan_ok=True
    )
    pd.testing.assert_series_equal(
        pd.read_parquet(tmp_path / "cells.parquet")["os60"], found.cells["os60"], check_names=False
    )
    assert len(found.differences) == 4
    assert (tmp_path / "figures" / "sweep.png").is_file()
    assert len(repr(found)) < 300


def interrupted_after(cells: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Somebody presses Ctrl-C when so many cells are done; which are run."""
    done, run = list[int](), Simulation.run

    def until(self: Simulation, cell: Any) -> tuple[float, ...]:
        if len(done) == cells:
            raise KeyboardInterrupt
        done.append(cell.number)
        return run(self, cell)

    monkeypatch.setattr(Simulation, "run", until)
    return done


@pytest.mark.slow
def test_an_interrupted_sweep_keeps_what_is_finished_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = haicsim.sweep(THEATRES, out=tmp_path / "whole")
    with monkeypatch.context() as patch:
        run = interrupted_after(3, patch)
        with pytest.raises(WorkInterruptedError, match="3 of 6 cells are kept in") as stop:
            haicsim.sweep(THEATRES, out=tmp_path / "parts", workers=1)
        assert isinstance(stop.value, KeyboardInterrupt)
        assert run == [0, 1, 2]
    with monkeypatch.context() as patch:
        run = interrupted_after(99, patch)
        found = haicsim.sweep(THEATRES, out=tmp_path / "parts", workers=1)
        assert set(run) == {3, 4, 5}
    table = "cells.parquet"
    assert (tmp_path / "parts" / table).read_bytes() == (tmp_path / "whole" / table).read_bytes()
    pd.testing.assert_frame_equal(found.summary, whole.summary)


@pytest.mark.slow
def test_shards_put_together_and_time_that_is_up(tmp_path: Path) -> None:
    first = haicsim.sweep(THEATRES, out=tmp_path, shard=(1, 2))
    assert (first.complete, first.done.state, len(first.cells)) == (False, "shard done", 3)
    assert first.differences.empty
    assert "call again to go on" in repr(first)
    assert haicsim.sweep(THEATRES, out=tmp_path, shard=(2, 2)).complete
    late = haicsim.sweep(THEATRES, out=tmp_path / "late", max_hours=0.0)
    assert (late.done.state, late.done.kept) == ("out of time", 0)


@pytest.mark.slow
def test_precision_adds_replications_and_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    given = {**THEATRES, "vary": {"capacity.theatre": [1]}, "patients": 20}
    found = haicsim.sweep(
        given, out=tmp_path, precision={"conversion_rate": 0.5}, progress=lambda *each: told.append(each)
    )
    assert found.summary.iloc[0]["cells"] == 10
    assert told[-1][1] == 1.0


@pytest.mark.parametrize(
    ("change", "arguments", "said"),
    [
        (
            {"vary": {"capacity.theater": [1]}},
            {},
            "sweep: vary.capacity.theater: is nothing that can be varied",
        ),
        ({"outcomes": ["os6"]}, {}, "sweep: outcomes.0 = 'os6': is no outcome known here"),
        ({"patients": 0}, {}, "sweep: patients = 0: must be at least 1."),
        ({}, {"patients": 0}, "patients=0: must be at least 1."),
        ({}, {"shard": (3, 2)}, "shard=(3, 2): must be a part and a number of parts"),
        ({}, {"workers": 0}, "workers=0: must be between 1 and 1,000."),
        ({}, {"precision": {"os6": 0.1}}, "os6"),
        ({}, {"precision": {"os60": 0.1}, "shard": (1, 2)}, "precision: needs all cells together"),
    ],
)
def test_a_faulty_sweep_is_refused(
    change: dict[str, Any], arguments: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(haicsim.InputError) as refusal:
        haicsim.sweep({**THEATRES, **change}, out=tmp_path, **arguments)
    assert said in str(refusal.value)
    assert "--" not in str(refusal.value)


@pytest.mark.slow
def test_sensitivity_gives_the_swing_of_two_runs(tmp_path: Path) -> None:
    found = haicsim.sensitivity(
        "kurume", vary=["policy.refusal=0..0.5"], outcomes=["resection_rate"], patients=60, replications=3,
        engine="process", out=tmp_path,
    )  # fmt: skip
    assert found.complete
    values = ("policy.refusal", 0.0), ("policy.refusal", 0.05), ("policy.refusal", 0.5)
    low, base, high = (
        haicsim.run({path: value}, patients=60, replications=3, engine="process")
        .outcomes.groupby("replication")["resected"].mean().mean()
        for path, value in values
    )  # fmt: skip
    changes = dict(zip(found.indices["end"], found.indices["change"], strict=True))
    assert changes == {"low": pytest.approx(low - base), "high": pytest.approx(high - base)}
    assert len(pd.read_csv(tmp_path / "indices.csv")) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"method": "sobul"}, "method=sobul: must be one of"),
        ({"method": "sobol"}, "method=sobol: needs parameters"),
        ({"vary": ["policy.refusl"]}, "policy.refus"),
        ({"outcomes": ["os6"]}, "os6"),
        ({"patients": 0}, "patients=0: must be at least 1."),
    ],
)
def test_a_faulty_analysis_is_refused(arguments: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(haicsim.InputError) as refusal:
        haicsim.sensitivity("kurume", out=tmp_path, **{"patients": 30, **arguments})
    assert said in str(refusal.value)
