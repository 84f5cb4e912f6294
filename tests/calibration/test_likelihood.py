"""The likelihood against scipy's normal distributions, written out."""

import numpy as np
import pytest
from likelihoods_by_hand import CORRELATION, OF_TIME, SPREAD, UNEXPLAINED, likelihood_by_hand, mean_at
from scipy.stats import halfnorm, multivariate_normal, norm

from haicsim.analysis.calibration.likelihood import SHARED

PRINTED = np.array([0.6, 0.25, 1.4])
PLACE, TERMS = np.array([0.3, -0.5]), np.array([0.08, 0.2])


def _covariance(keep=slice(None)):
    size = np.where(OF_TIME, TERMS[1], TERMS[0])
    alike = OF_TIME[:, None] == OF_TIME[None, :]
    whole = np.outer(SPREAD, SPREAD) * CORRELATION + SHARED * alike * np.outer(size, size)
    whole += np.diag(UNEXPLAINED + (1.0 - SHARED) * size**2)
    return whole[keep][:, keep]


def test_one_series_is_scipys_multivariate_normal():
    found = likelihood_by_hand(PRINTED[:, None]).by_series(PLACE[None], TERMS[None])[0, 0]
    assert found == pytest.approx(
        multivariate_normal(mean_at(PLACE), _covariance()).logpdf(PRINTED), abs=1e-4
    )


def test_what_is_not_printed_is_left_out_as_in_scipys_margin():
    printed = PRINTED.copy()
    printed[1] = np.nan
    found = likelihood_by_hand(printed[:, None]).by_series(PLACE[None], TERMS[None])[0, 0]
    keep = np.array([0, 2])
    expected = multivariate_normal(mean_at(PLACE)[keep], _covariance(keep)).logpdf(PRINTED[keep])
    assert found == pytest.approx(expected, abs=1e-4)


def test_two_readings_count_by_the_mean_of_their_likelihoods():
    both = np.stack([PRINTED, PRINTED + 0.2], axis=1)
    found = likelihood_by_hand(both).by_series(PLACE[None], TERMS[None])[0, 0]
    normal = multivariate_normal(mean_at(PLACE), _covariance())
    assert found == pytest.approx(np.log(np.mean(np.exp(normal.logpdf(both.T)))), abs=1e-4)


def test_a_belief_is_a_normal_but_for_its_constant():
    one = likelihood_by_hand(PRINTED[:, None], hunch=True)
    near, far = (one.by_series(np.array([[x, 0.0]]), TERMS[None])[0, 1] for x in (0.2, 0.5))
    assert near - far == pytest.approx(norm(0.2, 0.1).logpdf(0.2) - norm(0.2, 0.1).logpdf(0.5), abs=1e-3)


def test_between_study_terms_are_half_normal_beforehand_on_their_logarithm():
    one = likelihood_by_hand(PRINTED[:, None])
    first, second = np.array([0.05, 0.3]), np.array([0.15, 0.1])
    found = [one.log_prior(np.concatenate([[0.0, 0.0], np.log(each)])[None])[0] for each in (first, second)]
    density = [
        halfnorm(scale=0.1).logpdf(a) + halfnorm(scale=0.3).logpdf(b) + np.log(a) + np.log(b)
        for a, b in (first, second)
    ]
    assert found[0] - found[1] == pytest.approx(density[0] - density[1], rel=1e-9)


def test_outside_the_prior_nothing_is_possible():
    one = likelihood_by_hand(PRINTED[:, None])
    assert np.isneginf(one.log_posterior(np.array([[1.01, 0.0, -3.0, -3.0]])))[0]
    assert np.isfinite(one.log_posterior(np.array([[0.99, 0.0, -3.0, -3.0]])))[0]
