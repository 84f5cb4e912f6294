"""Authority: medians of an even number of times, by hand."""

import numpy as np
from known import landmarks, study_of

from haicsim.analysis.audit.demands import curve_problems
from haicsim.analysis.audit.findings import Context
from haicsim.analysis.km_solver.particles import Patients
from haicsim.analysis.reconstruction.middle_pairs import Middle, middles, placed

ALL = np.arange(4)


def of(*months: float, copies: int = 500) -> Patients:
    return Patients(
        np.tile(np.array(months), (copies, 1)), np.zeros((copies, 4), bool), np.zeros(4, np.int64)
    )


def moved(patients: Patients, middle: Middle, *edges: float) -> np.ndarray:
    return placed(patients, middle, np.array(edges), np.random.default_rng(1)).months


def test_the_two_in_the_middle_get_the_median_and_nobody_overtakes() -> None:
    months = moved(of(40.0, 4.0, 10.0, 30.0), Middle(ALL, 19.0, 19.5), 50.0)
    assert len(months) == 500
    assert (months[:, :2] == [40.0, 4.0]).all(), "the others stay"
    first, second = months[:, 2], months[:, 3]
    assert (((first + second) / 2 >= 19.0) & ((first + second) / 2 <= 19.5)).all()
    assert ((first >= 4.0) & (first <= second) & (second <= 40.0)).all()
    assert np.ptp(first) > 10.0, "anywhere it can be"


def test_no_edge_is_passed() -> None:
    months = moved(of(4.0, 10.0, 30.0, 40.0), Middle(ALL, 19.0, 19.5), 8.0, 12.0, 28.0, 50.0)
    assert len(months) == 500
    assert ((months[:, 1] >= 8.0) & (months[:, 1] <= 11.0)).all(), "its mean with 28 or more is at most 19.5"
    assert (months[:, 2] >= 28.0).all()


def test_data_sets_that_cannot_have_the_median_are_left_out() -> None:
    assert len(moved(of(4.0, 10.0, 30.0, 40.0), Middle(ALL, 22.0, 22.5), 12.0, 31.0)) == 0
    assert len(moved(of(4.0, 10.0, 30.0, 40.0), Middle(ALL, 21.0, 21.5), 12.0, 31.0)) == 500


def test_patients_at_an_edge_stay_there() -> None:
    months = moved(of(4.0, 12.0, 30.0, 40.0), Middle(ALL, 20.0, 22.0), 12.0, 50.0)
    assert (months[:, 1] == 12.0).all()
    assert ((months[:, 2] >= 28.0) & (months[:, 2] <= 32.0)).all()


def test_only_patients_of_the_group_are_moved() -> None:
    months = moved(of(10.0, 15.0, 16.0, 30.0), Middle(np.array([0, 3]), 19.0, 19.5), 50.0)
    assert (months[:, 1:3] == [15.0, 16.0]).all()
    assert ((months[:, 0] <= 15.0) & (months[:, 3] >= 16.0)).all()


def test_a_printed_median_of_an_even_number_is_found_with_its_months() -> None:
    seen = {"over": "all", "time_zero": "hepatectomy"}
    measures = {"seen": {"scale": "numeric", "label": "seen", "kind": "time", "observation": seen}}
    figure = {
        "id": "seen", "kind": "summary", "measure": "seen", "unit": "month", "statistic": "median", "centre": "50",
        "spread": "range", "low": "20", "high": "70",
    }  # fmt: skip
    for n, count in ((6, 1), (5, 0)):
        study = study_of(
            {"all": {"label": "all", "n": n}}, [*landmarks("all", {12: "100"}), figure], measures
        )
        found = middles(study, curve_problems(Context(study)))
        assert [(one.columns.tolist(), one.low, one.high) for one in found] == [
            (list(range(n)), 49.5, 51.0)
        ] * count
