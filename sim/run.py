"""From a scenario to what happened: the one door through which the simulation is used."""

import math
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim import cohort
from haicsim.sim.arrivals import arrival_days
from haicsim.sim.cohort_digest import CohortDigest, persons
from haicsim.sim.engines.choice import Choice, choose
from haicsim.sim.engines.patients_engine import patients_engine
from haicsim.sim.engines.replication import DrawnCohort, Replication
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.journal import Book, as_rows
from haicsim.sim.outcomes import schema as outcomes
from haicsim.sim.pathway.story import story
from haicsim.sim.patient import BASELINE, RUNNING, dtype
from haicsim.sim.patient import people as as_people
from haicsim.sim.random_numbers import RandomStream
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.stream_keys import OCCASIONS
from haicsim.sim.theta import HospitalCapacity, capacity, plain_theta, theta

if TYPE_CHECKING:
    import pandas


Array = NDArray[Any]
Progress = Callable[[int], None]
PATIENT = dtype(BASELINE + RUNNING)
_BLOCK = 1 << 11  # patients run at once: their states stay in a processor's own memory
_NO_THREADS = 0
_MANY_ATTEMPTS = 1000  # draws for one patient, beyond which a search in vain takes longer than a run


@dataclass(frozen=True)
class Result:
    """What happened to everyone.

    records: one row per patient and replication (see `haicsim.sim.outcomes.schema.RECORD`). journals: one journal per
    replication (see `haicsim.sim.journal.ROW`), none where none was kept. choice: which engine ran it and why. cohort:
    digest of the people as drawn (see `haicsim.sim.cohort_digest`).
    """

    scenario: Scenario
    records: Array
    journals: tuple[Array, ...]
    choice: Choice
    cohort: str

    @property
    def counted(self) -> Array:
        """The records of those who entered after the warm-up."""
        mine: Array = self.records[self.records["counted"]]
        return mine

    @cached_property
    def outcomes(self) -> "pandas.DataFrame":
        """The records as a table with names instead of codes, for people."""
        from haicsim.sim.outcomes.table import outcomes_table

        return outcomes_table(self.records)


def run(
    scenario: Scenario, journal: bool = True, progress: Progress | None = None, threads: int | None = None
) -> Result:
    """Simulate the scenario's patients, all replications.

    journal: keep every event (about 50 rows of 22 bytes a patient). progress: called with the number of patients simulated.
    threads: for the compiled engine, one per processor unless said. Raises StoryError where a chapter has a bug.
    """
    settings = scenario.run
    refuse_vain_search(scenario)
    choice = choose(settings.engine, settings.patients, settings.replications)
    simulate = _run_compiled if choice.engine == "compiled" else _run_process
    records = np.zeros(settings.patients * settings.replications, outcomes.RECORD)
    cohort_digest = CohortDigest()
    work = _work(scenario, journal, progress or _silent, threads or cores(), cohort_digest)
    journals = []
    for replication in range(settings.replications):
        start = replication * settings.patients
        part = records[start : start + settings.patients]
        rows = _replicate(work, simulate, replication, part)
        if journal:
            journals.append(rows)
    refuse_nobody_counted(scenario, records)
    return Result(scenario, records, tuple(journals), choice, cohort_digest.digest)


def records_of(scenario: Scenario, replication: int, engine: str) -> Array:
    """The records of those who are counted of one replication, the same bits as in `run`, run in this thread alone.

    For sweeps, which do thousands of small runs in threads or processes of their own. engine: "process" or "compiled".
    Raises InputError and StoryError as `run`.
    """
    if scenario.entry.most_attempts.value > _MANY_ATTEMPTS:
        refuse_vain_search(scenario)
    records = np.zeros(scenario.run.patients, outcomes.RECORD)
    work = _work(scenario, False, _silent, _NO_THREADS)
    _replicate(work, _run_compiled if engine == "compiled" else _run_process, replication, records)
    refuse_nobody_counted(scenario, records)
    counted = records["counted"]
    return records if counted.all() else records[counted]


def refuse_nobody_counted(scenario: Scenario, records: Array) -> None:
    """Refuse a run in which everybody enters during the warm-up; InputError."""
    if not records["counted"].any():
        rule = "everybody enters before the warm-up ends: take more patients, or a shorter warm-up"
        warm_up = f"{scenario.arrivals.warm_up.value:g} {scenario.arrivals.warm_up.unit}"
        raise InputError([Fault(scenario.name, None, "arrivals.warm_up", warm_up, rule)])


def refuse_impossible_entry(scenario: Scenario, records: Array) -> None:
    """Refuse a scenario in which no candidate was found for somebody who may enter; InputError."""
    in_vain = int((records["attempts"] < 0).sum())
    if in_vain:
        _refuse_search(scenario, in_vain, len(records))


