"""Authority: lifelines' Cox regression with time-dependent covariates."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from clocks import registry
from lifelines import CoxPHFitter, CoxTimeVaryingFitter

from haicsim.analysis.whatif.bias.cox import hazard_ratio, time_dependent_cox
from haicsim.analysis.whatif.bias.estimate import UNKNOWN
from haicsim.analysis.whatif.bias.patients import AT_ENTRY


def test_surgery_as_a_time_dependent_covariate_adjusted_for_diagnosis() -> None:
    patients = registry(150, 21, ratio=0.4)
    known = np.random.default_rng(1).normal(size=(150, len(AT_ENTRY)))
    known[:, 2] = 1.0  # the same in everybody
    patients = replace(patients, at_entry=known)
    rows = []
    for i, day in enumerate(patients.operated):
        adjust = [known[i, k] for k in (0, 1, 3, 4, 5)]
        cut = day if day == day else patients.days[i]
        rows.append([i, 0.0, cut, cut == patients.days[i], 0.0, *adjust])
        if day == day:
            rows.append([i, day, patients.days[i], True, 1.0, *adjust])
    table = pd.DataFrame(rows, columns=["id", "start", "stop", "died", "operated", "a", "b", "c", "d", "e"])
    theirs = CoxTimeVaryingFitter().fit(
        table, id_col="id", event_col="died", start_col="start", stop_col="stop"
    )
    found = time_dependent_cox(patients)
    low, high = theirs.confidence_intervals_.loc["operated"]
    assert found == pytest.approx((theirs.params_["operated"], low, high), abs=2e-5)


def test_lives_that_are_counted_from_the_operation_on() -> None:
    drawn = np.random.default_rng(3)
    start, rest, operated = drawn.uniform(0, 5, 200), drawn.exponential(4.0, 200), np.arange(200) < 100
    died, adjust = drawn.random(200) < 0.8, drawn.normal(size=(200, 1))
    table = pd.DataFrame(
        {"start": start, "stop": start + rest, "died": died, "operated": operated * 1.0, "a": adjust[:, 0]}
    )
    theirs = CoxPHFitter().fit(table, "stop", "died", entry_col="start")
    found = hazard_ratio(start, start + rest, died, operated, adjust)
    low, high = theirs.confidence_intervals_.loc["operated"]
    assert found == pytest.approx((theirs.params_["operated"], low, high), abs=2e-5)


@pytest.mark.parametrize("died", [[False] * 4, [True, True, False, False]])
def test_nothing_is_said_where_no_ratio_is_most_likely(died: list[bool]) -> None:
    # nobody dies; only the operated die
    found = hazard_ratio(
        np.zeros(4),
        np.arange(1.0, 5.0),
        np.array(died),
        np.array([True, True, False, False]),
        np.zeros((4, 1)),
    )
    assert found is UNKNOWN or not np.isfinite(found.high)
