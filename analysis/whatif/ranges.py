"""A number here and at both ends of the ranges of what is assumed and not identified, one range at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from haicsim.analysis.validation.hinges import HINGES, ends
from haicsim.analysis.whatif.worlds import Interval, sized
from haicsim.sim.scenario.model import Scenario

Say = Callable[[str, float], None]
AS_IT_IS = "as it is"
# patients simulated at an end: enough for half a month
AT_AN_END = 2_500


@dataclass(frozen=True)
class Ranged:
    """A number with its 95% interval of chance, and what becomes of it at the ends of the ranges.

    own: as the scenario is. ends: each end in words, with the number there and its interval; none where they were not tried.
    """

    own: Interval
    ends: tuple[tuple[str, Interval], ...] = ()

    @property
    def least(self) -> tuple[str, Interval]:
        """Where it is lowest, and how low."""
        return min(self._told, key=lambda each: each[1][0], default=(AS_IT_IS, self.own))

    @property
    def most(self) -> tuple[str, Interval]:
        """Where it is highest, and how high."""
        return max(self._told, key=lambda each: each[1][0], default=(AS_IT_IS, self.own))

    @property
    def sign(self) -> Literal["more", "less", "not known"]:
        """What may be said of it: only what holds at every end, chance included."""
        found = [interval for _, interval in self._told if np.isfinite(interval).all()]
        if found and all(low > 0.0 for _, low, _ in found):
            return "more"
        return "less" if found and all(high < 0.0 for _, _, high in found) else "not known"

    @property
    def _told(self) -> list[tuple[str, Interval]]:
        return [each for each in ((AS_IT_IS, self.own), *self.ends) if np.isfinite(each[1][0])]


def at_ends(
    scenario: Scenario, say: Say, what: str, patients: int = AT_AN_END
) -> Iterator[tuple[str, Scenario]]:
    """The scenario at every end, with fewer patients; say: called with what is being done and the share of it that is done."""
    few = sized(scenario, patients=min(scenario.run.patients, patients), replications=1)
    for number, end in enumerate(ends(few)):
        say(f"{what} with {end.where}", number / (2 * len(HINGES)))
        yield end.where, end.scenario
