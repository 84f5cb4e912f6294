"""The numbers of a scenario as the engines read them: one row, in days, 1/day, mm and shares of 1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.codes import (
    CANDIDATES,
    DECISION_RULES,
    HAIC_CHOICES,
    LIVER_RULES,
    MOST_RESOURCES,
    STOP_RULES,
)
from haicsim.sim.criteria import CODES, MOST
from haicsim.sim.life_table import OLDEST, cumulative_hazard
from haicsim.sim.parameters.capacity import Capacity as Hospital
from haicsim.sim.parameters.catalogue import catalogue
from haicsim.sim.scenario.model import Scenario

if TYPE_CHECKING:
    from haicsim.sim.rows import Theta


@dataclass(frozen=True)
class HospitalCapacity:
    """What the hospital has, by resource number.

    places: int64, shape (resources,), 0 where there is no limit. period: float64, days from one session to
    the next, same shape; 0.0 where places are held and freed.
    """

    places: NDArray[np.int64]
    period: NDArray[np.float64]


@cache
def theta_dtype() -> np.dtype[np.void]:
    """The columns of theta: one per field of the model, tables as sub-arrays in the order of their cells.

    Besides: the rules chosen and the criteria in their order, as codes (of `haicsim.sim.codes` and
    `haicsim.sim.criteria`), which resources are limited, and the life table.
    """
    fields = [
        (entry.name, "f8", (len(entry.cells),)) if entry.cells else (entry.name, "f8")
        for entry in catalogue()
    ]
    rules = ("decision_rule", "stop_rule", "haic", "liver_rule", "candidates")
    choices = [*((name, "f8") for name in rules), ("criteria", "f8", (MOST,))]
    scarce = [("scarce", "f8", (MOST_RESOURCES,))]
    tables = [("life_table_male", "f8", (OLDEST + 1,)), ("life_table_female", "f8", (OLDEST + 1,))]
    return np.dtype([*fields, *choices, *scarce, *tables])


def theta(scenario: Scenario) -> NDArray[np.void]:
    """The numbers of a scenario as one row; shape (1,), columns as `theta_dtype`."""
    values: list[float | tuple[float, ...]] = []
    for entry in catalogue():
        field, base = getattr(getattr(scenario, entry.topic), entry.key), entry.kind.base
        if entry.cells:
            values.append(tuple(base(getattr(field, cell)) for cell in entry.cells))
        else:
            values.append(base(field))
    order = [float(CODES[name]) for name in scenario.policy.criteria]
    unused = [0.0] * (MOST - len(order))
    policy = scenario.policy
    rules = (
        DECISION_RULES.index(policy.decision),
        STOP_RULES.index(policy.stop),
        HAIC_CHOICES.index(policy.haic),
        LIVER_RULES.index(policy.liver_rule),
        CANDIDATES.index(scenario.entry.candidates),
    )
    choices = [*(float(rule) for rule in rules), (*order, *unused)]
    limited = capacity(scenario).places > 0
    scarce = tuple(float(limited[r]) if r < len(limited) else 0.0 for r in range(MOST_RESOURCES))
    tables = [cumulative_hazard(sex) for sex in ("male", "female")]
    return np.array([(*values, *choices, scarce, *tables)], theta_dtype())


def plain_theta(rows: NDArray[np.void]) -> list[Theta]:
    """Theta for the readable engine: one object per row, same names, Python numbers and tuples of them."""
    names = rows.dtype.names or ()
    kind = type("Theta", (), {"__slots__": names, "__doc__": "One row of theta."})
    plain: list[Theta] = []
    for row in rows:
        one: Any = kind()
        for name in names:
            value = row[name].tolist()
            setattr(one, name, tuple(value) if isinstance(value, list) else value)
        plain.append(one)
    return plain


def capacity(scenario: Scenario) -> HospitalCapacity:
    """What the hospital of a scenario has, by resource number."""
    resources = [getattr(scenario.capacity, name) for name in Hospital.model_fields]
    places = [0 if each.places == "unlimited" else each.places for each in resources]
    period = [0.0 if each.every is None else each.every.days for each in resources]
    return HospitalCapacity(np.array(places, np.int64), np.array(period, np.float64))
