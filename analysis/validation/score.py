"""A score of agreement: how likely all printed figures are together, beside studies made by the model itself.

The score is a synthetic log-likelihood; what it should be is learnt from studies of the model's own that did not teach it.
Figures that contradict one another count by every consistent reading.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.survival.intervals import exact_interval, mean_interval
from haicsim.analysis.validation.batches import next_one
from haicsim.analysis.validation.synthetic_likelihood import SyntheticLikelihood, fit
from haicsim.analysis.validation.targets import Dispute, ScoredTargets

Values = NDArray[np.float64]
OUTSIDE = 0.05  # a study as unlike as this or less of the model's own


@dataclass(frozen=True)
class Elsewhere:
    """An answer at the ends of the ranges it hinges on, one number at a time.

    tried: how many ends. worst: the share there that speaks most against the answer. where: at which end, in words.
    """

    tried: int = 0
    worst: float = nan
    where: str = ""


NOT_TRIED = Elsewhere()


def elsewhere(shares: Mapping[str, float], largest: bool) -> Elsewhere:
    """The worst of shares by end; largest: whether a large share is what speaks against the answer."""
    if not shares:
        return NOT_TRIED
    where = (max if largest else min)(shares, key=lambda each: shares[each])
    return Elsewhere(len(shares), shares[where], where)


@dataclass(frozen=True)
class Score:
    """How likely the printed figures of a part are together.

    part: "survival", "tables" or "all". targets: how many quantities. position: share of the model's own studies that are
    no likelier, with its 95% interval over pools and draws. log_likelihood: of the printed figures. own_low, own_middle,
    own_high: of the model's own studies, median and 95%. elsewhere: its position at the ends of ranges.
    """

    part: str
    targets: int
    position: float
    low: float
    high: float
    log_likelihood: float
    own_low: float
    own_middle: float
    own_high: float
    elsewhere: Elsewhere = NOT_TRIED


@dataclass(frozen=True)
class JointTarget:
    """Figures of which at least one is wrong, taken together.

    figures: refs that may be wrong. readings: in words, the likeliest first. weights: how likely each is beside the others
    under the model, adding up to one. position: share of the model's own studies at least as extreme as the printed ones
    under the best reading, with its 95% interval. inside: whether that is more than 5%. elsewhere: as of `Score`.
    """

    figures: tuple[str, ...]
    readings: tuple[str, ...]
    weights: tuple[float, ...]
    position: float
    low: float
    high: float
    inside: bool
    elsewhere: Elsewhere = NOT_TRIED


def score(targets: ScoredTargets, own: Sequence[Values], part: str) -> Score:
    """The score of one part; own: values of the agreement's rows in batches of the model's own studies."""
    here, printed = targets.part(part), targets.printed()
    shares, likelihoods, usual = [], [], []
    for batch, values in enumerate(own):
        model = fit(targets.scaled(values)[here], targets.steps()[here])
        theirs = model.log_likelihood(targets.scaled(next_one(own, batch))[here])
        mine = model.of_readings(printed[here])
        shares.append(float(np.mean(theirs <= mine)))
        likelihoods.append(mine)
        usual.append(theirs)
    low, middle, high = np.quantile(np.concatenate(usual), (0.025, 0.5, 0.975)).tolist()
    interval = share_interval(shares, sum(len(each) for each in usual))
    return Score(part, int(here.sum()), *interval, float(np.mean(likelihoods)), low, middle, high)


def joint_target(
    targets: ScoredTargets, dispute: Dispute, own: Sequence[Values], say: Callable[[str, str], str]
) -> JointTarget:
    """Where a disputed set lies among the model's own studies, by its best reading; say: a figure and its value in words."""
    members, printed = list(dispute.members), targets.of_dispute(dispute)
    shares, weights = [], []
    for batch, values in enumerate(own):
        model = _fit_of(targets, members, values)
        theirs = model.log_likelihood(targets.scaled(next_one(own, batch))[members])
        mine = model.log_likelihood(printed)
        shares.append(float(np.mean(theirs <= mine.max())))
        weights.append(np.exp(mine - mine.max()) / np.exp(mine - mine.max()).sum())
    mean = np.mean(weights, axis=0)
    order = np.argsort(-mean, kind="stable")
    position, low, high = share_interval(shares, sum(values.shape[1] for values in own))
    words = tuple(
        ", ".join(dict.fromkeys(say(ref, text) for ref, text in dispute.readings[k].instead.items()))
        for k in order
    )
    return JointTarget(
        dispute.figures, words, tuple(mean[order].tolist()), position, low, high, position > OUTSIDE
    )


def _fit_of(targets: ScoredTargets, members: list[int], values: Values) -> SyntheticLikelihood:
    return fit(targets.scaled(values)[members], targets.steps()[members])


def share_interval(shares: Sequence[float], studies: int) -> tuple[float, float, float]:
    """The mean of shares found in batches, with a 95% interval: over the batches, and no narrower than of so many studies."""
    mean, low, high = mean_interval(shares)
    least, most = exact_interval(mean, studies)
    return mean, min(max(low, 0.0), least), max(min(high, 1.0), most)
