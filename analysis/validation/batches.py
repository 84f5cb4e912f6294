"""Simulated studies in batches, each from patients of its own: what differs between batches is chance, of pool and draws."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.studies import Study
from haicsim.analysis.validation.candidate_pool import Pool
from haicsim.analysis.validation.predictive_check import Agreement, table_of
from haicsim.analysis.validation.replicates import with_margins, without_margins

BATCHES = 5
FEWEST = 60  # studies of a batch from which means and correlations can be learnt
Values = NDArray[np.float64]


def batches(
    pool: Pool, study: Study, table: Agreement, studies: int, enlarge: int = 1, number: int = BATCHES
) -> list[Values]:
    """The statistics of an agreement's rows in each batch of studies, (rows, studies); every batch has its own patients.

    enlarge: how many times the published size. Raises NobodyError where a batch has too few patients.
    """
    found = []
    for batch in range(number):
        part = replace(pool, records=pool.records[batch::number])
        margins = with_margins(part, study, studies, enlarge)
        found.append(table_of(study, table.rows, margins, without_margins(part, study, studies, enlarge)))
    return found


def next_one(batches: Sequence[Values], batch: int) -> Values:
    """The batch that tests what another has taught."""
    return batches[(batch + 1) % len(batches)]
