"""The policy found, over draws of a posterior: what its lead comes to, and how often it is still the best of the last rung.

The draws move the disease and leave the policies as they are. In every draw the policies of the last rung meet the same
patients, whom the search has not seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from haicsim.analysis.calibration.posterior import Posterior
from haicsim.analysis.calibration.uncertain import settings_for
from haicsim.analysis.whatif.choices import Candidate
from haicsim.analysis.whatif.halving import Score, difference, ranked
from haicsim.analysis.whatif.ranges import AT_AN_END, Say
from haicsim.analysis.whatif.worlds import Interval
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changed

DRAWS = 60
_TAILS = (0.025, 0.5, 0.975)
ScoreAll = Callable[[Sequence[Scenario], int], Sequence[Score]]  # policies on the same so many fresh patients


@dataclass(frozen=True)
class OverDraws:
    """What becomes of the winner.

    posterior, alarm: which, and what speaks against it. draws, left_out: how many were tried, and how many contradict a
    policy. patients: in each. gain: its lead over the policy as it is with the scenario's own numbers, on fresh patients.
    parameters: 2.5%, 50%, 97.5% of the lead over draws. chance: 95% interval of the lead in as many patients as the run has.
    ahead: draws in which it leads the policy as it is. of: policies of the last rung. best: draws in which it is the best of
    them that keeps the limits. level: draws in which it is, or cannot be told from the best. broken: draws in which it breaks
    a limit. best_of: in how many draws each policy of the last rung is the best, by its place; None where nobody keeps them.
    """

    posterior: str
    alarm: str
    draws: int
    left_out: int
    patients: int
    gain: float
    parameters: tuple[float, float, float]
    chance: tuple[float, float]
    ahead: int
    of: int
    best: int
    level: int
    broken: int
    best_of: dict[int | None, int]


def refuse_calibrated(
    scenario: Scenario, posterior: Posterior, tried: Sequence[Candidate], draws: int = DRAWS
) -> list[dict[str, float]]:
    """The draws for a scenario; InputError where it does not go with them, or a policy chooses what they set."""
    chosen = {path for each in tried for path in each.settings}
    for path in posterior.paths:
        if path in chosen:
            rule = f"is calibrated in the posterior {posterior.plan}: it cannot be chosen over its draws"
            raise InputError([Fault("--choice", None, path, "", rule)])
    return settings_for(scenario, posterior, draws)


def over_draws(
    posterior: Posterior, draws: Sequence[dict[str, float]], finalists: Sequence[tuple[int, Scenario]], winner: int,
    gain: tuple[Interval, Interval], score: ScoreAll, say: Say,
) -> OverDraws:  # fmt: skip
    """Try the policies of the last rung in every draw.

    finalists: place and scenario of each, the policy as it is first. gain: the winner's lead on the patients searched with and
    on fresh ones. score: of the policies on the same patients.
    """
    patients = min(AT_AN_END, finalists[0][1].run.patients)
    leads, ahead, level, broken = [], 0, 0, 0
    best_of: dict[int | None, int] = dict.fromkeys((place for place, _ in finalists), 0)
    for number, values in enumerate(draws):
        say("over draws of the posterior", number / len(draws))
        try:
            there = [changed(scenario, dict(values)) for _, scenario in finalists]
        except InputError:
            continue
        scores = dict(zip((place for place, _ in finalists), score(there, patients), strict=True))
        mine, own = scores[winner], scores[finalists[0][0]]
        leads.append(mine.value - own.value)
        ahead += leads[-1] > 0.0
        broken += mine.broken
        best = next((each for each in ranked(list(scores), scores) if not scores[each].broken), None)
        best_of[best] = best_of.get(best, 0) + 1
        level += best is not None and not mine.broken and _not_less(mine, scores[best])
    found, fresh = gain
    half = (found[2] - found[1]) / 2.0
    low, middle, high = np.quantile(leads, _TAILS).tolist() if leads else (np.nan,) * 3
    return OverDraws(
        posterior.plan, posterior.alarm, len(leads), len(draws) - len(leads), patients, fresh[0], (low, middle, high),
        (fresh[0] - half, fresh[0] + half), ahead, len(finalists), best_of[winner], level, broken, best_of,
    )  # fmt: skip


def _not_less(mine: Score, best: Score) -> bool:
    """Whether it is the best itself, or the paired 95% interval of what it comes to less holds zero."""
    return mine is best or not difference(best, mine)[1] > 0.0
