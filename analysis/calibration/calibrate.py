"""A calibration from beginning to end: evaluations over the prior, evaluations where the answer lies, draws, and a check."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.calibration.alarm import Alarm, alarm
from haicsim.analysis.calibration.evaluation import Evaluation, cells_at, digest_of, evaluation
from haicsim.analysis.calibration.learned import (
    Narrowed,
    Predicted,
    Together,
    narrowed,
    predicted,
    predictive_fit,
    together,
)
from haicsim.analysis.calibration.likelihood import Likelihood, likelihood
from haicsim.analysis.calibration.plan import PlanFile
from haicsim.analysis.calibration.posterior import Posterior, posterior_of
from haicsim.analysis.calibration.prior import Prior, prior_of
from haicsim.analysis.calibration.sampler import Sampled, sample
from haicsim.analysis.calibration.series import Series, series_of
from haicsim.analysis.experiments.cells import version_here
from haicsim.analysis.experiments.checkpoint_log import FinishedCell
from haicsim.analysis.experiments.plan import Work
from haicsim.sim.scenario.load import load_scenario

Values = NDArray[np.float64]
Carry = Callable[
    [Work, Path], Mapping[str, FinishedCell]
]  # does work in a folder; raises where it is left unfinished
Say = Callable[[str, float], None]
_WIDER = 1.6  # by how much the second points reach beyond what the first ones left
_STEPS = 6000
_WITNESSES = 3
DISEASES, CASES = 100, 20  # known ones by which the alarm is set, and planted ones by which it is tried
_FIRST_SEEDS = {
    "first": 0,
    "second": 1_000_000,
    "check": 2_000_000,
}  # replications: random numbers of their own


@dataclass(frozen=True)
class Problem:
    """A plan with everything it names: what moves, the series, and the model of one evaluation."""

    file: PlanFile
    prior: Prior
    series: tuple[Series, ...]
    model: Evaluation

    @property
    def beliefs(self) -> list[tuple[float, float]]:
        """The ends of what is believed, in the order of the plan."""
        return [(each.low, each.high) for each in self.file.plan.beliefs]


@dataclass(frozen=True)
class Calibration:
    """What came out.

    emulated: root mean square difference, in standard deviations of a study of its size, between what the emulator said and
    what simulation shows, over the draws checked; by series. alarm: whether the printed numbers could be of one disease.
    fit: by series, what may be expected of the logarithm of its likelihood (WAIC; `learned.predictive_fit`), by which other
    structures of the disease are compared. failed: evaluations that could not be made.
    """

    problem: Problem
    sampled: Sampled
    likelihood: Likelihood
    posterior: Posterior
    narrowed: tuple[Narrowed, ...]
    together: tuple[Together, ...]
    predicted: tuple[Predicted, ...]
    between: tuple[tuple[float, float, float], ...]
    emulated: dict[str, float]
    fit: dict[str, float]
    alarm: Alarm
    failed: int


def problem_of(file: PlanFile) -> Problem:
    """Read everything a plan names; InputError with every fault on the plan's lines."""
    series, plan = series_of(file), file.plan
    model = evaluation(series, plan.beliefs, plan.size.studies)
    sought = load_scenario(plan.series[0].scenario, list(plan.series[0].set))
    return Problem(file, prior_of(file, sought), series, model)


def calibrate(
    problem: Problem, folder: Path, carry: Carry, say: Say = lambda what, share: None
) -> Calibration:
    """Find the posterior; every evaluation is kept in the folder, and the same call goes on from there.

    carry: carries out a piece of work (see `experiments.work.carry_out`). say: told what is being done.
    """
    plan, prior = problem.file.plan, problem.prior
    size = plan.size
    told = first_evaluations(problem, folder, carry)
    say("Learning from the first evaluations", 0.0)
    rough = _learnt(problem, *told)
    rung = alarm(problem.series, rough, *told, DISEASES, CASES, plan.seed)
    drawn = sample(
        rough, told[0], size.second, _STEPS // 2, plan.seed, lambda share: say("Narrowing down", share)
    )
    second = _beyond(drawn.draws[:, : len(prior)])
    more = _evaluated(problem, "second", second, folder, carry)
    fine = _learnt(problem, *_near(told, more))
    found = sample(fine, more[0], size.draws, _STEPS, plan.seed + 1, lambda share: say("Drawing", share))
    rows = np.linspace(0, size.draws - 1, size.check).astype(np.int64)
    points, values = _evaluated(problem, "check", found.draws[rows][:, : len(prior)], folder, carry)
    failed = size.first + size.second + size.check - len(told[0]) - len(more[0]) - len(points)
    return _summed_up(problem, found, fine, (points, values), rung, failed, _witnesses(rows, values))


