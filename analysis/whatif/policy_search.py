"""The policy that does best by a named outcome under limits, of all combinations of what a team may choose.

Successive halving on the same patients; then the winner and the policy as it is are run once more on fresh patients. The
winner was chosen for what it came to, luck included, so what it comes to on fresh patients is less: the cost of choosing.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.calibration.posterior import Posterior
from haicsim.analysis.measures.outcome_measures import Outcome
from haicsim.analysis.survival.intervals import unpaired_half_width
from haicsim.analysis.whatif.choices import (
    Candidate,
    Choice,
    candidates,
    combinations,
    possible,
    with_room,
)
from haicsim.analysis.whatif.coverage import Coverage, coverage_of
from haicsim.analysis.whatif.halving import (
    Halved,
    Rung,
    Score,
    halve,
    rung_sizes,
    with_blocks,
)
from haicsim.analysis.whatif.limits import Limit
from haicsim.analysis.whatif.policy_over_draws import OverDraws, over_draws, refuse_calibrated
from haicsim.analysis.whatif.ranges import Say
from haicsim.analysis.whatif.worlds import BLOCKS, Interval, refuse_short, sized
from haicsim.sim.arrivals import arrival_days
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.run import cores, records_of
from haicsim.sim.scenario.model import Scenario

FRESH = 5
REFERENCE = 0
MOST = 256
Records = NDArray[Any]


@dataclass(frozen=True)
class Twice:
    """A number on the patients that were searched with and on fresh ones, and how much less it is there; 95% intervals."""

    found: Interval
    fresh: Interval
    less: Interval


@dataclass(frozen=True)
class Fresh:
    """The winner and the policy as it is on patients that the search has not seen.

    less of `gain` is the cost of choosing: how much of the winner's lead was luck. limits: what the limits look at, by name:
    of the winner, whether it still keeps them, and of the policy as it is.
    """

    runs: int
    winner: Twice
    reference: Twice
    gain: Twice
    limits: dict[str, tuple[Interval, bool, Interval]]


@dataclass(frozen=True)
class Searched:
    """The answer. tried: the policies, the one as it is first; excluded: combinations drawn that contradict themselves.

    possible: how many combinations there are. halved: rungs, scores and winner, by their place in `tried`. fresh, coverage:
    None where no policy keeps the limits. over: the winner over draws of a posterior; None where none is named.
    """

    scenario: Scenario
    objective: Outcome
    limits: tuple[Limit, ...]
    choices: tuple[Choice, ...]
    possible: int
    excluded: int
    tried: tuple[Candidate, ...]
    halved: Halved
    fresh: Fresh | None
    coverage: Coverage | None
    over: OverDraws | None = None

    @property
    def winner(self) -> Candidate | None:
        """The policy found."""
        return None if self.halved.winner is None else self.tried[self.halved.winner]

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """From few patients to all."""
        return self.halved.rungs


def search(
    scenario: Scenario,
    choices: Sequence[Choice],
    objective: Outcome,
    limits: Sequence[Limit] = (),
    most: int = MOST,
    say: Say | None = None,
    posterior: Posterior | None = None,
) -> Searched:
    """Find the policy; over draws of a posterior, if one is given, see whether it stays the best.

    most: how many policies are tried at most. say: called with what is being done and the share done.
    """
    refuse_short(scenario)
    if most < 1:
        raise InputError([Fault(f"--candidates {most}", None, "", "", "must be at least 1")])
    roomy = with_room(scenario, choices)
    drawn = candidates(choices, most, scenario.run.seed)
    tried = possible(roomy, drawn)
    chosen = [candidate for candidate, _ in tried]
    draws = [] if posterior is None else refuse_calibrated(scenario, posterior, chosen)
    world = _World([each for _, each in tried], objective, tuple(limits), say or _silent)
    sizes = rung_sizes(len(tried), scenario.run.patients)
    world.expect(len(tried), sizes)
    halved = halve(range(len(tried)), REFERENCE, world.evaluate, sizes)
    fresh = coverage = over = None
    if halved.winner is not None:
        fresh, records = world.fresh(halved, halved.winner)
        winner, there = tried[halved.winner]
        coverage = coverage_of(scenario, choices, winner, there, records)
        if posterior is not None:
            places = [REFERENCE, *(each for each in sorted(halved.scores) if each != REFERENCE)]
            finalists = [(each, tried[each][1]) for each in places]
            gain = fresh.gain.found, fresh.gain.fresh
            over = over_draws(posterior, draws, finalists, halved.winner, gain, world.elsewhere, world.say)
    return Searched(
        scenario, objective, tuple(limits), tuple(choices), combinations(choices), len(drawn) - len(tried),
        tuple(chosen), halved, fresh, coverage, over,
    )  # fmt: skip


@dataclass
class _World:
    """All policies on the same patients."""

    scenarios: list[Scenario]
    objective: Outcome
    limits: tuple[Limit, ...]
    say: Say

    def expect(self, many: int, sizes: Sequence[int]) -> None:
        """Reckon how much is to be done."""
        self._work = sum(max(many >> place, 1) * size for place, size in enumerate(sizes))
        self._work += 2 * FRESH * sizes[-1]
        self._done = 0

    @cached_property
    def before(self) -> int:
        """How many enter during the warm-up and are not counted."""
        first = self.scenarios[REFERENCE]
        return int((arrival_days(first, 0) < first.arrivals.base("warm_up")).sum())

    def evaluate(self, some: Sequence[int], patients: int) -> list[Score]:
        """Score some policies on the first so many patients, two or more at once."""
        whole = patients == self.scenarios[REFERENCE].run.patients

        def one(place: int) -> Score:
            count = patients if whole else patients + self.before
            return self.score(self._records(place, count, 0))

        found = []
        with ThreadPoolExecutor(cores()) as pool:
            for score in pool.map(one, some):
                found.append(score)
                self._tell(f"{len(some)} policies on {patients:,} patients", patients)
        return found

    def score(self, records: Records) -> Score:
        """What records come to."""
        numbers = {str(limit): self._of(limit.outcome, records) for limit in self.limits}
        value, blocks = self._blocks(self.objective, records)
        return Score(
            value,
            blocks,
            any(limit.broken(numbers[str(limit)][0]) for limit in self.limits),
            any(limit.surely(numbers[str(limit)]) for limit in self.limits),
            numbers,
        )

    def elsewhere(self, scenarios: Sequence[Scenario], patients: int) -> list[Score]:
        """Score scenarios on the same patients, whom the search has not seen, two or more at once."""
        whole = patients == scenarios[0].run.patients
        other = replace(self, scenarios=list(scenarios))
        count = patients if whole else patients + other.before

        def one(place: int) -> Score:
            return other.score(other._records(place, count, 1))

        with ThreadPoolExecutor(cores()) as pool:
            return list(pool.map(one, range(len(scenarios))))

    def fresh(self, halved: Halved, winner: int) -> tuple[Fresh, Records]:
        """The winner and the policy as it is on replications that the search has not seen; and the winner's records there."""
        mine, own = halved.scores[winner], halved.scores[REFERENCE]
        records = self._replicated(winner)
        mine_fresh = self.score(records)
        own_fresh = mine_fresh if winner == REFERENCE else self.score(self._replicated(REFERENCE))
        limits = {}
        for limit in self.limits:
            number = mine_fresh.numbers[str(limit)]
            limits[str(limit)] = (number, not limit.broken(number[0]), own_fresh.numbers[str(limit)])
        gain = twice(_lead(mine, own), _lead(mine_fresh, own_fresh))
        return Fresh(FRESH, twice(mine, mine_fresh), twice(own, own_fresh), gain, limits), records

    def _replicated(self, place: int) -> Records:
        parts = []
        for replication in range(1, FRESH + 1):
            patients = self.scenarios[place].run.patients
            parts.append(self._records(place, patients, replication))
            self._tell("fresh patients", patients)
        return np.concatenate(parts)

    def _records(self, place: int, patients: int, replication: int) -> Records:
        there = sized(self.scenarios[place], patients=patients, replications=1)
        engine = there.run.engine
        return records_of(there, replication, "compiled" if engine == "auto" else engine)

    def _of(self, outcome: Outcome, records: Records) -> Interval:
        return with_blocks(*self._blocks(outcome, records))

    def _blocks(self, outcome: Outcome, records: Records) -> tuple[float, NDArray[np.float64]]:
        horizon = self.scenarios[REFERENCE].run.base("horizon")
        parts = np.array_split(records, min(BLOCKS, len(records)))
        return outcome(records, horizon), np.array([outcome(part, horizon) for part in parts])

    def _tell(self, what: str, patients: int) -> None:
        self._done += patients
        self.say(what, min(self._done / self._work, 1.0))


def twice(found: Score, fresh: Score) -> Twice:
    """A number on both, and how much less it is on fresh patients: other people, so not paired."""
    less = found.value - fresh.value
    sides = [each.blocks[np.isfinite(each.blocks)] for each in (found, fresh)]
    half = unpaired_half_width(*sides) if min(map(len, sides)) > 1 else np.nan
    own, other = (with_blocks(each.value, each.blocks) for each in (found, fresh))
    return Twice(own, other, (less, less - half, less + half))


def _lead(one: Score, other: Score) -> Score:
    """What one comes to more than another, block by block."""
    return Score(one.value - other.value, one.blocks - other.blocks)


def _silent(what: str, share: float) -> None:
    pass
