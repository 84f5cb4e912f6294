"""What the program predicts for the trials of `scenarios/trials/`: every printed figure among studies of the trial's size."""

from dataclasses import dataclass

import numpy as np

from haicsim.analysis.studies.reported_values import Count, MedianSurvival, Survival
from haicsim.analysis.validation.candidate_pool import small_pool
from haicsim.analysis.validation.regimen_search import PLANS, published, study_of, targets
from haicsim.analysis.validation.replicates import without_margins
from haicsim.analysis.validation.study_statistics import statistics
from haicsim.sim.scenario.load import load_scenario

STUDIES = 1000


@dataclass(frozen=True)
class Prediction:
    """One printed figure of a trial beside what is simulated, in its unit (percent or months).

    low, high: 95% of simulated studies of the trial's size lie between. fitted: the figure was a target of the search.
    """

    trial: str
    regimen: str
    figure: str
    n: int
    unit: str
    printed: float
    simulated: float
    low: float
    high: float
    fitted: bool


def predictions(
    trial: str, overrides: tuple[str, ...] = (), studies: int = STUDIES
) -> tuple[Prediction, ...]:
    """Every share, landmark and median that a trial prints: 1,000 studies of its size drawn from 10,000 starters."""
    scenario, study = load_scenario(f"trials/{trial}", ["run.engine=compiled", *overrides]), study_of(trial)
    drawn = without_margins(small_pool(scenario, study.design.entry_rule.name), study, studies)
    fitted = _fitted(trial)
    regimen = scenario.files[1].rpartition("/")[2].removesuffix(".yaml")
    rows = []
    for figure in study.figures:
        if isinstance(figure, Count | Survival | MedianSurvival):
            timed = isinstance(figure, MedianSurvival)
            values = statistics(figure, drawn, drawn)["centre" if timed else "percent"]
            low, middle, high = np.nanquantile(values, (0.025, 0.5, 0.975))
            printed = published(figure) * (1.0 if timed else 100.0)
            rows.append(
                Prediction(
                    trial, regimen, figure.id, drawn.size, "months" if timed else "%", printed, float(middle), float(low),
                    float(high), figure.id in fitted,
                )
            )  # fmt: skip
    return tuple(rows)


def _fitted(trial: str) -> set[str]:
    """The figures of a trial by which its regimen was searched: all targets where more than the kill was free."""
    for plan in PLANS.values():
        if trial in plan.trials:
            return {figure.id for figure in targets(study_of(trial))} if plan.grid else {"orr"}
    return set()
