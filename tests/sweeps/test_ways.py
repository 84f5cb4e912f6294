"""Authority: one another. Threads, processes, Dask, shards and any number of kills give the same bytes."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from lengths import long_but
from sweeps import CELLS, HEAD, command, haicsim, here, inside, program, write

from haicsim.analysis.experiments.checkpoint_log import TABLE, read_finished

ONE = ("--workers", "1")


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The table of the small sweep, told by one process."""
    at = tmp_path_factory.mktemp("expected")
    return table(at, *ONE)


def table(at: Path, *options: str) -> bytes:
    assert inside(at, "sweep", str(write(at)), "--out", "kept", *options) == 0
    return (at / "kept" / TABLE).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["process", "compiled"])
def test_two_workers_of_either_engine_give_the_same_bytes(
    engine: str, expected: bytes, tmp_path: Path
) -> None:
    assert table(tmp_path, "--workers", "2", "--engine", engine) == expected


@pytest.mark.slow
def test_one_thread_of_the_compiled_engine_gives_the_same_bytes(expected: bytes, tmp_path: Path) -> None:
    assert table(tmp_path, *ONE, "--engine", "compiled") == expected


@pytest.mark.slow
def test_shards_in_any_order_give_the_same_bytes(expected: bytes, tmp_path: Path) -> None:
    file = str(write(tmp_path))
    for part in (3, 1, 2):
        assert inside(tmp_path, "sweep", file, "--out", "kept", *ONE, "--shard", f"{part}/3") == 0
        assert (tmp_path / "kept" / TABLE).exists() == (part == 2)
    assert (tmp_path / "kept" / TABLE).read_bytes() == expected
    before = sorted((tmp_path / "kept").glob("log-*.jsonl"))
    assert table(tmp_path, *ONE) == expected
    assert len(before) == 3


@contextmanager
def dask(at: Path) -> Iterator[str]:
    """A scheduler and two workers, as somebody else would have started them: the scheduler's address."""
    environment = {**os.environ, "DASK_DISTRIBUTED__DASHBOARD__LINK": "", "PYTHONWARNINGS": "ignore"}
    loopback = ".".join(["127", "0", "0", "1"])
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> None:
        begun = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]]
        started.append(subprocess.Popen(begun, cwd=at, env=environment, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL))  # fmt: skip

    try:
        told = at / "scheduler.json"
        start(
            "dask_scheduler",
            "--host",
            loopback,
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            str(told),
        )
        deadline = time.monotonic() + 60
        while not told.exists() or not told.read_text().strip():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        address = json.loads(told.read_text())["address"]
        for _ in range(2):
            start(
                "dask_worker",
                address,
                "--nthreads",
                "1",
                "--no-dashboard",
                "--no-nanny",
                "--local-directory",
                str(at),
            )
        yield address
    finally:
        for each in reversed(started):
            each.terminate()
        for each in started:
            try:
                each.wait(10)
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()


@pytest.mark.slow
def test_a_dask_scheduler_with_two_workers_gives_the_same_bytes(expected: bytes, tmp_path: Path) -> None:
    from distributed import Client

    with dask(tmp_path) as address:
        with Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        assert table(tmp_path, "--cluster", address) == expected


def test_a_scheduler_that_is_not_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from haicsim.analysis.experiments import executors
    from haicsim.sim.errors import InputError

    monkeypatch.setattr(executors, "_PATIENCE", 0.2)
    nobody = "tcp://" + ".".join(["127", "0", "0", "1"]) + ":9"
    with pytest.raises(InputError, match="no Dask scheduler answers there"), executors.cluster(None, nobody):  # type: ignore[arg-type]
        pass


SLOW = """
import sys, time
import haicsim.analysis.experiments.cells as cells
told = cells.Simulation.run
def slowly(trial, cell):
    time.sleep(0.03)
    return told(trial, cell)
cells.Simulation.run = slowly
from haicsim.main import main
main()
"""


def slowly(*words: str, at: Path) -> "subprocess.Popen[str]":
    """The real command in a process of its own, each cell slowed down so that it can be caught in the middle."""
    return subprocess.Popen(
        [sys.executable, "-c", SLOW, *words], cwd=at, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )  # fmt: skip


