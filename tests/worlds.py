"""A world to be told in both engines: the same patients, hospital and luck."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from haicsim.sim import cohort
from haicsim.sim.engines import process
from haicsim.sim.engines.compiled import CompiledEngine
from haicsim.sim.journal import ROW, as_rows
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.pathway.story import story
from haicsim.sim.patient import BASELINE, RUNNING, dtype
from haicsim.sim.patient import people as as_people
from haicsim.sim.random_numbers import RandomStream
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.stream_keys import OCCASIONS
from haicsim.sim.theta import capacity, plain_theta, theta

Array = NDArray[Any]
PATIENT = dtype(BASELINE + RUNNING)
RESOURCES = 8


@dataclass(frozen=True)
class World:
    """Patients' number, the row of theta, who is lucky, the hospital, days between arrivals; told from diagnosis on."""

    patients: int
    theta: Array
    places: Array
    period: Array
    horizon: float
    stream: tuple[int, int, int] = (1, 0, 0)
    gap: float = 3.0

    @classmethod
    def of(cls, scenario: Scenario, patients: int) -> Self:
        """The scenario's world with so many patients."""
        row, hospital = theta(scenario), capacity(scenario)
        return cls(patients, row, hospital.places, hospital.period, float(row[0]["horizon_days"]))

    def but(self, **changes: Any) -> Self:
        """The same world with other numbers: fields of theta by name, or of the world itself."""
        own = {name: changes.pop(name) for name in list(changes) if name in self.__dataclass_fields__}
        row = self.theta.copy()
        for name, value in changes.items():
            row[name] = value
        return replace(self, **{"theta": row, **own})

    def hospital(self, places: dict[int, int], period: dict[int, float] | None = None) -> Self:
        """The same world with these places (and days between sessions) by resource number, all else unlimited."""
        p, q = np.zeros(RESOURCES, np.int64), np.zeros(RESOURCES)
        for number, count in places.items():
            p[number] = count
        for number, days in (period or {}).items():
            q[number] = days
        return replace(self, places=p, period=q)


def drawn(engine: CompiledEngine, world: World) -> Array:
    """The world's patients at diagnosis, as the compiled engine keeps them."""
    rows = arrived(world)
    engine.draw(rows, world.theta, world.stream)
    return rows


def arrived(world: World) -> Array:
    """Everybody's day of entry, nothing else yet: one patient every `gap` days, on whole days."""
    rows = np.zeros(world.patients, PATIENT)
    rows["arrival"] = np.floor((world.stream[2] + np.arange(world.patients)) * world.gap)
    return rows


def people(world: World, occasions: dict[int, int] = OCCASIONS) -> tuple[list[Any], Any, RandomStream]:
    """The world's patients at diagnosis as slotted objects, with the theta and the luck that plain Python reads."""
    stream = RandomStream(*world.stream, occasions=occasions)
    parameters = plain_theta(world.theta)
    rows = as_people(arrived(world))
    for i in range(world.patients):
        cohort.diagnose(rows, i, parameters, stream)
    return rows, parameters, stream


def by_compiled(
    engine: CompiledEngine, world: World, records: Array | None = None, most: int = 1 << 20
) -> Array:
    """The journal of the compiled engine, told in pieces of at most `most` rows; the records too where asked for."""
    w, rows = world, drawn(engine, world)
    granted = engine.grants(rows, w.theta, w.stream, w.places, w.period, w.horizon)
    out = np.zeros(0, RECORD) if records is None else records
    pieces = engine.pieces(rows, w.theta, w.stream, w.horizon, granted, out, most)
    return np.concatenate([np.zeros(0, ROW), *pieces])


def by_process(
    world: World, told: Callable[..., Any] = story, occasions: dict[int, int] = OCCASIONS
) -> Array:
    """The journal of the SimPy engine."""
    rows, parameters, stream = people(world, occasions)
    w = world
    return as_rows(process.run_patients(told, rows, parameters, stream, w.places, w.period, w.horizon))


def difference(a: Array, b: Array) -> str:
    """Where two journals first differ, for a person to read; empty where they are the same, bit for bit."""
    if a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes():
        return ""
    shared = min(len(a), len(b))
    differ = np.flatnonzero(a[:shared] != b[:shared])
    at = int(differ[0]) if len(differ) else shared
    return f"{len(a)} and {len(b)} rows; from row {at}:\n{a[at : at + 4]}\n{b[at : at + 4]}"
