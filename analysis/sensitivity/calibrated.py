"""Numbers that were calibrated together, as factors of a sensitivity analysis: their draws go together, and are kept so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.calibration.posterior import Posterior
from haicsim.analysis.calibration.uncertain import settings_for
from haicsim.analysis.sensitivity.design import JointDraws
from haicsim.analysis.sensitivity.factors import Factor
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import Value, changed, value_at

OVER = 100  # draws for the interval by parameters
FEWEST = 20
_TAILS = (0.025, 0.5, 0.975)
_SAME_FACTOR = 1e-4  # draws are kept to six figures
_TOGETHER = 0.5  # correlation from which two numbers are said to go together


@dataclass(frozen=True)
class Calibrated:
    """What a posterior brings to an analysis.

    posterior: the draws. scenario: as asked for, with every calibrated number in the middle (median) of its draws. factors:
    the numbers that differ between draws, each over 95% of its draws; numbers moved by one factor are one. values: of the
    factors, (draws, factors).
    """

    posterior: Posterior
    scenario: Scenario
    factors: tuple[Factor, ...]
    values: NDArray[np.float64] = field(repr=False)

    @cached_property
    def together(self) -> tuple[tuple[str, str, float], ...]:
        """Pairs of numbers that go together in the draws, and their rank correlation, the strongest first."""
        ranks = self.values.argsort(axis=0).argsort(axis=0)
        found = np.atleast_2d(np.corrcoef(ranks, rowvar=False))
        pairs = [
            (self.factors[i].path, self.factors[j].path, float(found[i, j]))
            for i in range(len(self.factors))
            for j in range(i)
            if abs(found[i, j]) >= _TOGETHER
        ]
        return tuple(sorted(pairs, key=lambda pair: -abs(pair[2])))

    @property
    def joint(self) -> JointDraws:
        """The draws beside an analysis, by which its outcomes get their interval by parameters."""
        digest = sha256(np.ascontiguousarray(self.posterior.values).tobytes()).hexdigest()[:16]
        plan = {"posterior": self.posterior.plan, "posterior_draws": digest}
        return JointDraws(self.posterior.plan, plan, self.drawn(OVER))

    def drawn(self, most: int) -> tuple[dict[str, Value], ...]:
        """So many draws, evenly spaced, as settings."""
        return tuple(dict(each) for each in self.posterior.settings(most))

    def rows(self, most: int) -> NDArray[np.float64]:
        """The factors' values in the same draws, (draws, factors)."""
        count = len(self.values)
        return self.values[[k * count // most for k in range(most)]] if most < count else self.values

    def as_one(self) -> Factor:
        """All calibrated numbers as one factor: which draw."""
        return OneOfDraws(
            f"posterior {self.posterior.plan}", 0.0, float(len(self.values)), 0.0, "draw",
            draws=self.drawn(len(self.values)),
        )  # fmt: skip


@dataclass(frozen=True)
class OneOfDraws(Factor):
    """All numbers of a posterior at once: a share of the interval chooses a draw."""

    draws: tuple[dict[str, Value], ...] = field(default=(), repr=False)

    def settings(self, share: float) -> dict[str, Value]:
        """What the draw sets, by path."""
        return self.draws[min(int(share * len(self.draws)), len(self.draws) - 1)]


def calibrated(scenario: Scenario, posterior: Posterior) -> Calibrated:
    """A posterior upon a scenario; InputError where they do not go together or there are too few draws."""
    settings_for(scenario, posterior, 1)
    if len(posterior.values) < FEWEST:
        rule = f"has {len(posterior.values)} draws: an analysis over them takes at least {FEWEST}"
        raise InputError([Fault(f"posterior {posterior.plan}", None, "", "", rule)])
    low, middle, high = np.quantile(posterior.values, _TAILS, axis=0)
    there = changed(
        scenario, {path: float(value) for path, value in zip(posterior.paths, middle, strict=True)}
    )
    factors, columns = [], []
    for first, *others in _tied(posterior.values):
        if low[first] < high[first]:
            path = posterior.paths[first]
            tied = tuple((posterior.paths[k], float(middle[k] / middle[first])) for k in others)
            ends = (float(low[first]), float(high[first]), float(middle[first]))
            factors.append(Factor(path, *ends, value_at(there, path)[1], tied))
            columns.append(first)
    return Calibrated(posterior, there, tuple(factors), posterior.values[:, columns])


def _tied(values: NDArray[np.float64]) -> Iterator[Sequence[int]]:
    """Columns whose ratio is the same in every draw, together: they were moved by one factor."""
    left = list(range(values.shape[1]))
    while left:
        first = values[:, left[0]]
        same = [k for k in left if k == left[0] or _constant_ratio(first, values[:, k])]
        left = [k for k in left if k not in same]
        yield same


def _constant_ratio(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    if not (one > 0.0).all() or not (other > 0.0).all() or not np.ptp(one):
        return False
    ratio = other / one
    return bool(np.ptp(ratio) < _SAME_FACTOR * ratio.mean())
