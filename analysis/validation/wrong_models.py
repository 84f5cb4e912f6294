"""What the printed figures say of wrong models: likelihood ratios, and how often a study of some size could tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.survival.intervals import mean_interval
from haicsim.analysis.validation.batches import next_one
from haicsim.analysis.validation.score import NOT_TRIED, Elsewhere, share_interval
from haicsim.analysis.validation.synthetic_likelihood import SyntheticLikelihood, fit
from haicsim.analysis.validation.targets import ScoredTargets

Values = NDArray[np.float64]
LEVEL = 0.05
SIZES = (1, 4, 10)  # times the published size, for which the power is told
Worth = Literal["leans against", "cannot be decided"]


@dataclass(frozen=True)
class Power:
    """How often a study would tell two models apart at the 5% level, were the scenario the truth.

    patients: in one study. share: with its 95% interval over pools and draws; NaN where too few were simulated.
    """

    patients: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class WrongModel:
    """A wrong model beside the scenario.

    ratio: natural logarithm of the likelihood ratio of the printed survival figures, scenario to wrong model, with its 95%
    interval over pools and draws. reached: share of the wrong model's own studies whose ratio is at least as large, with
    its interval: how often the figures would look so if the wrong model were the truth. power: by size of study.
    elsewhere: the same at the ends of the ranges the scenario hinges on.
    """

    name: str
    claim: str
    ratio: float
    ratio_low: float
    ratio_high: float
    reached: float
    reached_low: float
    reached_high: float
    power: tuple[Power, ...] = ()
    elsewhere: Elsewhere = NOT_TRIED

    @property
    def worth(self) -> Worth:
        """What may be said. That it is refuted is never said of so few patients: how far it leans stands beside it."""
        return "leans against" if self.reached < LEVEL else "cannot be decided"


@dataclass(frozen=True)
class _Two:
    """Both models, taught by one batch each."""

    right: SyntheticLikelihood
    wrong: SyntheticLikelihood

    def ratio(self, values: Values) -> Values:
        """Log-likelihood ratios of studies, (targets, studies): (studies,)."""
        return self.right.log_likelihood(values) - self.wrong.log_likelihood(values)

    def of_readings(self, readings: Values) -> float:
        """The ratio of a study that can be read in several ways."""
        return self.right.of_readings(readings) - self.wrong.of_readings(readings)


def beside(
    name: str, claim: str, targets: ScoredTargets, own: Sequence[Values], theirs: Sequence[Values]
) -> WrongModel:
    """Hold the printed survival figures against both models.

    own, theirs: the agreement's rows in batches of studies of either model, (rows, studies), of the published size. The
    tables are left out: the scenario itself is far from them, and how far a wrong model is beyond that says nothing.
    """
    here, printed = targets.part("survival"), targets.printed()
    ratios, reached = [], []
    for batch, two in enumerate(_taught(targets, own, theirs, 1)):
        ratio = two.of_readings(printed[here])
        ratios.append(ratio)
        reached.append(float(np.mean(two.ratio(_survival(targets, next_one(theirs, batch), 1)) >= ratio)))
    return WrongModel(name, claim, *mean_interval(ratios), *share_interval(reached, _studies(theirs)))


def power(targets: ScoredTargets, own: Sequence[Values], theirs: Sequence[Values], enlarge: int) -> Power:
    """How often studies `enlarge` times the published size tell the wrong model from the scenario, which is the truth."""
    found = []
    for batch, two in enumerate(_taught(targets, own, theirs, enlarge)):
        limit = np.quantile(two.ratio(_survival(targets, next_one(theirs, batch), enlarge)), 1.0 - LEVEL)
        found.append(float(np.mean(two.ratio(_survival(targets, next_one(own, batch), enlarge)) > limit)))
    return Power(targets.size * enlarge, *share_interval(found, _studies(own)))


def _taught(
    targets: ScoredTargets, own: Sequence[Values], theirs: Sequence[Values], enlarge: int
) -> list[_Two]:
    steps = targets.steps()[targets.part("survival")]
    return [
        _Two(fit(_survival(targets, mine, enlarge), steps), fit(_survival(targets, other, enlarge), steps))
        for mine, other in zip(own, theirs, strict=True)
    ]


def _studies(batches: Sequence[Values]) -> int:
    return sum(values.shape[1] for values in batches)


def _survival(targets: ScoredTargets, values: Values, enlarge: int) -> Values:
    return targets.scaled(values, enlarge)[targets.part("survival")]
