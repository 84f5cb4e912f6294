"""One evaluation of the shipped plan: every series simulated and its studies drawn, two at a time as a calibration does."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from haicsim.analysis.calibration.calibrate import problem_of
from haicsim.analysis.calibration.evaluation import cells_at
from haicsim.analysis.calibration.plan import load_plan


@pytest.fixture(scope="module")
def problem():
    return problem_of(load_plan("kurume"))


def test_ten_evaluations_of_the_whole_plan_on_two_cores(benchmark, problem):
    points = problem.prior.spread(10, 1)
    cells = cells_at(problem.model, [problem.prior.settings(point) for point in points])
    with ThreadPoolExecutor(2) as pool:
        benchmark.pedantic(lambda: list(pool.map(problem.model.run, cells)), rounds=2, warmup_rounds=1)
