"""The emulator against algebra and against fitting anew without each point."""

import numpy as np
import pytest

from haicsim.analysis.calibration.emulator import fit_emulator, quadratic, terms
from haicsim.sim.errors import InputError

RANDOM = np.random.default_rng(5)
POINTS = RANDOM.uniform(-1.0, 1.0, (90, 3))


def _quadratic_of_algebra(x):
    return 2.0 + x[:, 0] - 3.0 * x[:, 1] * x[:, 2] + 0.5 * x[:, 2] ** 2


def test_a_quadratic_is_found_again_exactly_as_algebra_has_it():
    found = fit_emulator(POINTS, _quadratic_of_algebra(POINTS)[:, None])
    fresh = RANDOM.uniform(-1.0, 1.0, (40, 3))
    np.testing.assert_allclose(found.predict(fresh)[:, 0], _quadratic_of_algebra(fresh), atol=1e-4)
    assert found.error[0] < 1e-4
    assert found.explained[0] > 0.999999


def test_the_error_is_that_of_fitting_anew_without_each_point():
    noisy = _quadratic_of_algebra(POINTS) + 0.3 * RANDOM.standard_normal(len(POINTS))
    found = fit_emulator(POINTS, noisy[:, None])
    off = []
    for k in range(len(POINTS)):
        others = np.delete(np.arange(len(POINTS)), k)
        solved = np.linalg.lstsq(quadratic(POINTS[others]), noisy[others], rcond=None)[0]
        off.append(noisy[k] - quadratic(POINTS[k : k + 1])[0] @ solved)
    assert found.error[0] == pytest.approx(np.sqrt(np.mean(np.square(off))), rel=1e-3)


def test_what_is_not_known_says_nothing_and_disturbs_no_other_column():
    values = np.stack([_quadratic_of_algebra(POINTS), POINTS[:, 0]], axis=1)
    values[::3, 1] = np.nan
    found = fit_emulator(POINTS, values)
    np.testing.assert_allclose(found.predict(POINTS)[:, 1], POINTS[:, 0], atol=1e-4)
    alone = fit_emulator(POINTS, values[:, :1])
    np.testing.assert_allclose(found.coefficients[:, 0], alone.coefficients[:, 0], rtol=1e-12)


def test_too_few_evaluations_are_refused_in_words():
    with pytest.raises(InputError, match="only 11 evaluations say something, for 10 coefficients"):
        fit_emulator(POINTS[:11], POINTS[:11, :1])


def test_the_number_of_terms_is_that_of_the_columns():
    assert terms(3) == quadratic(POINTS).shape[1] == 10
