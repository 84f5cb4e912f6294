"""The mechanisms by which more patients, or fewer, can be converted: one row each.

A conversion rate is an outcome: nobody sets it. Each mechanism moves one number of the scenario, which moves the rate.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import (
    Value,
    changeable,
    changed,
    in_unit,
    numbers_by_path,
    value_at,
    with_overrides,
)

CAPACITY = "capacity"


@dataclass(frozen=True)
class Mechanism:
    """One way to convert more patients.

    name: after `--by`. words: what is done, for people. path: the number moved. least, most: how far the search goes, in the
    unit `in_unit` where it has one. also: what else is set once it is moved at all.
    caveat: what the model cannot know of it.
    """

    name: str
    words: str
    path: str
    least: float
    most: float
    also: Mapping[str, Value] = field(default_factory=dict)
    in_unit: str | None = None
    caveat: str = ""

    def ends(self, scenario: Scenario) -> tuple[float, float]:
        """How far the search goes, in the unit in which the scenario states the number."""
        if self.in_unit is None:
            return self.least, self.most
        low, high = (in_unit(scenario, self.path, end, self.in_unit) for end in (self.least, self.most))
        return float(low), float(high)  # type: ignore[arg-type]  # numbers stay numbers

    def present(self, scenario: Scenario) -> float:
        """What the scenario says now."""
        if self.path == CAPACITY:
            return 1.0
        value = value_at(scenario, self.path)[0]
        return float(value)  # type: ignore[arg-type]  # a mechanism's path is a number

    def unit(self, scenario: Scenario) -> str:
        """The unit of the number moved; "" for a ratio."""
        unit = "" if self.path == CAPACITY else value_at(scenario, self.path)[1]
        return "" if unit in ("ratio", "count", "probability", "1") else unit

    def stated(self, scenario: Scenario) -> tuple[float, float]:
        """The range that the scenario states for the number moved."""
        if self.path == CAPACITY:
            return self.least, self.most
        low, high = _number(scenario, self.path).range
        return float(low), float(high)

    def roomy(self, scenario: Scenario) -> Scenario:
        """The scenario as it is, with room in the stated range for all that the search may try."""
        if self.path == CAPACITY:
            return scenario
        (low, high), (least, most) = self.stated(scenario), self.ends(scenario)
        return with_overrides(scenario, [f"{self.path}.range=[{min(low, least)}, {max(high, most)}]"])

    def at(self, roomy: Scenario, value: float) -> Scenario:
        """The scenario with the number moved there."""
        if self.path == CAPACITY:
            return changed(roomy, _places(roomy, value))
        return changed(roomy, {self.path: value, **self.also})


_CLEARED = (
    "In the model an operation always takes all tumours and thrombus out. No figures were read on operations so far from "
    "the criteria, where some would be left: the gain shown is the most it could be."
)
# fmt: off
MECHANISMS: dict[str, Mechanism] = {each.name: each for each in (
    Mechanism("efficacy", "drugs that kill more of the tumour", "treatment.relative_kill", 0.05, 8.0,
              caveat="A drug that kills more is taken to be no more toxic."),
    Mechanism("boldness", "surgeons who accept narrower margins of liver, lesions and thrombus", "policy.boldness", 0.1, 10.0,
              caveat=_CLEARED),
    Mechanism("tace", "TACE, where it is given, that kills more", "treatment.tace_kill", 0.0, 3.0),
    Mechanism("interval", "CTs, and so meetings, more often", "policy.ct_interval", 0.5, 12.0,
              in_unit="month"),
    Mechanism("liver", "portal embolisation, and a remnant that grows more after it", "policy.embolisation_gain", 1.0, 3.0,
              {"policy.portal_embolisation": 1}),
    Mechanism("access", "a shorter way from diagnosis to the port", "treatment.port_wait", 0.0, 120.0, in_unit="d"),
    Mechanism(CAPACITY, "more places of all that is scarce", CAPACITY, 0.25, 16.0),
    Mechanism("consent", "fewer patients who refuse", "policy.refusal", 0.0, 0.99),
    Mechanism("forced", "operating those who fall short of the criteria, liver and fitness allowing",
              "policy.tolerated_shortfall", 0.0, 10.0, caveat=_CLEARED),
)}
# fmt: on


def mechanism(scenario: Scenario, name: str) -> Mechanism:
    """A mechanism by its name, or any number of the scenario by its path; InputError for what is neither."""
    if name in MECHANISMS:
        found = MECHANISMS[name]
        if found.path == CAPACITY and not _scarce(scenario):
            rule = f"nothing is scarce in {scenario.name}: there is no queue that more places could shorten"
            raise InputError([Fault(f"--by {name}", None, "", "", rule)])
        return found
    if name in numbers_by_path():
        low, high = _number(scenario, name).range
        return Mechanism(name, changeable()[name], name, float(low), float(high))
    rule = f"is no mechanism: {', '.join(MECHANISMS)}, or a number of the scenario by its path"
    raise InputError(
        [Fault(f"--by {name}", None, "", "", rule, nearest_name(name, [*MECHANISMS, *numbers_by_path()]))]
    )


def available(scenario: Scenario) -> list[Mechanism]:
    """The mechanisms that can be moved in a scenario."""
    return [each for each in MECHANISMS.values() if each.path != CAPACITY or _scarce(scenario)]


def _number(scenario: Scenario, path: str) -> Any:
    found: Any = scenario
    for part in path.split("."):
        found = getattr(found, part)
    return found


def _scarce(scenario: Scenario) -> dict[str, int]:
    """The places of all that is limited."""
    places = ((name, each.places) for name, each in scenario.capacity)
    return {name: each for name, each in places if each != "unlimited"}


def _places(scenario: Scenario, times: float) -> dict[str, Value]:
    return {
        f"capacity.{name}": max(math.ceil(places * times - 1e-9), 1)
        for name, places in _scarce(scenario).items()
    }
