"""Could these printed numbers have come from any disease of the plan? An alarm before a posterior is shown.

How well the best of the first evaluations explains the printed numbers is set beside how well the best explains data of
diseases that are known: some of the evaluations, each giving one study of every series, with a between-study difference on
top. Where all but a few of the known diseases are explained better, no posterior is to be believed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.calibration.likelihood import SHARED, Likelihood, one_study
from haicsim.analysis.calibration.series import Series

Values = NDArray[np.float64]
LEVEL = 0.05
_MEDIAN_OF_HALF_NORMAL = 0.6745


@dataclass(frozen=True)
class Alarm:
    """How well data are explained: the largest log-likelihood among the first evaluations.

    names: of the series. known: of data of known diseases, by series, (diseases, series). printed: of the printed numbers,
    (series,). amiss: of data in which every second series belongs to no such disease, (cases, series).
    """

    names: tuple[str, ...]
    known: Values
    printed: Values
    amiss: Values

    @property
    def position(self) -> float:
        """Share of the known diseases whose data are explained no better than the printed numbers."""
        return self.share(self.printed)

    def share(self, fit: Values) -> float:
        """The same of any data, fit: (series,)."""
        return float((self.known.sum(axis=1) <= fit.sum()).mean())

    def rings(self, fit: Values) -> bool:
        """Whether data that are explained so well ring the alarm."""
        return self.share(fit) < LEVEL

    @property
    def by_series(self) -> dict[str, float]:
        """The position of each series by itself, at the point that explains all of them best."""
        shares = (self.known <= self.printed).mean(axis=0)
        return dict(zip(self.names, shares.tolist(), strict=True))

    @property
    def said(self) -> str:
        """What speaks against believing any posterior; empty where nothing does."""
        if not self.rings(self.printed):
            return ""
        worst = min(self.by_series, key=lambda name: self.by_series[name])
        return (
            f"Alarm: of {len(self.known)} known diseases {100 * (1 - self.position):.0f}% explain their own data better than "
            f"any explains the printed numbers. The series that fits worst is {worst}: it, or a rule of the model, is amiss."
        )


def alarm(
    series: Sequence[Series],
    learnt: Likelihood,
    points: Values,
    values: Values,
    diseases: int,
    cases: int,
    seed: int,
) -> Alarm:
    """Try so many known diseases among the evaluations, and so many cases that are amiss; values: (points, columns)."""
    judge, state = replace(learnt, hunches=()), np.random.RandomState(seed)
    known, amiss = [], []
    for number, row in enumerate(spaced(len(points), diseases)):
        data = scaled(series, one_study(series, values[row]))
        known.append(_explained(judge.of_other_data(differing(judge, data, state)), points))
        if number < cases:
            wrong = differing(judge, turned(series, data), state)
            amiss.append(_explained(judge.of_other_data(wrong), points))
    names = tuple(each.name for each in series)
    return Alarm(names, np.array(known), _explained(judge, points), np.array(amiss))


def _explained(judge: Likelihood, points: Values) -> Values:
    """Log-likelihoods by series at the point that explains all of them best, (series,)."""
    terms = _MEDIAN_OF_HALF_NORMAL * np.array([judge.between.share, judge.between.time])
    found = judge.by_series(points, np.broadcast_to(terms, (len(points), 2)))
    return np.asarray(found[int(found.sum(axis=1).argmax())])


def spaced(of: int, count: int) -> NDArray[np.int64]:
    """So many places evenly through the evaluations, the scenario's own left out."""
    return np.unique(np.linspace(1, of - 1, min(count, of - 1)).astype(np.int64))


def scaled(series: Sequence[Series], printed: Mapping[str, Values]) -> dict[str, Values]:
    """Numbers as printed, on the scales of the targets."""
    return {each.name: each.targets.scaled(printed[each.name][:, None])[:, 0] for each in series}


def differing(
    judge: Likelihood, data: Mapping[str, Values], state: np.random.RandomState
) -> dict[str, Values]:
    """Data with a between-study difference, drawn as the likelihood supposes it."""
    scales = np.abs(state.standard_normal(2)) * [judge.between.share, judge.between.time]
    found = {}
    for term in judge.series:
        size = np.where(term.of_time, scales[1], scales[0])
        shared = np.where(term.of_time, *state.standard_normal(2))
        own = state.standard_normal(len(size))
        found[term.name] = data[term.name] + size * (np.sqrt(SHARED) * shared + np.sqrt(1.0 - SHARED) * own)
    return found


def turned(series: Sequence[Series], data: Mapping[str, Values]) -> dict[str, Values]:
    """The same data, but in every second series times are twice as long, and who was alive or responded was not."""
    found = dict(data)
    for each in series[::2]:
        other = (
            np.array([1.0 if row.kind == "survival" else 0.5 * np.pi for row in each.rows]) - data[each.name]
        )
        found[each.name] = np.where(each.of_time, data[each.name] + np.log(2.0), other)
    return found
