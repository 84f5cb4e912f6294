"""`python -m haicsim.analysis.validation.regimen_search NAME`: a regimen's kill, from response and progression alone.

A regimen under `scenarios/regimens/` is run in the populations of trials (`scenarios/trials/`), whose study files say what
was printed. Targets are objective response, disease control, and time without progression. Survival is no target: it is
what the regimen is asked to predict. For every combination of the other numbers on a small grid the kill is solved so that
the response of the first trial is met; of the combinations nearest to the other targets the least departure is taken.
Resistance is not searched: response and progression hardly tell it from kill.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.studies import Study, load_study
from haicsim.analysis.studies.reported_values import AnyFigure, Count, MedianSurvival, Survival, read_time
from haicsim.analysis.survival.estimators import median_survival, survival_at
from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.survival.observation import observed_in_full, reached, times
from haicsim.analysis.validation.columns import category
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.theta import theta
from haicsim.sim.units import DAYS_PER_MONTH

RESPONSE, CONTROL = "objective_response", "disease_control"
PROGRESSION = ("pfs", "ttp")  # conventions of endpoints that are targets; survival is none
KILL = "treatment.relative_kill"
SEEDS, GROWTH = "treatment.seed_kill", "treatment.accompanied_growth"
PATIENTS, SEED = 10_000, 1
_LN_MEDIAN_SD = (
    1.44  # of one patient: standard error of ln median survival is this by the root of n, were it exponential
)
_STEPS = 5
_NOT_TOLD_APART = 1.0
_LEAST, _MOST = log(0.05), log(20.0)
_WIDE = (f"{KILL}.range=[0.04, 21]",)


@dataclass(frozen=True)
class Plan:
    """What is searched for a regimen: trials whose figures are the targets, and the grid of each other number.

    solved: whether the kill is solved for; else it stays as the regimen (or the one it builds on) states it. beside: a trial
    of the same patients without the drug searched for; then the targets are what the drug adds.
    """

    trials: tuple[str, ...]
    grid: Mapping[str, tuple[float, ...]]
    solved: bool = True
    beside: str | None = None


_DRUG = {SEEDS: (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)}
PLANS = {
    "new-fp": Plan(("nakano-2017",), _DRUG),
    "cisplatin": Plan(("scoop-2",), _DRUG),
    "folfox": Plan(("deng-2023", "liang-2021-haic"), _DRUG),
    "folfox-sorafenib": Plan(
        ("liang-2021-sorafenib",),
        {GROWTH: (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)},
        solved=False,
        beside="liang-2021-haic",
    ),
    "folfox-lenvatinib-pd1": Plan(("lthaic",), {}),
}


def study_of(trial: str) -> Study:
    """The study file of a trial or a series, by the name of its scenario."""
    return load_study(trial.rpartition("/")[2].replace("-", "_"))


def targets(study: Study) -> tuple[AnyFigure, ...]:
    """The figures of a study that a kill may be calibrated to: response, control, and time without progression."""
    return tuple(figure for figure in study.figures if _is_target(study, figure))


def _is_target(study: Study, figure: AnyFigure) -> bool:
    if isinstance(figure, Count):
        return figure.measure in (RESPONSE, CONTROL)
    if isinstance(figure, MedianSurvival) and not figure.reached:
        return False
    if isinstance(figure, MedianSurvival | Survival):
        return study.endpoints[figure.endpoint].convention in PROGRESSION
    return False


def simulated(trial: str, settings: Mapping[str, float], seed: int, patients: int) -> dict[str, float]:
    """The targets of a trial as simulated: shares of 1 and months, by the id of the figure."""
    study = study_of(trial)
    overrides = [
        f"run.patients={patients}",
        f"run.seed={seed}",
        "run.replications=1",
        "run.engine=compiled",
        *_WIDE,
    ]
    scenario = load_scenario(
        f"trials/{trial}", [*(f"{key}={value!r}" for key, value in settings.items()), *overrides]
    )
    seen = observed_in_full(run(scenario, journal=False).counted, float(theta(scenario)[0]["horizon_days"]))
    answer: dict[str, float] = {}
    for figure in targets(study):
        if isinstance(figure, Count):
            read = category(figure.measure, figure.category, None)
            assert read is not None
            answer[figure.id] = float(np.mean(read(seen)))
        elif isinstance(figure, MedianSurvival | Survival):
            said = study.endpoints[figure.endpoint]
            known = reached(times(seen, said.convention, said.time_zero))
            answer[figure.id] = _timed(figure, known.days, known.observed)
    return answer


def _timed(
    figure: MedianSurvival | Survival, days: NDArray[np.float64], observed: NDArray[np.bool_]
) -> float:
    """A median in months, or the share free of progression at the figure's time."""
    if isinstance(figure, MedianSurvival):
        return float(median_survival(days[None], observed[None])[0]) / DAYS_PER_MONTH
    day = float(read_time(figure.at)) * DAYS_PER_MONTH
    return float(survival_at(days[None], observed[None], [day])[0, 0])


def published(figure: AnyFigure) -> float:
    """The printed number of a target: a share of 1, or months."""
    part = figure.parts()["centre" if isinstance(figure, MedianSurvival) else "percent"]
    return float(part.value) / (1.0 if isinstance(figure, MedianSurvival) else 100.0)