def _refuse_search(scenario: Scenario, in_vain: int, of: int) -> None:
    rule = (
        f"for {in_vain:,} of {of:,} patients no candidate was {scenario.entry.candidates} at entry within "
        f"entry.most_attempts draws: almost nobody of that kind could be"
    )
    most = f"{scenario.entry.most_attempts.value:g}"
    raise InputError([Fault(scenario.name, None, "entry.most_attempts", most, rule)])


def refuse_vain_search(scenario: Scenario) -> None:
    """Refuse a scenario in which no candidate is found for the very first patient, before all others are searched for.

    A run in which anybody is searched for in vain is refused anyway, and a search can take very long. Raises InputError.
    """
    entering = np.zeros(1, PATIENT)
    stream = RandomStream(scenario.run.seed, 0, occasions=OCCASIONS)
    first = as_people(entering)
    cohort.diagnose(first, 0, plain_theta(theta(scenario)), stream)
    if first[0].attempts < 0:
        _refuse_search(scenario, 1, 1)


@dataclass(frozen=True)
class _Work:
    """What is asked of an engine, the same for all replications; without threads the caller's own does it all.

    cohort_digest: where the patients are written down, if anybody asks who they were.
    """

    scenario: Scenario
    theta: Array
    hospital: HospitalCapacity
    journal: bool
    progress: Progress
    threads: int
    cohort_digest: CohortDigest | None


def _work(
    scenario: Scenario,
    journal: bool,
    progress: Progress,
    threads: int,
    cohort_digest: CohortDigest | None = None,
) -> _Work:
    return _Work(scenario, theta(scenario), capacity(scenario), journal, progress, threads, cohort_digest)


def _replicate(
    work: _Work, simulate: Callable[[_Work, int, Array], Array], replication: int, records: Array
) -> Array:
    """Fill the records of one replication; its journal, if kept."""
    rows = simulate(work, replication, records)
    refuse_impossible_entry(work.scenario, records)
    outcomes.number(records, replication, 0, float(work.theta[0]["warm_up_days"]))
    outcomes.weigh(records, work.theta[0])
    return rows


def _silent(patients: int) -> None:
    pass


def _run_process(work: _Work, replication: int, records: Array) -> Array:
    from haicsim.sim.engines import process

    scenario = work.scenario
    hospital, parameters = work.hospital, plain_theta(work.theta)
    stream = RandomStream(scenario.run.seed, replication, occasions=OCCASIONS)
    entering = np.zeros(len(records), PATIENT)
    entering["arrival"] = arrival_days(scenario, replication)
    patients = as_people(entering)
    for i in range(len(patients)):
        cohort.diagnose(patients, i, parameters, stream)
    if work.cohort_digest is not None:
        work.cohort_digest.add(persons(patients))
    horizon = float(work.theta[0]["horizon_days"])
    happened = process.run_patients(
        story, patients, parameters, stream, hospital.places, hospital.period, horizon, work.progress
    )
    rows = as_rows(happened)
    records[:] = outcomes.fold(rows, patients)
    return rows


def _run_compiled(work: _Work, replication: int, records: Array) -> Array:
    """Run all patients in blocks, by all threads; only where something is scarce must they be seen together first."""
    scenario, count = work.scenario, len(records)
    arrivals = arrival_days(scenario, replication)
    mine = Replication(patients_engine(), work.theta, work.hospital, scenario.run.seed, replication, arrivals)
    size = min(_BLOCK, max(math.ceil(count / max(work.threads, 1)), 1))
    queued = bool((mine.hospital.places > 0).any())

    def block(everyone: DrawnCohort | None, start: int) -> tuple[list[Array], Array | None]:
        stop = min(start + size, count)
        if everyone is not None:
            pieces = mine.run_patients(everyone, records, start, stop, work.journal)
            people = everyone.patients[start:stop]
        else:
            drawn = mine.draw(start, stop - start)
            pieces = mine.run_patients(drawn, records[start:stop], 0, stop - start, work.journal)
            people = drawn.patients
        work.progress(stop - start)
        return pieces, None if work.cohort_digest is None else persons(people)

    book, starts = Book(count), range(0, count, size)

    def keep(blocks: Iterable[tuple[list[Array], Array | None]]) -> Array:
        for start, (pieces, people) in zip(starts, blocks, strict=True):
            book.add(pieces, start + size)
            if work.cohort_digest is not None and people is not None:
                work.cohort_digest.add(people)
        return book.rows

    if work.threads == _NO_THREADS:
        return keep(map(partial(block, mine.draw(0, count) if queued else None), starts))
    pool = ThreadPoolExecutor(work.threads)
    try:  # all compiled work is done in the pool, where it keeps no signal waiting
        everyone = pool.submit(mine.draw, 0, count).result() if queued else None
        return keep(pool.map(partial(block, everyone), starts))
    finally:  # whoever interrupts need not wait for the block or the compiler
        pool.shutdown(wait=False, cancel_futures=True)


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
