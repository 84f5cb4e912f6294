"""Everybody's journal beside everybody's outcomes, of those who are counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.journal import ROW
from haicsim.sim.run import Result
from haicsim.sim.scenario.model import Scenario

Array = NDArray[Any]


@dataclass(frozen=True)
class CountedRun:
    """Who counts, and what happened to them.

    records: (n,), see `haicsim.sim.outcomes.schema.RECORD`, of those who entered after the warm-up, all replications.
    journal: their rows (see `haicsim.sim.journal.ROW`), where `patient` is the place in `records`; None where none was
    kept. everyone: the run itself, where it is known: the hospital is full of those of the warm-up too.
    """

    scenario: Scenario
    records: Array
    journal: Array | None
    everyone: Result | None = None


def counted_run(result: Result) -> CountedRun:
    """Those of a run who are counted."""
    if not result.journals:
        return CountedRun(result.scenario, result.counted, None, result)
    return CountedRun(result.scenario, *joined(result.records, result.journals), result)


def joined(records: Array, journals: Sequence[Array]) -> tuple[Array, Array]:
    """The records that count and one journal of them all, in which `patient` is the place among those records.

    records: of all replications, one after the other, equally many each. journals: one a replication, patients
    numbered from 0.
    """
    counted = records["counted"]
    place = np.cumsum(counted) - 1
    each = len(records) // len(journals)
    pieces = [np.zeros(0, ROW)]
    for replication, rows in enumerate(journals):
        number = rows["patient"] + replication * each
        piece = rows[counted[number]]
        piece["patient"] = place[number[counted[number]]]
        pieces.append(piece)
    return records[counted], np.concatenate(pieces)


def rows_of(journal: Array, place: int) -> Array:
    """The rows of one patient, in order as lived; the journal is ordered by patient."""
    first, last = np.searchsorted(journal["patient"], [place, place + 1])
    return journal[first:last]
