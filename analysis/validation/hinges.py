"""The numbers that the answers hinge on: assumed, not identified by the paper, and known only to lie in a range.

Of all assumed and derived numbers of the reference scenario these move the life gained by surgery the most, each set to either
end of its own range (20,000 starters, same random numbers; `docs/agreement.md` has the figures).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

from haicsim.sim.errors import InputError
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import with_overrides

HINGES = (
    "tumour.kill_median",
    "tumour.tvdt_multiplier",
    "tumour.resistance_median",
    "seeding.seeding_liver",
    "seeding.seeding_beyond",
    "seeding.seed_latency",
    "seeding.seed_growth",
)


@dataclass(frozen=True)
class End:
    """A number at one end of its range, and the scenario with it. where: in words, "tumour.kill_median = 0.006 1/d"."""

    where: str
    scenario: Scenario


def ends(scenario: Scenario) -> Iterator[End]:
    """Both ends of every hinge that has a range; an end that does not go with the rest of the scenario is left out."""
    for path in HINGES:
        number: Any = reduce(getattr, path.split("."), scenario)
        for value in dict.fromkeys(number.range):
            if value == number.value:
                continue
            unit = "" if number.unit in ("ratio", "1") else f" {number.unit}"
            try:
                there = with_overrides(scenario, [f"{path}.value={value}"])
            except InputError:
                continue
            yield End(f"{path} = {value:g}{unit}", there)
