"""Expectations over a posterior: what simulated patients would show, whichever of the diseases it allows is theirs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from haicsim.analysis.calibration.posterior import Posterior
from haicsim.analysis.calibration.uncertain import settings_for
from haicsim.analysis.validation.expectations import expectation_values, expectations, records_by_arm
from haicsim.sim.errors import InputError
from haicsim.sim.run import Result
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changed

DRAWS = 40
PATIENTS = 2_500  # a draw


@dataclass(frozen=True)
class ExpectedOverDraws:
    """One expectation over draws of a posterior, in its unit.

    low, middle, high: 2.5%, 50%, 97.5% of the draws in which the figure exists; NaN where it does in none. met: in how many of
    the draws it lies in its range; None where it has none. of: how many draws there were.
    """

    name: str
    low: float
    middle: float
    high: float
    met: int | None
    of: int


def expected_over_draws(
    scenario: Scenario, posterior: Posterior, arms: Sequence[str], simulate: Callable[[Scenario], Result],
    draws: int = DRAWS, say: Callable[[str, float], None] = lambda what, share: None,
) -> dict[str, ExpectedOverDraws]:  # fmt: skip
    """Every expectation that these arms allow, by its name, with 2,500 patients a draw at most.

    Raises InputError where the scenario sets a number that the posterior sets too, or no draw goes with it.
    """
    size = {"patients": min(scenario.run.patients, PATIENTS), "replications": 1}
    few = scenario.model_copy(update={"run": scenario.run.model_copy(update=size)})
    found: list[dict[str, float]] = []
    refused: InputError | None = None
    for number, values in enumerate(settings_for(few, posterior, draws), 1):
        say(f"Draw {number} of the posterior", (number - 1) / draws)
        try:
            there = changed(few, dict(values))
        except InputError as refusal:
            refused = refusal
            continue
        found.append(expectation_values(records_by_arm(there, arms, simulate), few.run.base("horizon")))
    if not found and refused is not None:
        raise refused
    return {name: _over(name, [values[name] for values in found]) for name in found[0]}


def _over(name: str, values: Sequence[float]) -> ExpectedOverDraws:
    judged = next(each for each in expectations() if each.name == name)
    verdicts = [judged.met(value) for value in values]
    met = None if judged.kind == "reported" else sum(bool(each) for each in verdicts)
    known = np.array(values)[np.isfinite(values)]
    low, middle, high = np.quantile(known, (0.025, 0.5, 0.975)).tolist() if len(known) else [np.nan] * 3
    return ExpectedOverDraws(name, low, middle, high, met, len(values))
