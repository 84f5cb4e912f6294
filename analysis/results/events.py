"""Everybody's journal beside everybody's outcomes, from a run or from a folder of results."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.results.folder import (
    JOURNAL,
    OUTCOMES,
    PROVENANCE,
    SCENARIO,
    check_files,
    read_provenance,
    refusal,
)
from haicsim.sim.engines.choice import Choice
from haicsim.sim.journal import ROW
from haicsim.sim.run import Result
from haicsim.sim.scenario.model import Scenario, load_scenario

Array = NDArray[Any]


@dataclass(frozen=True)
class CountedRun:
    """Who counts, and what happened to them.

    records: (n,), see `haicsim.sim.outcomes.schema.RECORD`, of those who entered after the warm-up, all replications. journal: their
    rows (see `haicsim.sim.journal.ROW`), where `patient` is the place in `records`; None where no journal was kept.
    """

    scenario: Scenario
    records: Array
    journal: Array | None


def counted_run(result: Result) -> CountedRun:
    """What a run told."""
    if not result.journals:
        return CountedRun(result.scenario, result.counted, None)
    return CountedRun(result.scenario, *joined(result.records, result.journals))


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


def read_counted_run(folder: Path) -> CountedRun:
    """What a folder of results tells; without a journal where it keeps none. Raises InputError as `read_run`."""
    return counted_run(read_run(folder))


def read_run(folder: Path) -> Result:
    """A run read back from its folder, as it was simulated; without journals where none were kept.

    Raises InputError where it is no folder of results, a file is not as it was written, or another version of haicsim
    wrote them in words this one does not know.
    """
    mark = read_provenance(folder)
    kept = JOURNAL in mark.files
    check_files(folder, (SCENARIO, OUTCOMES, *([JOURNAL] if kept else [])))
    scenario = load_scenario(folder / SCENARIO)
    try:
        records = _read_records(folder / OUTCOMES)
        journals = _read_journals(folder / JOURNAL, scenario.run.replications) if kept else []
    except (KeyError, ValueError):
        rule = "was written by another version of haicsim: run the scenario again to read it with this one"
        raise refusal(folder, rule) from None
    cohort = str(json.loads((folder / PROVENANCE).read_text()).get("cohort_digest", ""))
    choice = Choice(mark.engine.told_by, mark.engine.reason)
    return Result(scenario, records, tuple(journals), choice, cohort)


def _read_records(path: Path) -> Array:
    import pyarrow.parquet as pq

    from haicsim.sim.outcomes.table import records_of

    return records_of(pq.read_table(path).to_pandas())


def _read_journals(path: Path, replications: int) -> list[Array]:
    """The journals of all replications, which stand one after the other."""
    import pyarrow.parquet as pq

    names = ROW.names or ()
    table = pq.read_table(path, columns=["replication", *names])
    rows = np.zeros(len(table), ROW)
    for name in names:
        rows[name] = table[name].to_numpy()
    starts = np.searchsorted(table["replication"].to_numpy(), np.arange(replications + 1))
    return [rows[first:last] for first, last in pairwise(starts)]