def first_evaluations(problem: Problem, folder: Path, carry: Carry) -> tuple[Values, Values]:
    """Evaluations spread over the whole prior: points, and values (points, columns)."""
    plan, prior = problem.file.plan, problem.prior
    return _evaluated(problem, "first", prior.spread(plan.size.first, plan.seed), folder, carry)


def _evaluated(
    problem: Problem, stage: str, points: Values, folder: Path, carry: Carry
) -> tuple[Values, Values]:
    """Evaluations at points, those that failed left out: the points, and the values (points, columns)."""
    settings = [problem.prior.settings(point) for point in points]
    cells = cells_at(problem.model, settings, start=_FIRST_SEEDS[stage])
    plan = problem.file.plan
    said = {"plan": problem.model.digest, "stage": stage, "model_version": problem.model.version}
    starters = sum(each.patients for each in plan.series)
    work = Work(
        f"{plan.name}, {stage} evaluations", problem.model, cells, said, (plan.series[0].scenario,), starters
    )
    done = carry(work, folder / stage)
    kept = [done[cell.key] for cell in cells]
    good = [k for k, cell in enumerate(kept) if cell.failed is None]
    return points[good], np.array([kept[k].values for k in good])


def _learnt(problem: Problem, points: Values, values: Values) -> Likelihood:
    return likelihood(problem.series, problem.beliefs, problem.file.plan.between, points, values)


def _beyond(draws: Values) -> Values:
    """Points that reach a little beyond some draws, turned back at the ends of the prior."""
    middle = draws.mean(axis=0)
    wide = middle + _WIDER * (draws - middle)
    turned = np.where(wide > 1.0, 2.0 - wide, np.where(wide < -1.0, -2.0 - wide, wide))
    return np.asarray(np.clip(turned, -1.0, 1.0))


def _near(first: tuple[Values, Values], second: tuple[Values, Values]) -> tuple[Values, Values]:
    """The second evaluations, and of the first those that lie among them: closer to their middle than 99% of them."""
    points, values = second
    middle = points.mean(axis=0)
    inverse = np.linalg.pinv(np.cov(points.T))

    def away(of: Values) -> Values:
        return np.asarray(np.einsum("ij,jk,ik->i", of - middle, inverse, of - middle))

    near = away(first[0]) <= np.quantile(away(points), 0.99)
    return np.vstack([points, first[0][near]]), np.vstack([values, first[1][near]])


def _witnesses(rows: NDArray[np.int64], values: Values) -> tuple[tuple[int, int, str], ...]:
    """Of the first draws that were simulated again: row, replication and digest; none where any could not be."""
    if len(values) < len(rows):
        return ()
    start = _FIRST_SEEDS["check"]
    return tuple((int(rows[k]), start + k, digest_of(values[k])) for k in range(min(_WITNESSES, len(rows))))


def _summed_up(
    problem: Problem, found: Sampled, fine: Likelihood, checked: tuple[Values, Values], rung: Alarm, failed: int,
    witnesses: Sequence[tuple[int, int, str]],
) -> Calibration:  # fmt: skip
    plan, prior = problem.file.plan, problem.prior
    said = {
        "plan": plan.name, "plan_digest": plan.digest, "model_version": version_here(),
        "scenario": plan.series[0].scenario, "alarm": rung.said,
        "witnesses": tuple(witnesses),
    }  # fmt: skip
    draws = found.draws[:, : len(prior)]
    terms = np.exp(found.draws[:, len(prior) :])
    fit = predictive_fit([each.name for each in problem.series], fine.by_series(draws, terms))
    low, middle, high = np.quantile(terms, (0.05, 0.5, 0.95), axis=0).tolist()
    between = tuple(zip(low, middle, high, strict=True))
    return Calibration(
        problem, found, fine, posterior_of(prior, draws, said), narrowed(prior, draws), together(prior, draws),
        predicted(problem.series, checked[1]), between, _emulated(problem.series, fine, *checked), fit, rung, failed,
    )  # fmt: skip


def _emulated(series: Sequence[Series], fine: Likelihood, points: Values, values: Values) -> dict[str, float]:
    """How far the emulator is from simulation, by series, in standard deviations of a study of its size."""
    seen, found, source = fine.emulator.predict(points), {}, 0
    for each, term in zip(series, fine.series, strict=True):
        count = len(each.rows)
        off = (seen[:, term.mean] - values[:, source : source + count]) / np.exp(seen[:, term.spread])
        found[each.name] = float(np.sqrt(np.nanmean(off**2)))
        source += 3 * count
    return found
