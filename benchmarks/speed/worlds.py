"""The worlds in which the engines are compared: the reference scenario in four hospitals, and the peer story."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.speed import peer
from haicsim.sim.cohort import diagnose
from haicsim.sim.engines import process
from haicsim.sim.engines.flatten import Story
from haicsim.sim.engines.patients_engine import CALLED
from haicsim.sim.journal import as_rows
from haicsim.sim.pathway.story import story
from haicsim.sim.patient import people
from haicsim.sim.random_numbers import RandomStream
from haicsim.sim.run import PATIENT
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.stream_keys import OCCASIONS
from haicsim.sim.theta import capacity, plain_theta, theta

if TYPE_CHECKING:
    from haicsim.sim.engines.compiled import CompiledEngine

Array = NDArray[Any]
_LUCK = (1, 0, 0)
_GAP = 3.0  # days from one arrival to the next

NOTHING_SCARCE = "nothing scarce"
HOSPITALS: dict[str, tuple[str, ...]] = {
    NOTHING_SCARCE: (),
    "one theatre": ("theatre={places: 1}",),
    "three limited": (
        "infusion_bed={places: 4}",
        "meeting={places: 3, every: {value: 28, unit: d}}",
        "theatre={places: 1, every: {value: 14, unit: d}}",
    ),
    "five limited": (
        "angiography_suite={places: 1}",
        "infusion_bed={places: 6}",
        "ct={places: 1}",
        "meeting={places: 3, every: {value: 14, unit: d}}",
        "theatre={places: 1}",
    ),
}


@dataclass(frozen=True)
class World:
    """Patients drawn at diagnosis, a story to tell of them, and a hospital.

    rows: the patients, shape (n,). places, period: the hospital by resource number. horizon: days of follow-up.
    """

    name: str
    story: Story
    engine: "CompiledEngine"
    rows: Array
    theta: Array
    occasions: dict[int, int]
    places: Array
    period: Array
    horizon: float

    def compiled(self) -> Array:
        """The journal as the compiled engine tells it."""
        return self.engine.journal(self.rows, self.theta, _LUCK, self.places, self.period, self.horizon)

    def simpy(self, cast: "Cast") -> Array:
        """The journal as the SimPy engine tells it."""
        told = process.run_patients(
            self.story, cast.people, cast.theta, cast.stream, self.places, self.period, self.horizon
        )
        return as_rows(told)

    def cast(self) -> "Cast":
        """The same patients, numbers and luck as Python reads them."""
        return Cast(
            people(self.rows), plain_theta(self.theta), RandomStream(*_LUCK, occasions=self.occasions)
        )


@dataclass(frozen=True)
class Cast:
    """Patients, numbers and luck as Python reads them; for one telling, which changes them."""

    people: list[Any]
    theta: list[Any]
    stream: RandomStream


def reference_world(hospital: str, patients: int) -> World:
    """So many patients of the reference scenario in one of the HOSPITALS."""
    scenario = load_scenario("kurume", [f"capacity.{limit}" for limit in HOSPITALS[hospital]])
    numbers, has, engine = theta(scenario), capacity(scenario), patients_engine()
    rows = np.zeros(patients, PATIENT)
    rows["arrival"] = np.floor(np.arange(patients) * _GAP)
    engine.draw(rows, numbers, _LUCK)
    horizon = float(numbers[0]["horizon_days"])
    return World(hospital, story, engine, rows, numbers, OCCASIONS, has.places, has.period, horizon)


def peer_world(patients: int) -> World:
    """So many patients of the peer story."""
    numbers, (places, period), engine = peer.theta(), peer.capacity(), peer_engine()
    rows = np.zeros(patients, peer.PATIENT)
    engine.draw(rows, numbers, _LUCK)
    horizon = peer.NUMBERS["horizon_days"]
    return World("peer story", peer.story, engine, rows, numbers, peer.OCCASIONS, places, period, horizon)


@lru_cache(maxsize=1)
def patients_engine() -> "CompiledEngine":
    """The engine of the patients, which writes journals alone; from the cache where it was compiled before."""
    from haicsim.sim.engines.compiled import CompiledEngine

    return CompiledEngine(story, diagnose, called=CALLED)


@lru_cache(maxsize=1)
def peer_engine() -> "CompiledEngine":
    """The engine for the peer story, compiled once; from the cache where it was compiled before."""
    from haicsim.sim.engines.compiled import CompiledEngine

    return CompiledEngine(peer.story, peer.diagnose)
