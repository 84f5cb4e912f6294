"""Drawing from the posterior: an ensemble of walkers (emcee; Foreman-Mackey D, Publ Astron Soc Pac 2013;125:306)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.calibration.likelihood import Likelihood

Values = NDArray[np.float64]
_WALKERS_PER_DIMENSION = 4
_START = np.log([0.05, 0.15])  # between-study terms at which walkers start


@dataclass(frozen=True)
class Sampled:
    """Draws (draws, dimensions + 2), the last two the logarithms of the between-study terms, and how good they are.

    log_posterior: of each draw. independent: as how many independent draws they count, of the number that does so least.
    accepted: share of steps that were taken.
    """

    draws: Values
    log_posterior: Values
    independent: float
    accepted: float


def sample(
    likelihood: Likelihood, starts: Values, draws: int, steps: int, seed: int,
    report: Callable[[float], None] | None = None,
) -> Sampled:  # fmt: skip
    """Walk for so many steps from the most likely of some starting points; the first third is thrown away.

    starts: (points, dimensions). report: called with the share done. The same arguments give the same draws.
    """
    import emcee

    dimensions = starts.shape[1] + 2
    walkers = 2 * ((_WALKERS_PER_DIMENSION * dimensions + 1) // 2)
    state = np.random.RandomState(seed)
    begun = _starts(likelihood, starts, walkers, state)
    moves = [
        (emcee.moves.DEMove(), 0.7),
        (emcee.moves.DESnookerMove(), 0.1),
        (emcee.moves.StretchMove(), 0.2),
    ]
    sampler = emcee.EnsembleSampler(
        walkers, dimensions, likelihood.log_posterior, moves=moves, vectorize=True
    )
    sampler.random_state = state.get_state()
    for step, _ in enumerate(sampler.sample(begun, iterations=steps)):
        if report is not None and step % 50 == 0:
            report(step / steps)
    burnt = steps // 3
    chain, levels = sampler.get_chain(discard=burnt), sampler.get_log_prob(discard=burnt)
    times = emcee.autocorr.integrated_time(
        chain, tol=0, has_walkers=True
    )  # tol 0: no warning; the number is shown
    independent = float(chain.shape[0] * walkers / np.nanmax(times))
    flat, heights = chain.reshape(-1, dimensions), levels.ravel()
    chosen = np.linspace(0, len(flat) - 1, draws).astype(np.int64)
    return Sampled(flat[chosen], heights[chosen], independent, float(np.mean(sampler.acceptance_fraction)))


def _starts(likelihood: Likelihood, starts: Values, walkers: int, state: np.random.RandomState) -> Values:
    """Where walkers begin: at the most likely of the starting points, each a little beside it."""
    with_terms = np.concatenate([starts, np.broadcast_to(_START, (len(starts), 2))], axis=1)
    levels = likelihood.log_posterior(with_terms)
    best = np.argsort(-levels, kind="stable")[: max(walkers // 4, 1)]
    begun = with_terms[best[np.arange(walkers) % len(best)]]
    begun = begun + 0.05 * state.standard_normal(begun.shape)
    begun[:, :-2] = np.clip(begun[:, :-2], -0.999, 0.999)
    return np.asarray(begun)
