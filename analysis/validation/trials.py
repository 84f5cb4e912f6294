"""Every wrong model beside the scenario: with its own numbers, in larger studies, and at the ends of what it hinges on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.studies import Study
from haicsim.analysis.validation.alternative_models import ALTERNATIVE_MODELS, AlternativeModel
from haicsim.analysis.validation.batches import FEWEST, batches
from haicsim.analysis.validation.candidate_pool import Pool, small_pool
from haicsim.analysis.validation.hinges import HINGES, ends
from haicsim.analysis.validation.predictive_check import Agreement
from haicsim.analysis.validation.replicates import NobodyError, vessel_codes
from haicsim.analysis.validation.targets import ScoredTargets
from haicsim.analysis.validation.wrong_models import LEVEL, SIZES, Power, WrongModel, beside, power
from haicsim.sim.scenario.model import Scenario

Values = NDArray[np.float64]
Say = Callable[[str, float], None]
_LARGER_STUDIES = 100  # of each batch, where their power is told
_AT_AN_END = 150


@dataclass(frozen=True)
class Scored:
    """A study with the rows of its agreement and the targets among them."""

    study: Study
    table: Agreement
    targets: ScoredTargets


def trials(
    scenario: Scenario, people: Pool, scored: Scored, own: Sequence[Values], ranges: bool, say: Say
) -> tuple[WrongModel, ...]:
    """Try every wrong model; ranges: whether at the ends of what the scenario hinges on, too.

    people: the scenario's pool. own: values of the agreement's rows in its batches of studies, (rows, studies).
    """
    larger = {size: _drawn(scored, people, _LARGER_STUDIES, size) for size in SIZES[1:]}
    found = []
    for number, wrong in enumerate(ALTERNATIVE_MODELS):
        say(f"Trying a wrong model: {wrong.name}", number / len(ALTERNATIVE_MODELS))
        other = _made(wrong, scenario, people, scored.study)
        theirs = _drawn(scored, other, own[0].shape[1], 1)
        if theirs is not None:
            told = [power(scored.targets, own, theirs, 1)]
            told += [_power(scored, right, other, size) for size, right in larger.items()]
            found.append(
                replace(beside(wrong.name, wrong.claim, scored.targets, own, theirs), power=tuple(told))
            )
    return tuple(_at_the_ends(scenario, scored, found, say) if ranges else found)


def _made(wrong: AlternativeModel, scenario: Scenario, people: Pool, study: Study) -> Pool:
    return wrong.make(scenario, people, study.design.entry_rule.name, vessel_codes(study), None)


def _drawn(scored: Scored, people: Pool, studies: int, enlarge: int) -> list[Values] | None:
    """Batches of studies; None where there are too few patients."""
    try:
        return batches(people, scored.study, scored.table, studies, enlarge)
    except NobodyError:
        return None


def _power(scored: Scored, right: list[Values] | None, other: Pool, size: int) -> Power:
    theirs = None if right is None else _drawn(scored, other, _LARGER_STUDIES, size)
    if right is None or theirs is None:
        return Power(scored.targets.size * size, np.nan, np.nan, np.nan)
    return power(scored.targets, right, theirs, size)


def _at_the_ends(scenario: Scenario, scored: Scored, found: list[WrongModel], say: Say) -> list[WrongModel]:
    """Where else at least 5% of a wrong model's studies look like the printed figures; from fewer patients."""
    otherwise: dict[str, list[str]] = {each.name: [] for each in found}
    tried = dict.fromkeys(otherwise, 0)
    for number, end in enumerate(ends(scenario)):
        say(f"Trying {end.where}", number / (2 * len(HINGES)))
        people = small_pool(end.scenario, scored.study.design.entry_rule.name)
        own = _drawn(scored, people, max(_AT_AN_END, FEWEST), 1)
        for wrong in ALTERNATIVE_MODELS if own is not None else ():
            theirs = _drawn(scored, _made(wrong, end.scenario, people, scored.study), _AT_AN_END, 1)
            if own is not None and theirs is not None and wrong.name in tried:
                tried[wrong.name] += 1
                if beside(wrong.name, wrong.claim, scored.targets, own, theirs).reached >= LEVEL:
                    otherwise[wrong.name].append(end.where)
    return [
        replace(each, otherwise=tuple(otherwise[each.name]), ends_tried=tried[each.name]) for each in found
    ]
