"""Ways of finding a posterior, side by side on a calibration's evaluations: `python -m benchmarks.calibration_methods FOLDER`.

FOLDER is what `haicsim calibrate kurume --out FOLDER` keeps. The same known truths are looked for by the emulator (as
`haicsim calibrate --coverage` does) and by rejection with regression adjustment (ABC; Beaumont MA, Genetics
2002;162:2025), which needs no likelihood. Printed for each: truths inside 90% intervals, spread left of the prior's, and
seconds a truth.
"""

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np

from haicsim.analysis.calibration.alarm import differing, scaled, spaced
from haicsim.analysis.calibration.calibrate import first_evaluations, problem_of
from haicsim.analysis.calibration.likelihood import likelihood, one_study
from haicsim.analysis.calibration.plan import load_plan
from haicsim.analysis.calibration.sampler import sample
from haicsim.analysis.experiments.checkpoint_log import read_finished

_ACCEPTED = 100
_SPREAD_OF_PRIOR = 2.0 / np.sqrt(12.0)


def by_rejection(points, studies, data):
    """Draws: the evaluations whose studies are nearest to the data, moved along a regression on what differs."""
    known = np.isfinite(data)
    filled = np.where(np.isfinite(studies), studies, np.nanmean(studies, axis=0))[:, known]
    scale = filled.std(axis=0) + 1e-9
    off = (filled - data[known]) / scale
    distance = (off**2).sum(axis=1)
    near = np.argsort(distance)[:_ACCEPTED]
    weights = np.sqrt(1.0 - distance[near] / distance[near].max() * 0.999)
    design = np.concatenate([np.ones((len(near), 1)), off[near]], axis=1)
    ridge = np.diag([0.0, *np.full(design.shape[1] - 1, 5.0)])
    weighed = design * weights[:, None]
    slopes = np.linalg.solve(weighed.T @ weighed + ridge, weighed.T @ (points[near] * weights[:, None]))
    return np.clip(points[near] - off[near] @ slopes[1:], -1.0, 1.0)


def main(folder: str, truths: int = 24) -> None:
    problem = problem_of(load_plan("kurume"))
    plan, log = read_finished(Path(folder) / "first")
    problem = replace(
        problem, model=replace(problem.model, version=plan["model_version"])
    )  # as they were made
    points, values = first_evaluations(problem, Path(folder), lambda work, place: log.finished)
    chosen = spaced(len(points), truths)
    others = np.setdiff1d(np.arange(len(points)), chosen)
    judge = likelihood(
        problem.series, problem.beliefs, problem.file.plan.between, points[others], values[others]
    )
    judge, state = replace(judge, hunches=()), np.random.RandomState(1)
    studies = np.array([_flat(problem, row) for row in values[others]])
    found = {"emulator and emcee": [], "rejection and regression": []}
    for number, row in enumerate(chosen):
        data = differing(judge, scaled(problem.series, one_study(problem.series, values[row])), state)
        flat = np.concatenate([data[each.name] for each in problem.series])
        ways = {
            "emulator and emcee": partial(_walked, judge.of_other_data(data), points[others], number),
            "rejection and regression": partial(by_rejection, points[others], studies, flat),
        }
        for name, draw in ways.items():
            start = perf_counter()
            draws = draw()
            rank = (draws < points[row]).mean(axis=0)
            found[name].append(
                (np.mean((rank >= 0.05) & (rank <= 0.95)), draws.std(axis=0).mean(), perf_counter() - start)
            )
    for name, rows in found.items():
        covered, left, seconds = np.mean(rows, axis=0)
        print(
            f"{name}: {100 * covered:.0f}% inside, {100 * left / _SPREAD_OF_PRIOR:.0f}% left, {seconds:.1f} s a truth"
        )


def _walked(judge, starts, seed):
    return sample(judge, starts, 400, 1500, seed).draws[:, :-2]


def _flat(problem, row):
    data = scaled(problem.series, one_study(problem.series, row))
    return np.concatenate([data[each.name] for each in problem.series])


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
