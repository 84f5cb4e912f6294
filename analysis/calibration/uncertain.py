"""An outcome with two intervals: what the numbers of the disease leave open, and what chance does in a study of its size."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from haicsim.analysis.calibration.posterior import Posterior
from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.run import records_of
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changed, value_at
from haicsim.sim.theta import theta

HEADLINE = ("conversion_rate", "itt12", "itt36", "itt60", "os60_resected")
PATIENTS = 4000  # a draw: chance among so many is small beside the difference between draws
_STUDIES = 60
_TAILS = (0.025, 0.5, 0.975)


@dataclass(frozen=True)
class Uncertain:
    """One outcome, in its unit.

    now: with the scenario's own numbers. parameters: 2.5%, 50%, 97.5% over the draws of the posterior. chance: 2.5% and 97.5%
    of runs of the size asked for with the scenario's own numbers.
    """

    outcome: str
    now: float
    parameters: tuple[float, float, float]
    chance: tuple[float, float]


def uncertain(
    scenario: Scenario, posterior: Posterior, outcomes: Sequence[str] = HEADLINE, draws: int = 100,
    say: Callable[[str, float], None] = lambda what, share: None,
) -> tuple[Uncertain, ...]:  # fmt: skip
    """The outcomes of a scenario over draws of a posterior, and by chance in studies of as many patients as it has.

    Raises InputError where the scenario sets a number that the posterior sets too, or a draw does not go with it.
    """
    over = settings_for(scenario, posterior, draws)
    size = scenario.run.patients
    large = _of(scenario, max(PATIENTS, size))
    now = _values(large, {}, 0, outcomes)
    drawn = []
    for number, values in enumerate(over):
        say("Over draws of the posterior", number / len(over))
        drawn.append(_values(_of(scenario, PATIENTS), values, 0, outcomes))
    studies = [_values(scenario, {}, k + 1, outcomes) for k in range(_STUDIES)]
    found = []
    for k, name in enumerate(outcomes):
        low, middle, high = np.nanquantile(np.array(drawn)[:, k], _TAILS).tolist()
        least, _, most = np.nanquantile(np.array(studies)[:, k], _TAILS).tolist()
        found.append(Uncertain(name, now[k], (low, middle, high), (least, most)))
    return tuple(found)


def settings_for(scenario: Scenario, posterior: Posterior, draws: int) -> list[dict[str, float]]:
    """Draws for a scenario; InputError where the scenario has a number otherwise than the posterior's own scenario has it."""
    from haicsim.sim.scenario.load import load_scenario

    origin = load_scenario(posterior.scenario)
    for path in posterior.paths:
        mine, theirs = value_at(scenario, path)[0], value_at(origin, path)[0]
        if mine != theirs:
            rule = f"is set to {mine:g} in {scenario.name}, and by the posterior of {posterior.scenario} too: leave one out"
            raise InputError([Fault("posterior", None, path, "", rule)])
    return posterior.settings(draws)


def _of(scenario: Scenario, patients: int) -> Scenario:
    return scenario.model_copy(update={"run": scenario.run.model_copy(update={"patients": patients})})


def _values(
    scenario: Scenario, values: dict[str, float], replication: int, names: Sequence[str]
) -> list[float]:
    there = changed(scenario, dict(values)) if values else scenario
    records = records_of(there, replication, "compiled")
    horizon = float(theta(there)[0]["horizon_days"])
    return [OUTCOMES[name](records, horizon) for name in names]
