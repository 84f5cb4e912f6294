"""How a calibration scales on a Dask cluster: `python -m benchmarks.dask_scaling`.

A real scheduler and worker processes on this machine run the first evaluations of a plan, sent as `haicsim calibrate
--cluster` sends them; but each evaluation only waits, as for a worker that is busy elsewhere. So the ratio of one worker's
time to that of eight is of sending and keeping, not of processors. Both are measured in one run on one scheduler.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep

from haicsim.analysis.calibration.calibrate import Problem, first_evaluations
from haicsim.analysis.calibration.plan import load_plan
from haicsim.analysis.calibration.prior import prior_of
from haicsim.analysis.experiments.cells import Cell, key_of
from haicsim.analysis.experiments.work import carry_out
from haicsim.analysis.experiments.work_options import WorkOptions
from haicsim.sim.scenario.load import load_scenario

WORKERS = 8
EVALUATIONS = 64
LATENCY = 0.5  # seconds an evaluation takes
_PATIENCE = 90.0
_LOOPBACK = ".".join(["127", "0", "0", "1"])
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Waiting:
    """The model of an evaluation that takes its time and gives the number of its replication."""

    seconds: float
    digest: str = "waiting"
    version: str = "waiting"
    columns: tuple[str, ...] = ("replication",)
    shares_threads: bool = True

    def check(self) -> None:
        """Any worker will do."""

    def run(self, cell: Cell) -> tuple[float, ...]:
        sleep(self.seconds)
        return (float(cell.replication),)

    def key(self, cell: Cell, replication: int) -> str:
        return key_of(self.digest, dict(cell.settings), replication, self.version)


class LocalCluster:
    """A scheduler in a process of its own, and workers, each another process with one thread."""

    def __init__(self, at: Path) -> None:
        self.at = at
        self.started: list[subprocess.Popen[bytes]] = []
        told = at / "scheduler.json"
        self._start(
            "dask_scheduler",
            "--host",
            _LOOPBACK,
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            str(told),
        )
        deadline = monotonic() + _PATIENCE
        while not told.exists() or not told.read_text().strip():
            assert monotonic() < deadline, "the scheduler did not start"
            sleep(0.1)
        self.address: str = json.loads(told.read_text())["address"]

    def add(self, workers: int) -> None:
        """So many workers more, waited for."""
        from distributed import Client

        words = ("--nthreads", "1", "--no-dashboard", "--no-nanny", "--local-directory", str(self.at))
        for _ in range(workers):
            self._start("dask_worker", self.address, *words)
        with Client(self.address, timeout=_PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(len(self.started) - 1, timeout=_PATIENCE)

    def end(self) -> None:
        """End what was started here, by its number."""
        for each in reversed(self.started):
            each.terminate()
        for each in self.started:
            try:
                each.wait(10)
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()

    def _start(self, *words: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONWARNINGS": "ignore"}
        begun = [sys.executable, "-m", f"distributed.cli.{words[0]}", *words[1:]]
        quiet = subprocess.DEVNULL
        self.started.append(subprocess.Popen(begun, cwd=self.at, env=environment, stdout=quiet, stderr=quiet))


@contextmanager
def local_cluster(at: Path) -> Iterator[LocalCluster]:
    """A cluster for as long as it is needed."""
    found = LocalCluster(at)
    try:
        yield found
    finally:
        found.end()


def problem(evaluations: int, latency: float) -> Problem:
    """The shipped plan with so many first evaluations, each of which only waits."""
    file = load_plan("kurume")
    size = file.plan.size.model_copy(update={"first": evaluations})
    file = replace(file, plan=file.plan.model_copy(update={"size": size}))
    scenario = load_scenario(file.plan.series[0].scenario)
    return Problem(file, prior_of(file, scenario), (), Waiting(latency))  # type: ignore[arg-type]


def seconds(address: str, folder: Path, evaluations: int = EVALUATIONS, latency: float = LATENCY) -> float:
    """How long the first evaluations take on a cluster, connecting and keeping included; all must have come back."""
    waiting = problem(evaluations, latency)
    start = perf_counter()
    points, values = first_evaluations(
        waiting, folder,
        lambda work, place: carry_out(work, place, WorkOptions(cluster=address)).finished,
    )  # fmt: skip
    taken = perf_counter() - start
    assert len(points) == evaluations
    assert values[:, 0].tolist() == list(range(evaluations))
    return taken


def measured(at: Path, workers: int = WORKERS) -> tuple[float, float]:
    """Seconds with one worker and with so many, of one scheduler, once every worker has loaded the program."""
    with local_cluster(at) as cluster:
        cluster.add(1)
        seconds(cluster.address, at / "first", 2)
        one = seconds(cluster.address, at / "one")
        cluster.add(workers - 1)
        seconds(cluster.address, at / "others", 4 * workers)
        return one, seconds(cluster.address, at / "many")


def main() -> None:
    """Measure and say."""
    with TemporaryDirectory() as place:
        one, many = measured(Path(place))
    print(f"{EVALUATIONS} evaluations of {LATENCY} s: one worker {one:.1f} s, {WORKERS} workers {many:.1f} s")
    print(f"ratio {one / many:.2f}")


if __name__ == "__main__":
    main()
