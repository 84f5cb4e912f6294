"""The baseline CT, which the journal leaves out: patients are simulated again up to their first CT, and it is read there."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.results.events import CountedRun, rows_of
from haicsim.sim.codes import MEASURED
from haicsim.sim.replay import JournalRow, Replay


def first_assessed(records: NDArray[Any], most: int) -> NDArray[np.int64]:
    """The first so many, by number, who had a CT on HAIC, as places in the records."""
    return np.flatnonzero(records["scans"] > 0)[:most]


def shown(number: int, records: NDArray[Any]) -> str:
    """Which of the assessed are shown, for a figure to say: all, or the first so many."""
    assessed = int((records["scans"] > 0).sum())
    if number == assessed:
        return f"shown: all {assessed:,} with a CT on HAIC"
    return f"shown: the first {number:,}, by number, of {assessed:,} with a CT on HAIC"


def baseline_sums(counted_run: CountedRun, places: Iterable[int]) -> NDArray[np.float64]:
    """The sum of the targets' viable diameters on the baseline CT as measured, mm: shape (n records,).

    places: whose, as places in the records; NaN for everybody else, and for those who had no CT after it. Takes
    about 10 ms a patient. Raises ReplayMismatchError where another version of the model wrote the journal, ValueError where
    there is none.
    """
    if counted_run.journal is None:
        raise ValueError("without a journal nobody can be simulated again")
    sums = np.full(len(counted_run.records), np.nan)
    for place in places:
        record = counted_run.records[place]
        patient = Replay(
            counted_run.scenario,
            int(record["patient"]),
            int(record["replication"]),
            float(record["entry_day"]),
        )
        rows = rows_of(counted_run.journal, place)[["day", "event", "value"]].tolist()
        for row in patient.events(JournalRow(*row) for row in rows):
            if row.event == MEASURED:
                sums[place] = patient.p[0].target_baseline_mm
                break
    return sums
