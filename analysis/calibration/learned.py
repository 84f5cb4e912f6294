"""What the series said: how far each number was narrowed, what hangs together, and what is printed beside its prediction."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.calibration.likelihood import one_study
from haicsim.analysis.calibration.prior import Prior
from haicsim.analysis.calibration.series import Series
from haicsim.analysis.studies.printed import read_printed
from haicsim.analysis.validation.predictive_check import Compared

Values = NDArray[np.float64]
_SPREAD_OF_PRIOR = 2.0 / np.sqrt(12.0)  # standard deviation of places, evenly from -1 to 1
_HARDLY, _LITTLE = 0.9, 0.7
_AT_AN_END = 0.25  # share of draws in the outermost twentieth of the prior, of which chance puts 5%


@dataclass(frozen=True)
class Narrowed:
    """One number before and after: low, middle, high are 5%, 50%, 95% of the draws, in its unit.

    left: the spread of the draws as a share of the prior's. at: which end of the range it presses against, in words.
    """

    label: str
    paths: tuple[str, ...]
    unit: str
    now: float
    range: tuple[float, float]
    low: float
    middle: float
    high: float
    left: float
    at: str

    @property
    def said(self) -> str:
        """What the series say of it, in one word."""
        return "narrowed" if self.left < _LITTLE else "little" if self.left < _HARDLY else "nothing"


@dataclass(frozen=True)
class Together:
    """Two numbers that the series tell apart badly: the correlation of their draws."""

    first: str
    second: str
    correlation: float


@dataclass(frozen=True)
class Predicted:
    """A printed number beside studies of its size simulated with draws of the posterior, in its unit.

    low, middle, high: 2.5%, 50%, 97.5% of them. position: share of them below what is printed, equal ones counted half.
    """

    study: str
    what: str
    figure: str
    unit: str
    printed: float
    low: float
    middle: float
    high: float
    position: float

    @property
    def inside(self) -> bool:
        """Whether what is printed lies where 95% of simulated studies do, a figure of a few patients included."""
        return 0.025 <= self.position <= 0.975


def narrowed(prior: Prior, draws: Values) -> tuple[Narrowed, ...]:
    """Every number that moved; draws: places, (draws, dimensions)."""
    found = []
    for axis, column in zip(prior.axes, draws.T, strict=False):
        low, middle, high = (axis.amount(float(u)) for u in np.quantile(column, (0.05, 0.5, 0.95)))
        ends = {"lower": float((column < -0.9).mean()), "upper": float((column > 0.9).mean())}
        end = max(ends, key=lambda name: ends[name])
        found.append(
            Narrowed(
                axis.moved.label, axis.moved.paths, axis.unit, axis.now, (axis.low, axis.high), low, middle, high,
                float(column.std() / _SPREAD_OF_PRIOR), end if ends[end] > _AT_AN_END else "",
            )
        )  # fmt: skip
    return tuple(found)


def together(prior: Prior, draws: Values, least: float = 0.4) -> tuple[Together, ...]:
    """Pairs of numbers whose draws hang together at least so much, the strongest first."""
    matrix = np.atleast_2d(np.corrcoef(draws[:, : len(prior)].T))
    pairs = [
        Together(prior.axes[a].moved.label, prior.axes[b].moved.label, float(matrix[a, b]))
        for a in range(len(prior))
        for b in range(a)
        if abs(matrix[a, b]) >= least
    ]
    return tuple(sorted(pairs, key=lambda pair: -abs(pair.correlation)))


def predicted(series: Sequence[Series], values: Values) -> tuple[Predicted, ...]:
    """Every printed number beside one simulated study of each draw; values: (draws, columns of `Evaluation`)."""
    rows = []
    studies = [one_study(series, row) for row in values]
    for each in series:
        mine = np.array([study[each.name] for study in studies])
        for k, row in enumerate(each.rows):
            known = mine[:, k][np.isfinite(mine[:, k])]
            rows.append(_predicted(each, row, known, each.printed(k)))
    return tuple(rows)


def predictive_fit(names: Sequence[str], levels: Values) -> dict[str, float]:
    """By series, the expected log predictive density by WAIC (Watanabe S, J Mach Learn Res 2010;11:3571); higher is better.

    levels: log-likelihoods (draws, series and more); columns beyond the names are left out. What is counted for the freedom of
    the numbers is the variance over draws, so that a structure gains nothing by bending more.
    """
    mine = levels[:, : len(names)]
    most = mine.max(axis=0)
    dense = most + np.log(np.exp(mine - most).mean(axis=0))
    return dict(zip(names, (dense - mine.var(axis=0, ddof=1)).tolist(), strict=True))


def _predicted(series: Series, row: Compared, known: Values, printed: Values) -> Predicted:
    """One number; of several readings that count which lies nearest to the middle of the simulated studies."""
    step = 0.5 * _step(row)
    positions = [((known < p - step).mean() + (known <= p + step).mean()) / 2.0 for p in printed]
    best = int(np.argmin([abs(p - 0.5) for p in positions]))
    low, middle, high = (float(q) for q in np.quantile(known, (0.025, 0.5, 0.975), method="inverted_cdf"))
    return Predicted(
        series.name,
        row.what,
        row.figure,
        row.unit,
        float(printed[best]),
        low,
        middle,
        high,
        float(positions[best]),
    )


def _step(row: Compared) -> float:
    """One unit of the last digit printed."""
    return float(read_printed(row.printed).unit_of_last_place)
