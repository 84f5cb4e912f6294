"""A sensitivity analysis answered: tables and figures for every outcome asked for."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from haicsim.analysis.experiments.checkpoint_log import CheckpointLog
from haicsim.analysis.measures.outcome_measures import Outcome
from haicsim.analysis.sensitivity.design import Analysis
from haicsim.analysis.sensitivity.indices import Index, indices_of
from haicsim.analysis.sensitivity.oneway import Swing, swings
from haicsim.analysis.sensitivity.regression import Regression, regression

TABLE = "indices.csv"


@dataclass(frozen=True)
class SensitivityReport:
    """What one outcome hinges on; rows are swings, indices or weights, whichever the method gives.

    noise: the share of its variance over the design that is luck, NaN for one-way. explained: R squared of a regression.
    """

    outcome: Outcome
    rows: tuple[Swing | Index, ...]
    noise: float = float("nan")
    explained: float = float("nan")


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
        return SensitivityReport(outcome, tuple(swings(question.factors, values)))
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


def write_answers(answers: Iterable[SensitivityReport], folder: Path) -> None:
    """All rows of all outcomes as one table; what is no number is left empty."""
    rows = [{"outcome": answer.outcome.name, **asdict(row)} for answer in answers for row in answer.rows]
    if not rows:
        return
    with (folder / TABLE).open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {name: "" if value != value else value for name, value in row.items()} for row in rows
        )


def draw_answers(
    question: Analysis, log: CheckpointLog, answers: Iterable[SensitivityReport], folder: Path
) -> list[Path]:
    """A figure for every outcome; where they were written."""
    from haicsim.analysis.figures import style

    figures: list[Path] = []
    subtitle = f"{question.work.scenarios[0]}, {question.work.lives:,} patients a run"
    for answer in answers:
        name = f"{question.method}-{answer.outcome.name}"
        figures += style.save(_figure(question, log, answer, subtitle), folder / "figures", name)
    return figures


def _figure(question: Analysis, log: CheckpointLog, answer: SensitivityReport, subtitle: str) -> Any:
    from haicsim.analysis.figures import index_bars, morris_plane, tornado, two_way_map

    outcome, rows = answer.outcome, answer.rows
    if question.method == "oneway":
        mine = [row for row in rows if isinstance(row, Swing)]
        return tornado.draw(mine, outcome.name, outcome.unit, subtitle)
    if question.method == "twoway":
        across, up = question.factors
        grid = question.values(log, outcome.name).mean(axis=1).reshape(question.size, question.size)
        return two_way_map.draw(across, up, grid, outcome.name, outcome.unit, subtitle)
    indices = [row for row in rows if isinstance(row, Index)]
    if question.method == "morris":
        return morris_plane.draw(indices, outcome.name, outcome.unit, subtitle)
    shown = [index for index in indices if index.measure != "alone"]
    return index_bars.draw(shown, outcome.name, subtitle)
