"""Draws against the same posterior added up over a grid, and repeated to the last bit."""

import numpy as np
import pytest
from likelihoods_by_hand import likelihood_by_hand

from haicsim.analysis.calibration.sampler import sample

PRINTED = np.array([[0.6], [0.25], [1.4]])
STARTS = np.random.default_rng(3).uniform(-1.0, 1.0, (200, 2))


def _by_grid(judge):
    """Means and standard deviations of the two places, by adding up over a grid of places and terms."""
    side = np.linspace(-1.0, 1.0, 41)
    logs = np.linspace(-9.0, 1.0, 31)
    mesh = np.stack(np.meshgrid(side, side, logs, logs, indexing="ij"), axis=-1).reshape(-1, 4)
    levels = np.concatenate([judge.log_posterior(part) for part in np.array_split(mesh, 60)])
    weights = np.exp(levels - levels.max())
    weights /= weights.sum()
    mean = weights @ mesh[:, :2]
    return mean, np.sqrt(weights @ (mesh[:, :2] - mean) ** 2)


@pytest.mark.slow
def test_draws_have_the_mean_and_spread_that_a_grid_gives():
    judge = likelihood_by_hand(PRINTED, hunch=True)
    found = sample(judge, STARTS, 4000, 8000, 2)
    mean, spread = _by_grid(judge)
    assert (
        np.abs(found.draws[:, :2].mean(axis=0) - mean) < 0.12 * spread
    ).all()  # two humps: walkers seldom change
    np.testing.assert_allclose(found.draws[:, :2].std(axis=0), spread, rtol=0.12)
    assert found.independent > 500


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    judge = likelihood_by_hand(PRINTED)
    one, two, other = (sample(judge, STARTS, 200, 150, seed).draws.tobytes() for seed in (4, 4, 5))
    assert one == two
    assert one != other


def test_no_draw_lies_outside_the_prior():
    found = sample(likelihood_by_hand(np.array([[5.0], [5.0], [5.0]])), STARTS, 500, 300, 6)
    assert np.abs(found.draws[:, :2]).max() <= 1.0


def test_progress_is_told():
    told = []
    sample(likelihood_by_hand(PRINTED), STARTS, 100, 100, 1, told.append)
    assert told == pytest.approx([0.0, 0.5])
