"""Simulating for the page: in a thread of its own, with progress on the page and a button that ends it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import streamlit as st

from haicsim.analysis.page.link import Side, State
from haicsim.analysis.page.made import Made, make
from haicsim.api.result import Result
from haicsim.api.runs import run
from haicsim.sim.errors import InputError

_RUNS, _CANCELLED = "runs", "cancelled"
MOST_KEPT = 4
_LOOK_EVERY, _SHOW_EVERY, _BEFORE_BAR = 0.03, 0.2, 0.4  # seconds


class CancelledError(Exception):
    """Nobody waits for the run any more."""


@dataclass(frozen=True)
class Ran:
    """A scenario that was run for the page, and what came of it."""

    made: Made
    result: Result


@dataclass
class Job:
    """Work in a thread: how far it is, what came of it, and whether anybody still waits for it."""

    said: str = "Reading the scenario"
    share: float = 0.0
    found: Ran | None = None
    failed: Exception | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)

    def progress(self, what: str, share: float) -> None:
        """Take down how far it is; ends the work that nobody waits for."""
        if self.cancelled.is_set():
            raise CancelledError
        self.said, self.share = what, min(max(share, 0.0), 1.0)

    def work(self, state: State, side: Side) -> None:
        """Do it all."""
        try:
            made = make(state, side, self.progress)
            self.found = Ran(made, run(made.scenario, progress=self.progress))
        except Exception as error:  # whatever it is, the page says it
            self.failed = error


def obtain(state: State, side: Side, where: str) -> Ran | None:
    """The run of a side: as it was where it was made before, else made now; None where the reader cancelled it.

    Raises InputError, and whatever else went wrong.
    """
    runs: dict[str, Ran] = st.session_state.setdefault(_RUNS, {})
    cancelled: set[str] = st.session_state.setdefault(_CANCELLED, set())
    key = _key(state, side)
    if key in runs:
        runs[key] = runs.pop(key)  # the latest last
        return runs[key]
    if key in cancelled:
        st.warning(f"{where.upper()} was cancelled: nothing of it is shown.")
        st.button("Simulate it after all", key=f"again.{where}", on_click=cancelled.discard, args=(key,))
        return None
    ran = _wait(state, side, where, lambda: cancelled.add(key))
    runs[key] = ran
    for old in list(runs)[:-MOST_KEPT]:
        del runs[old]
    return ran


def _wait(state: State, side: Side, where: str, cancel: Callable[[], Any]) -> Ran:
    """Start it, show how far it is, and leave it alone as soon as the reader wants something else."""
    job, place, start, bar = Job(), st.empty(), time.monotonic(), None
    thread = threading.Thread(target=job.work, args=(state, side), daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(_LOOK_EVERY if bar is None else _SHOW_EVERY)
            if bar is None and time.monotonic() - start > _BEFORE_BAR:
                box = place.container()
                bar = box.progress(0.0)
                box.button(f"Cancel {where.upper()}", key=f"cancel.{where}", on_click=cancel)
            if bar is not None:
                bar.progress(job.share, text=f"{where.upper()}: {job.said}")
    finally:
        job.cancelled.set()
    place.empty()
    if job.failed is not None:
        raise job.failed
    if job.found is None:
        raise InputError([])
    return job.found


def _key(state: State, side: Side) -> str:
    said = (side.name, side.file and sha256(side.file).hexdigest(), side.settings, state.patients, state.seed)
    return repr(said)
