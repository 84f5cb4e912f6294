"""The exact binomial interval against scipy, and against intervals of the source paper's figures worked out before."""

import pytest
from scipy.stats import binomtest

from haicsim.analysis.validation import exact_interval

# events, patients, interval in % as written down with the evidence
WRITTEN = [
    (5, 6, 36, 99.6),  # 5-year OS, group A
    (6, 8, 35, 97),  # 5-year OS, group C
    (0, 4, 0, 60),  # 5-year OS and 1-year DFS, group B
    (6, 6, 54, 100),  # 1-year DFS, group A
    (5, 8, 24, 92),  # 1-year DFS, group C
    (2, 6, 4, 78),  # 3-year DFS, group A
    (4, 8, 16, 84),  # 3-year DFS, group C
    (11, 18, 36, 83),  # 5-year OS 58.7%, all
    (15, 18, 58.6, 96.4),  # partial response
    (14, 18, 52.4, 93.6),  # recurrence
    (0, 18, 0, 18.5),  # hospital deaths
]


@pytest.mark.parametrize(
    ("k", "n"), [(k, n) for n in (1, 2, 4, 6, 8, 18, 1020) for k in {0, 1, n // 3, n // 2, n - 1, n}]
)
def test_exact_interval_equals_scipys_clopper_pearson(k: int, n: int) -> None:
    for level in (0.95, 0.8):
        interval = binomtest(k, n).proportion_ci(level, "exact")
        assert exact_interval(k / n, n, level) == pytest.approx((interval.low, interval.high), abs=1e-10)


@pytest.mark.parametrize(("k", "n", "low", "high"), WRITTEN)
def test_exact_interval_is_that_written_down_with_the_evidence(
    k: int, n: int, low: float, high: float
) -> None:
    # to the last digit given; 5 of 8 reads 92 there and is 91.48
    found = [100 * bound for bound in exact_interval(k / n, n)]
    for bound, written in zip(found, (low, high), strict=True):
        assert abs(bound - written) < (0.06 if isinstance(written, float) else 0.53)


def test_a_printed_share_stands_for_the_nearest_number_of_patients() -> None:
    assert exact_interval(0.944, 18) == exact_interval(17 / 18, 18)
    assert exact_interval(0.587, 18) == exact_interval(11 / 18, 18)
    assert exact_interval(0.62, 8) == exact_interval(5 / 8, 8)
