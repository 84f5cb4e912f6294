"""Studies that took no part: every printed figure beside its prediction, contrasts between arms, and what it comes to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.validation.trial_predictions import Prediction, not_predicted, predictions
from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.loading.inheritance import shipped_scenarios

Say = Callable[[str, float], None]
# two arms of one trial, and the figure by which they are told apart
PAIRS = (
    ("liang-2021-sorafenib", "liang-2021-haic", "median_os"),
    ("liang-2021-sorafenib", "liang-2021-haic", "median_pfs"),
)


@dataclass(frozen=True)
class Contrast:
    """One figure of two arms: their ratio as printed and as simulated, with the span of 95% of pairs of studies."""

    first: str
    second: str
    figure: str
    printed: float
    simulated: float
    low: float
    high: float

    @property
    def same_direction(self) -> bool:
        """Whether both say that the same arm does better."""
        return (self.printed - 1.0) * (self.simulated - 1.0) > 0.0

    @property
    def within(self) -> float:
        """By what factor the two ratios differ, 1 or more."""
        return exp(abs(log(self.printed / self.simulated)))


@dataclass(frozen=True)
class Share:
    """How many printed figures lie inside, with the binomial interval that counts figures of one trial as if independent."""

    inside: int
    of: int
    low: float
    high: float


@dataclass(frozen=True)
class Validation:
    """Everything that was asked: rows, trial by trial; contrasts; and by what factor printed survival is longer.

    not_predicted: trial, figure and reason of every figure that is printed and not predicted.

    survival_ratio: geometric mean of printed over simulated medians of overall survival; NaN where there is none.
    """

    rows: tuple[Prediction, ...]
    contrasts: tuple[Contrast, ...]
    not_predicted: tuple[tuple[str, str, str], ...] = ()

    def share(self, fitted: bool, survival: bool | None = None) -> Share:
        """Of figures that were targets or not; of survival alone, of all others, or of both."""
        chosen = [
            row for row in self.rows
            if row.fitted is fitted and (survival is None or row.of_survival is survival)
        ]  # fmt: skip
        inside = sum(row.inside for row in chosen)
        low, high = exact_interval(inside / len(chosen), len(chosen)) if chosen else (np.nan, np.nan)
        return Share(inside, len(chosen), low, high)

    @property
    def survival_ratio(self) -> float:
        """See above."""
        logs = [log(row.printed / row.simulated) for row in self.rows if row.figure == "median_os"]
        return exp(sum(logs) / len(logs)) if logs else float("nan")


def trials() -> list[str]:
    """The names of all shipped trials."""
    return [name.removeprefix("trials/") for name in shipped_scenarios("trials")]


def series() -> list[str]:
    """The names of all shipped series, such as series/kim-2010."""
    return list(shipped_scenarios("series"))


def validate(names: Sequence[str], overrides: Sequence[str] = (), say: Say | None = None) -> Validation:
    """Predict every figure of some trials or series, all trials where none is named; no number is changed for it.

    overrides: settings of every scenario. Raises InputError for a name that is not known.
    """
    known = [*trials(), *series()]
    asked = [name.removeprefix("trials/").replace("_", "-") for name in names] or trials()
    for name in asked:
        if name not in known:
            rule = f"is no trial or series that comes with the program: {', '.join(known)}"
            raise InputError([Fault(name, None, "", "", rule, nearest_name(name, known))])
    rows: list[Prediction] = []
    missing: list[tuple[str, str, str]] = []
    for place, name in enumerate(dict.fromkeys(asked)):
        if say is not None:
            say(f"Predicting {name}", place / len(asked))
        rows += predictions(name, tuple(overrides))
        missing += [(name, *each) for each in not_predicted(name, tuple(overrides))]
    return Validation(tuple(rows), tuple(_contrasts(rows)), tuple(missing))


def _contrasts(rows: Sequence[Prediction]) -> list[Contrast]:
    by = {(row.trial, row.figure): row for row in rows}
    return [
        _contrast(by[first, figure], by[second, figure])
        for first, second, figure in PAIRS
        if (first, figure) in by and (second, figure) in by
    ]


def _contrast(one: Prediction, other: Prediction) -> Contrast:
    ratios = one.values / other.values
    low, middle, high = (float(each) for each in np.nanquantile(ratios, (0.025, 0.5, 0.975)))
    return Contrast(one.trial, other.trial, one.figure, one.printed / other.printed, middle, low, high)
