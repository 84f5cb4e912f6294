"""One replication on the compiled engine: patients drawn by the block, run by the block, or seen together where they queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.patient import BASELINE, RUNNING, dtype
from haicsim.sim.theta import HospitalCapacity

if TYPE_CHECKING:
    from haicsim.sim.engines.compiled import CompiledEngine, Grants

Array = NDArray[Any]
_ROWS_OF_A_PATIENT = 64  # most have fewer; where that does not do, a block's journal comes in two pieces


@dataclass(frozen=True)
class DrawnCohort:
    """Patients drawn at diagnosis, the key of their random numbers, and what they are granted where they queue together."""

    patients: Array
    stream: tuple[int, int, int]
    granted: Grants


@dataclass(frozen=True)
class Replication:
    """One replication on the compiled engine."""

    engine: CompiledEngine
    theta: Array
    hospital: HospitalCapacity
    seed: int
    replication: int
    arrivals: Array

    def draw(self, first: int, count: int) -> DrawnCohort:
        """Draw so many patients, the first of whom has the number `first`."""
        places, period = self.hospital.places, self.hospital.period
        stream = (self.seed, self.replication, first)
        patients = np.zeros(count, dtype(BASELINE + RUNNING))
        patients["arrival"] = self.arrivals[first : first + count]
        self.engine.draw(patients, self.theta, stream)
        return DrawnCohort(
            patients,
            stream,
            self.engine.grants(patients, self.theta, stream, places, period, self.horizon),
        )

    def run_patients(
        self, drawn: DrawnCohort, records: Array, start: int, stop: int, journal: bool
    ) -> list[Array]:
        """Fill the records of these patients from `start` to before `stop`; their journal in pieces, if kept."""
        rows = _ROWS_OF_A_PATIENT * (stop - start) if journal else 0
        c = drawn
        return list(
            self.engine.pieces(
                c.patients, self.theta, c.stream, self.horizon, c.granted, records, rows, start, stop
            )
        )

    @property
    def horizon(self) -> float:
        """Days of follow-up."""
        return float(self.theta[0]["horizon_days"])
