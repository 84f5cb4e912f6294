"""A sensitivity analysis answered: a table for every outcome asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from haicsim.analysis.calibration.uncertain import Uncertain
from haicsim.analysis.experiments.checkpoint_log import CheckpointLog
from haicsim.analysis.measures.outcome_measures import Outcome
from haicsim.analysis.results.formats import write_csv
from haicsim.analysis.sensitivity.calibrated import Calibrated
from haicsim.analysis.sensitivity.design import Analysis
from haicsim.analysis.sensitivity.indices import Index, indices_of
from haicsim.analysis.sensitivity.oneway import Swing, swings
from haicsim.analysis.sensitivity.regression import Regression, regression

TABLE = "indices.csv"


@dataclass(frozen=True)
class SensitivityReport:
    """What one outcome hinges on; rows are swings, indices or weights, whichever the method gives.

    noise: the share of its variance over the design that is chance, NaN for one-way. explained: R squared of a regression.
    base: its mean with the scenario as it is, of one-way alone.
    """

    outcome: Outcome
    rows: tuple[Swing | Index, ...]
    noise: float = float("nan")
    explained: float = float("nan")
    base: float = float("nan")


def answers_of(
    question: Analysis, log: CheckpointLog, outcomes: Sequence[Outcome], paths: Sequence[str]
) -> list[SensitivityReport]:
    """One answer an outcome; InputError where any value is not finite.

    paths: the columns of the joint draws, for a regression.
    """
    return [_answer(question, log, outcome, paths) for outcome in outcomes]


def _answer(
    question: Analysis, log: CheckpointLog, outcome: Outcome, paths: Sequence[str]
) -> SensitivityReport:
    values = question.values(log, outcome.name)
    if question.method == "oneway":
        return SensitivityReport(
            outcome, tuple(swings(question.factors, values)), base=float(values[0].mean())
        )
    mean, noise = values.mean(axis=1), question.noise(log, outcome.name) / question.replications
    share = noise / float(mean.var()) if mean.var() else 1.0
    if question.method == "twoway":
        return SensitivityReport(outcome, (), share)
    if question.method == "regression":
        return _weighed(outcome, regression(paths, question.cube, mean, noise))
    found = indices_of(question.method, question.factors, question.cube, mean, noise, question.seed)
    return SensitivityReport(outcome, tuple(found), share)


def _weighed(outcome: Outcome, found: Regression) -> SensitivityReport:
    rows = [
        Index(w.path, "coefficient", w.coefficient, w.low, w.high, 0.0, w.below_noise_floor)
        for w in found.weights
    ]
    rows += [
        Index(w.path, "alone", w.alone, float("nan"), float("nan"), found.noise, w.below_noise_floor)
        for w in found.weights
    ]
    return SensitivityReport(outcome, tuple(rows), found.noise, found.explained)


def rows_of(answers: Iterable[SensitivityReport]) -> list[dict[str, Any]]:
    """All rows of all outcomes."""
    return [{"outcome": answer.outcome.name, **asdict(row)} for answer in answers for row in answer.rows]


def as_plain(answers: Iterable[SensitivityReport], mine: Calibrated | None, over: Sequence[Uncertain]) -> Any:
    """All rows; over a posterior with what has to be known of it, and outcomes with two intervals."""
    rows = rows_of(answers)
    if mine is None:
        return rows
    posterior = mine.posterior
    return {
        "posterior": posterior.plan, "alarm": posterior.alarm, "draws": len(posterior.values),
        "over_the_posterior": [asdict(each) for each in over],
        "tied": {path: factor.path for factor in mine.factors for path, _ in factor.tied},
        "together": [dict(zip(("first", "second", "correlation"), pair, strict=True)) for pair in mine.together],
        "rows": rows,
    }  # fmt: skip


def write_answers(answers: Iterable[SensitivityReport], folder: Path) -> None:
    """All rows of all outcomes as one table; what is no number is left empty."""
    if rows := rows_of(answers):
        write_csv(folder / TABLE, rows)