def wait_for_more(log: Path, lines: int, runs: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while runs() and time.monotonic() < deadline:
        if log.exists() and log.read_bytes().count(b"\n") > lines:
            return
        time.sleep(0.005)


@pytest.mark.slow
@pytest.mark.parametrize("kills", long_but([10, 40], 10))
def test_a_sweep_killed_at_random_loses_and_repeats_nothing(
    kills: int, expected: bytes, tmp_path: Path
) -> None:
    stream, file, log = np.random.default_rng(kills), str(write(tmp_path)), tmp_path / "kept" / "log.jsonl"
    struck = seen = 0
    while struck < kills:
        if seen > CELLS:  # all but done: begin anew, or there is nothing left to kill
            log.unlink()
            seen = 0
        run = program(SLOW, "sweep", file, "--out", "kept", *ONE, at=tmp_path)
        wait_for_more(log, seen, run.is_alive)
        time.sleep(float(stream.random()) * 0.3)
        run.kill()
        run.join()
        struck += run.exitcode == -signal.SIGKILL
        seen = log.read_bytes().count(b"\n")
    assert table(tmp_path, *ONE) == expected
    keys = [json.loads(line[17:])[0] for line in log.read_text().splitlines()[1:]]
    assert len(keys) == len(set(keys)) == CELLS


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_sweep_interrupted_ends_with_130_and_says_how_to_go_on(
    stop: signal.Signals, expected: bytes, tmp_path: Path
) -> None:
    run = slowly("sweep", str(write(tmp_path)), "--out", "kept", *ONE, at=tmp_path)
    wait_for_more(tmp_path / "kept" / "log.jsonl", 6, lambda: run.poll() is None)
    run.send_signal(stop)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    kept = re.search(rf"Interrupted: (\d+) of {CELLS} cells are kept", said)
    assert kept is not None, said
    assert len(read_finished(tmp_path / "kept")[1].finished) == int(kept[1]) >= 6
    assert "To go on, repeat the command: haicsim sweep" in said
    assert "Traceback" not in said
    assert table(tmp_path, *ONE) == expected


@pytest.mark.slow
def test_a_sweep_whose_time_is_up_can_go_on(expected: bytes, tmp_path: Path) -> None:
    run = slowly("sweep", str(write(tmp_path)), "--out", "kept", *ONE, "--max-hours", "0.00015", at=tmp_path)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130, said
    assert "The time is up" in said
    assert re.search(r"cells will take about .*more than --max-hours 0.00015", said)
    assert table(tmp_path, *ONE) == expected


@pytest.mark.slow
def test_one_failing_cell_does_not_stop_the_others_and_can_be_repeated(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import pyarrow.parquet as pq

    text = HEAD.replace("replications: 2", "replications: 1")
    text += "vary:\n  surgery.remnant_ample: [0.04, 0.055]\n  surgery.remnant_marginal: [0.03, 0.05]\n"
    run = haicsim("sweep", str(write(tmp_path, text)), "--out", "kept", *ONE, at=tmp_path)
    assert run.returncode == 4
    assert "Cell 1 failed: kurume: surgery.remnant_marginal" in run.stderr
    again = re.search(r"to repeat it: haicsim (sweep .* --cell 1)$", run.stderr, re.M)
    assert again is not None
    rows = pq.read_table(tmp_path / "kept" / TABLE).to_pylist()
    assert [row["failed"] is not None for row in rows] == [False, True, False, False] * 2
    assert inside(tmp_path, *again[1].split()) == 2
    repeated = capfd.readouterr()
    assert repeated.out.count("\n") == 1
    assert "surgery.remnant_marginal" in repeated.err
    assert inside(tmp_path, *again[1].replace("--cell 1", "--cell 0").split()) == 0
    words = [line.split() for line in capfd.readouterr().out.splitlines()[1:]]
    shown = {line[0]: line[-1] for line in words}
    assert float(shown["os12"].removesuffix("%")) == pytest.approx(100 * rows[0]["os12"], rel=1e-5)


@pytest.mark.slow
def test_a_changed_scenario_is_refused_and_the_change_is_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ("sweep", str(write(tmp_path, HEAD.replace("cautious", "mine.yaml"))), "--out", "kept", *ONE)
    (tmp_path / "mine.yaml").write_text("name: mine\nquestion: What?\ninherits: kurume.yaml\n")
    assert inside(tmp_path, *words) == 0
    with (tmp_path / "mine.yaml").open("a") as mine:
        mine.write('policy:\n  refusal: {value: 0.1, grade: assumed, source: "Ours"}\n')
    capfd.readouterr()
    assert inside(tmp_path, *words) == 2
    said = capfd.readouterr().err
    assert re.search(r"changed since are mine.yaml: policy.refusal \(0.05, now 0.1\); --again", said)
    assert inside(tmp_path, *words, "--again") == 0


@pytest.mark.slow
def test_more_replications_go_on_from_those_there_are(tmp_path: Path) -> None:
    words = ("sweep", str(write(tmp_path, HEAD)), "--out", "kept", *ONE)
    assert inside(tmp_path, *words) == 0
    log = (tmp_path / "kept" / "log.jsonl").read_bytes()
    assert inside(tmp_path, *words, "--replications", "3") == 0
    assert (tmp_path / "kept" / "log.jsonl").read_bytes().startswith(log)
    assert len(read_finished(tmp_path / "kept")[1].finished) == 6


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--shard", "4/3"], "must be a part and a number of parts"),
        (["--shard", "x"], "must be a part and a number of parts"),
        (["--cell", "64"], "cells are numbered from 0 to 63"),
        (["--patients", "0"], "--patients 0: must be at least 1"),
        (["--engine", "simpy"], "--engine simpy: must be one of"),
        (["--shard", "1/2", "--precision", "os12=0.1"], "does not go with --shard"),
    ],
)
def test_a_faulty_option_is_refused(
    options: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert here("sweep", str(write(tmp_path)), *options) == 2
    shown = capfd.readouterr().err
    assert said in shown
    assert "Traceback" not in shown


@pytest.mark.slow
def test_a_second_writer_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    first = slowly("sweep", str(write(tmp_path)), "--out", "kept", *ONE, at=tmp_path)
    wait_for_more(tmp_path / "kept" / "log.jsonl", 2, lambda: first.poll() is None)
    refused = inside(tmp_path, "sweep", str(tmp_path / "small.yaml"), "--out", "kept", *ONE)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert refused == 2
    assert f"another haicsim (process {first.pid}) is writing here" in capfd.readouterr().err


@pytest.mark.slow
def test_processes_of_a_killed_sweep_end_too(tmp_path: Path) -> None:
    text = HEAD.replace("patients: 12", "patients: 300").replace("replications: 2", "replications: 40")
    words = command("sweep", str(write(tmp_path, text)), "--out", "kept", "--workers", "2")
    run = subprocess.Popen(words, cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for_more(tmp_path / "kept" / "log.jsonl", 2, lambda: run.poll() is None)
    run.send_signal(signal.SIGKILL)
    run.communicate(timeout=30)  # ends when the last process that could still write has ended