def deviance(study: Study, found: Mapping[str, float]) -> float:
    """How far simulated targets lie from the printed ones: squared standard errors of a study of its size, added up."""
    n, total = study.groups["all"].n, 0.0
    for figure in targets(study):
        said, ours = published(figure), found[figure.id]
        if isinstance(figure, MedianSurvival):
            off = log(ours / said) * sqrt(n) / _LN_MEDIAN_SD
        else:
            off = (ours - said) * sqrt(n / (said * (1.0 - said)))
        total += off * off
    return total


def deviance_added(
    with_it: Study, without: Study, found: Mapping[str, float], plain: Mapping[str, float]
) -> float:
    """The same of what a drug adds, between two studies that print the same targets: differences, and ratios of medians."""
    many, few, total = with_it.groups["all"].n, without.groups["all"].n, 0.0
    for figure in targets(with_it):
        said, before = published(figure), published(without.figure(figure.id))
        ours, ours_before = found[figure.id], plain[figure.id]
        if isinstance(figure, MedianSurvival):
            off = log(ours / ours_before * before / said) / (_LN_MEDIAN_SD * sqrt(1.0 / many + 1.0 / few))
        else:
            spread = said * (1.0 - said) / many + before * (1.0 - before) / few
            off = (ours - ours_before - said + before) / sqrt(spread)
        total += off * off
    return total


def solved_kill(response: Callable[[float], float], wanted: float) -> float:
    """The relative kill at which the response is the one wanted, or the nearest end of 0.05 to 20.

    Bisection of its logarithm, then the straight line between the last two.
    """
    low, high = _LEAST, _MOST
    below, above = response(exp(low)), response(exp(high))
    for _ in range(_STEPS):
        middle = 0.5 * (low + high)
        found = response(exp(middle))
        if found < wanted:
            low, below = middle, found
        else:
            high, above = middle, found
    share = (wanted - below) / (above - below) if above > below else 0.5
    return exp(low + min(max(share, 0.0), 1.0) * (high - low))


def kill_for(trial: str, settings: Mapping[str, float], wanted: float, seed: int, patients: int) -> float:
    """The relative kill at which a trial's objective response is the one wanted, the other numbers being given."""

    def response(kill: float) -> float:
        return simulated(trial, {**settings, KILL: kill}, seed, patients)["orr"]

    return round(solved_kill(response, wanted), 3)


def search(name: str, seed: int = SEED, patients: int = PATIENTS) -> Iterator[tuple[dict[str, float], float]]:
    """Every combination of the grid with its kill, and its deviance over all trials of the plan."""
    plan = PLANS[name]
    for values in product(*plan.grid.values()):
        settings = dict(zip(plan.grid, values, strict=True))
        if plan.solved:
            wanted = published(study_of(plan.trials[0]).figure("orr"))
            settings[KILL] = kill_for(plan.trials[0], settings, wanted, seed, patients)
        yield settings, _total(plan, settings, seed, patients)


def _total(plan: Plan, settings: Mapping[str, float], seed: int, patients: int) -> float:
    """The deviance over all trials of a plan, or of what the drug adds to the trial beside."""
    found = {trial: simulated(trial, settings, seed, patients) for trial in plan.trials}
    if plan.beside is None:
        return sum(deviance(study_of(trial), answer) for trial, answer in found.items())
    (trial,) = plan.trials
    plain = simulated(plan.beside, {}, seed, patients)
    return deviance_added(study_of(trial), study_of(plan.beside), found[trial], plain)


def chosen(tried: Sequence[tuple[dict[str, float], float]]) -> dict[str, float]:
    """Of the combinations that the targets do not tell from the nearest (a deviance within 1), that of the most usual kill.

    Where the kill is not solved for: the nearest.
    """
    least = min(total for _, total in tried)
    if any(KILL not in settings for settings, _ in tried):
        return next(settings for settings, total in tried if total == least)
    near = [settings for settings, total in tried if total <= least + _NOT_TOLD_APART]
    return min(near, key=lambda settings: abs(log(settings[KILL])))


def kill_range(name: str, settings: Mapping[str, float]) -> tuple[float, float]:
    """The kills at the ends of the 95% interval of the printed response, exact binomial: the range worth trying."""
    trial = PLANS[name].trials[0]
    study = study_of(trial)
    n, others = study.groups["all"].n, {key: value for key, value in settings.items() if key != KILL}
    low, high = exact_interval(published(study.figure("orr")), n)
    return kill_for(trial, others, low, SEED, PATIENTS), kill_for(trial, others, high, SEED, PATIENTS)


def main() -> None:
    """Print every combination tried for a regimen, the one chosen, and the range of its kill."""
    name, tried = sys.argv[1], []
    for settings, total in search(name):
        tried.append((settings, total))
        print(f"{total:8.1f}  {settings}", flush=True)
    settings = chosen(tried)
    print(f"chosen: {settings}")
    if PLANS[name].solved:
        print("range of the kill: {:g} to {:g}".format(*kill_range(name, settings)))


if __name__ == "__main__":
    main()
