"""How work is to be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from haicsim.analysis.experiments.checkpoint_log import Shard


@dataclass(frozen=True)
class WorkOptions:
    """Which part of the work, anew or not, by whom, for how long, and how precisely.

    workers: threads (compiled engine) or processes (SimPy), one per processor unless said. cluster: the address of a Dask
    scheduler. precision: half-widths, by outcome, until which replications are added.
    """

    shard: "Shard | None" = None
    again: bool = False
    workers: int | None = None
    cluster: str | None = None
    max_hours: float | None = None
    precision: Mapping[str, float] | None = None
