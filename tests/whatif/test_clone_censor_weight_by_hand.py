"""Authority: an emulated trial of six patients reckoned by hand, and lifelines on the clones written out one by one."""

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from clocks import registry
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time

from haicsim.analysis.whatif.bias.clone_censor_weight import arms, clone_censor_weight
from haicsim.analysis.whatif.bias.patients import AT_DECISION, AT_ENTRY, Patients
from haicsim.sim.units import DAYS_PER_MONTH

NAN = np.nan
UNTIL, GRACE = 10.0, 2.0
# one dies before any decision, one lives unconverted; four are judged resectable on day 2: two of them operated on days 3
# and 4 (one of these dies on day 8), two never (one of these dies on day 6)
SIX = Patients(
    days=np.array([1.0, 12.0, 8.0, 12.0, 6.0, 12.0]),
    died=np.array([True, False, True, False, True, False]),
    converted=np.array([NAN, NAN, 2.0, 2.0, 2.0, 2.0]),
    operated=np.array([NAN, NAN, 3.0, 4.0, NAN, NAN]),
    called_off=np.full(6, NAN),
    at_entry=np.zeros((6, len(AT_ENTRY))),
    at_decision=np.zeros((6, len(AT_DECISION))),
)


def both(patients: Patients) -> tuple[float, float]:
    within, never = arms(patients, UNTIL, GRACE, np.ones((1, len(patients.days))), 0.0)
    return float(within[0]), float(never[0])


def test_six_patients() -> None:
    # not operated by day 2 of the decision: (1 - 1/4)(1 - 1/3) = 1/2, so who stays in either arm then weighs 2
    # never: 5/6 from day 1; at day 6 two of the weight of 1 + 2 + 2 die: 5/6 x 3/5 = 1/2; the death on day 8 is not theirs
    # within: 5/6 from day 1; those left alone are out from day 4; at day 8 two of the weight of 1 + 2 + 2 die: 1/2
    within, never = both(SIX)
    assert never == pytest.approx(1.0 + 5.0 * 5 / 6 + 4.0 * 1 / 2, abs=1e-12)
    assert within == pytest.approx(1.0 + 7.0 * 5 / 6 + 2.0 * 1 / 2, abs=1e-12)


def test_who_dies_within_the_grace_period_dies_in_both_arms() -> None:
    # the fifth dies on day 3.5 instead, not operated: by then each left unoperated weighs 4/3, and later 4/3 x 2
    early = replace(SIX, days=np.array([1.0, 12.0, 8.0, 12.0, 3.5, 12.0]))
    within, never = both(early)
    assert never == pytest.approx(1.0 + 2.5 * 5 / 6 + 6.5 * 5 / 6 * (1 - (4 / 3) / 5), abs=1e-12)
    later = 5 / 6 * 4 / 5  # one of five, all of weight 1
    weight = 1 / (1 - 3 / 4 * 1 / 2)
    assert within == pytest.approx(
        1.0 + 2.5 * 5 / 6 + 4.5 * later + 2.0 * later * (1 - weight / (1 + 2 * weight)), abs=1e-12
    )


def test_an_operation_called_off_keeps_to_the_plan_of_surgery() -> None:
    called_off = replace(
        SIX,
        operated=np.array([NAN, NAN, 3.0, NAN, NAN, NAN]),
        called_off=np.array([NAN, NAN, NAN, 4.0, NAN, NAN]),
    )
    assert both(called_off) == pytest.approx(both(SIX), abs=1e-12)


def test_an_operation_after_the_grace_period_keeps_to_neither() -> None:
    # the last is operated on day 9, after the last death: as if never operated, to both arms
    late = replace(SIX, operated=np.array([NAN, NAN, 3.0, 4.0, NAN, 9.0]))
    assert both(late) == pytest.approx(both(SIX), abs=1e-12)


def test_the_answer_is_the_difference_in_months_and_per_convert() -> None:
    found = clone_censor_weight(SIX, UNTIL, GRACE, (1, 0), samples=0, penalty=0.0)
    within, never = both(SIX)
    assert found.all_starters.value == pytest.approx((within - never) / DAYS_PER_MONTH, abs=1e-12)
    assert found.per_convert.value == pytest.approx((within - never) / DAYS_PER_MONTH * 6 / 4, abs=1e-12)
    assert found.supported == 2
    assert np.isnan(found.all_starters.low)


@pytest.mark.parametrize(
    "nothing",
    [{"converted": np.full(6, NAN)}, {"operated": np.full(6, NAN)}, {"days": np.minimum(SIX.days, 9.0)}],
)
def test_nothing_is_said_where_nothing_is_known(nothing: dict[str, np.ndarray]) -> None:
    found = clone_censor_weight(replace(SIX, **nothing), UNTIL, GRACE, (1, 0))
    assert np.isnan(found.all_starters.value)
    assert np.isnan(found.per_convert.high)


def test_drawn_twice_is_there_twice() -> None:
    counts = np.array([[2.0, 1.0, 1.0, 2.0, 1.0, 3.0]])
    twice = np.repeat(np.arange(6), counts[0].astype(int))
    written_out = Patients(**{each.name: getattr(SIX, each.name)[twice] for each in fields(SIX)})
    drawn = arms(SIX, UNTIL, GRACE, counts, 0.0)
    assert [float(arm[0]) for arm in drawn] == pytest.approx(both(written_out), abs=1e-12)


def test_both_arms_are_lifelines_weighted_kaplan_meier_of_the_clones_written_out() -> None:
    patients = registry(80, 9, ratio=0.5)
    alike = replace(patients, at_decision=np.zeros_like(patients.at_decision))
    judged, settled = alike.judged, alike.settled
    since = (np.fmin(settled, alike.days) - alike.converted)[judged]
    operated = KaplanMeierFitter().fit(since, ~np.isnan(settled[judged])).survival_function_.iloc[:, 0]
    steps, share = operated.index.to_numpy()[1:], operated.to_numpy()
    left = float(share[-1])
    never, within = [], []
    for i in range(len(alike.days)):
        c, end = alike.converted[i], float(np.fmin(settled[i], alike.days[i]))
        cuts = [0.0, *(day for day in c + steps if day < end), end]  # none between where c is not a number
        for number, (start, stop) in enumerate(pairwise(cuts)):
            never.append((start, stop, alike.died[i] and stop == alike.days[i], 1.0 / share[number]))
        limit = min(c + GRACE if c == c else np.inf, alike.days[i])
        within.append((0.0, limit, alike.died[i] and limit == alike.days[i], 1.0))
        if settled[i] <= limit < alike.days[i]:
            within.append((limit, alike.days[i], alike.died[i], 1.0 / (1.0 - left)))
    found = arms(alike, UNTIL, GRACE, np.ones((1, len(alike.days))), 0.0)
    for clones, arm in ((within, found[0]), (never, found[1])):
        table = pd.DataFrame(clones, columns=["start", "stop", "died", "weight"])
        fitter = KaplanMeierFitter().fit(
            table["stop"], table["died"], entry=table["start"], weights=table["weight"]
        )
        assert float(arm[0]) == pytest.approx(restricted_mean_survival_time(fitter, t=UNTIL), rel=1e-9)
