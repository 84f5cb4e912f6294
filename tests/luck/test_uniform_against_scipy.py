"""Authority: the uniform distribution as scipy tests for it, along each of the parts of an address."""

import numpy as np
import pytest
from scipy import stats

from haicsim.sim.random_numbers import philox_rows
from haicsim.sim.stream_keys import NAMES

MANY = 200_000
LEAST_P = 1e-4  # the numbers are fixed, so a test passes always or never


def along(part: str, seed: int = 1) -> np.ndarray:
    """Numbers whose addresses differ in one part only."""
    one, many = np.array([7], np.uint64), np.arange(MANY, dtype=np.uint64)
    if part == "patient":
        return philox_rows(many, one, one, seed, 0)[:, 0]
    if part == "decision":
        return philox_rows(one, many, np.repeat(one, MANY), seed, 0)[0]
    if part == "occasion":
        return philox_rows(one, np.repeat(one, MANY), many, seed, 0)[0]
    return np.concatenate([philox_rows(one, one, one, *key(part, k))[:, 0] for k in range(5000)])


def key(part: str, k: int) -> tuple[int, int]:
    return (k, 0) if part == "seed" else (1, k)


@pytest.mark.parametrize("part", ["patient", "decision", "occasion", "seed", "replication"])
def test_kolmogorov_smirnov_and_serial_correlation_along_each_part_of_the_address(part):
    u = along(part)
    assert u.min() >= 0.0
    assert u.max() < 1.0
    assert stats.kstest(u, "uniform").pvalue > LEAST_P
    assert stats.pearsonr(u[:-1], u[1:]).pvalue > LEAST_P


@pytest.mark.parametrize("part", ["patient", "occasion"])
def test_chi_square_of_neighbouring_pairs_on_a_grid(part):
    u = along(part)
    cells = np.histogram2d(u[0::2], u[1::2], bins=20, range=[[0, 1], [0, 1]])[0].ravel()
    assert stats.chisquare(cells).pvalue > LEAST_P


def test_every_bit_of_the_53_is_used():
    bits = (along("patient") * 2.0**53).astype(np.uint64)
    for place in range(53):
        ones = int(((bits >> np.uint64(place)) & np.uint64(1)).sum())
        assert stats.binomtest(ones, MANY).pvalue > LEAST_P


def test_the_decisions_of_one_patient_are_independent_of_one_another():
    decisions = np.array(list(NAMES), np.uint64)
    u = philox_rows(np.arange(20_000, dtype=np.uint64), decisions, np.zeros(len(decisions), np.uint64), 1, 0)
    together = np.corrcoef(u.T)[np.triu_indices(len(decisions), 1)]
    assert np.abs(together * np.sqrt(20_000)).max() < 4.5  # standard errors, of about 400 pairs
