"""Who runs the cells: threads of this process, processes of this machine, or the workers of a Dask scheduler."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread
from time import sleep
from typing import Any

from haicsim.analysis.experiments.cells import Cell, Model, TimedCell, run_cells
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.run import cores

_WATCH = 0.5  # seconds between two looks whether the parent process still runs
_PATIENCE = 20.0  # seconds for a scheduler to answer


@dataclass(frozen=True)
class CellExecutor:
    """So many workers, and how to hand them a batch of cells."""

    workers: int
    submit: Callable[[list[Cell]], "Future[list[TimedCell]]"]


@contextmanager
def threads(model: Model, workers: int | None = None) -> Iterator[CellExecutor]:
    """Threads of this process: the compiled engine lets them run side by side, and nothing has to travel."""
    count = workers or cores()
    pool = ThreadPoolExecutor(count)
    try:
        yield CellExecutor(count, lambda cells: pool.submit(run_cells, model, cells))
    finally:  # whoever interrupts need not wait for the compiler
        pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def processes(model: Model, workers: int | None = None) -> Iterator[CellExecutor]:
    """Processes of this machine, by joblib: for the SimPy engine, which threads would not make faster."""
    from joblib.externals.loky import get_reusable_executor

    count = workers or cores()
    pool = get_reusable_executor(
        max_workers=count, timeout=60, initializer=_live_no_longer_than, initargs=(os.getpid(),)
    )
    try:
        yield CellExecutor(count, lambda cells: pool.submit(run_cells, model, cells))
    finally:
        pool.shutdown(wait=False, kill_workers=True)


def _live_no_longer_than(parent: int) -> None:
    """Have this process end when the one that started it is gone: a killed sweep leaves nobody behind."""

    def watch() -> None:
        while os.getppid() == parent:
            sleep(_WATCH)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextmanager
def cluster(model: Model, address: str) -> Iterator[CellExecutor]:
    """The workers of a Dask scheduler that is already there; InputError where it is not, or has no workers."""
    client = _client(address)
    try:
        count = sum(client.nthreads().values())
        if not count:
            raise _no_cluster(address, "the scheduler has no workers: start some with `dask worker`")
        there = client.scatter(model, broadcast=True, hash=False)
        pool: Executor = client.get_executor(pure=False, retries=3)
        yield CellExecutor(count, lambda cells: pool.submit(run_cells, there, cells))
    finally:
        with suppress(Exception):
            client.close(timeout=2)


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise _no_cluster(address, "needs the extra 'cluster': pip install 'haicsim[cluster]'") from None
    try:
        return Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as problem:
        said = str(problem).splitlines()[0][:100] if str(problem) else type(problem).__name__
        raise _no_cluster(address, f"no Dask scheduler answers there ({said})") from None


def _no_cluster(address: str, rule: str) -> InputError:
    return InputError([Fault(f"--cluster {address}", None, "", "", rule)])
