"""Every wrong model beside the scenario: with its own numbers, in larger studies, and at the ends of what it hinges on."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.studies import Study
from haicsim.analysis.validation.alternative_models import ALTERNATIVE_MODELS, AlternativeModel
from haicsim.analysis.validation.at_ends import AtEnd, Scored, drawn, in_halves
from haicsim.analysis.validation.candidate_pool import Pool
from haicsim.analysis.validation.replicates import vessel_codes
from haicsim.analysis.validation.score import elsewhere
from haicsim.analysis.validation.wrong_models import SIZES, Power, WrongModel, beside, power
from haicsim.sim.scenario.model import Scenario

Values = NDArray[np.float64]
Say = Callable[[str, float], None]
_LARGER_STUDIES = 100  # of each batch, where their power is told


def trials(
    scenario: Scenario,
    people: Pool,
    scored: Scored,
    own: Sequence[Values],
    there: Sequence[AtEnd],
    say: Say,
) -> tuple[WrongModel, ...]:
    """Try every wrong model, with the scenario's own numbers and at the ends given.

    people: the scenario's pool. own: values of the agreement's rows in its batches of studies, (rows, studies).
    """
    larger = {size: drawn(scored, people, _LARGER_STUDIES, size) for size in SIZES[1:]}
    found = []
    for number, wrong in enumerate(ALTERNATIVE_MODELS):
        say(f"Trying a wrong model: {wrong.name}", number / len(ALTERNATIVE_MODELS))
        other = _made(wrong, scenario, people, scored.study)
        theirs = drawn(scored, other, own[0].shape[1], 1)
        if theirs is not None:
            told = [power(scored.targets, own, theirs, 1)]
            told += [_power(scored, right, other, size) for size, right in larger.items()]
            found.append(
                replace(beside(wrong.name, wrong.claim, scored.targets, own, theirs), power=tuple(told))
            )
    return tuple(_at_the_ends(scored, found, there, say))


def _made(wrong: AlternativeModel, scenario: Scenario, people: Pool, study: Study) -> Pool:
    return wrong.make(scenario, people, study.design.entry_rule.name, vessel_codes(study), None)


def _power(scored: Scored, right: list[Values] | None, other: Pool, size: int) -> Power:
    theirs = None if right is None else drawn(scored, other, _LARGER_STUDIES, size)
    if right is None or theirs is None:
        return Power(scored.targets.size * size, np.nan, np.nan, np.nan)
    return power(scored.targets, right, theirs, size)


def _at_the_ends(
    scored: Scored, found: list[WrongModel], there: Sequence[AtEnd], say: Say
) -> list[WrongModel]:
    """How many of a wrong model's studies look like the printed figures at the ends; from fewer patients."""
    tried: dict[str, dict[str, float]] = {each.name: {} for each in found}
    models = [each for each in ALTERNATIVE_MODELS if each.name in tried]
    for number, end in enumerate(there):
        say(f"Trying wrong models with {end.where}", number / len(there))
        if end.own is None:
            continue
        for wrong in models:
            theirs = in_halves(scored, _made(wrong, end.scenario, end.people, scored.study))
            if theirs is not None:
                reached = beside(wrong.name, wrong.claim, scored.targets, end.own, theirs).reached
                tried[wrong.name][end.where] = reached
    return [replace(each, elsewhere=elsewhere(tried[each.name], largest=True)) for each in found]
