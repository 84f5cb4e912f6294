"""Patients and plans of treatment for the reference of the disease: arrays, one row per patient.

Units: days since entry, millimetres, hazards and rates per day. A day that never comes is any day beyond the horizon
(infinity, or NEVER). Slots of seeds: 0-1 inside the part that would be resected, 2-5 outside it, 6-7 beyond the liver;
slot 8, where there is one, is the de novo tumour.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[Any]  # of numbers or of yes and no, a row per patient

NEVER = 1e9
REFERENCE_MM = 71.0  # h1 and m are those of one lesion of this size
SEEN_MM = 10.0  # a seed is seen from this size
OPERATIVE_DAYS = 90.0
WEEK_OVER_INFUSION = 7.0 / 5.0  # a standard week of five infusion days keeps its integral
LESIONS, SEEDS, SLOTS, DE_NOVO = 5, 8, 9, 8
STREAM = np.array([0, 0, 1, 1, 1, 1, 2, 2])  # of each slot: inner, outer, beyond
INNER, OUTER, BEYOND = slice(0, 2), slice(2, 6), slice(6, 8)


@dataclass(frozen=True)
class Rows:
    """Arrays with one row per patient."""

    def rows(self, which: Any) -> Self:
        """The same for these patients alone, by mask or numbers; for one number, its row of plain numbers."""
        chosen = object.__new__(type(self))  # arrays have their shapes already
        for f in fields(self):
            object.__setattr__(chosen, f.name, getattr(self, f.name)[which])
        return chosen

    def but(self, **changes: ArrayLike) -> Self:
        """The same people with other numbers."""
        return replace(self, **changes)

    def fill(self, n: int, wide: dict[str, int]) -> None:
        """Every field as an array of n rows: a number is everybody's, a row (of a wide field) too."""
        for f in fields(self):
            value = np.asarray(getattr(self, f.name))
            value = value.astype(bool if f.name in ("thrombus", "taken") else np.float64)
            columns = wide.get(f.name)
            if columns == 0:  # as many as are given
                columns = value.shape[1]
            shape = (n,) if columns is None else (n, columns)
            value = np.minimum(value, NEVER) if f.name.endswith("_day") else value
            object.__setattr__(self, f.name, np.array(np.broadcast_to(value, shape)))


@dataclass(frozen=True)
class Patients(Rows):
    """Who they are at entry, and everything that chance has settled for them.

    Shapes: (n,) or a number, but `diameter` and `kill` (n, 5), `seeding` (n, 3), `gamma` (n, 8).
    """

    diameter: Any  # mm at entry; 0 where there is no lesion
    kill: Any  # k l_j, of ln diameter per day of unit exposure
    growth: Any  # g, of ln diameter; above zero
    resistance: Any  # lambda, per exposure-day
    kappa: Any = 0.027
    thrombus: Any = False
    kill_thrombus: Any = 0.0  # k l_T
    thrombus_hazard: Any = 0.0  # h_T at rho = 1: both vessels, added
    frailty: Any = 1.0  # F
    liver_before: Any = 1.0  # D by score before it worsens
    liver_after: Any = 1.0  # and afterwards
    worsening_day: Any = NEVER
    decompensation_day: Any = NEVER
    decompensated: Any = 1.0  # factor on D from that day
    h0: Any = 0.0
    h1: Any = 0.0
    alpha: Any = 0.6
    h2: Any = 0.0
    seeding: Any = 0.0  # m per stream (inner, outer, beyond) with g/gref, exp(sigma xi) and shares in it
    beta: Any = 2.0 / 3.0
    lag: Any = 1.64  # L: a seed is born with exp(-L) of 10 mm
    seed_speed: Any = 2.6  # f: a seed grows at f g
    gamma: Any = np.inf  # sums of unit exponentials, from the first seed of each stream on
    de_novo_day: Any = NEVER
    budget: Any = np.inf  # unit exponential
    life_table_day: Any = NEVER

    def __post_init__(self) -> None:
        n = len(np.asarray(self.diameter))
        self.fill(n, {"diameter": LESIONS, "kill": LESIONS, "seeding": 3, "gamma": SEEDS})

    def __len__(self) -> int:
        return len(self.growth)


@dataclass(frozen=True)
class Plan(Rows):
    """What is done to each patient, whatever happens: `cycle_*` (n, cycles), `tace_*` (n, sessions), `taken` (n, 9).

    During `cycle_infusion_days` from `cycle_day` on, u = cycle_dose 7/5. TACE takes q from ln size of every primary
    lesion. Resection removes the primary, the thrombus, the inner seeds and what `taken` says of slots 2-5 and 8, if it
    is there by then; births end; `operative_per_day` acts for 90 days. From `slow_day` on all grows `slow` times as fast.
    """

    cycle_day: Any
    cycle_dose: Any
    cycle_infusion_days: Any
    tace_day: Any
    tace_q: Any
    resection_day: Any = NEVER
    operative_per_day: Any = 0.0
    taken: Any = False
    slow_day: Any = NEVER
    slow: Any = 1.0

    def __post_init__(self) -> None:
        n = len(np.asarray(self.cycle_day))
        wide = {"cycle_day": 0, "cycle_dose": 0, "cycle_infusion_days": 0, "tace_day": 0, "tace_q": 0}
        self.fill(n, {**wide, "taken": SLOTS})


def plan(
    n: int,
    cycle_day: ArrayLike = (),
    dose: ArrayLike = 1.0,
    infusion_days: ArrayLike = 5.0,
    tace_day: ArrayLike = (),
    tace_q: ArrayLike = 0.0,
    **more: Any,
) -> Plan:
    """A plan for n patients; days, doses and q for all, shape (cycles,), or for each, shape (n, cycles)."""
    cycles, sessions = (n, np.shape(cycle_day)[-1]), (n, np.shape(tace_day)[-1])
    haic = (
        np.broadcast_to(np.asarray(value, np.float64), cycles) for value in (cycle_day, dose, infusion_days)
    )
    tace = (np.broadcast_to(np.asarray(value, np.float64), sessions) for value in (tace_day, tace_q))
    return Plan(*haic, *tace, **more)
