"""The figures that lie in folders of results, drawn into them before they are sealed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from haicsim.analysis.experiments.checkpoint_log import CheckpointLog
from haicsim.analysis.figures import (
    index_bars,
    morris_plane,
    predicted,
    reconstructed,
    survival_curves,
    tornado,
    two_way_map,
)
from haicsim.analysis.figures.files import asked, save
from haicsim.analysis.reconstruction.drawing import Reconstruction
from haicsim.analysis.sensitivity.design import Analysis
from haicsim.analysis.sensitivity.factors import Factor
from haicsim.analysis.sensitivity.indices import Index
from haicsim.analysis.sensitivity.oneway import Swing
from haicsim.analysis.sensitivity.report import SensitivityReport
from haicsim.analysis.studies import Study
from haicsim.analysis.survival.counterparts import counted_endpoints
from haicsim.analysis.validation.landmarks import LandmarkRow
from haicsim.analysis.validation.verdict import Comparison
from haicsim.sim.run import Result

FIGURES, CURVES = "figures", "curves"


def of_run(
    result: Result, study: Study, comparison: Comparison | None = None, worth: Mapping[str, str] | None = None
) -> Callable[[Path, Sequence[LandmarkRow]], None]:
    """What draws a run: survival of the resected beside the study and, if compared, studies of its size.

    worth: what the audit says of printed figures by their ids; a comparison knows it itself.
    """
    judged = worth if comparison is None else {row.figure: row.mark for row in comparison.agreement.rows}

    def draw(there: Path, landmarks: Sequence[LandmarkRow]) -> None:
        if counted_endpoints(study):
            records, name = result.counted, result.scenario.name
            resected = int(records["resected"].sum())
            subtitle = f"{name}: {len(records):,} started HAIC, {resected:,} resected"
            horizon = result.scenario.run.base("horizon")
            figure = survival_curves.draw(
                records, study, list(landmarks), horizon, subtitle, judged, asked().width_mm
            )
            save(figure, there / FIGURES, "survival")
        if comparison is not None:
            draw_comparison(comparison, result.scenario.name, there)

    return draw


def of_comparison(scenario: str) -> Callable[[Comparison, Path], None]:
    """What draws the comparison of a scenario of that name."""
    return lambda comparison, there: draw_comparison(comparison, scenario, there)


def draw_comparison(comparison: Comparison, scenario: str, there: Path) -> None:
    """The paper's own figures, redrawn from simulated studies of its size."""
    drawn = predicted.figures(comparison.margins, comparison.agreement.rows, scenario, asked().width_mm)
    for name, figure in drawn.items():
        save(figure, there / FIGURES, name)


def of_reconstruction(found: Reconstruction, study: Study, until: float) -> Callable[[Path], None]:
    """What draws the curves of a reconstruction, to so many months."""

    def draw(there: Path) -> None:
        draws = len(found.endpoints[0].days)
        subtitle = (
            f"{study.name}: {draws:,} data sets, each agreeing with every usable figure of its endpoint"
        )
        save(reconstructed.draw(found.endpoints, study, until, subtitle), there, CURVES)

    return draw


def draw_sensitivity(
    question: Analysis, log: CheckpointLog, answers: Iterable[SensitivityReport], folder: Path
) -> list[Path]:
    """A figure for every outcome; where they were written."""
    figures: list[Path] = []
    posterior = question.work.plan.get("posterior")
    where = "in the middle of" if question.method in ("oneway", "twoway") else "over"
    over = "" if posterior is None else f" {where} the posterior {posterior}"
    subtitle = f"{question.work.scenarios[0]}{over}, {question.work.patients:,} patients a run"
    for answer in answers:
        name = f"{question.method}-{answer.outcome.name}"
        figures += save(_sensitivity(question, log, answer, subtitle), folder / FIGURES, name)
    return figures


def _sensitivity(question: Analysis, log: CheckpointLog, answer: SensitivityReport, subtitle: str) -> Any:
    outcome, rows = answer.outcome, answer.rows
    if question.method == "oneway":
        mine = [row for row in rows if isinstance(row, Swing)]
        return tornado.draw(mine, outcome.name, outcome.unit, units_of(question.factors), subtitle)
    if question.method == "twoway":
        across, up = question.factors
        grid = question.values(log, outcome.name).mean(axis=1).reshape(question.size, question.size)
        return two_way_map.draw(across, up, grid, outcome.name, outcome.unit, subtitle)
    indices = [row for row in rows if isinstance(row, Index)]
    if question.method == "morris":
        return morris_plane.draw(indices, outcome.name, outcome.unit, subtitle)
    shown = [index for index in indices if index.measure != "alone"]
    return index_bars.draw(shown, outcome.name, units_of(question.factors), subtitle)


def units_of(factors: Iterable[Factor]) -> dict[str, str]:
    """The unit of each parameter by its path."""
    return {factor.path: factor.unit for factor in factors}
