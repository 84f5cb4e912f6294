"""A number here, and where else it is looked at: at both ends of the ranges of what is not identified, or over a posterior.

The ends are those of what is assumed and not identified, one range at a time; a posterior moves all numbers it has at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from haicsim.analysis.calibration.posterior import Posterior, read_posterior
from haicsim.analysis.calibration.uncertain import settings_for
from haicsim.analysis.validation.hinges import HINGES, ends
from haicsim.analysis.whatif.worlds import Interval, sized
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changed

Say = Callable[[str, float], None]
AS_IT_IS = "as it is"
# patients simulated at an end: enough for half a month
AT_AN_END = 2_500
DRAWS = 24  # of a posterior: the least and the most of so many hold about 92% of it


@dataclass(frozen=True)
class Beyond:
    """Where else an answer is looked at.

    words: what these places are. singly: whether one number is moved at a time. count: how many places at most. worlds: each
    in words, with the scenario there.
    """

    words: str
    singly: bool
    count: int
    worlds: Callable[[Scenario], Iterator[tuple[str, Scenario]]]


def _ends(scenario: Scenario) -> Iterator[tuple[str, Scenario]]:
    return ((end.where, end.scenario) for end in ends(scenario))


ENDS = Beyond("the ranges of what the paper does not identify", True, 2 * len(HINGES), _ends)
Where = bool | Beyond  # nowhere else, at both ends of what is not identified, or somewhere named


def over_draws(posterior: Posterior, draws: int = DRAWS) -> Beyond:
    """Over so many draws of a posterior; a draw that does not go with the rest of a scenario is left out there."""

    def worlds(scenario: Scenario) -> Iterator[tuple[str, Scenario]]:
        for number, values in enumerate(settings_for(scenario, posterior, draws), 1):
            try:
                yield f"draw {number}", changed(scenario, dict(values))
            except InputError:
                continue

    warned = ", against which its alarm rang," if posterior.alarm else ""
    return Beyond(f"{draws} draws of the posterior {posterior.plan}{warned}", False, draws, worlds)


def where_else(ranges: bool, posterior: str | Path | None) -> Where:
    """Over draws of a posterior if one is named, else at both ends of what is not identified, or nowhere."""
    return ranges if posterior is None else over_draws(read_posterior(posterior))


def words_of(ranges: Where) -> str:
    """What the places are."""
    return ranges.words if isinstance(ranges, Beyond) else ENDS.words


@dataclass(frozen=True)
class Ranged:
    """A number with its 95% interval of chance, and what becomes of it elsewhere.

    own: as the scenario is. ends: each place in words, with the number there and its interval; none where none was tried.
    over: what the places are.
    """

    own: Interval
    ends: tuple[tuple[str, Interval], ...] = ()
    over: str = ENDS.words

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
    scenario: Scenario, say: Say, what: str, ranges: Where = True, patients: int = AT_AN_END
) -> Iterator[tuple[str, Scenario]]:
    """The scenario at every place, with fewer patients; say: called with what is being done and the share that is done."""
    few = sized(scenario, patients=min(scenario.run.patients, patients), replications=1)
    beyond = ranges if isinstance(ranges, Beyond) else ENDS
    for number, (where, there) in enumerate(beyond.worlds(few)):
        say(f"{what} with {where}", number / beyond.count)
        yield where, there
