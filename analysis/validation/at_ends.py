"""The scenario at both ends of what its answers hinge on: fewer patients each, and studies drawn from them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.studies import Study
from haicsim.analysis.validation.batches import BATCHES, batches
from haicsim.analysis.validation.candidate_pool import Pool, small_pool
from haicsim.analysis.validation.hinges import HINGES, ends
from haicsim.analysis.validation.predictive_check import Agreement
from haicsim.analysis.validation.replicates import NobodyError
from haicsim.analysis.validation.targets import ScoredTargets
from haicsim.sim.scenario.model import Scenario

Values = NDArray[np.float64]
Say = Callable[[str, float], None]
_STUDIES = 300  # that teach, and as many that test, of the same patients: there are too few to part them


@dataclass(frozen=True)
class Scored:
    """A study with the rows of its agreement and the targets among them."""

    study: Study
    table: Agreement
    targets: ScoredTargets


@dataclass(frozen=True)
class AtEnd:
    """One number at one end of its range. where: in words. own: two batches of its studies, None of too few patients."""

    where: str
    scenario: Scenario
    people: Pool
    own: list[Values] | None


def at_ends(scenario: Scenario, scored: Scored, say: Say) -> tuple[AtEnd, ...]:
    """Simulate every end of the ranges in `hinges`; say: called with what is being done and the share of it that is done."""
    found = []
    for number, end in enumerate(ends(scenario)):
        say(f"Trying {end.where}", number / (2 * len(HINGES)))
        people = small_pool(end.scenario, scored.study.design.entry_rule.name)
        found.append(AtEnd(end.where, end.scenario, people, in_halves(scored, people)))
    return tuple(found)


def in_halves(scored: Scored, people: Pool) -> list[Values] | None:
    """Two batches of studies of the same patients; None where there are too few."""
    found = drawn(scored, people, 2 * _STUDIES, number=1)
    return None if found is None else [found[0][:, :_STUDIES], found[0][:, _STUDIES:]]


def drawn(
    scored: Scored, people: Pool, studies: int, enlarge: int = 1, number: int = BATCHES
) -> list[Values] | None:
    """Batches of studies, each of patients of its own; None where there are too few."""
    try:
        return batches(people, scored.study, scored.table, studies, enlarge, number)
    except NobodyError:
        return None
