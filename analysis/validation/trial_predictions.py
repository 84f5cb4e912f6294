"""What the program predicts for trials and other studies: every printed figure among simulated studies of its size."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.studies import Study
from haicsim.analysis.studies.reported_values import AnyFigure, Count, MedianSurvival, Size, Stated, Survival
from haicsim.analysis.survival.counterparts import refuse_unknown_rule
from haicsim.analysis.validation.candidate_pool import small_pool
from haicsim.analysis.validation.regimen_search import PLANS, published, study_of, targets
from haicsim.analysis.validation.replicates import Replicates, without_margins
from haicsim.analysis.validation.study_statistics import NotSimulatedError, statistics
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario

STUDIES = 1000


@dataclass(frozen=True)
class Prediction:
    """One printed figure of a study beside what is simulated, in its unit (percent, months or days).

    low, high: 95% of simulated studies of the study's size lie between. position: the share of them at or below what is
    printed, those that print the same counted half. fitted: the figure was a target of the search for the regimen. values: of
    every simulated study, (studies,); NaN where it prints none.
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
    position: float
    fitted: bool
    values: NDArray[np.float64] = field(repr=False, compare=False)

    @property
    def inside(self) -> bool:
        """Whether what is printed lies where 95% of simulated studies do."""
        return self.low <= self.printed <= self.high

    @property
    def of_survival(self) -> bool:
        """Whether it is a figure of overall survival."""
        return self.figure.startswith("median_os") or self.figure.startswith("os")


def predictions(
    trial: str, overrides: tuple[str, ...] = (), studies: int = STUDIES
) -> tuple[Prediction, ...]:
    """Every share, landmark and median that a trial prints: 1,000 studies of its size drawn from 10,000 starters."""
    scenario, study = scenario_of(trial, overrides), study_of(trial)
    regimen = scenario.files[1].rpartition("/")[2].removesuffix(".yaml")
    return predictions_of(scenario, study, (trial, regimen), _fitted(trial), studies)


def scenario_of(trial: str, overrides: Sequence[str] = ()) -> Scenario:
    """The scenario of a trial or a series, with settings; InputError where they are faulty."""
    return load_scenario(_placed(trial), ["run.engine=compiled", *overrides])


def _placed(name: str) -> str:
    """Where the scenario of a trial or a series lies; a trial is named without its folder."""
    return name if "/" in name else f"trials/{name}"


def predictions_of(
    scenario: Scenario,
    study: Study,
    named: tuple[str, str],
    fitted: Collection[str] = (),
    studies: int = STUDIES,
) -> tuple[Prediction, ...]:
    """The same of any study beside any scenario. named: what to call the two. fitted: figures by which numbers were found.

    Raises NobodyError where the study would show nobody of a group.
    """
    drawn = _drawn(scenario, study, studies)
    return tuple(
        _prediction(figure, drawn, named, figure.id in fitted)
        for figure in study.figures
        if isinstance(figure, Count | Survival | MedianSurvival) and _why_not(figure, drawn) is None
    )


def not_predicted(
    trial: str, overrides: tuple[str, ...] = (), studies: int = STUDIES
) -> tuple[tuple[str, str], ...]:
    """The figures a trial prints that are not predicted, each with the reason; its size and numbers in words aside."""
    study = study_of(trial)
    drawn = _drawn(scenario_of(trial, overrides), study, studies)
    asked = (each for each in study.figures if not isinstance(each, Size | Stated))
    reasons = ((figure.id, _why_not(figure, drawn)) for figure in asked)
    return tuple((name, why) for name, why in reasons if why is not None)


def _drawn(scenario: Scenario, study: Study, studies: int) -> Replicates:
    """Studies of its size, drawn from patients whom its rule of entry admits."""
    refuse_unknown_rule(study)
    return without_margins(small_pool(scenario, study.design.entry_rule.name), study, studies)


def _why_not(figure: AnyFigure, drawn: Replicates) -> str | None:
    """Why a figure is not predicted; None where the simulator has one like it, and some study would print it."""
    part = "centre" if isinstance(figure, MedianSurvival) else "percent"
    if part not in figure.texts():
        return "only shares, landmarks and medians are predicted"
    if part not in figure.parts():
        return "'not reached' is no number to place among others"
    try:
        values = statistics(figure, drawn, drawn)
    except NotSimulatedError as reason:
        return str(reason)
    return None if np.isfinite(values[part]).any() else "no simulated study prints it"


def _prediction(
    figure: Count | Survival | MedianSurvival, drawn: Replicates, named: tuple[str, str], fitted: bool
) -> Prediction:
    timed = isinstance(figure, MedianSurvival)
    values = np.asarray(statistics(figure, drawn, drawn)["centre" if timed else "percent"], np.float64)
    low, middle, high = (float(each) for each in np.nanquantile(values, (0.025, 0.5, 0.975)))
    printed = published(figure) * (1.0 if timed else 100.0)
    known = values[np.isfinite(values)]
    position = float(((known < printed - 0.05).mean() + (known <= printed + 0.05).mean()) / 2.0)
    return Prediction(
        *named,
        figure.id,
        drawn.size,
        f"{figure.unit}s" if isinstance(figure, MedianSurvival) else "%",
        printed,
        middle,
        low,
        high,
        position,
        fitted,
        values,
    )


def _fitted(trial: str) -> set[str]:
    """The figures of a trial by which its regimen was searched: all targets where more than the kill was free."""
    for plan in PLANS.values():
        if trial in plan.trials:
            return {figure.id for figure in targets(study_of(trial))} if plan.grid else {"orr"}
    return set()
