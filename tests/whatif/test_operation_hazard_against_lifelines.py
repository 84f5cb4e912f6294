"""Authority: lifelines' Cox regression and Kaplan-Meier, and scipy's minimiser of the penalised partial likelihood."""

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter, KaplanMeierFitter
from scipy.optimize import minimize

from haicsim.analysis.whatif.bias.operation_hazard import operation_hazard


def people(n: int = 60, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    drawn = np.random.default_rng(seed)
    known = drawn.normal(size=(n, 3))
    days = drawn.exponential(np.exp(-known @ [0.8, -0.5, 0.0]))
    lost = drawn.exponential(2.0, n)
    return np.minimum(days, lost), days <= lost, known


def coefficients(relative: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Per unit, from the hazards relative to one another."""
    x = np.column_stack([known, np.ones(len(known))])
    return np.linalg.lstsq(x, np.log(relative), rcond=None)[0][:-1]


def test_coefficients_are_those_of_lifelines_also_of_a_bootstrap_sample() -> None:
    days, settled, known = people()
    counts = np.vstack([np.ones(60), np.random.default_rng(2).multinomial(60, np.full(60, 1 / 60))]).astype(
        float
    )
    found = operation_hazard(days, settled, known, counts, penalty=0.0)
    for sample, times in enumerate(counts):
        table = pd.DataFrame(
            {
                "days": days,
                "settled": settled,
                "w": times,
                "a": known[:, 0],
                "b": known[:, 1],
                "c": known[:, 2],
            }
        )
        fitter = CoxPHFitter().fit(
            table[table["w"] > 0], "days", "settled", weights_col="w", fit_options={"precision": 1e-14}
        )
        theirs = fitter.params_.to_numpy()
        assert coefficients(found.relative[sample], known) == pytest.approx(theirs, abs=1e-6)


def test_a_penalty_is_that_of_the_penalised_likelihood() -> None:
    days, settled, known = people()
    x = (known - known.mean(axis=0)) / known.std(axis=0)

    def minus_log(beta: np.ndarray) -> float:
        eta = x @ beta
        inner = sum(eta[i] - np.log(np.exp(eta[days >= days[i]]).sum()) for i in np.flatnonzero(settled))
        return float(0.5 * 3.0 * beta @ beta - inner)

    best = minimize(minus_log, np.zeros(3), tol=1e-12).x
    found = operation_hazard(days, settled, known, np.ones((1, 60)), penalty=3.0)
    assert coefficients(found.relative[0], x) == pytest.approx(best, abs=1e-5)


@pytest.mark.parametrize("ties", [False, True])
def test_where_all_are_alike_the_share_not_operated_is_kaplan_meiers(ties: bool) -> None:
    days, settled, _ = people(seed=3)
    days = np.ceil(4.0 * days) if ties else days
    found = operation_hazard(days, settled, np.ones((60, 2)), np.ones((1, 60)), penalty=1.0)
    curve = KaplanMeierFitter().fit(days, settled)
    asked = np.unique(days)
    after = found.before(np.nextafter(asked, np.inf), np.zeros(len(asked), int))[0]
    assert np.exp(-after) == pytest.approx(curve.predict(asked).to_numpy(), abs=1e-10)
    assert found.before(np.array([0.0]), np.array([0])) == 0.0


def test_few_patients_who_are_told_apart_perfectly_give_a_finite_answer() -> None:
    known = np.array([[0.0], [0.0], [1.0], [1.0]])
    settled = np.array([False, False, True, True])
    found = operation_hazard(np.array([5.0, 5.0, 1.0, 2.0]), settled, known, np.ones((1, 4)), penalty=1.0)
    assert np.isfinite(found.cumulative).all()
    assert 1.0 < found.relative[0, 2] / found.relative[0, 0] < 20.0


def test_the_baseline_solves_the_equation_of_kalbfleisch_and_prentice() -> None:
    # at each operation: relative / (1 - a ** relative) is the sum of the hazards at risk, a the factor of the baseline share
    days, settled, known = people(seed=4)
    found = operation_hazard(days, settled, known, np.ones((1, 60)), penalty=0.0)
    relative = found.relative[0]
    factors = np.exp(-np.diff(found.cumulative[0], prepend=0.0))
    for day, factor in zip(found.times[:-1], factors[:-1], strict=True):
        mine = relative[days == day][0]
        assert mine / (1.0 - factor**mine) == pytest.approx(relative[days >= day].sum(), rel=1e-9)
