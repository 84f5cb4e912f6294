"""Authority: cohorts whose every patient is known, their curves by lifelines; what is rebuilt from print against them."""

from dataclasses import dataclass

import numpy as np
import pytest
from known import Cohort, cohort, kaplan_meier, landmarks, read_off, study_of

from haicsim.analysis.reconstruction import reconstruct
from haicsim.analysis.reconstruction.bands import columns_of, curve_of, rows_of
from haicsim.analysis.studies import Study

TIMES = (12.0, 24.0, 36.0, 48.0)  # months, of printed landmarks
READING = 0.5  # points of percent by which a reading may miss the curve
NEAR = 0.001  # survival; a curve that misses a band by less is not seen to miss it


@dataclass
class Rebuilt:
    """Of one cohort: mean absolute error of the middle curve, share of times at which the band covers, its width."""

    error: float
    covered: float
    width: float
    mean_covered: bool


def drawn_off(patients: Cohort, seed: int, table: bool) -> Study:
    n = len(patients[0])
    figures = read_off("all", patients, READING, table, seed)
    return study_of({"all": {"label": "all", "n": n}}, figures)


def printed(patients: Cohort) -> Study:
    """Landmarks only, without any number at risk."""
    survival = 100 * kaplan_meier(patients, np.array(TIMES))
    texts = {int(time): f"{value:.1f}" for time, value in zip(TIMES, survival, strict=True)}
    return study_of({"all": {"label": "all", "n": len(patients[0])}}, landmarks("all", texts))


def rebuilt(study: Study, patients: Cohort, draws: int, seed: int) -> Rebuilt:
    (drawn,) = reconstruct(study, {}, draws, seed).endpoints
    assert drawn.material.left_out == ()
    columns = columns_of(drawn, study)["all"]
    months = np.linspace(0.0, 0.999 * min(patients[0].max(), float(drawn.material.longest)), 300)
    curve, truth = curve_of(drawn, columns, months), kaplan_meier(patients, months)
    known = ~np.isnan(curve.middle)
    assert known.mean() > 0.8
    inside = (curve.low - NEAR <= truth) & (truth <= curve.high + NEAR)
    mean = rows_of(drawn, study, TIMES[-1])[0].restricted_mean
    grid = (np.arange(20_000) + 0.5) * TIMES[-1] / 20_000
    lived = float(kaplan_meier(patients, grid).mean() * TIMES[-1])
    return Rebuilt(
        error=float(np.abs(curve.middle - truth)[known].mean()),
        covered=float(inside[known].mean()),
        width=float((curve.high - curve.low)[known].mean()),
        mean_covered=mean.low is not None and mean.high is not None and mean.low <= lived <= mean.high,
    )


def check_with_table(n: int, seeds: range) -> None:
    found = [
        rebuilt(drawn_off(one, seed, True), one, 100, seed) for seed in seeds for one in [cohort(seed, n)]
    ]
    assert max(one.error for one in found) < 0.01
    assert np.mean([one.covered for one in found]) > 0.95


def check_without_table(n: int, seeds: range, least: float) -> None:
    found = [rebuilt(printed(one), one, 300, seed) for seed in seeds for one in [cohort(seed, n)]]
    assert np.mean([one.covered for one in found]) > least
    assert np.mean([one.mean_covered for one in found]) > least - 0.05
    assert np.mean([one.width for one in found]) < 0.25, "a band that covers because it says nothing"


@pytest.mark.slow
def test_curve_with_a_table_of_numbers_at_risk_is_rebuilt_within_a_hundredth() -> None:
    check_with_table(30, range(4))


@pytest.mark.slow
def test_a_curve_that_needs_more_histories_than_are_listed_at_first_is_rebuilt_all_the_same() -> None:
    check_with_table(30, range(119, 120))


def test_band_from_landmarks_alone_covers() -> None:
    check_without_table(12, range(6), 0.85)


@pytest.mark.long
@pytest.mark.parametrize("n", [15, 30, 60])
def test_curves_with_a_table_of_numbers_at_risk_are_rebuilt_within_a_hundredth_in_full(n: int) -> None:
    check_with_table(n, range(100, 124))


@pytest.mark.long
def test_band_of_curves_read_off_without_a_table_covers_in_full() -> None:
    found = [
        rebuilt(drawn_off(one, seed, False), one, 100, seed)
        for seed in range(24)
        for one in [cohort(seed, 30)]
    ]
    assert max(one.error for one in found) < 0.01
    assert np.mean([one.covered for one in found]) > 0.95


@pytest.mark.long
def test_band_from_landmarks_alone_covers_in_full() -> None:
    check_without_table(20, range(100, 160), 0.92)
