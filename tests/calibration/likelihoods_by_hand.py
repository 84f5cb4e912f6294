"""A likelihood made by hand, without a simulation: two numbers move, one series prints three numbers."""

import numpy as np

from haicsim.analysis.calibration.emulator import fit_emulator
from haicsim.analysis.calibration.likelihood import Hunch, Likelihood, Term
from haicsim.analysis.calibration.plan import Between

CORRELATION = np.array([[1.0, 0.4, 0.1], [0.4, 1.0, 0.0], [0.1, 0.0, 1.0]])
OF_TIME = np.array([False, False, True])
UNEXPLAINED = np.array([0.01, 0.02, 0.03])
SPREAD = np.array([0.2, 0.3, 0.4])


def mean_at(place):
    return np.array([0.5 + 0.2 * place[0], 0.3 - 0.1 * place[1], 1.0 + place[0] * place[1]])


def likelihood_by_hand(printed, hunch=False):
    """printed: (3, readings)."""
    points = np.random.default_rng(1).uniform(-1.0, 1.0, (60, 2))
    means = np.array([mean_at(point) for point in points])
    spreads = np.broadcast_to(np.log(SPREAD), means.shape)
    emulator = fit_emulator(points, np.concatenate([means, spreads, points[:, :1]], axis=1))
    term = Term(
        "series", np.asarray(printed, float), slice(0, 3), slice(3, 6), UNEXPLAINED, CORRELATION, OF_TIME
    )
    hunches = (Hunch(6, 0.2, 0.1),) if hunch else ()
    return Likelihood(emulator, (term,), hunches, Between(share=0.1, time=0.3))
